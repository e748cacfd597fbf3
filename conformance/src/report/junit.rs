//! The model as JUnit XML for continuous integration, one suite for each operation.
//!
//! The elements are those of JUnit as Maven Surefire and cargo-nextest write it, and what the schema of Jenkins admits
//! (`junit-10.xsd` of its xUnit plugin).

use std::path::Path;

use indexmap::IndexMap;

use super::{
    case_result::{CaseResult, level_word},
    file::{self, ReportError},
    model::{Report, RunIdentity},
    xml::Element,
};
use crate::{run::OutcomeKind, score::Verdict};

/// What JUnit knows of a test.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Success,
    Skipped,
    Failure,
    Error,
}

/// A test, as an element.
struct TestCase {
    status: Status,
    time_ms: u64,
    element: Element,
}

/// The tests of one operation, or those that belong to none.
#[derive(Default)]
struct TestSuite {
    name: String,
    properties: Vec<Element>,
    cases: Vec<TestCase>,
}

impl Report {
    /// Writes the report as JUnit XML.
    ///
    /// # Errors
    /// When the file cannot be written; then no part of it is left.
    pub(crate) fn write_junit(&self, path: &Path) -> Result<(), ReportError> {
        Ok(file::write(path, render(self).document().as_bytes())?)
    }
}

fn render(report: &Report) -> Element {
    let mut suites: IndexMap<&str, TestSuite> = IndexMap::new();
    for result in &report.outcomes {
        let operation = result.operation.as_str();
        let suite = suites.entry(operation).or_insert_with(|| TestSuite::new(operation));
        suite.cases.push(test_case(result));
    }
    let (verdict, profile) = (report.verdict(), report.verdict.profile.to_string());
    let sentence = verdict.to_string();
    let sentence = sentence.lines().next().unwrap_or_default();
    let began = report.started_at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string();
    let mut suites: Vec<TestSuite> = suites.into_values().collect();
    for suite in &mut suites {
        // There is no other place for what is said of the whole run.
        suite.properties.extend([property("profile", &profile), property("verdict", sentence)]);
        suite.properties.extend(identity(&report.run));
    }
    match &verdict {
        Verdict::Conforms(_) | Verdict::Warns(_) | Verdict::DoesNotConform(_) => {}
        Verdict::UnexpectedPass(_, entries) => suites.push(unexpected_passes(entries)),
        Verdict::Inconclusive(reason) => suites.push(inconclusive(reason, &report.run)),
    }
    let count = |wanted| suites.iter().map(|suite| suite.count(wanted)).sum::<usize>().to_string();
    Element::new("testsuites")
        .with("name", env!("CARGO_PKG_NAME"))
        .with("tests", suites.iter().map(|suite| suite.cases.len()).sum::<usize>().to_string())
        .with("failures", count(Status::Failure))
        .with("errors", count(Status::Error))
        .with("time", seconds(report.time_ms))
        .containing(suites.into_iter().map(|suite| suite.element(&began)))
}

impl TestSuite {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    fn count(&self, status: Status) -> usize {
        self.cases.iter().filter(|case| case.status == status).count()
    }

    fn element(self, began: &str) -> Element {
        let count = |wanted| self.count(wanted).to_string();
        let suite = Element::new("testsuite")
            .with("name", self.name.as_str())
            .with("tests", self.cases.len().to_string())
            .with("skipped", count(Status::Skipped))
            .with("errors", count(Status::Error))
            .with("failures", count(Status::Failure))
            .with("time", seconds(self.cases.iter().map(|case| case.time_ms).sum()))
            .with("timestamp", began);
        let properties = Element::new("properties").containing(self.properties);
        let properties = properties.has_children().then_some(properties);
        suite.containing(properties).containing(self.cases.into_iter().map(|case| case.element))
    }
}

fn property(name: &str, value: &str) -> Element {
    Element::new("property").with("name", name).with("value", value)
}

/// Which run it is.
fn identity(run: &RunIdentity) -> Vec<Element> {
    let RunIdentity { id, seed, shard } = run;
    let mut identity = vec![property("run", &id.to_string()), property("seed", &seed.to_string())];
    identity.extend(shard.map(|shard| property("shard", &shard.to_string())));
    identity
}

/// A time in milliseconds, as JUnit has it.
fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

/// A run that says nothing is an error of its own, so that nobody takes the remaining cases for all of them.
fn inconclusive(reason: &str, run: &RunIdentity) -> TestSuite {
    let error = Element::new("error").with("message", reason).with("type", "untrusted");
    let element = Element::new("testcase").with("name", "the run can be trusted").containing([error]);
    TestSuite {
        name: "run".to_owned(),
        properties: identity(run),
        cases: vec![TestCase { status: Status::Error, time_ms: 0, element }],
    }
}

/// A known deviation that no longer holds belongs to no case: all of its cases passed.
fn unexpected_passes(entries: &[String]) -> TestSuite {
    let cases = entries.iter().map(|entry| {
        let failure = Element::new("failure").with("message", entry.as_str()).with("type", "surprise pass");
        let name = entry.split(": ").next().unwrap_or_default();
        let element = Element::new("testcase").with("name", name).containing([failure]);
        TestCase { status: Status::Failure, time_ms: 0, element }
    });
    TestSuite { cases: cases.collect(), ..TestSuite::new("deviations") }
}

fn test_case(result: &CaseResult) -> TestCase {
    let status = status(result);
    let element = Element::new("testcase")
        .with("name", result.name.as_str())
        .with("classname", result.operation.as_str())
        .with("time", seconds(result.time_ms))
        .containing(ending(status, result))
        .containing(output(result).map(|text| Element::new("system-out").saying(text)));
    TestCase { status, time_ms: result.time_ms, element }
}

fn status(result: &CaseResult) -> Status {
    match result.outcome {
        // As cargo-nextest does it: a flaky case is a success with what went wrong before.
        OutcomeKind::Passed | OutcomeKind::Flaky | OutcomeKind::Warned => Status::Success,
        OutcomeKind::Failed | OutcomeKind::NotTestable => Status::Failure,
        OutcomeKind::SuiteError => Status::Error,
        OutcomeKind::KnownDeviation | OutcomeKind::NotScored | OutcomeKind::NotApplicable => Status::Skipped,
    }
}

/// How a case ended, and what was sent again before.
fn ending(status: Status, result: &CaseResult) -> Vec<Element> {
    let reruns = |name| {
        let rerun = move |why: &String| Element::new(name).with("message", why.as_str()).with("type", "sent again");
        result.retries.iter().map(rerun)
    };
    match status {
        Status::Success => reruns("flakyError").collect(),
        Status::Failure => [unsuccessful("failure", result)].into_iter().chain(reruns("rerunError")).collect(),
        Status::Error => [unsuccessful("error", result)].into_iter().chain(reruns("rerunError")).collect(),
        Status::Skipped => {
            let skipped = Element::new("skipped").with("message", result.remark().unwrap_or_default());
            vec![skipped.with("type", result.outcome.word())]
        }
    }
}

fn unsuccessful(name: &'static str, result: &CaseResult) -> Element {
    let (kind, message) = match result.mismatches.first() {
        Some(first) => {
            let message = format!("{}: expected {}, found {}", first.step, first.expected, first.found);
            (first.statement.as_str(), message)
        }
        None => (result.outcome.word(), result.reason.clone().unwrap_or_default()),
    };
    let element = Element::new(name).with("message", message).with("type", kind);
    match &result.failure {
        Some(failure) => element.saying(failure.as_str()),
        None => element,
    }
}

/// What a test that did not fail has to say.
fn output(result: &CaseResult) -> Option<String> {
    match result.outcome {
        OutcomeKind::Warned | OutcomeKind::Flaky => (!result.mismatches.is_empty()).then(|| warnings(result)),
        // A skipped test has no other place for it.
        OutcomeKind::NotScored => result.failure.clone(),
        OutcomeKind::Passed
        | OutcomeKind::Failed
        | OutcomeKind::NotTestable
        | OutcomeKind::KnownDeviation
        | OutcomeKind::NotApplicable
        | OutcomeKind::SuiteError => None,
    }
}

fn warnings(result: &CaseResult) -> String {
    let lines = result.mismatches.iter().map(|mismatch| {
        let (statement, level) = (&mismatch.statement, level_word(mismatch.level));
        format!("warning: {statement} ({level}): expected {}, found {}\n", mismatch.expected, mismatch.found)
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::fixture::{MadeUpRun, Outcomes};

    /// What `junit-10.xsd` says of an element: the attributes that it must have, those that it may have, and its children.
    type Rule = (&'static [&'static str], &'static [&'static str], &'static [&'static str]);

    fn rule(name: &str) -> Rule {
        match name {
            "testsuites" => (&[], &["name", "time", "tests", "failures", "errors"], &["testsuite"]),
            "testsuite" => (
                &["name", "tests", "failures", "errors"],
                &["time", "skipped", "timestamp", "hostname", "id", "package"],
                &["properties", "testcase"],
            ),
            "properties" => (&[], &[], &["property"]),
            "property" => (&["name", "value"], &[], &[]),
            "testcase" => (
                &["name"],
                &["time", "classname"],
                &[
                    "skipped",
                    "error",
                    "failure",
                    "rerunFailure",
                    "rerunError",
                    "flakyFailure",
                    "flakyError",
                    "system-out",
                ],
            ),
            "failure" | "error" | "skipped" => (&[], &["type", "message"], &[]),
            "rerunFailure" | "rerunError" | "flakyFailure" | "flakyError" => (&["type"], &["message"], &[]),
            "system-out" => (&[], &[], &[]),
            other => panic!("the schema has no element {other}"),
        }
    }

    fn check(element: &Element) {
        let (required, allowed, children) = rule(element.name());
        let attributes: Vec<&str> = element.attributes().map(|(name, _)| name).collect();
        for name in required {
            assert!(attributes.contains(name), "{} lacks {name}", element.name());
        }
        for (name, value) in element.attributes() {
            assert!(required.contains(&name) || allowed.contains(&name), "{} has {name}", element.name());
            let is_number = value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            assert!(name != "time" || is_number, "{value}");
            assert!(name != "timestamp" || value == "1970-01-01T00:00:00+00:00", "{value}");
        }
        for child in element.children() {
            assert!(children.contains(&child.name()), "{} has {}", element.name(), child.name());
            check(child);
        }
    }

    #[test]
    fn a_report_is_valid_for_the_schema_of_jenkins() {
        for outcomes in [Outcomes::NoFailure, Outcomes::NoResultForSome] {
            let suites = render(&MadeUpRun::new(outcomes).report(None));
            check(&suites);
            assert!(suites.children().all(|suite| suite.attributes().any(|(name, _)| name == "timestamp")));
        }
    }
}
