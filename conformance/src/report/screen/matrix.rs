//! Operations by scopes, with how many cases ran and how many of them failed.

use std::collections::HashMap;

use indexmap::IndexSet;

use super::row::{cut, width};
use crate::{
    report::{
        model::Report,
        response_coverage::{CellState, ResponseCoverage},
    },
    run::OutcomeKind,
    values::count::counted,
};

/// How many cases of an operation in a scope ran, and how many failed.
#[derive(Clone, Copy, Default)]
struct Cell {
    ran: usize,
    failed: usize,
}

/// The matrix in at most so many rows; operations in which nothing failed are left out first.
pub(super) fn rows(report: &Report, columns: usize, most: usize) -> Vec<String> {
    let mut cells: HashMap<(&str, &str), Cell> = HashMap::new();
    for result in &report.outcomes {
        let cell = cells.entry((result.operation.as_str(), result.scope.as_str())).or_default();
        cell.ran += usize::from(has_run(result.outcome()));
        cell.failed += usize::from(result.has_failed());
    }
    let is_shown = |coverage: &&ResponseCoverage| coverage.state != CellState::NotSelected;
    let operations: IndexSet<&str> =
        report.coverage.iter().filter(is_shown).map(|cell| cell.operation.as_str()).collect();
    let scopes: IndexSet<&str> = report.coverage.iter().map(|cell| cell.scope.as_str()).collect();
    if operations.is_empty() {
        return Vec::new();
    }
    let has_failed = |operation: &&str| {
        scopes.iter().any(|scope| cells.get(&(*operation, *scope)).is_some_and(|cell| cell.failed > 0))
    };
    let room = most.saturating_sub(1);
    let mut kept: Vec<&str> = operations.iter().copied().collect();
    if kept.len() > room {
        kept.sort_by_key(|operation| !has_failed(operation));
        kept.truncate(room.saturating_sub(1));
    }
    let title = if operations.iter().any(has_failed) { "failed/run" } else { "run" };
    let state = |operation: &str, scope: &str| {
        report.coverage.iter().find(|cell| cell.operation == operation && cell.scope == scope).map(|cell| cell.state)
    };
    let mut table = vec![[title].into_iter().chain(scopes.iter().copied()).map(str::to_owned).collect::<Vec<_>>()];
    for operation in &kept {
        let cell = |scope: &&str| match (state(operation, scope), cells.get(&(*operation, *scope))) {
            (Some(CellState::NotApplicable), _) => "n/a".to_owned(),
            (Some(CellState::Ran), Some(Cell { ran: 0, .. }) | None) => "-".to_owned(),
            (Some(CellState::Ran), Some(Cell { ran, failed: 0 })) => ran.to_string(),
            (Some(CellState::Ran), Some(Cell { ran, failed })) => format!("{failed}/{ran} !"),
            (Some(CellState::NotSelected) | None, _) => "-".to_owned(),
        };
        table.push(std::iter::once((*operation).to_owned()).chain(scopes.iter().map(cell)).collect());
    }
    let mut rows = laid_out(&table, columns);
    if kept.len() < operations.len() {
        rows.push(cut(&format!("and {}", counted(operations.len() - kept.len(), "more operation")), columns));
    }
    rows
}

/// Whether a case came to an end against the target.
const fn has_run(outcome: OutcomeKind) -> bool {
    match outcome {
        OutcomeKind::Passed
        | OutcomeKind::Flaky
        | OutcomeKind::Warned
        | OutcomeKind::Failed
        | OutcomeKind::NotTestable
        | OutcomeKind::KnownDeviation
        | OutcomeKind::NotScored => true,
        OutcomeKind::NotApplicable | OutcomeKind::SuiteError => false,
    }
}

fn laid_out(table: &[Vec<String>], columns: usize) -> Vec<String> {
    let count = table.first().map_or(0, Vec::len);
    let widest = |column: usize| table.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max();
    let widths: Vec<usize> = (0..count).map(|column| widest(column).unwrap_or_default()).collect();
    let row = |cells: &Vec<String>| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        cut(&padded.collect::<Vec<_>>().join("  "), columns)
    };
    table.iter().map(row).collect()
}
