//! Which documented responses a run has received when they were due, for each operation in each scope.

use std::collections::{HashMap, HashSet};

use kii_spec::{OperationId, ResponseName, ScopeName};
use serde::{Deserialize, Serialize};

use super::case_result::CaseResult;
use crate::{
    cases::{Case, Expect, Role, Suite},
    run::OutcomeKind,
    values::words,
};

/// What a run has received from an operation in a scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResponseCoverage {
    pub(super) operation: String,
    pub(super) scope: String,
    pub(super) state: CellState,
    /// How many responses the operation documents.
    pub(super) documented: usize,
    /// How many of them were received when they were due.
    pub(super) provoked: usize,
    /// How many of them no case can provoke here.
    pub(super) excluded: usize,
    /// The names of those that were received when they were due, in the order of the spec.
    pub(super) responses: Vec<String>,
}

/// A documented response of an operation in a scope.
type Cell<'a> = (&'a OperationId, &'a ScopeName, &'a ResponseName);

words! {
    /// Whether cases of an operation in a scope were run.
    pub(super) enum CellState {
        /// No case was selected.
        NotSelected = "not selected",
        /// The target does not offer what its cases need.
        NotApplicable = "not applicable",
        /// Cases were run.
        Ran = "ran",
    }
}

impl ResponseCoverage {
    /// Whether a response was neither received nor excluded although cases were run.
    pub(super) fn misses(&self) -> bool {
        self.state == CellState::Ran && self.provoked + self.excluded < self.documented
    }
}

/// Every operation in every scope, in the order of the spec.
pub(super) fn of(suite: &Suite, results: &[CaseResult]) -> Vec<ResponseCoverage> {
    let mut by_cell: HashMap<(&str, &str), Vec<&CaseResult>> = HashMap::new();
    for result in results {
        by_cell.entry((&result.operation, &result.scope)).or_default().push(result);
    }
    let excluded = excluded(suite);
    let mut cells = Vec::new();
    for operation in suite.api.operations.values() {
        let id = operation.id.to_string();
        for scope in suite.api.service.scopes.keys() {
            let results = by_cell.get(&(id.as_str(), scope.0.as_str())).map_or(&[][..], Vec::as_slice);
            let received: HashSet<&str> =
                results.iter().flat_map(|result| &result.received).map(String::as_str).collect();
            let names = operation.responses.keys().map(|name| &*name.0);
            let responses: Vec<String> = names.filter(|name| received.contains(name)).map(str::to_owned).collect();
            let is_excluded = |name: &&ResponseName| {
                excluded.contains(&(&operation.id, scope, *name)) && !received.contains(&*name.0)
            };
            let excluded = operation.responses.keys().filter(is_excluded).count();
            cells.push(ResponseCoverage {
                operation: id.clone(),
                scope: scope.0.clone(),
                state: state(results),
                documented: operation.responses.len(),
                provoked: responses.len(),
                excluded,
                responses,
            });
        }
    }
    cells
}

fn state(results: &[&CaseResult]) -> CellState {
    match results {
        [] => CellState::NotSelected,
        results if results.iter().all(|result| result.outcome == OutcomeKind::NotApplicable) => {
            CellState::NotApplicable
        }
        _ => CellState::Ran,
    }
}

/// The responses that no case provokes: one that is excluded at one point may be due at another.
fn excluded(suite: &Suite) -> HashSet<Cell<'_>> {
    let exclusions = suite.exclusions.iter();
    let mut excluded: HashSet<Cell<'_>> =
        exclusions.map(|exclusion| (&exclusion.operation, &exclusion.scope, &exclusion.response)).collect();
    for case in &suite.cases {
        for (operation, response) in provoked_by(case) {
            excluded.remove(&(operation, &case.scope, response));
        }
    }
    excluded
}

/// The responses that a case is to provoke.
fn provoked_by(case: &Case) -> impl Iterator<Item = (&OperationId, &ResponseName)> {
    case.steps().filter_map(|step| match (&step.role, &step.expect) {
        (Role::Act, Expect::Response { name, .. }) => Some((&step.operation, name)),
        (Role::Act | Role::Again | Role::SetUp | Role::Beside | Role::Control | Role::Verify(_) | Role::Follow, _) => {
            None
        }
    })
}
