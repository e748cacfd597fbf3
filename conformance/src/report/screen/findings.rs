//! The findings: the first in four rows each, some more in one, and the rest counted.

use kii_spec::Level;

use super::row::cut;
use crate::{report::finding::ReportedFinding, values::count::counted};

/// How many findings have several rows.
const MOST_IN_FULL: usize = 3;

/// How many more have one row.
const MOST_IN_SHORT: usize = 8;

/// How many rows a finding has in full.
const ROWS_IN_FULL: usize = 4;

/// The findings in at most so many rows; the command `show` has those that are only counted.
pub(super) fn rows(findings: &[ReportedFinding], show: &str, columns: usize, most: usize) -> Vec<String> {
    let full = MOST_IN_FULL.min(findings.len()).min(most.saturating_sub(1) / ROWS_IN_FULL);
    let room = most.saturating_sub(full * ROWS_IN_FULL);
    let others = findings.len() - full;
    let short = match others <= room.min(MOST_IN_SHORT) {
        true => others,
        // One row says how many more there are.
        false => room.saturating_sub(1).min(MOST_IN_SHORT),
    };
    let mut rows: Vec<String> = findings.iter().take(full).flat_map(|finding| in_full(finding, columns)).collect();
    rows.extend(findings.iter().skip(full).take(short).map(|finding| cut(&heading(finding), columns)));
    let more = others - short;
    if more > 0 {
        rows.push(cut(&format!("and {more} more: {show}"), columns));
    }
    rows
}

fn in_full(finding: &ReportedFinding, columns: usize) -> [String; ROWS_IN_FULL] {
    let witness = &finding.witness;
    [
        heading(finding),
        format!("    expected  {}", witness.expected),
        format!("    found     {}", witness.found),
        format!("    case      {}", witness.case),
    ]
    .map(|row| cut(&row, columns))
}

/// Its name, what differs, how often and where. Where is left out first if the row is too narrow.
fn heading(finding: &ReportedFinding) -> String {
    let kind = match (finding.level, finding.scored) {
        (Level::Must, true) => "",
        (Level::Must, false) => " (not scored)",
        (Level::Should | Level::May, _) => " (warning)",
    };
    let cases = counted(finding.cases.len(), "case");
    format!("{}{kind} {cases}: {} ({})", finding.id, finding.title, finding.extent())
}
