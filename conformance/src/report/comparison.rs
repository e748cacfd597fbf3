//! Reports of several runs side by side: what has changed since the first of them, as text, JSON and HTML.

mod change;
mod html;
mod text;

use std::{collections::HashMap, path::PathBuf};

use indexmap::IndexMap;
use serde::Serialize;

use self::change::Change;
use super::{case_result::CaseResult, model::Report};
use crate::run::OutcomeKind;

/// Counts every change of the JSON form that a reader could notice.
const SCHEMA_VERSION: u32 = 1;

/// Reports of several runs side by side. The first is the one with which the others are compared.
#[derive(Debug, Serialize)]
pub(crate) struct Comparison {
    schema_version: u32,
    reports: Vec<ComparedReport>,
    cases: Vec<ComparedCase>,
}

/// A report, and how its cases differ from those of the first.
#[derive(Debug, Serialize)]
struct ComparedReport {
    file: String,
    target: Option<String>,
    suite_version: String,
    /// The filters that selected its cases, as people read them.
    selection: String,
    verdict: String,
    /// How many cases changed in each way; empty for the first report.
    changes: IndexMap<Change, usize>,
}

/// A case in all reports.
#[derive(Debug, Serialize)]
struct ComparedCase {
    name: String,
    operation: String,
    /// What became of it in each report, in their order; none where the report does not have it.
    results: Vec<Option<ComparedResult>>,
    /// How each report differs from the first, in the order of the other reports; none where nothing has changed.
    changes: Vec<Option<Change>>,
}

/// What became of a case in one report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct ComparedResult {
    outcome: OutcomeKind,
    /// The outcome that the case would have if it were scored, or else the outcome.
    of_the_case: OutcomeKind,
    /// The statements that were violated, or why there is no result.
    reasons: Vec<String>,
}

impl Comparison {
    /// Reads reports and compares each with the first.
    ///
    /// # Errors
    /// When a file is no report, or no case is in any of them.
    pub(crate) fn read(paths: &[PathBuf]) -> Result<Self, String> {
        let reports: Vec<Report> = paths.iter().map(|path| Report::read_json(path)).collect::<Result<_, _>>()?;
        if reports.iter().all(Report::is_empty) {
            return Err("no case came to an end in any of the reports, so there is nothing to compare".to_owned());
        }
        let files = paths.iter().map(|path| path.display().to_string());
        Ok(Self::of(files.zip(&reports).collect()))
    }

    pub(super) fn of(reports: Vec<(String, &Report)>) -> Self {
        let known: Vec<HashMap<&str, &CaseResult>> = { reports.iter() }
            .map(|(_, report)| report.outcomes.iter().map(|result| (result.name.as_str(), result)).collect())
            .collect();
        // In the order of the reports, so that a case that only a later one has stands at the end.
        let mut named: IndexMap<&str, &CaseResult> = IndexMap::new();
        for result in reports.iter().flat_map(|(_, report)| &report.outcomes) {
            named.entry(&result.name).or_insert(result);
        }
        let cases: Vec<ComparedCase> = { named.into_iter() }
            .map(|(name, one)| {
                let results: Vec<Option<ComparedResult>> =
                    known.iter().map(|report| report.get(name).map(|result| ComparedResult::of(result))).collect();
                let (first, others) = match results.split_first() {
                    Some((first, others)) => (first.as_ref(), others),
                    None => (None, [].as_slice()),
                };
                let changes = others.iter().map(|other| Change::between(first, other.as_ref())).collect();
                ComparedCase { name: name.to_owned(), operation: one.operation.clone(), results, changes }
            })
            .collect();
        let reports = reports.into_iter().enumerate().map(|(number, (file, report))| {
            let mut changes: IndexMap<Change, usize> = IndexMap::new();
            let number = number.checked_sub(1);
            for change in cases.iter().filter_map(|case| *case.changes.get(number?)?) {
                *changes.entry(change).or_default() += 1;
            }
            changes.sort_keys();
            ComparedReport {
                file,
                target: report.target.clone(),
                suite_version: report.suite.version.clone(),
                selection: report.selection.to_string(),
                verdict: report.verdict().to_string(),
                changes,
            }
        });
        Self { schema_version: SCHEMA_VERSION, reports: reports.collect(), cases }
    }

    /// Whether something is worse than in the first report, or is no longer tested.
    pub(crate) fn is_worse(&self) -> bool {
        self.cases.iter().flat_map(|case| case.changes.iter().flatten()).any(|change| change.is_worse())
    }

    /// The cases that differ in any report.
    fn changed(&self) -> impl Iterator<Item = &ComparedCase> {
        self.cases.iter().filter(|case| case.changes.iter().any(Option::is_some))
    }
}

impl ComparedResult {
    fn of(result: &CaseResult) -> Self {
        let mut reasons: Vec<String> = Vec::new();
        for mismatch in &result.mismatches {
            if !reasons.contains(&mismatch.statement) {
                reasons.push(mismatch.statement.clone());
            }
        }
        if reasons.is_empty() {
            reasons.extend(result.reason.clone());
        }
        Self { outcome: result.outcome, of_the_case: result.outcome_if_scored.unwrap_or(result.outcome), reasons }
    }
}
