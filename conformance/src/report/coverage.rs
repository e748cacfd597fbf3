//! Which documented responses a run has provoked, for each operation in each scope.

use std::collections::{HashMap, HashSet};

use kii_spec::{Operation, OperationId, ResponseName, ScopeName};

use super::Report;
use crate::{
    cases::{Case, Expect, Role},
    run::{Finding, Outcome},
};

/// What a run has provoked.
pub(super) struct Coverage<'a> {
    cells: HashMap<(&'a OperationId, &'a ScopeName), Seen<'a>>,
    cases: HashSet<(&'a OperationId, &'a ScopeName, &'a ResponseName)>,
    excluded: HashSet<(&'a OperationId, &'a ScopeName, &'a ResponseName)>,
}

/// What the records of an operation in a scope have shown.
#[derive(Default)]
struct Seen<'a> {
    applicable: bool,
    provoked: HashSet<&'a ResponseName>,
}

/// An operation in a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// No case was selected.
    NotSelected,
    /// The target does not claim what its cases need.
    NotApplicable,
    /// Cases have run.
    Ran {
        /// The responses that the operation documents.
        documented: usize,
        /// Those that a case has received as it was due.
        provoked: usize,
        /// Those that no case can provoke here.
        excluded: usize,
    },
}

impl<'a> Coverage<'a> {
    pub(super) fn of(report: &Report<'a>) -> Self {
        let mut coverage = Self {
            cells: HashMap::new(),
            cases: HashSet::new(),
            excluded: report
                .exclusions
                .iter()
                .map(|exclusion| (&exclusion.operation, &exclusion.scope, &exclusion.response))
                .collect(),
        };
        for case in report.cases {
            let responses = provoking(case).map(|(operation, response)| (operation, &case.scope, response));
            coverage.cases.extend(responses);
        }
        for record in report.records {
            let case = &record.case;
            let cell = coverage.cells.entry((&case.operation, &case.scope)).or_default();
            cell.applicable |= !matches!(record.outcome, Outcome::NotApplicable(_));
            if received(&record.outcome) {
                let own = provoking(case).filter(|(operation, _)| **operation == case.operation);
                cell.provoked.extend(own.map(|(_, response)| response));
            }
        }
        coverage
    }

    pub(super) fn cell(&self, operation: &Operation, scope: &ScopeName) -> Cell {
        match self.cells.get(&(&operation.id, scope)) {
            None => Cell::NotSelected,
            Some(Seen { applicable: false, .. }) => Cell::NotApplicable,
            Some(Seen { applicable: true, provoked }) => Cell::Ran {
                documented: operation.responses.len(),
                provoked: provoked.len(),
                excluded: operation
                    .responses
                    .keys()
                    .filter(|response| self.excludes(operation, scope, response))
                    .count(),
            },
        }
    }

    /// The responses of an operation in a scope that a case has received as it was due, in the order of the spec.
    pub(super) fn provoked<'b>(
        &'b self,
        operation: &'b Operation,
        scope: &'b ScopeName,
    ) -> impl Iterator<Item = &'b ResponseName> {
        let seen = self.cells.get(&(&operation.id, scope));
        operation.responses.keys().filter(move |name| seen.is_some_and(|seen| seen.provoked.contains(name)))
    }

    /// Whether no case provokes a response: one that is excluded on one occasion may be due on another.
    fn excludes(&self, operation: &Operation, scope: &ScopeName, response: &ResponseName) -> bool {
        let key = (&operation.id, scope, response);
        self.excluded.contains(&key) && !self.cases.contains(&key)
    }
}

/// The responses that a case provokes.
fn provoking(case: &Case) -> impl Iterator<Item = (&OperationId, &ResponseName)> {
    case.steps().filter_map(|step| match (&step.role, &step.expect) {
        (Role::Act, Expect::Response { name, .. }) => Some((&step.operation, name)),
        (Role::Act | Role::SetUp | Role::Control | Role::Verify(_) | Role::Follow, _) => None,
    })
}

/// Whether the act was answered by the response that was due, flawed or not.
fn received(outcome: &Outcome) -> bool {
    let right = |finding: &Finding| match finding.role {
        Role::Act => finding.mismatches.iter().all(|mismatch| mismatch.kind.is_due()),
        Role::Verify(_) | Role::Follow => true,
        Role::SetUp | Role::Control => false,
    };
    match outcome {
        Outcome::Passed | Outcome::Flaky(_) | Outcome::Warned(_) => true,
        Outcome::Failed(finding) | Outcome::KnownDeviation(finding, _) => right(finding),
        Outcome::NotScored(outcome) => received(outcome),
        Outcome::NotTestable(_) | Outcome::NotApplicable(_) | Outcome::SuiteError(_) => false,
    }
}
