//! Operations by scopes, with the documented responses that were received, and those that no case provokes.

use std::{
    collections::{BTreeSet, HashSet},
    fmt,
};

use indexmap::{IndexMap, IndexSet};

use super::{Report, cases, wrapped};
use crate::{
    report::response_coverage::{CellState, ResponseCoverage},
    values::count::counted,
};

/// Operations by scopes, with the documented responses that were provoked.
pub(super) fn responses(f: &mut fmt::Formatter<'_>, report: &Report) -> fmt::Result {
    let scopes: IndexSet<&str> = report.coverage.iter().map(|cell| cell.scope.as_str()).collect();
    let mut rows: IndexMap<&str, Vec<&ResponseCoverage>> = IndexMap::new();
    for cell in &report.coverage {
        rows.entry(&cell.operation).or_default().push(cell);
    }
    rows.retain(|_, cells| cells.iter().any(|cell| cell.state != CellState::NotSelected));
    let first = rows.keys().map(|operation| operation.len()).max().unwrap_or_default();

    if report.len() < report.suite.cases {
        writeln!(f, "{} of {} selected", report.len(), cases(report.suite.cases))?;
    }
    writeln!(f, "documented responses, provoked + excluded / documented")?;
    let head = scopes.iter().fold(format!("  {:first$}", ""), |line, scope| format!("{line}  {scope:<9}"));
    write!(f, "{}", head.trim_end())?;
    for (operation, cells) in &rows {
        let line =
            cells.iter().fold(format!("  {operation:first$}"), |line, cell| format!("{line}  {:<9}", cell.to_string()));
        write!(f, "\n{}", line.trim_end())?;
    }
    let any = |is: &dyn Fn(&ResponseCoverage) -> bool| rows.values().flatten().any(|cell| is(cell));
    let legend = [
        (any(&ResponseCoverage::misses), "! some were not provoked"),
        (any(&|cell| cell.state == CellState::NotApplicable), "n/a not applicable"),
        (any(&|cell| cell.state == CellState::NotSelected), "- not selected"),
    ];
    let legend: Vec<&str> = legend.into_iter().filter_map(|(shown, text)| shown.then_some(text)).collect();
    match legend.is_empty() {
        true => writeln!(f, "\n"),
        false => writeln!(f, "\n  {}\n", legend.join("   ")),
    }
}

impl fmt::Display for ResponseCoverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.state {
            CellState::NotSelected => f.write_str("-"),
            CellState::NotApplicable => f.write_str("n/a"),
            CellState::Ran => {
                write!(f, "{}", self.provoked)?;
                if self.excluded > 0 {
                    write!(f, "+{}", self.excluded)?;
                }
                write!(f, "/{}", self.documented)?;
                f.write_str(if self.misses() { " !" } else { "" })
            }
        }
    }
}

/// What was not provoked on purpose, each reason once.
pub(super) fn exclusions(f: &mut fmt::Formatter<'_>, report: &Report) -> fmt::Result {
    let selected = report.coverage.iter().filter(|cell| cell.state != CellState::NotSelected);
    let selected: HashSet<(&str, &str)> = selected.map(|cell| (cell.operation.as_str(), cell.scope.as_str())).collect();
    let mut groups: IndexMap<&str, IndexMap<String, BTreeSet<&str>>> = IndexMap::new();
    let mut count = 0;
    for exclusion in &report.exclusions {
        if selected.contains(&(exclusion.operation.as_str(), exclusion.scope.as_str())) {
            let response = format!("{}/{}", exclusion.operation, exclusion.response);
            groups.entry(&exclusion.reason).or_default().entry(response).or_default().insert(&exclusion.scope);
            count += 1;
        }
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
