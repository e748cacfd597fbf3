//! The matrix of operations, scopes and responses: what became of each documented response in each scope.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::{address, catalogue::Catalogue, catalogue::is_must, shape::Shape};
use crate::{
    report::{
        case_result::{CaseResult, StepKind},
        model::Report,
        response_coverage::CellState,
    },
    run::OutcomeKind,
    values::count::counted,
};

/// The matrix as the page shows it.
#[derive(Debug, Serialize)]
pub(super) struct Matrix {
    legend: Vec<LegendEntry>,
    scopes: Vec<String>,
    operations: Vec<OperationRows>,
}

#[derive(Debug, Serialize)]
struct LegendEntry {
    shape: Shape,
    meaning: &'static str,
}

#[derive(Debug, Serialize)]
struct OperationRows {
    name: String,
    href: String,
    /// For each scope, how many responses were received.
    counts: Vec<String>,
    /// None if no case of the operation was selected.
    rows: Vec<ResponseRow>,
}

#[derive(Debug, Serialize)]
struct ResponseRow {
    response: String,
    cells: Vec<Cell>,
}

/// A response of an operation in a scope.
#[derive(Debug, Serialize)]
struct Cell {
    shape: Shape,
    /// What stands beside the shape.
    label: String,
    /// The same as a sentence.
    text: String,
    href: String,
}

const LEGEND: &[(Shape, &str)] = &[
    (Shape::Failed, "wrong, in this number of cases"),
    (Shape::Affected, "cases failed for something else"),
    (Shape::Untestable, "no case came to a result"),
    (Shape::Known, "deviates, as is known"),
    (Shape::Warned, "received, with warnings"),
    (Shape::Passed, "received when it was due"),
    (Shape::Missing, "not received"),
    (Shape::Excluded, "no case can provoke it"),
    (Shape::Absent, "not run, or not applicable"),
];

/// What the cases of a cell came to.
#[derive(Debug, Default)]
struct Tally {
    cases: usize,
    wrong: usize,
    failed: usize,
    known: usize,
    warned: usize,
    without_result: usize,
}

/// An operation, a scope and a response.
type Place<'a> = (&'a str, &'a str, String);

pub(super) fn of(report: &Report, catalogue: &Catalogue<'_>) -> Matrix {
    let tallies = tallies(report, catalogue);
    let excluded: HashSet<Place<'_>> = report
        .exclusions
        .iter()
        .map(|exclusion| (exclusion.operation.as_str(), exclusion.scope.as_str(), exclusion.response.clone()))
        .collect();
    let scopes: Vec<String> = catalogue.api.service.scopes.keys().map(|scope| scope.0.clone()).collect();
    let coverage: HashMap<_, _> =
        report.coverage.iter().map(|c| ((c.operation.as_str(), c.scope.as_str()), c)).collect();
    let operations = catalogue.api.operations.values().map(|operation| {
        let name = operation.id.to_string();
        let row = |response: &kii_spec::ResponseName| {
            let response = response.to_string();
            let cell = |scope: &String| {
                let place = (name.as_str(), scope.as_str(), response.clone());
                let covered = coverage.get(&(name.as_str(), scope.as_str()));
                let is_received = covered.is_some_and(|cell| cell.responses.contains(&response));
                let has_run = covered.is_some_and(|cell| cell.state == CellState::Ran);
                let default = Tally::default();
                let tally = tallies.get(&place).unwrap_or(&default);
                cell(&place, tally, has_run, is_received, excluded.contains(&place))
            };
            ResponseRow { cells: scopes.iter().map(cell).collect(), response }
        };
        let count = |scope: &String| match coverage.get(&(name.as_str(), scope.as_str())) {
            Some(cell) if cell.state == CellState::Ran => format!("{} of {}", cell.provoked, cell.documented),
            Some(cell) => cell.state.word().to_owned(),
            None => String::new(),
        };
        let is_selected = scopes.iter().any(|scope| {
            let covered = coverage.get(&(name.as_str(), scope.as_str()));
            covered.is_some_and(|cell| cell.state != CellState::NotSelected)
        });
        let responses = operation.responses.keys().filter(|_| is_selected);
        OperationRows {
            href: address::cases(&[("operation", &name)]),
            counts: scopes.iter().map(count).collect(),
            rows: responses.map(row).collect(),
            name,
        }
    });
    let operations = operations.collect();
    let legend = LEGEND.iter().map(|(shape, meaning)| LegendEntry { shape: *shape, meaning }).collect();
    Matrix { legend, operations, scopes }
}

/// Counts the cases that are about each response.
fn tallies<'r>(report: &'r Report, catalogue: &Catalogue<'_>) -> HashMap<Place<'r>, Tally> {
    let mut tallies: HashMap<Place<'r>, Tally> = HashMap::new();
    let mut known: HashMap<&str, Option<(String, String)>> = HashMap::new();
    let mut response_of = |id: &'r str| known.entry(id).or_insert_with(|| catalogue.response(id)).clone();
    for case in &report.outcomes {
        let mut about: HashSet<String> = HashSet::new();
        for id in &case.statements {
            about.extend(response_of(id).filter(|(operation, _)| *operation == case.operation).map(|(_, name)| name));
        }
        let violated: HashSet<(String, String)> = case
            .mismatches
            .iter()
            .filter(|mismatch| is_must(mismatch.level))
            .filter_map(|mismatch| response_of(&mismatch.statement))
            .collect();
        let has_failed_itself = matches!(case.step, Some(StepKind::Act | StepKind::Follow));
        for response in about {
            let is_violated = has_failed_itself || violated.contains(&(case.operation.clone(), response.clone()));
            let tally = tallies.entry((&case.operation, &case.scope, response)).or_default();
            tally.add(case, is_violated);
        }
    }
    tallies
}

impl Tally {
    fn add(&mut self, case: &CaseResult, is_violated: bool) {
        self.cases += 1;
        match case.outcome {
            OutcomeKind::Failed if is_violated => self.wrong += 1,
            OutcomeKind::Failed => self.failed += 1,
            OutcomeKind::KnownDeviation => self.known += 1,
            OutcomeKind::Warned => self.warned += 1,
            OutcomeKind::NotTestable | OutcomeKind::SuiteError => self.without_result += 1,
            OutcomeKind::Passed | OutcomeKind::Flaky | OutcomeKind::NotScored | OutcomeKind::NotApplicable => {}
        }
    }
}

fn cell(place: &Place<'_>, tally: &Tally, has_run: bool, is_received: bool, is_excluded: bool) -> Cell {
    let (operation, scope, response) = place;
    let of = |count: usize| format!("{count} of {}", counted(tally.cases, "case"));
    let nothing = String::new();
    let (shape, label, state) = match tally {
        Tally { wrong: 1.., .. } => (Shape::Failed, tally.wrong.to_string(), format!("wrong in {}", of(tally.wrong))),
        Tally { failed: 1.., .. } => (
            Shape::Affected,
            tally.failed.to_string(),
            format!("{} failed for what is wrong elsewhere", of(tally.failed)),
        ),
        Tally { known: 1.., .. } => (Shape::Known, nothing, format!("deviates in {}, as is known", of(tally.known))),
        Tally { warned: 1.., .. } if is_received => {
            (Shape::Warned, nothing, format!("{} with warnings", of(tally.warned)))
        }
        _ if is_received => (Shape::Passed, nothing, format!("received, {}", counted(tally.cases, "case"))),
        _ if is_excluded => (Shape::Excluded, nothing, "no case can provoke it".to_owned()),
        Tally { without_result: 1.., .. } => {
            (Shape::Untestable, nothing, format!("{} without a result", of(tally.without_result)))
        }
        Tally { cases: 1.., .. } if has_run => (Shape::Missing, nothing, "not received".to_owned()),
        _ => (Shape::Absent, nothing, "not run, or not applicable".to_owned()),
    };
    Cell {
        shape,
        label,
        text: format!("{operation} {response} in scope {scope}: {state}"),
        href: address::cases(&[("operation", operation), ("scope", scope), ("response", response)]),
    }
}
