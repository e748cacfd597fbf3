//! The model as text for people: the summary that is printed after the list of cases.

mod findings;
mod matrix;
mod uncounted;

use std::fmt;

use super::model::Report;
use crate::values::count::counted;

/// How wide lines may get.
const WIDTH: usize = 110;

/// How many cases are listed that have the same reason: a target that throttles makes it hundreds.
const LISTED: usize = 10;

/// The summary of a run.
pub(crate) struct Summary<'a>(pub &'a Report);

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = self.0;
        if !report.is_empty() {
            matrix::responses(f, report)?;
            matrix::exclusions(f, report)?;
            uncounted::not_applicable(f, report)?;
            findings::violated(f, report)?;
            findings::warnings(f, report)?;
            findings::flaky(f, report)?;
            uncounted::known_deviations(f, report)?;
            uncounted::not_scored(f, report)?;
            left_behind(f, report)?;
            writeln!(f, "{}", report.requests)?;
        }
        remains(f, report)?;
        if let Some(load) = report.load {
            writeln!(f, "{load}")?;
        }
        f.write_str(&report.conclusion())
    }
}

/// What somebody has to know of a run whose summary is lost: how to remove what it has left, and its conclusion.
pub(crate) struct Ending<'a>(pub &'a Report);

impl fmt::Display for Ending<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        remains(f, self.0)?;
        f.write_str(self.0.conclusion().trim_end())
    }
}

/// How to remove what the run has left.
fn remains(f: &mut fmt::Formatter<'_>, report: &Report) -> fmt::Result {
    if report.sweep.is_empty() {
        return Ok(());
    }
    writeln!(f, "something may be left on the target; this removes the rest:")?;
    report.sweep.iter().try_for_each(|command| writeln!(f, "  {command}"))?;
    writeln!(f)
}

fn left_behind(f: &mut fmt::Formatter<'_>, report: &Report) -> fmt::Result {
    let mut left = report.outcomes.iter().flat_map(|result| &result.left_behind).peekable();
    if left.peek().is_none() {
        return Ok(());
    }
    writeln!(f, "left behind on the target, because it could not be removed")?;
    left.try_for_each(|path| writeln!(f, "  {path}"))?;
    writeln!(f)
}

/// The names of cases, but not of too many.
fn listed(f: &mut fmt::Formatter<'_>, cases: &[&str]) -> fmt::Result {
    cases.iter().take(LISTED).try_for_each(|name| writeln!(f, "      {name}"))?;
    match cases.len().saturating_sub(LISTED) {
        0 => Ok(()),
        more => writeln!(f, "      and {more} more, which --report-json lists"),
    }
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

/// `2 cases`.
fn cases(count: usize) -> String {
    counted(count, "case")
}
