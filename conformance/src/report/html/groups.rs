//! Cases that did not pass, in groups with the same cause.

use indexmap::IndexMap;
use kii_spec::Level;
use serde::Serialize;

use super::{
    address,
    catalogue::{Catalogue, Source},
    difference::{self, RunPair},
    shape::Shape,
};
use crate::{
    report::{case_result::CaseResult, model::Report},
    run::OutcomeKind,
    values::count::counted,
};

/// How many findings the page shows.
const MOST: usize = 200;

/// The findings as the page shows them.
#[derive(Debug, Serialize)]
pub(super) struct Findings {
    lead: String,
    list: Vec<ShownFinding>,
}

/// A finding as the page shows it.
#[derive(Debug, Serialize)]
struct ShownFinding {
    id: String,
    shape: Shape,
    title: String,
    extent: String,
    expected: Vec<RunPair>,
    found: Vec<RunPair>,
    source: Source,
    witness: String,
    witness_href: String,
    all: String,
    href: String,
}

/// Cases with the same cause.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) id: String,
    pub(super) title: String,
    /// The places of its cases in the report, the witness first.
    pub(super) cases: Vec<usize>,
    shape: Shape,
    expected: String,
    found: String,
    source: String,
}

/// The groups of a report: what fails before what warns, and large ones first.
pub(super) fn of(report: &Report, catalogue: &Catalogue<'_>) -> Vec<Group> {
    let mut groups: IndexMap<(bool, &str), Vec<usize>> = IndexMap::new();
    for (place, case) in report.outcomes.iter().enumerate() {
        if let Some(mismatch) = case.mismatches.first() {
            let is_warning = mismatch.level != Level::Must;
            groups.entry((is_warning, mismatch.statement.as_str())).or_default().push(place);
        }
    }
    groups.sort_by(|(warns, _), cases, (other_warns, _), others| {
        warns.cmp(other_warns).then_with(|| others.len().cmp(&cases.len()))
    });
    let (mut failures, mut warnings) = (0, 0);
    let named = groups.into_iter().map(|((is_warning, statement), cases)| {
        let (letter, number) = if is_warning { ('W', &mut warnings) } else { ('F', &mut failures) };
        *number += 1;
        let first = cases.first().and_then(|place| report.outcomes[*place].mismatches.first());
        let text = |field: fn(&crate::report::case_result::ReportedMismatch) -> &String| {
            first.map(field).cloned().unwrap_or_default()
        };
        let demand = catalogue.text(statement);
        Group {
            id: format!("{letter}{number}"),
            title: if demand.is_empty() { statement.to_owned() } else { format!("{statement}: {demand}") },
            shape: if is_warning { Shape::Warned } else { Shape::Failed },
            expected: text(|mismatch| &mismatch.expected),
            found: text(|mismatch| &mismatch.found),
            source: text(|mismatch| &mismatch.source),
            cases,
        }
    });
    named.collect()
}

/// The findings as the page shows them.
pub(super) fn shown(report: &Report, groups: &[Group]) -> Findings {
    let failed = report.outcomes.iter().filter(|case| case.outcome == OutcomeKind::Failed).count();
    let findings = groups.iter().filter(|group| group.shape == Shape::Failed).count();
    let lead = match (failed, findings, groups.len() - findings) {
        (0, _, 0) => "Nothing was found that speaks against the target.".to_owned(),
        (0, _, warnings) => format!("No case failed; {}.", counted(warnings, "warning")),
        (failed, findings, warnings) => format!(
            "{} that failed, grouped by what is wrong: {}, and {}.",
            counted(failed, "case"),
            counted(findings, "finding"),
            counted(warnings, "warning")
        ),
    };
    let list = groups.iter().take(MOST).map(|group| group.shown(report)).collect();
    Findings { lead, list }
}

impl Group {
    fn shown(&self, report: &Report) -> ShownFinding {
        let (expected, found) = difference::of(&self.expected, &self.found);
        let cases = || self.cases.iter().map(|place| &report.outcomes[*place]);
        let distinct = |of: fn(&CaseResult) -> &str, one: &str| {
            let mut values: Vec<&str> = cases().map(of).collect();
            values.sort_unstable();
            values.dedup();
            match values.as_slice() {
                [only] => format!("{one} {only}"),
                many => counted(many.len(), one),
            }
        };
        let extent = format!(
            "{}, {}, {}",
            counted(self.cases.len(), "case"),
            distinct(|case| &case.operation, "operation"),
            distinct(|case| &case.scope, "scope")
        );
        let witness = cases().next().map(|case| case.name.clone()).unwrap_or_default();
        ShownFinding {
            witness_href: address::cases(&[("finding", &self.id), ("open", &witness)]),
            href: address::cases(&[("finding", &self.id)]),
            all: format!("List {}", counted(self.cases.len(), "case")),
            id: self.id.clone(),
            shape: self.shape,
            title: self.title.clone(),
            extent,
            expected: expected.pairs(),
            found: found.pairs(),
            source: Source::read(&self.source),
            witness,
        }
    }
}
