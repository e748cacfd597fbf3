//! What was found against the target: each broken statement once, and what had to be sent again.

use std::{collections::HashSet, fmt};

use indexmap::IndexMap;
use kii_spec::Level;

use super::{Report, cases, listed};
use crate::{
    report::{
        failure::{indented, source_lines},
        finding::Sighting,
    },
    run::OutcomeKind,
    values::count::counted,
};

/// The statements that must hold and were broken.
pub(super) fn violated(f: &mut fmt::Formatter<'_>, report: &Report) -> fmt::Result {
    broken(f, report, Level::Must, "violated")
}

/// The statements that should hold and were broken.
pub(super) fn warnings(f: &mut fmt::Formatter<'_>, report: &Report) -> fmt::Result {
    broken(f, report, Level::Should, "warnings")
}

/// Each statement of a level that was broken, once, with the case that shows it best: many may fail for one reason.
fn broken(f: &mut fmt::Formatter<'_>, report: &Report, level: Level, heading: &str) -> fmt::Result {
    let mut statements: IndexMap<&str, Vec<Sighting<'_>>> = IndexMap::new();
    let scored = report.outcomes.iter().filter(|result| result.is_scored());
    let graver = scored.flat_map(|result| &result.mismatches).filter(|mismatch| mismatch.level < level);
    let graver: HashSet<&str> = graver.map(|mismatch| mismatch.statement.as_str()).collect();
    for (place, result) in report.outcomes.iter().enumerate().filter(|(_, result)| result.is_scored()) {
        let here = result.mismatches.iter().filter(|mismatch| mismatch.level == level);
        // What is violated is no warning as well.
        for mismatch in here.filter(|mismatch| !graver.contains(mismatch.statement.as_str())) {
            statements.entry(&mismatch.statement).or_default().push(Sighting { place, result, mismatch });
        }
    }
    if statements.is_empty() {
        return Ok(());
    }
    writeln!(f, "{heading}: {}, each with a case that shows it", counted(statements.len(), "statement"))?;
    for (statement, sightings) in statements {
        let names: HashSet<&str> = sightings.iter().map(|sighting| sighting.result.name.as_str()).collect();
        let Some(Sighting { result, mismatch, .. }) = Sighting::best(&sightings) else { continue };
        writeln!(f, "  {statement} ({})", cases(names.len()))?;
        writeln!(f, "      expected   {}", indented(&mismatch.expected, 17))?;
        writeln!(f, "      found      {}", indented(&mismatch.found, 17))?;
        writeln!(f, "      source     {}", source_lines(&mismatch.source, 17))?;
        writeln!(f, "      rerun      {}", result.rerun.as_deref().unwrap_or_default())?;
    }
    writeln!(f)
}

/// What passed only because something was sent again: each reason once, with the cases that know it.
pub(super) fn flaky(f: &mut fmt::Formatter<'_>, report: &Report) -> fmt::Result {
    let mut reasons: IndexMap<&str, (usize, Vec<&str>)> = IndexMap::new();
    let mut count = 0;
    for result in report.outcomes.iter().filter(|result| result.outcome == OutcomeKind::Flaky) {
        count += 1;
        for (place, why) in result.retries.iter().enumerate() {
            let (times, names) = reasons.entry(why).or_default();
            *times += 1;
            if !result.retries.iter().take(place).any(|before| before == why) {
                names.push(&result.name);
            }
        }
    }
    if count == 0 {
        return Ok(());
    }
    writeln!(f, "flaky: {} passed, but not at once; --retries 0 sends nothing again", cases(count))?;
    for (why, (times, names)) in reasons {
        writeln!(f, "  {why} ({}, in {})", counted(times, "time"), cases(names.len()))?;
        listed(f, &names)?;
    }
    writeln!(f)
}
