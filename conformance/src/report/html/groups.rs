//! The findings of a report as the page shows them.

use std::{collections::HashMap, iter};

use kii_spec::Level;
use serde::Serialize;

use super::{
    address,
    catalogue::Source,
    difference::{self, RunPair},
    shape::Shape,
};
use crate::{
    report::{finding::ReportedFinding, model::Report},
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
    statement: String,
    statement_href: String,
    expected: Vec<RunPair>,
    found: Vec<RunPair>,
    source: Source,
    witness: String,
    witness_href: String,
    all: String,
    href: String,
}

/// A finding with the places of its cases.
#[derive(Debug)]
pub(super) struct Group<'r> {
    finding: &'r ReportedFinding,
    /// The places of its cases in the report, the witness first.
    pub(super) cases: Vec<usize>,
}

/// The findings of a report, in its order.
pub(super) fn of(report: &Report) -> Vec<Group<'_>> {
    let places: HashMap<&str, usize> =
        report.outcomes.iter().enumerate().map(|(place, case)| (case.name.as_str(), place)).collect();
    let place = |name: &String| places.get(name.as_str()).copied();
    let mut groups = Vec::new();
    for finding in &report.findings {
        let witness = &finding.witness.case;
        let others = finding.cases.iter().filter(|name| *name != witness);
        groups.push(Group { finding, cases: iter::once(witness).chain(others).filter_map(place).collect() });
    }
    groups
}

/// The findings as the page shows them.
pub(super) fn shown(report: &Report, groups: &[Group<'_>]) -> Findings {
    let failed = report.outcomes.iter().filter(|case| case.outcome == OutcomeKind::Failed).count();
    let findings = report.findings.iter().filter(|finding| finding.level == Level::Must).count();
    let lead = match (failed, findings, groups.len() - findings) {
        (0, _, 0) => "Nothing was found that speaks against the target.".to_owned(),
        (0, _, warnings) => format!("No case failed; {}.", counted(warnings, "warning")),
        (failed, findings, warnings) => {
            let (failed, findings) = (counted(failed, "case"), counted(findings, "finding"));
            // Warnings that repeat what is violated are left out.
            let more =
                if warnings == 0 { String::new() } else { format!(", and {}", counted(warnings, "further warning")) };
            format!("{failed} that failed, grouped by what is wrong: {findings}{more}.")
        }
    };
    let list = groups.iter().take(MOST).map(Group::shown).collect();
    Findings { lead, list }
}

impl Group<'_> {
    pub(super) fn id(&self) -> &str {
        &self.finding.id
    }

    fn shown(&self) -> ShownFinding {
        let ReportedFinding { id, level, scored, title, witness, .. } = self.finding;
        let (expected, found) = difference::of(&witness.expected, &witness.found);
        let unscored = if *scored { "" } else { ", not scored: newer than the profile" };
        let count = counted(self.cases.len(), "case");
        let shape = match (level, scored) {
            (Level::Must, true) => Shape::Failed,
            (Level::Must, false) => Shape::Unscored,
            (Level::Should | Level::May, _) => Shape::Warned,
        };
        ShownFinding {
            shape,
            title: title.clone(),
            extent: format!("{count}, {}{unscored}", self.finding.extent()),
            statement_href: address::cases(&[("statement", &witness.statement)]),
            statement: witness.statement.clone(),
            expected: expected.pairs(),
            found: found.pairs(),
            source: Source::read(&witness.source),
            witness_href: address::cases(&[("finding", id), ("open", &witness.case)]),
            witness: witness.case.clone(),
            all: format!("List {count}"),
            href: address::cases(&[("finding", id)]),
            id: id.clone(),
        }
    }
}
