//! The report for machines. `report.schema.json` in this crate describes it; `schema_version` counts its changes.

use serde::Serialize;

use super::{
    Counts, Report,
    coverage::{Cell, Coverage},
    failure::gravest_first,
    level,
};
use crate::outcome::Record;

/// Counts every change of the format that a reader could notice.
const SCHEMA_VERSION: u32 = 3;

#[derive(Serialize)]
struct File<'a> {
    schema_version: u32,
    suite: Suite,
    target: Option<&'a str>,
    started_at: String,
    time_ms: u64,
    verdict: VerdictView<'a>,
    counts: CountsView,
    coverage: Vec<CoverageView<'a>>,
    exclusions: Vec<ExclusionView<'a>>,
    outcomes: Vec<OutcomeView<'a>>,
}

#[derive(Serialize)]
struct Suite {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct VerdictView<'a> {
    word: &'a str,
    exit_code: u8,
    reason: Option<String>,
    profile: ProfileView,
    except: Vec<&'a str>,
}

#[derive(Serialize)]
struct ProfileView {
    name: &'static str,
    version: u32,
}

#[derive(Serialize)]
struct CountsView {
    passed: usize,
    flaky: usize,
    warned: usize,
    failed: usize,
    not_testable: usize,
    known_deviations: usize,
    not_scored: usize,
    not_applicable: usize,
    suite_errors: usize,
}

#[derive(Serialize)]
struct CoverageView<'a> {
    operation: String,
    scope: &'a str,
    documented: usize,
    provoked: usize,
    excluded: usize,
}

#[derive(Serialize)]
struct ExclusionView<'a> {
    operation: String,
    scope: &'a str,
    response: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct OutcomeView<'a> {
    name: String,
    case: &'a str,
    operation: String,
    scope: &'a str,
    level: &'static str,
    statements: Vec<String>,
    outcome: &'static str,
    reason: Option<String>,
    step: Option<String>,
    mismatches: Vec<MismatchView>,
    time_ms: u64,
    left_behind: Vec<String>,
    retries: Vec<String>,
}

#[derive(Serialize)]
struct MismatchView {
    statement: String,
    level: &'static str,
    source: String,
    expected: String,
    found: String,
}

pub(super) fn render(report: &Report<'_>) -> String {
    let file = File {
        schema_version: SCHEMA_VERSION,
        suite: Suite { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        target: report.view.target.map(|target| target.base.as_str()),
        started_at: report.started.to_string(),
        time_ms: milliseconds(report.time),
        verdict: VerdictView {
            word: report.verdict.word(),
            exit_code: report.verdict.exit_code(),
            reason: report.verdict.reason().map(|reason| report.view.redact(&reason)),
            profile: ProfileView { name: report.profile.subject().word(), version: report.profile.version() },
            except: report.verdict.except().iter().map(|name| name.0.as_str()).collect(),
        },
        counts: Counts::of(report.records).into(),
        coverage: coverage(report),
        exclusions: report
            .exclusions
            .iter()
            .map(|exclusion| ExclusionView {
                operation: exclusion.operation.to_string(),
                scope: &exclusion.scope.0,
                response: &exclusion.response.0,
                reason: &exclusion.reason,
            })
            .collect(),
        outcomes: report.records.iter().map(|record| outcome(report, record)).collect(),
    };
    // A tree of strings and numbers with text keys always has a JSON form.
    let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
    text.push('\n');
    text
}

fn outcome<'a>(report: &Report<'_>, record: &'a Record) -> OutcomeView<'a> {
    let finding = record.outcome.finding();
    let mismatches = finding.into_iter().flat_map(gravest_first).map(|mismatch| MismatchView {
        statement: mismatch.statement.to_string(),
        level: level(mismatch.level),
        source: mismatch.statement.source(report.view.api),
        expected: report.view.redact(&mismatch.expected),
        found: report.view.redact(&mismatch.found),
    });
    OutcomeView {
        name: record.case.name(),
        case: &record.case.id.0,
        operation: record.case.operation.to_string(),
        scope: &record.case.scope.0,
        level: level(record.case.level),
        statements: record.case.covers.iter().map(ToString::to_string).collect(),
        outcome: record.outcome.word(),
        reason: record.outcome.reason().map(|reason| report.view.redact(&reason)),
        step: finding.map(|finding| finding.role.to_string()),
        mismatches: mismatches.collect(),
        time_ms: milliseconds(record.time),
        left_behind: record.left_behind.iter().map(|path| report.view.redact(path)).collect(),
        retries: record.retries.iter().map(|why| report.view.redact(why)).collect(),
    }
}

fn coverage<'a>(report: &Report<'a>) -> Vec<CoverageView<'a>> {
    let coverage = Coverage::of(report);
    let cells = report.view.api.operations.values().flat_map(|operation| {
        report.view.api.service.scopes.keys().filter_map({
            let coverage = &coverage;
            move |scope| match coverage.cell(operation, scope) {
                Cell::NotSelected | Cell::NotApplicable => None,
                Cell::Ran { documented, provoked, excluded } => Some(CoverageView {
                    operation: operation.id.to_string(),
                    scope: &scope.0,
                    documented,
                    provoked,
                    excluded,
                }),
            }
        })
    });
    cells.collect()
}

impl From<Counts> for CountsView {
    fn from(counts: Counts) -> Self {
        let Counts {
            passed,
            flaky,
            warned,
            failed,
            not_testable,
            known_deviations,
            not_scored,
            not_applicable,
            suite_errors,
        } = counts;
        Self { passed, flaky, warned, failed, not_testable, known_deviations, not_scored, not_applicable, suite_errors }
    }
}

fn milliseconds(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
