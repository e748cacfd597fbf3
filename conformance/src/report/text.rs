//! The summary for people, printed after the list of cases.

use std::{
    collections::{BTreeSet, HashSet},
    fmt,
};

use indexmap::IndexMap;
use kii_spec::{Level, Operation, ScopeName, Statement};

use super::{
    Report,
    coverage::{Cell, Coverage},
    failure::{indented, source},
    reserved,
};
use crate::values::count::counted;
use crate::{
    judge::Mismatch,
    run::{Outcome, Record},
};

/// How wide lines may get.
const WIDTH: usize = 110;

/// How many cases are listed that are flaky for the same reason: a target that throttles makes it hundreds.
pub(super) const LISTED: usize = 10;

/// The summary of a run.
pub struct Summary<'a>(pub &'a Report<'a>);

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = self.0;
        if !report.records.is_empty() {
            matrix(f, report)?;
            exclusions(f, report)?;
            not_applicable(f, report)?;
            broken(f, report, Level::Must, "violated")?;
            broken(f, report, Level::Should, "warnings")?;
            flaky(f, report)?;
            reserved::known_deviations(f, report)?;
            reserved::not_scored(f, report)?;
            left_behind(f, report)?;
        }
        if let Some(sweep) = &report.sweep {
            writeln!(f, "something may be left on the target; this removes the rest:\n  {sweep}\n")?;
        }
        f.write_str(&report.conclusion())
    }
}

/// Operations by scopes, with the documented responses that were provoked.
fn matrix(f: &mut fmt::Formatter<'_>, report: &Report<'_>) -> fmt::Result {
    let coverage = Coverage::of(report);
    let scopes: Vec<&ScopeName> = report.view.api.service.scopes.keys().collect();
    let cells =
        |operation: &Operation| -> Vec<Cell> { scopes.iter().map(|scope| coverage.cell(operation, scope)).collect() };
    let rows = report.view.api.operations.values().map(|operation| (operation.id.to_string(), cells(operation)));
    let rows: Vec<_> = rows.filter(|(_, cells)| cells.iter().any(|cell| *cell != Cell::NotSelected)).collect();
    let first = rows.iter().map(|(operation, _)| operation.len()).max().unwrap_or_default();

    if report.records.len() < report.cases.len() {
        writeln!(f, "{} of {} selected", report.records.len(), counted(report.cases.len(), "case"))?;
    }
    writeln!(f, "documented responses, provoked + excluded / documented")?;
    let head = scopes.iter().fold(format!("  {:first$}", ""), |line, scope| format!("{line}  {:<9}", scope.0));
    write!(f, "{}", head.trim_end())?;
    for (operation, cells) in &rows {
        let line =
            cells.iter().fold(format!("  {operation:first$}"), |line, cell| format!("{line}  {:<9}", cell.to_string()));
        write!(f, "\n{}", line.trim_end())?;
    }
    let legend = [
        (cells_have(&rows, |cell| cell.misses()), "! some were not provoked"),
        (cells_have(&rows, |cell| matches!(cell, Cell::NotApplicable)), "n/a not applicable"),
        (cells_have(&rows, |cell| matches!(cell, Cell::NotSelected)), "- not selected"),
    ];
    let legend: Vec<&str> = legend.into_iter().filter_map(|(shown, text)| shown.then_some(text)).collect();
    match legend.is_empty() {
        true => writeln!(f, "\n"),
        false => writeln!(f, "\n  {}\n", legend.join("   ")),
    }
}

fn cells_have(rows: &[(String, Vec<Cell>)], is: impl Fn(&Cell) -> bool) -> bool {
    rows.iter().flat_map(|(_, cells)| cells).any(is)
}

impl Cell {
    /// Whether a response was neither provoked nor excluded.
    const fn misses(&self) -> bool {
        match self {
            Self::NotSelected | Self::NotApplicable => false,
            Self::Ran { documented, provoked, excluded } => *provoked + *excluded < *documented,
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSelected => f.write_str("-"),
            Self::NotApplicable => f.write_str("n/a"),
            Self::Ran { documented, provoked, excluded } => {
                write!(f, "{provoked}")?;
                if *excluded > 0 {
                    write!(f, "+{excluded}")?;
                }
                write!(f, "/{documented}")?;
                f.write_str(if self.misses() { " !" } else { "" })
            }
        }
    }
}

/// What was not provoked on purpose, each reason once.
fn exclusions(f: &mut fmt::Formatter<'_>, report: &Report<'_>) -> fmt::Result {
    let ran: HashSet<_> = report.records.iter().map(|record| (&record.case.operation, &record.case.scope)).collect();
    let mut groups: IndexMap<&str, IndexMap<String, BTreeSet<&str>>> = IndexMap::new();
    let mut count = 0;
    for exclusion in report.exclusions.iter().filter(|found| ran.contains(&(&found.operation, &found.scope))) {
        let response = format!("{}/{}", exclusion.operation, exclusion.response);
        groups.entry(&exclusion.reason).or_default().entry(response).or_default().insert(&exclusion.scope.0);
        count += 1;
    }
    if groups.is_empty() {
        return Ok(());
    }
    writeln!(f, "excluded: {}, each with its reason", counted(count, "response"))?;
    for (reason, responses) in groups {
        wrapped(f, "  ", "  ", reason.split(' '), " ")?;
        let responses = responses
            .iter()
            .map(|(response, scopes)| format!("{response}@{}", scopes.iter().copied().collect::<Vec<_>>().join("+")));
        wrapped(f, "      ", "      ", responses, ", ")?;
    }
    writeln!(f)
}

fn not_applicable(f: &mut fmt::Formatter<'_>, report: &Report<'_>) -> fmt::Result {
    let mut reasons: IndexMap<&str, (usize, BTreeSet<&str>)> = IndexMap::new();
    for record in report.records {
        if let Outcome::NotApplicable(lack) = &record.outcome {
            let (count, scopes) = reasons.entry(&lack.reason).or_default();
            *count += 1;
            scopes.insert(&record.case.scope.0);
        }
    }
    if reasons.is_empty() {
        return Ok(());
    }
    writeln!(f, "not applicable")?;
    for (reason, (count, scopes)) in reasons {
        let scopes = scopes.into_iter().collect::<Vec<_>>().join(", ");
        writeln!(f, "  {reason}: {} (scope {scopes})", counted(count, "case"))?;
    }
    writeln!(f)
}

/// Each statement of a level that was broken, once, with the case that shows it best: many may fail for one reason.
fn broken(f: &mut fmt::Formatter<'_>, report: &Report<'_>, level: Level, heading: &str) -> fmt::Result {
    let mut statements: IndexMap<&Statement, (HashSet<String>, &Record, &Mismatch)> = IndexMap::new();
    for record in report.records {
        for mismatch in record.outcome.scored_finding().into_iter().flat_map(|finding| finding.at(level)) {
            let (cases, example, shown) =
                statements.entry(&mismatch.statement).or_insert((HashSet::new(), record, mismatch));
            cases.insert(record.case.name());
            // A case about the statement shows it better than one that only came across it.
            if matches!((&example.outcome, &record.outcome), (Outcome::NotTestable(_), Outcome::Failed(_))) {
                (*example, *shown) = (record, mismatch);
            }
        }
    }
    if statements.is_empty() {
        return Ok(());
    }
    writeln!(f, "{heading}: {}, each with a case that shows it", counted(statements.len(), "statement"))?;
    for (statement, (cases, record, mismatch)) in statements {
        let view = &report.view;
        writeln!(f, "  {statement} ({})", counted(cases.len(), "case"))?;
        writeln!(f, "      expected   {}", indented(&view.redact(&mismatch.expected), 17))?;
        writeln!(f, "      found      {}", indented(&view.redact(&mismatch.found), 17))?;
        writeln!(f, "      source     {}", source(view, statement, 17))?;
        writeln!(f, "      again      {}", view.rerun.of(&record.case.name()))?;
    }
    writeln!(f)
}

/// What passed only because something was sent again: each reason once, with the cases that know it.
fn flaky(f: &mut fmt::Formatter<'_>, report: &Report<'_>) -> fmt::Result {
    let mut reasons: IndexMap<&str, (usize, Vec<String>)> = IndexMap::new();
    let mut count = 0;
    for record in report.records.iter().filter(|record| matches!(record.outcome, Outcome::Flaky(_))) {
        count += 1;
        for (place, why) in record.retries.iter().enumerate() {
            let (times, cases) = reasons.entry(why).or_default();
            *times += 1;
            if !record.retries.iter().take(place).any(|before| before == why) {
                cases.push(record.case.name());
            }
        }
    }
    if count == 0 {
        return Ok(());
    }
    writeln!(f, "flaky: {} passed, but not at once; --retries 0 sends nothing again", counted(count, "case"))?;
    for (why, (times, cases)) in reasons {
        writeln!(f, "  {} ({}, in {})", report.view.redact(why), counted(times, "time"), counted(cases.len(), "case"))?;
        for name in cases.iter().take(LISTED) {
            writeln!(f, "      {name}")?;
        }
        if cases.len() > LISTED {
            writeln!(f, "      and {} more, which --report-json lists", cases.len() - LISTED)?;
        }
    }
    writeln!(f)
}

fn left_behind(f: &mut fmt::Formatter<'_>, report: &Report<'_>) -> fmt::Result {
    let left = report.records.iter().flat_map(|record| &record.left_behind);
    let left: Vec<&String> = left.collect();
    if left.is_empty() {
        return Ok(());
    }
    writeln!(f, "left behind on the target, because it could not be removed")?;
    left.iter().try_for_each(|path| writeln!(f, "  {}", report.view.redact(path)))?;
    writeln!(f)
}

/// Words in lines of limited width.
fn wrapped<W: AsRef<str>>(
    f: &mut fmt::Formatter<'_>,
    first: &str,
    next: &str,
    words: impl IntoIterator<Item = W>,
    between: &str,
) -> fmt::Result {
    let mut width = first.len();
    let mut before = first;
    f.write_str("")?;
    for word in words {
        let word = word.as_ref();
        if before == between && width + between.len() + word.len() > WIDTH {
            writeln!(f, "{}", between.trim_end())?;
            before = next;
            width = 0;
        }
        write!(f, "{before}{word}")?;
        width += before.len() + word.len();
        before = between;
    }
    writeln!(f)
}
