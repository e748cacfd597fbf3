//! Which statements of the documents the run has checked, page by page.

use std::collections::HashMap;

use indexmap::IndexMap;
use kii_spec::{Level, Origin, Statement};
use serde::Serialize;

use super::{
    address,
    catalogue::Catalogue,
    shape::{Proportion, Shape, proportions},
};
use crate::{
    report::model::Report,
    run::OutcomeKind,
    values::{count::counted, words},
};

/// The statements of all pages.
#[derive(Debug, Serialize)]
pub(super) struct Coverage {
    lead: String,
    pages: Vec<PageCoverage>,
}

#[derive(Debug, Serialize)]
struct PageCoverage {
    title: String,
    /// The address of the page; decisions have none.
    urls: Vec<String>,
    summary: String,
    proportions: Vec<Proportion>,
    sections: Vec<SectionCoverage>,
}

#[derive(Debug, Serialize)]
struct SectionCoverage {
    title: String,
    summary: String,
    statements: Vec<StatementCoverage>,
}

#[derive(Debug, Serialize)]
struct StatementCoverage {
    id: String,
    text: String,
    shape: Shape,
    state: String,
    href: String,
}

words! {
    /// What the run says about a statement.
    enum StatementState {
        /// It does not hold.
        Violated = "violated",
        /// It should hold and does not.
        Warned = "warned",
        /// It holds in every case that checks it.
        Held = "holds",
        /// No case that checks it came to a result.
        Unchecked = "not checked in this run",
        /// No case can check it.
        Excluded = "no case can check it",
    }
}

/// In the order in which they are counted.
const STATES: [StatementState; 5] = [
    StatementState::Violated,
    StatementState::Warned,
    StatementState::Held,
    StatementState::Unchecked,
    StatementState::Excluded,
];

impl StatementState {
    const fn shape(self) -> Shape {
        match self {
            Self::Violated => Shape::Failed,
            Self::Warned => Shape::Warned,
            Self::Held => Shape::Passed,
            Self::Unchecked => Shape::Absent,
            Self::Excluded => Shape::Excluded,
        }
    }
}

/// The statements of a page, by section.
type Sections = IndexMap<String, Vec<(StatementState, StatementCoverage)>>;

/// What the cases say about a statement.
#[derive(Clone, Copy, Debug, Default)]
struct Evidence {
    /// Cases that are about it and came to a result.
    checked: usize,
    violated: usize,
    warned: usize,
}

pub(super) fn of(report: &Report, catalogue: &Catalogue<'_>) -> Coverage {
    let evidence = evidence(report);
    let mut pages: IndexMap<(String, Option<String>), Sections> = IndexMap::new();
    let mut all = Vec::new();
    for (id, statement) in catalogue.all() {
        let (page, section) = place(catalogue, statement);
        let (state, covered) = describe(catalogue, id, statement, evidence.get(id).copied().unwrap_or_default());
        all.push(state);
        pages.entry(page).or_default().entry(section).or_default().push((state, covered));
    }
    let checked =
        all.iter().filter(|state| !matches!(state, StatementState::Unchecked | StatementState::Excluded)).count();
    let lead = format!(
        "The documents make {}, of which this run has checked {checked}: {}.",
        counted(all.len(), "statement"),
        summary(&all)
    );
    Coverage { lead, pages: pages.into_iter().map(|(page, sections)| page_coverage(page, sections)).collect() }
}

fn page_coverage((title, url): (String, Option<String>), sections: Sections) -> PageCoverage {
    let states: Vec<StatementState> = sections.values().flatten().map(|(state, _)| *state).collect();
    let section = |(title, statements): (String, Vec<(StatementState, StatementCoverage)>)| {
        let (states, statements): (Vec<StatementState>, Vec<StatementCoverage>) = statements.into_iter().unzip();
        SectionCoverage { title, summary: summary(&states), statements }
    };
    PageCoverage {
        title,
        urls: url.into_iter().collect(),
        summary: summary(&states),
        proportions: proportions(STATES.map(|state| (state.shape(), count(&states, state)))),
        sections: sections.into_iter().map(section).collect(),
    }
}

/// How much the cases say about each statement.
fn evidence(report: &Report) -> HashMap<&str, Evidence> {
    let mut evidence: HashMap<&str, Evidence> = HashMap::new();
    for case in &report.outcomes {
        let has_result = matches!(case.outcome, OutcomeKind::Passed | OutcomeKind::Flaky | OutcomeKind::Warned);
        for id in case.statements.iter().filter(|_| has_result) {
            evidence.entry(id).or_default().checked += 1;
        }
        for mismatch in &case.mismatches {
            let evidence = evidence.entry(&mismatch.statement).or_default();
            match mismatch.level {
                Level::Must => evidence.violated += 1,
                Level::Should | Level::May => evidence.warned += 1,
            }
        }
    }
    evidence
}

fn describe(
    catalogue: &Catalogue<'_>,
    id: &str,
    statement: &Statement,
    evidence: Evidence,
) -> (StatementState, StatementCoverage) {
    let Evidence { checked, violated, warned } = evidence;
    let exclusion = catalogue.exclusion(statement);
    let state = match (violated, warned, checked, exclusion) {
        (1.., ..) => StatementState::Violated,
        (0, 1.., ..) => StatementState::Warned,
        (0, 0, 1.., _) => StatementState::Held,
        (0, 0, 0, Some(_)) => StatementState::Excluded,
        (0, 0, 0, None) => StatementState::Unchecked,
    };
    let said = match state {
        StatementState::Violated => format!("violated in {}", counted(violated, "case")),
        StatementState::Warned => format!("warned in {}", counted(warned, "case")),
        StatementState::Held => format!("holds in {}", counted(checked, "case")),
        StatementState::Unchecked => state.word().to_owned(),
        StatementState::Excluded => format!("{state}: {}", exclusion.unwrap_or_default()),
    };
    let covered = StatementCoverage {
        id: id.to_owned(),
        text: catalogue.text(id),
        shape: state.shape(),
        state: said,
        href: address::cases(&[("statement", id)]),
    };
    (state, covered)
}

/// The page and the section that demand a statement; the page with its address.
fn place(catalogue: &Catalogue<'_>, statement: &Statement) -> ((String, Option<String>), String) {
    match catalogue.origin(statement) {
        Some(Origin::Page(source)) => {
            let page = catalogue.api.pages.get(&source.page);
            let (title, url) = page
                .map_or_else(|| (source.page.to_string(), None), |page| (page.title.clone(), Some(page.url.clone())));
            ((title, url), source.section.clone())
        }
        Some(Origin::Decision(id)) => {
            let choice = catalogue.api.decisions.get(id).map(|decision| decision.choice.trim()).unwrap_or_default();
            (("Decisions of this project".to_owned(), None), format!("{id}: {choice}"))
        }
        None => (("Without a source".to_owned(), None), String::new()),
    }
}

fn count(states: &[StatementState], wanted: StatementState) -> usize {
    states.iter().filter(|state| **state == wanted).count()
}

/// `2 violated, 7 holds`, without what there is none of.
fn summary(states: &[StatementState]) -> String {
    let part = |state: StatementState| match (count(states, state), state) {
        (0, _) => None,
        (number, StatementState::Held) => Some(format!("{number} hold")),
        (number, StatementState::Unchecked) => Some(format!("{number} not checked")),
        (number, StatementState::Excluded) => Some(format!("{number} cannot be checked")),
        (number, StatementState::Violated | StatementState::Warned) => Some(format!("{number} {state}")),
    };
    STATES.into_iter().filter_map(part).collect::<Vec<_>>().join(", ")
}
