//! A run with every outcome, made up: how it is reported, and that its shards give the same report.

mod comparison;
pub(super) mod fixture;

use std::{fs, path::PathBuf};

use tempfile::TempDir;

use self::fixture::{MadeUpRun, Outcomes};
use super::{Report, Summary, merge::Merged};
use crate::{cases::Shard, run::OutcomeKind, score::VerdictWord};

/// What a report is as text, JSON and JUnit XML, and its exit code.
#[derive(Debug, PartialEq, Eq)]
struct Rendered {
    text: String,
    json: String,
    junit: String,
    exit_code: u8,
}

fn rendered(report: &Report) -> Rendered {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    report.write_json(&path("json")).unwrap();
    report.write_junit(&path("junit")).unwrap();
    let [json, junit] = ["json", "junit"].map(|name| fs::read_to_string(path(name)).unwrap());
    Rendered { text: Summary(report).to_string(), json, junit, exit_code: report.verdict().exit_code() }
}

fn merge(run: &MadeUpRun, paths: &[PathBuf]) -> Result<Merged, String> {
    super::merge(&run.suite, paths)
}

/// The JSON reports of three shards of a run.
fn shards(run: &MadeUpRun) -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let paths = (1..=3).map(|number| {
        let path = folder.path().join(format!("{number}.json"));
        run.report(Some(Shard::parse(&format!("{number}/3")).unwrap())).write_json(&path).unwrap();
        path
    });
    let paths = paths.collect();
    (folder, paths)
}

/// Every outcome is there, so the fields that only some of them have are merged, too.
#[test]
fn shards_give_the_report_of_the_whole_run() {
    for (outcomes, word) in [
        (Outcomes::All, VerdictWord::DoesNotConform),
        (Outcomes::NoFailure, VerdictWord::UnexpectedPass),
        (Outcomes::NoResultForSome, VerdictWord::Inconclusive),
    ] {
        let run = MadeUpRun::new(outcomes);
        let whole = run.report(None);
        assert_eq!(whole.verdict().word(), word);
        let (_folder, paths) = shards(&run);
        let merged = merge(&run, &paths).unwrap();
        let (whole, printed, merged) = (rendered(&whole), merged.to_string(), rendered(&merged.report));
        assert_eq!(whole.text, merged.text);
        assert_eq!(whole.json, merged.json);
        assert_eq!(whole.junit, merged.junit);
        assert_eq!(whole.exit_code, merged.exit_code);
        assert!(printed.ends_with(&whole.text), "the merge prints the summary: {printed}");
    }
}

#[test]
fn an_entry_whose_cases_lie_in_several_shards_is_judged_over_all_of_them() {
    let run = MadeUpRun::new(Outcomes::NoFailure);
    let (_folder, paths) = shards(&run);
    for path in &paths {
        let alone = Report::read_json(path).unwrap();
        assert_eq!(alone.verdict().word(), VerdictWord::Conforms, "no shard alone has all cases of the entry");
        assert!(alone.deviations.iter().any(|entry| (1..entry.cases).contains(&entry.ran)), "{:?}", alone.deviations);
    }
    let merged = merge(&run, &paths).unwrap().to_string();
    assert!(merged.contains("deviations.yaml:1: `case: object.put/stale` now passes; remove the entry"), "{merged}");
    // It is not outdated where one of its cases still fails.
    let text = fs::read_to_string(&paths[1]).unwrap();
    fs::write(&paths[1], text.replacen("\"needed\": 0", "\"needed\": 1", 1)).unwrap();
    assert_eq!(merge(&run, &paths).unwrap().report.verdict().word(), VerdictWord::Conforms);
    fs::write(&paths[1], text.replace("case: object.put/stale", "case: object.put/created")).unwrap();
    let message = merge(&run, &paths).unwrap_err();
    assert!(message.contains("expected the known deviations of") && message.contains("--deviations"), "{message}");
}

#[test]
fn a_run_without_deviations_or_results_is_merged_as_well() {
    let run = MadeUpRun::new(Outcomes::AllNotApplicable);
    let (_folder, paths) = shards(&run);
    let merged = merge(&run, &paths).unwrap().report;
    assert_eq!(rendered(&merged), rendered(&run.report(None)));
    assert_eq!(merged.verdict().word(), VerdictWord::Inconclusive);
}

/// A shard in which no case applied says nothing about the target, and other shards may; one that was interrupted makes the
/// whole run say nothing.
#[test]
fn a_shard_that_was_interrupted_makes_the_merge_inconclusive_even_if_no_case_of_it_applied() {
    let run = MadeUpRun::new(Outcomes::NoFailure);
    let (_folder, paths) = shards(&run);
    let shard = Some(Shard::parse("2/3").unwrap());
    let mut report = MadeUpRun::new(Outcomes::AllNotApplicable).report(shard);
    report.write_json(&paths[1]).unwrap();
    assert_ne!(merge(&run, &paths).unwrap().report.verdict().word(), VerdictWord::Inconclusive);
    report.verdict.reason = Some("interrupted by SIGINT".to_owned());
    report.write_json(&paths[1]).unwrap();
    let merged = merge(&run, &paths).unwrap().report.verdict();
    assert_eq!(merged.word(), VerdictWord::Inconclusive);
    let reason = merged.reason().expect("a reason");
    assert!(reason.contains("2/3") && reason.contains("interrupted by SIGINT"), "{reason}");
}

#[test]
fn a_case_that_is_not_scored_shows_its_failure_everywhere() {
    let report = MadeUpRun::new(Outcomes::All).report(None);
    let failed =
        |result: &&super::CaseResult| result.outcome_if_scored.is_some_and(|outcome| outcome == OutcomeKind::Failed);
    let new = report.outcomes.iter().find(failed).expect("a new case that failed");
    let failure = new.failure().expect("the failure is in the model");
    for part in ["violates", "expected", "found", "exchange (act)", "rerun"] {
        assert!(failure.contains(part), "{failure}");
    }
    let Rendered { text, json, junit, .. } = rendered(&report);
    assert!(text.contains(&format!("---- {} ----\n{failure}", new.name())), "{text}");
    assert!(json.contains(&serde_json::to_string(failure).unwrap()), "{json}");
    let junit = quick_junit::Report::deserialize_from_str(&junit).unwrap();
    let case = junit.test_suites.iter().flat_map(|suite| &suite.test_cases).find(|case| *case.name == *new.name());
    assert_eq!(case.and_then(|case| case.system_out.as_ref()).map(|text| text.trim()), Some(failure.trim()));
}

#[test]
fn every_finding_of_a_case_is_reported_with_its_step() {
    let report = MadeUpRun::new(Outcomes::All).report(None);
    let warned = report.outcomes.iter().find(|result| result.outcome == OutcomeKind::Warned).unwrap();
    let steps: Vec<String> = warned.mismatches.iter().map(|mismatch| mismatch.step.to_string()).collect();
    assert_eq!(steps, ["act", "verification"]);
    let warnings = rendered(&report).text;
    for mismatch in &warned.mismatches {
        assert!(warnings.contains(&format!("\n  {} (", mismatch.statement)), "{warnings}");
    }
}

/// `object_missing` is what a case expects that did not receive it.
#[test]
fn coverage_counts_what_was_received_and_not_what_was_expected() {
    let report = MadeUpRun::new(Outcomes::All).report(None);
    let cell = report.coverage.iter().find(|cell| cell.operation == "object.put" && cell.scope == "app").unwrap();
    assert!(cell.responses.iter().any(|response| response == "stale"), "{cell:?}");
    assert!(!cell.responses.iter().any(|response| response == "object_missing"), "{cell:?}");
    assert!(cell.misses());
}

#[test]
fn no_secret_is_in_the_model() {
    let Rendered { text, json, junit, .. } = rendered(&MadeUpRun::new(Outcomes::All).report(None));
    for text in [text, json, junit] {
        assert!(!text.contains(fixture::SECRET) && text.contains("[redacted]"), "{text}");
    }
}

#[test]
fn the_layout_of_the_summary() {
    for (name, outcomes) in [
        ("summary_of_every_outcome", Outcomes::All),
        ("summary_of_an_unexpected_pass", Outcomes::NoFailure),
        ("summary_without_a_result", Outcomes::NoResultForSome),
    ] {
        insta::assert_snapshot!(name, Summary(&MadeUpRun::new(outcomes).report(None)).to_string());
    }
}

#[test]
fn the_layout_of_a_failure() {
    let report = MadeUpRun::new(Outcomes::All).report(None);
    let shown = |outcome| {
        let result = report.outcomes.iter().find(|result| result.outcome == outcome).unwrap();
        format!("---- {} ----\n{}\n", result.name(), result.failure().unwrap())
    };
    insta::assert_snapshot!("failure", shown(OutcomeKind::Failed));
    insta::assert_snapshot!("not_testable", shown(OutcomeKind::NotTestable));
}

#[test]
fn the_layout_of_a_merge() {
    let run = MadeUpRun::new(Outcomes::NoFailure);
    let (_folder, paths) = shards(&run);
    insta::assert_snapshot!("merge", merge(&run, &paths).unwrap().to_string());
}

#[test]
fn the_layout_of_junit() {
    insta::assert_snapshot!("junit", rendered(&MadeUpRun::new(Outcomes::All).report(None)).junit);
}
