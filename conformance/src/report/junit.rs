//! The model as JUnit XML for continuous integration, one suite for each operation.

use std::{path::Path, time::Duration};

use indexmap::IndexMap;
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestRerun, TestSuite};

use super::{
    case_result::{CaseResult, level_word},
    file::{self, ReportError},
    model::{Report, RunIdentity},
};
use crate::{run::OutcomeKind, score::Verdict};

impl Report {
    /// Writes the report as JUnit XML.
    ///
    /// # Errors
    /// When the file cannot be written; then no part of it is left.
    pub(crate) fn write_junit(&self, path: &Path) -> Result<(), ReportError> {
        let xml = render(self).to_string();
        let xml = xml.map_err(|error| ReportError::unrepresentable(path, "JUnit XML", &error))?;
        Ok(file::write(path, xml.as_bytes())?)
    }
}

fn render(report: &Report) -> quick_junit::Report {
    let mut suites: IndexMap<&str, TestSuite> = IndexMap::new();
    for result in &report.outcomes {
        let operation = result.operation.as_str();
        suites.entry(operation).or_insert_with(|| TestSuite::new(operation)).add_test_case(test_case(result));
    }
    let (verdict, profile) = (report.verdict(), report.verdict.profile.to_string());
    let sentence = verdict.to_string();
    let sentence = sentence.lines().next().unwrap_or_default();
    for suite in suites.values_mut() {
        // There is no other place for what is said of the whole run.
        suite.add_property(("profile", profile.as_str())).add_property(("verdict", sentence));
    }
    let mut file = quick_junit::Report::new(env!("CARGO_PKG_NAME"));
    file.set_time(Duration::from_millis(report.time_ms));
    file.add_test_suites(suites.into_values().map(|suite| identified(suite, &report.run)));
    match &verdict {
        Verdict::Conforms(_) | Verdict::DoesNotConform(_) => {}
        Verdict::UnexpectedPass(_, entries) => drop(file.add_test_suite(unexpected_passes(entries))),
        Verdict::Inconclusive(reason) => drop(file.add_test_suite(identified(inconclusive(reason), &report.run))),
    }
    file
}

/// A test suite that says which run it is of.
fn identified(mut suite: TestSuite, run: &RunIdentity) -> TestSuite {
    let RunIdentity { id, seed, shard } = run;
    suite.add_property(("run", id.to_string().as_str())).add_property(("seed", seed.to_string().as_str()));
    if let Some(shard) = shard {
        suite.add_property(("shard", shard.to_string().as_str()));
    }
    suite
}

/// A run that says nothing is an error of its own, so that nobody takes the remaining cases for all of them.
fn inconclusive(reason: &str) -> TestSuite {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type("untrusted").set_message(reason);
    let mut suite = TestSuite::new("run");
    suite.add_test_case(TestCase::new("the run can be trusted", status));
    suite
}

/// A known deviation that no longer holds belongs to no case: all of its cases passed.
fn unexpected_passes(entries: &[String]) -> TestSuite {
    let mut suite = TestSuite::new("deviations");
    suite.add_test_cases(entries.iter().map(|entry| {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_type("surprise pass").set_message(entry);
        TestCase::new(entry.split(": ").next().unwrap_or_default(), status)
    }));
    suite
}

fn test_case(result: &CaseResult) -> TestCase {
    let mut case = TestCase::new(result.name.as_str(), status(result));
    case.set_classname(result.operation.as_str()).set_time(Duration::from_millis(result.time_ms));
    match result.outcome {
        OutcomeKind::Warned | OutcomeKind::Flaky if !result.mismatches.is_empty() => {
            case.set_system_out(warnings(result));
        }
        OutcomeKind::NotScored => {
            // A skipped test has no other place for it.
            if let Some(failure) = &result.failure {
                case.set_system_out(failure);
            }
        }
        OutcomeKind::Passed
        | OutcomeKind::Flaky
        | OutcomeKind::Warned
        | OutcomeKind::Failed
        | OutcomeKind::NotTestable
        | OutcomeKind::KnownDeviation
        | OutcomeKind::NotApplicable
        | OutcomeKind::SuiteError => {}
    }
    case
}

fn status(result: &CaseResult) -> TestCaseStatus {
    let mut status = match result.outcome {
        // As cargo-nextest does it: a flaky case is a success with what went wrong before.
        OutcomeKind::Passed | OutcomeKind::Flaky | OutcomeKind::Warned => TestCaseStatus::success(),
        OutcomeKind::Failed | OutcomeKind::NotTestable => unsuccessful(NonSuccessKind::Failure, result),
        OutcomeKind::SuiteError => unsuccessful(NonSuccessKind::Error, result),
        OutcomeKind::KnownDeviation | OutcomeKind::NotScored | OutcomeKind::NotApplicable => {
            let mut status = TestCaseStatus::skipped();
            status.set_type(result.outcome.word()).set_message(result.remark().unwrap_or_default());
            return status;
        }
    };
    status.add_reruns(result.retries.iter().map(|why| {
        let mut rerun = TestRerun::new(NonSuccessKind::Error);
        rerun.set_type("sent again").set_message(why.as_str());
        rerun
    }));
    status
}

fn unsuccessful(kind: NonSuccessKind, result: &CaseResult) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    let (kind, message) = match result.mismatches.first() {
        Some(first) => {
            let message = format!("{}: expected {}, found {}", first.step, first.expected, first.found);
            (first.statement.as_str(), message)
        }
        None => (result.outcome.word(), result.reason.clone().unwrap_or_default()),
    };
    status.set_type(kind).set_message(message);
    if let Some(failure) = &result.failure {
        status.set_description(failure.as_str());
    }
    status
}

fn warnings(result: &CaseResult) -> String {
    let lines = result.mismatches.iter().map(|mismatch| {
        let (statement, level) = (&mismatch.statement, level_word(mismatch.level));
        format!("warning: {statement} ({level}): expected {}, found {}\n", mismatch.expected, mismatch.found)
    });
    lines.collect()
}
