//! The cases that do not count for or against the target, and why not.

use std::{collections::BTreeSet, fmt};

use indexmap::IndexMap;

use super::{Report, cases, listed};
use crate::run::{KnownDeviation, OutcomeKind};

/// What the target does not offer, with how many cases need it.
pub(super) fn not_applicable(f: &mut fmt::Formatter<'_>, report: &Report) -> fmt::Result {
    let mut reasons: IndexMap<&str, (usize, BTreeSet<&str>)> = IndexMap::new();
    for result in report.outcomes.iter().filter(|result| result.outcome == OutcomeKind::NotApplicable) {
        let (count, scopes) = reasons.entry(result.reason.as_deref().unwrap_or_default()).or_default();
        *count += 1;
        scopes.insert(&result.scope);
    }
    if reasons.is_empty() {
        return Ok(());
    }
    writeln!(f, "not applicable")?;
    for (reason, (count, scopes)) in reasons {
        let scopes = scopes.into_iter().collect::<Vec<_>>().join(", ");
        writeln!(f, "  {reason}: {} (scope {scopes})", cases(count))?;
    }
    writeln!(f)
}

/// Each known deviation once, with the cases that fail because of it.
pub(super) fn known_deviations(f: &mut fmt::Formatter<'_>, report: &Report) -> fmt::Result {
    let mut known: IndexMap<&KnownDeviation, Vec<&str>> = IndexMap::new();
    for result in report.outcomes.iter().filter(|result| result.outcome == OutcomeKind::KnownDeviation) {
        if let Some(entry) = &result.known_deviation {
            known.entry(entry).or_default().push(&result.name);
        }
    }
    if known.is_empty() {
        return Ok(());
    }
    writeln!(f, "known deviations: {}, by the first entry that explains each", cases(total(&known)))?;
    for (entry, names) in &known {
        writeln!(f, "  {}: {} ({})", entry.place, entry.reason, cases(names.len()))?;
        listed(f, names)?;
    }
    writeln!(f)
}

/// What became of the cases that are newer than the profile, and in full what became of those that failed: that the verdict
/// does not rest on them is no reason to hide it.
pub(super) fn not_scored(f: &mut fmt::Formatter<'_>, report: &Report) -> fmt::Result {
    let new = || report.outcomes.iter().filter(|result| result.outcome == OutcomeKind::NotScored);
    let mut ends: IndexMap<OutcomeKind, Vec<&str>> = IndexMap::new();
    for result in new() {
        ends.entry(result.outcome_if_scored.unwrap_or(result.outcome)).or_default().push(&result.name);
    }
    if ends.is_empty() {
        return Ok(());
    }
    let profile = &report.verdict.profile;
    writeln!(f, "not scored: {} newer than {profile}, or failed only what is newer", cases(total(&ends)))?;
    for (outcome, names) in &ends {
        writeln!(f, "  {outcome}: {}", cases(names.len()))?;
        listed(f, names)?;
    }
    writeln!(f)?;
    let failures: Vec<(&str, &str)> =
        new().filter_map(|result| Some((result.name.as_str(), result.failure.as_deref()?))).collect();
    if failures.is_empty() {
        return Ok(());
    }
    writeln!(
        f,
        "warning: {} did not pass, which {profile} does not score; run with `--profile {}@next` to score new cases\n",
        cases(failures.len()),
        profile.name()
    )?;
    failures.iter().try_for_each(|(name, failure)| writeln!(f, "---- {name} ----\n{failure}\n"))
}

fn total<K>(groups: &IndexMap<K, Vec<&str>>) -> usize {
    groups.values().map(Vec::len).sum()
}
