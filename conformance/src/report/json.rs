//! The report for machines, written and read. `report.schema.json` in this crate describes it; `schema_version` counts its
//! changes.

use std::{fmt, path::Path};

use kii_spec::ResponseName;
use serde::{Deserialize, Serialize};

use super::{
    Identity, Report, Selection,
    coverage::{Cell, Coverage},
    failure::by_severity,
    level,
};
use crate::{
    cases::{Exclusion, Shard},
    run::Record,
    score::{Counts, Profile, Verdict},
    values::{RunId, Seed},
};

/// Counts every change of the format that a reader could notice.
const SCHEMA_VERSION: u32 = 3;

/// A report as its file has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) schema_version: u32,
    pub(super) suite: Suite,
    pub(super) target: Option<String>,
    pub(super) run: RunView,
    pub(super) selection: Selection,
    pub(super) selected: usize,
    pub(super) started_at: String,
    pub(super) time_ms: u64,
    pub(super) verdict: VerdictView,
    pub(super) counts: Counts,
    pub(super) coverage: Vec<CoverageView>,
    pub(super) exclusions: Vec<ExclusionView>,
    pub(super) outcomes: Vec<OutcomeView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Suite {
    pub(super) name: String,
    pub(super) version: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RunView {
    pub(super) id: RunId,
    pub(super) seed: Seed,
    pub(super) shard: Option<Shard>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VerdictView {
    pub(super) word: String,
    pub(super) exit_code: u8,
    pub(super) reason: Option<String>,
    pub(super) profile: ProfileView,
    pub(super) except: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileView {
    pub(super) name: String,
    pub(super) version: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CoverageView {
    pub(super) operation: String,
    pub(super) scope: String,
    pub(super) documented: usize,
    pub(super) provoked: usize,
    pub(super) excluded: usize,
    pub(super) responses: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExclusionView {
    operation: String,
    scope: String,
    response: String,
    reason: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutcomeView {
    pub(super) name: String,
    pub(super) case: String,
    pub(super) operation: String,
    pub(super) scope: String,
    pub(super) level: String,
    pub(super) statements: Vec<String>,
    pub(super) outcome: String,
    pub(super) reason: Option<String>,
    pub(super) step: Option<String>,
    pub(super) mismatches: Vec<MismatchView>,
    pub(super) time_ms: u64,
    pub(super) left_behind: Vec<String>,
    pub(super) retries: Vec<String>,
    pub(super) failure: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MismatchView {
    pub(super) statement: String,
    pub(super) level: String,
    pub(super) source: String,
    pub(super) expected: String,
    pub(super) found: String,
}

impl File {
    /// A report of a run.
    pub(super) fn of(report: &Report<'_>) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            suite: Suite::this(),
            target: report.view.target.map(|target| target.base.to_string()),
            run: RunView::from(report.identity.clone()),
            selection: report.selection.clone(),
            selected: report.selected,
            started_at: report.started.to_string(),
            time_ms: milliseconds(report.time),
            verdict: VerdictView::of(report.verdict, ProfileView::of(report.profile), |reason| {
                report.view.redact(reason)
            }),
            counts: Counts::of(report.records),
            coverage: coverage(report),
            exclusions: report.exclusions.iter().map(exclusion).collect(),
            outcomes: report.records.iter().map(|record| outcome(report, record)).collect(),
        }
    }

    /// Reads a report.
    ///
    /// # Errors
    /// When it is none, or not of this version: which file, what was expected and what was found.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let shown = path.display();
        let expected = "expected a report that `--report-json` has written";
        let text = std::fs::read_to_string(path).map_err(|error| format!("{shown}: {expected}, found: {error}"))?;
        // Of another version nothing but this is sure to be there.
        let version: Version =
            serde_json::from_str(&text).map_err(|error| format!("{shown}: {expected}, found: {error}"))?;
        if version.schema_version != SCHEMA_VERSION {
            return Err(format!(
                "{shown}: expected a report with schema_version {SCHEMA_VERSION}, found {}; make it with the same version of \
                 the suite as this one",
                version.schema_version
            ));
        }
        serde_json::from_str(&text).map_err(|error| format!("{shown}: {expected}, found: {error}"))
    }

    pub(super) fn text(&self) -> String {
        // A tree of strings and numbers with text keys always has a JSON form.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// What every version of the format begins with.
#[derive(Deserialize)]
struct Version {
    schema_version: u32,
}

impl Suite {
    /// This program.
    pub(super) fn this() -> Self {
        Self { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}

impl VerdictView {
    pub(super) fn of(verdict: &Verdict, profile: ProfileView, redact: impl Fn(&str) -> String) -> Self {
        Self {
            word: verdict.word().to_owned(),
            exit_code: verdict.exit_code(),
            reason: verdict.reason().map(|reason| redact(&reason)),
            profile,
            except: verdict.except().iter().map(|name| name.0.clone()).collect(),
        }
    }
}

impl fmt::Display for ProfileView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.version)
    }
}

impl ProfileView {
    fn of(profile: &Profile) -> Self {
        Self { name: profile.subject().word().to_owned(), version: profile.version() }
    }
}

fn exclusion(exclusion: &Exclusion) -> ExclusionView {
    ExclusionView {
        operation: exclusion.operation.to_string(),
        scope: exclusion.scope.0.clone(),
        response: exclusion.response.0.clone(),
        reason: exclusion.reason.clone(),
    }
}

fn outcome(report: &Report<'_>, record: &Record) -> OutcomeView {
    let finding = record.outcome.finding();
    let mismatches = finding.into_iter().flat_map(by_severity).map(|mismatch| MismatchView {
        statement: mismatch.statement.to_string(),
        level: level(mismatch.level).to_owned(),
        source: mismatch.statement.source(report.view.api),
        expected: report.view.redact(&mismatch.expected),
        found: report.view.redact(&mismatch.found),
    });
    OutcomeView {
        name: record.case.name(),
        case: record.case.id.0.clone(),
        operation: record.case.operation.to_string(),
        scope: record.case.scope.0.clone(),
        level: level(record.case.level).to_owned(),
        statements: record.case.covers.iter().map(ToString::to_string).collect(),
        outcome: record.outcome.word().to_owned(),
        reason: record.outcome.reason().map(|reason| report.view.redact(&reason)),
        step: finding.map(|finding| finding.role.to_string()),
        mismatches: mismatches.collect(),
        time_ms: milliseconds(record.time),
        left_behind: record.left_behind.iter().map(|path| report.view.redact(path)).collect(),
        retries: record.retries.iter().map(|why| report.view.redact(why)).collect(),
        failure: report.view.failure(record),
    }
}

fn coverage(report: &Report<'_>) -> Vec<CoverageView> {
    let coverage = Coverage::of(report);
    let cells = report.view.api.operations.values().flat_map(|operation| {
        report.view.api.service.scopes.keys().filter_map({
            let coverage = &coverage;
            move |scope| match coverage.cell(operation, scope) {
                Cell::NotSelected | Cell::NotApplicable => None,
                Cell::Ran { documented, provoked, excluded } => Some(CoverageView {
                    operation: operation.id.to_string(),
                    scope: scope.0.clone(),
                    documented,
                    provoked,
                    excluded,
                    responses: coverage.provoked(operation, scope).map(|name: &ResponseName| name.0.clone()).collect(),
                }),
            }
        })
    });
    cells.collect()
}

impl RunView {
    /// Of how many parts it is one.
    pub(super) fn of(&self) -> String {
        self.shard.map_or_else(|| "1".to_owned(), |shard| shard.of().to_string())
    }
}

impl From<Identity> for RunView {
    fn from(Identity { run, seed, shard }: Identity) -> Self {
        Self { id: run, seed, shard }
    }
}

impl From<RunView> for Identity {
    fn from(RunView { id, seed, shard }: RunView) -> Self {
        Self { run: id, seed, shard }
    }
}

fn milliseconds(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
