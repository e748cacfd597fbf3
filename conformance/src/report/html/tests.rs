//! Pages of runs that were never made. With `KEEP=DIR`, the pages are written to `DIR`, where `cargo xtask browser-test` opens
//! them in a browser.

use std::{collections::HashMap, env, fs, path::Path};

use super::*;
use crate::report::{
    case_result::{CaseResult, StepKind},
    story::{ContentForm, Story, StoryContent, StoryExchange, StoryRequest, StoryResponse},
    tests::fixture::{MadeUpRun, Outcomes},
};

/// What a target may send to whoever reads a report.
const HOSTILE: &str =
    "</script><script>injected=1</script><img src=x onerror=injected=1>{{ 7 * 7 }}\u{1b}[2J\u{202e}\u{2028}\"'&amp;";

/// Stories of the cases of a report, each with the same exchanges.
struct MadeUpStories<'r> {
    report: &'r Report,
    places: HashMap<&'r str, usize>,
    text: &'static str,
}

impl<'r> MadeUpStories<'r> {
    fn of(report: &'r Report, text: &'static str) -> Self {
        let places = report.outcomes.iter().enumerate().map(|(place, case)| (case.name.as_str(), place)).collect();
        Self { report, places, text }
    }
}

impl StorySource for MadeUpStories<'_> {
    fn find(&self, name: &str) -> Result<Option<Story>, String> {
        let Some(place) = self.places.get(name) else { return Ok(None) };
        let case = &self.report.outcomes[*place];
        let steps = [StepKind::SetUp, StepKind::Control, StepKind::Act, StepKind::Verification];
        let exchanges = steps.into_iter().map(|step| exchange(case, step, self.text)).collect();
        Ok(Some(Story { name: name.to_owned(), attempts: 1, exchanges }))
    }

    fn entries(&self, name: &str) -> Option<(usize, usize)> {
        let place = self.places.get(name)?;
        Some((place * 4 + 1, place * 4 + 4))
    }
}

fn exchange(case: &CaseResult, step: StepKind, text: &str) -> StoryExchange {
    let content = |data: String| {
        Some(StoryContent { form: ContentForm::Text, length: data.len(), data, is_cut: false, packed: None })
    };
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    StoryExchange {
        step,
        operation: Some(case.operation.clone()),
        scope: case.scope.clone(),
        client: None,
        pause_ms: None,
        started_ms: 12,
        time_ms: 3,
        request: StoryRequest {
            method: "PUT".to_owned(),
            url: "http://h/api/apps/app/buckets/b/objects/o".to_owned(),
            headers: vec![header("content-type", "application/json"), header("if-match", "\"3\"")],
            credentials: None,
            ends_in_ms: None,
            delivery: None,
            content: content("{\"n\":1}".to_owned()),
        },
        response: Some(StoryResponse {
            status: 412,
            reason: "Precondition Failed".to_owned(),
            headers: vec![header("content-type", "application/json"), header("x-sent", text)],
            content: content(format!("{{\"errorCode\":\"OBJECT_VERSION_IS_STALE\",\"message\":{text:?}}}")),
        }),
        problem: None,
        known: format!("the object exists, versions {text}"),
        due: vec!["stale".to_owned()],
        received: None,
        examined: case.statements.clone(),
        mismatches: case.mismatches.iter().filter(|mismatch| mismatch.step == step).cloned().collect(),
    }
}

fn report() -> (MadeUpRun, Report) {
    let run = MadeUpRun::new(Outcomes::All);
    let report = run.report(None);
    (run, report)
}

/// The same report with a text of the target in all places that can have one.
fn hostile(mut report: Report) -> Report {
    let text = || HOSTILE.to_owned();
    for case in &mut report.outcomes {
        case.reason = Some(text());
        case.retries = vec![text()];
        case.left_behind = vec![text()];
        case.rerun = Some(text());
        for mismatch in &mut case.mismatches {
            (mismatch.expected, mismatch.found, mismatch.source) = (text(), text(), text());
        }
    }
    for finding in &mut report.findings {
        finding.title = text();
        let witness = &mut finding.witness;
        (witness.expected, witness.found, witness.source, witness.statement) = (text(), text(), text(), text());
    }
    report.target = Some(text());
    report.sweep = vec![text()];
    report
}

/// A report with 100,000 outcomes of all kinds, of which no two have the same name.
fn large(mut report: Report) -> Report {
    let few = std::mem::take(&mut report.outcomes);
    let numbered = few.iter().cycle().take(100_000).enumerate().map(|(number, case)| {
        let mut case = case.clone();
        case.case = format!("{}[number={}]", case.case, number / few.len());
        case.name = format!("{}@{}", case.case, case.scope);
        for mismatch in &mut case.mismatches {
            mismatch.found = format!("{} {number}", mismatch.found);
        }
        case
    });
    report.outcomes = numbered.collect();
    for finding in &mut report.findings {
        let all = few.iter().cycle().zip(&report.outcomes);
        let shown = all.filter(|(few, _)| finding.cases.contains(&few.name)).map(|(_, case)| case.name.clone());
        finding.cases = shown.collect();
        finding.witness.case = finding.cases.first().cloned().unwrap_or_default();
    }
    report
}

/// The page of a report, which is kept if somebody wants to see it.
fn page(name: &str, run: &MadeUpRun, report: &Report, text: &'static str) -> String {
    let page = to_string(report, &run.suite.api, &MadeUpStories::of(report, text));
    let page = page.unwrap_or_else(|error| panic!("{error}"));
    if let Some(folder) = env::var_os("KEEP") {
        fs::write(Path::new(&folder).join(name), &page).unwrap();
    }
    page
}

/// What the script of a page reads.
fn data(page: &str) -> Value {
    let (_, data) = page.split_once("id=\"data\">").unwrap();
    serde_json::from_str(data.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn a_page_says_what_the_report_says() {
    let (run, report) = report();
    let page = page("run.html", &run, &report, "text");
    assert!(page.contains("<h1 id=\"verdict\">Does not conform</h1>"));
    let data = data(&page);
    let rows = &data["rows"];
    for (row, case) in report.outcomes.iter().enumerate() {
        let text = |list: &str, column: &str| {
            let place = rows[column][row].as_u64().and_then(|place| usize::try_from(place).ok()).unwrap();
            data[list][place].clone()
        };
        assert_eq!(text("cases", "case"), case.case);
        assert_eq!(text("scopes", "scope"), case.scope);
        assert_eq!(text("outcomes", "outcome")["word"], case.outcome.word());
        let detail = rows["detail"][row].as_u64();
        assert_eq!(detail.is_some(), !case.mismatches.is_empty() || case.reason.is_some(), "{}", case.name);
    }
    for (kind, count) in [("failed", report.counts.failed), ("warned", report.counts.warned)] {
        assert!(page.contains(&format!("<strong>{count}</strong> <span>{kind}</span>")), "{count} {kind}");
    }
}

#[test]
fn the_exchanges_of_cases_that_did_not_pass_are_in_the_page() {
    let (run, report) = report();
    let data = data(&page("run.html", &run, &report, "text"));
    for (row, case) in report.outcomes.iter().enumerate() {
        let story = data["rows"]["story"][row].as_u64().and_then(|place| usize::try_from(place).ok());
        let has_passed = case.outcome == crate::run::OutcomeKind::Passed;
        assert_eq!(story.is_none(), has_passed, "{}", case.name);
        assert!(!data["rows"]["har"][row].is_null(), "{}", case.name);
        if let (Some(story), Some(step)) = (story, case.step) {
            let exchanges = data["stories"][story]["exchanges"].as_array().unwrap();
            let wrong = exchanges.iter().filter(|exchange| exchange["mismatches"] != Value::Array(Vec::new()));
            let steps: Vec<&Value> = wrong.map(|exchange| &exchange["step"]).collect();
            assert!(steps.contains(&&Value::from(step.word())), "{}: {steps:?}", case.name);
        }
    }
}

#[test]
fn nothing_that_a_target_sends_is_markup() {
    let (run, report) = report();
    let harmless = page("run.html", &run, &report, "text");
    let page = page("hostile.html", &run, &hostile(report), HOSTILE);
    assert!(!page.contains("<img") && !page.contains("49\\u") && !page.contains(['\u{1b}', '\u{202e}', '\u{2028}']));
    let elements = |page: &str, name: &str| page.matches(&format!("<{name}")).count();
    for name in ["script", "style", "a ", "svg"] {
        // Sources that are no addresses have no link.
        let is_same = elements(&page, name) <= elements(&harmless, name);
        assert!(is_same, "{name}: {} of {}", elements(&page, name), elements(&harmless, name));
    }
    assert!(page.contains("&lt;img src=x onerror=injected=1&gt;") && page.contains("\\u{1b}[2J\\u{202e}\\u{2028}"));
}

#[test]
fn a_page_loads_nothing_and_runs_nothing_but_its_script() {
    let (run, report) = report();
    let page = page("run.html", &run, &report, "text");
    let hash = |text: &str| format!("'sha256-{}'", BASE64.encode(digest::digest(&digest::SHA256, text.as_bytes())));
    let between = |begin: &str, end: &str| page.split_once(begin).unwrap().1.split_once(end).unwrap().0.to_owned();
    let policy = between("Content-Security-Policy\" content=\"", "\"").replace("&#39;", "'").replace("&#x27;", "'");
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(policy.contains(&format!("script-src {};", hash(&between("<script>", "</script>")))), "{policy}");
    assert!(policy.contains(&format!("style-src {};", hash(&between("<style>", "</style>")))), "{policy}");
    for loaded in ["src=\"", "<link", "@import", "url(", " style=\"", " onclick"] {
        assert!(!page.contains(loaded), "{loaded}");
    }
}

#[test]
fn a_hundred_thousand_outcomes_fit_into_25_megabytes() {
    let (run, report) = report();
    let report = large(report);
    let page = page("large.html", &run, &report, "text");
    assert!(page.len() <= 25_000_000, "{} bytes", page.len());
    // To read all of it takes longer than to make it.
    let (_, rows) = page.split_once("\"rows\":{\"case\":[").unwrap();
    assert_eq!(rows.split_once(']').unwrap().0.split(',').count(), report.len());
}
