//! JUnit XML of a merged run: what the reports of its shards say, case by case.

use std::time::Duration;

use indexmap::IndexMap;
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestRerun, TestSuite};

use super::super::{
    json::{File, OutcomeView},
    junit::{identified, outdated, whole_run},
};
use crate::score::Verdict;

pub(super) fn render(file: &File, verdict: &Verdict) -> String {
    let mut suites: IndexMap<&str, TestSuite> = IndexMap::new();
    for outcome in &file.outcomes {
        let suite = suites.entry(&outcome.operation).or_insert_with(|| TestSuite::new(outcome.operation.as_str()));
        suite.add_test_case(test_case(outcome));
    }
    let mut report = quick_junit::Report::new(env!("CARGO_PKG_NAME"));
    report.set_time(Duration::from_millis(file.time_ms));
    let identity = file.run.clone().into();
    let (profile, told) = (file.verdict.profile.to_string(), verdict.to_string());
    for suite in suites.values_mut() {
        suite.add_property(("profile", profile.as_str()));
        suite.add_property(("verdict", told.lines().next().unwrap_or_default()));
    }
    report.add_test_suites(suites.into_values().map(|suite| identified(suite, &identity)));
    match verdict {
        Verdict::Conforms(_) | Verdict::DoesNotConform(_) => {}
        Verdict::UnexpectedPass(_, surprises) => drop(report.add_test_suite(outdated(surprises))),
        Verdict::Inconclusive(reason) => drop(report.add_test_suite(identified(whole_run(reason), &identity))),
    }
    // What it cannot write are times beyond all bounds; an empty file would be refused by every reader.
    report.to_string().unwrap_or_default()
}

fn test_case(outcome: &OutcomeView) -> TestCase {
    let mut case = TestCase::new(outcome.name.as_str(), status(outcome));
    case.set_classname(outcome.operation.as_str()).set_time(Duration::from_millis(outcome.time_ms));
    case
}

fn status(outcome: &OutcomeView) -> TestCaseStatus {
    let mut status = match outcome.outcome.as_str() {
        "passed" | "flaky" | "warned" => TestCaseStatus::success(),
        "failed" | "not testable" => unsuccessful(NonSuccessKind::Failure, outcome),
        "suite error" => unsuccessful(NonSuccessKind::Error, outcome),
        // What is neither for nor against the target says why.
        _ => {
            let mut status = TestCaseStatus::skipped();
            let (word, reason) = (outcome.outcome.as_str(), outcome.reason.as_deref().unwrap_or_default());
            status.set_type(word).set_message(format!("{word}: {reason}"));
            return status;
        }
    };
    status.add_reruns(outcome.retries.iter().map(|why| {
        let mut rerun = TestRerun::new(NonSuccessKind::Error);
        rerun.set_type("sent again").set_message(why.as_str());
        rerun
    }));
    status
}

fn unsuccessful(kind: NonSuccessKind, outcome: &OutcomeView) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    let (kind, message) = match (outcome.mismatches.first(), &outcome.step) {
        (Some(first), step) => {
            let step = step.as_deref().unwrap_or_default();
            (&first.statement, format!("{step}: expected {}, found {}", first.expected, first.found))
        }
        (None, _) => (&outcome.outcome, outcome.reason.clone().unwrap_or_default()),
    };
    status.set_type(kind.as_str()).set_message(message);
    if let Some(failure) = &outcome.failure {
        status.set_description(failure.as_str());
    }
    status
}
