//! What the summary says of cases that failed and do not count against the target, and why not.

use std::fmt;

use indexmap::IndexMap;

use super::{Report, text::LISTED};
use crate::run::{Known, Outcome};
use crate::values::count::counted;

/// Each known deviation once, with the cases that know it.
pub(super) fn known_deviations(f: &mut fmt::Formatter<'_>, report: &Report<'_>) -> fmt::Result {
    let mut known: IndexMap<&Known, Vec<String>> = IndexMap::new();
    for record in report.records {
        if let Outcome::KnownDeviation(_, entry) = &record.outcome {
            known.entry(entry).or_default().push(record.case.name());
        }
    }
    if known.is_empty() {
        return Ok(());
    }
    writeln!(f, "known deviations: {}, by the first entry that knows each", counted(total(&known), "case"))?;
    for (entry, cases) in &known {
        writeln!(f, "  {}: {} ({})", entry.place, entry.reason, counted(cases.len(), "case"))?;
        listed(f, cases)?;
    }
    writeln!(f)
}

/// What became of the cases that are newer than the profile, unless they passed.
pub(super) fn not_scored(f: &mut fmt::Formatter<'_>, report: &Report<'_>) -> fmt::Result {
    let mut ends: IndexMap<&str, Vec<String>> = IndexMap::new();
    for record in report.records {
        if let Outcome::NotScored(outcome) = &record.outcome {
            ends.entry(outcome.word()).or_default().push(record.case.name());
        }
    }
    if ends.is_empty() {
        return Ok(());
    }
    writeln!(f, "not scored: {} newer than {}", counted(total(&ends), "case"), report.profile.name())?;
    for (word, cases) in &ends {
        writeln!(f, "  {word}: {}", counted(cases.len(), "case"))?;
        listed(f, cases)?;
    }
    writeln!(f)
}

fn total<K>(groups: &IndexMap<K, Vec<String>>) -> usize {
    groups.values().map(Vec::len).sum()
}

fn listed(f: &mut fmt::Formatter<'_>, cases: &[String]) -> fmt::Result {
    cases.iter().take(LISTED).try_for_each(|name| writeln!(f, "      {name}"))?;
    match cases.len().saturating_sub(LISTED) {
        0 => Ok(()),
        more => writeln!(f, "      and {more} more, which --report-json lists"),
    }
}
