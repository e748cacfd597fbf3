//! The report for continuous integration: JUnit XML, one suite for each operation.

use indexmap::IndexMap;
use kii_spec::OperationId;
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestRerun, TestSuite};

use super::{Identity, Report, failure::by_severity, level};
use crate::{
    run::{Finding, Outcome, Record},
    score::Verdict,
};

pub(super) fn render(report: &Report<'_>) -> String {
    let mut suites: IndexMap<&OperationId, TestSuite> = IndexMap::new();
    for record in report.records {
        let operation = &record.case.operation;
        let suite = suites.entry(operation).or_insert_with(|| TestSuite::new(operation.to_string()));
        suite.add_test_case(test_case(report, record));
    }
    let profile = report.profile.name();
    let verdict = report.view.redact(report.verdict.to_string().lines().next().unwrap_or_default());
    for suite in suites.values_mut() {
        // There is no other place for what is said of the whole run.
        suite.add_property(("profile", profile.as_str())).add_property(("verdict", verdict.as_str()));
    }
    let mut file = quick_junit::Report::new(env!("CARGO_PKG_NAME"));
    file.set_time(report.time);
    file.add_test_suites(suites.into_values().map(|suite| identified(suite, &report.identity)));
    if let Verdict::Inconclusive(reason) = report.verdict {
        file.add_test_suite(identified(whole_run(&report.view.redact(reason)), &report.identity));
    }
    if let Verdict::UnexpectedPass(_, surprises) = report.verdict {
        file.add_test_suite(outdated(surprises));
    }
    // What it cannot write are times beyond all bounds; an empty file would be refused by every reader.
    file.to_string().unwrap_or_default()
}

/// A test suite that says which run it is of.
pub(super) fn identified(mut suite: TestSuite, identity: &Identity) -> TestSuite {
    let Identity { run, seed, shard } = identity;
    suite.add_property(("run", run.to_string().as_str())).add_property(("seed", seed.to_string().as_str()));
    if let Some(shard) = shard {
        suite.add_property(("shard", shard.to_string().as_str()));
    }
    suite
}

/// A run that could not be trusted is an error of its own, so that nobody takes the remaining cases for all of them.
pub(super) fn whole_run(reason: &str) -> TestSuite {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type("untrusted").set_message(reason);
    let mut suite = TestSuite::new("run");
    suite.add_test_case(TestCase::new("the run can be trusted", status));
    suite
}

/// A known deviation that is none any more belongs to no case: all of its cases passed.
pub(super) fn outdated(surprises: &[String]) -> TestSuite {
    let mut suite = TestSuite::new("deviations");
    suite.add_test_cases(surprises.iter().map(|surprise| {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_type("surprise pass").set_message(surprise);
        TestCase::new(surprise.split(": ").next().unwrap_or_default(), status)
    }));
    suite
}

fn test_case(report: &Report<'_>, record: &Record) -> TestCase {
    let mut case = TestCase::new(record.case.name(), status(report, record));
    case.set_classname(record.case.operation.to_string()).set_time(record.time);
    if let Outcome::Warned(finding) | Outcome::Flaky(Some(finding)) = &record.outcome {
        case.set_system_out(report.view.redact(&warnings(finding)));
    }
    case
}

fn status(report: &Report<'_>, record: &Record) -> TestCaseStatus {
    let unsuccessful = |kind, kind_of_problem: &str, message: String| {
        let mut status = TestCaseStatus::non_success(kind);
        status.set_type(kind_of_problem).set_message(report.view.redact(&message));
        if let Some(failure) = report.view.failure(record) {
            status.set_description(failure);
        }
        status.add_reruns(reruns(report, record));
        status
    };
    match &record.outcome {
        // As cargo-nextest does it: a success with what went wrong before.
        Outcome::Flaky(_) => {
            let mut status = TestCaseStatus::success();
            status.add_reruns(reruns(report, record));
            status
        }
        Outcome::Passed | Outcome::Warned(_) => TestCaseStatus::success(),
        Outcome::Failed(finding) | Outcome::NotTestable(finding) => {
            let first = by_severity(finding).next();
            let statement = first.map_or_else(String::new, |mismatch| mismatch.statement.to_string());
            let message = first.map_or_else(String::new, |mismatch| {
                format!("{}: expected {}, found {}", finding.role, mismatch.expected, mismatch.found)
            });
            unsuccessful(NonSuccessKind::Failure, &statement, message)
        }
        Outcome::KnownDeviation(..) | Outcome::NotScored(_) | Outcome::NotApplicable(_) => {
            let word = record.outcome.word();
            let reason = record.outcome.reason().unwrap_or_default();
            let mut status = TestCaseStatus::skipped();
            status.set_type(word).set_message(report.view.redact(&format!("{word}: {reason}")));
            status
        }
        Outcome::SuiteError(error) => unsuccessful(NonSuccessKind::Error, record.outcome.word(), error.message.clone()),
    }
}

/// What had to be sent again.
fn reruns(report: &Report<'_>, record: &Record) -> impl Iterator<Item = TestRerun> {
    record.retries.iter().map(|why| {
        let mut rerun = TestRerun::new(NonSuccessKind::Error);
        rerun.set_type("sent again").set_message(report.view.redact(why));
        rerun
    })
}

fn warnings(finding: &Finding) -> String {
    let lines = by_severity(finding).map(|mismatch| {
        let (statement, level) = (&mismatch.statement, level(mismatch.level));
        format!("warning: {statement} ({level}): expected {}, found {}\n", mismatch.expected, mismatch.found)
    });
    lines.collect()
}
