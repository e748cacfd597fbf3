//! The comparison as people read it on a terminal.

use std::fmt;

use super::{ComparedCase, ComparedReport, ComparedResult, Comparison, change::Change};
use crate::values::count::counted;

/// How many cases are listed of each kind of change.
const LISTED: usize = 20;

/// How many reasons are printed of a result.
const REASONS: usize = 3;

/// The changes that a text lists, the worst first. The others are only counted.
const SHOWN: [Change; 5] = [Change::Regression, Change::Vanished, Change::Reason, Change::Fixed, Change::New];

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((first, others)) = self.reports.split_first() else { return Ok(()) };
        writeln!(f, "compared with {}", described(first))?;
        for (number, report) in others.iter().enumerate() {
            writeln!(f, "\n{}", described(report))?;
            if report.suite_version != first.suite_version || report.selection != first.selection {
                writeln!(
                    f,
                    "  note: suite {}, {} here; suite {}, {} before",
                    report.suite_version, report.selection, first.suite_version, first.selection
                )?;
            }
            for change in SHOWN {
                let changed = self.cases.iter().filter(|case| case.changes.get(number) == Some(&Some(change)));
                section(f, change, &changed.collect::<Vec<_>>(), number + 1)?;
            }
            writeln!(f, "  {}", conclusion(report))?;
        }
        Ok(())
    }
}

fn described(ComparedReport { file, target, verdict, .. }: &ComparedReport) -> String {
    let target = target.as_ref().map(|target| format!(" ({target})")).unwrap_or_default();
    format!("{file}{target}: {verdict}")
}

fn section(f: &mut fmt::Formatter<'_>, change: Change, cases: &[&ComparedCase], report: usize) -> fmt::Result {
    if cases.is_empty() {
        return Ok(());
    }
    writeln!(f, "  {change}: {}", counted(cases.len(), "case"))?;
    for case in cases.iter().take(LISTED) {
        let result = |number: usize| shown(case.results.get(number).and_then(Option::as_ref));
        writeln!(f, "    {}\n      {} -> {}", case.name, result(0), result(report))?;
    }
    match cases.len().checked_sub(LISTED) {
        None | Some(0) => Ok(()),
        Some(more) => writeln!(f, "    and {more} more; --format json has all"),
    }
}

fn shown(result: Option<&ComparedResult>) -> String {
    let Some(ComparedResult { outcome, reasons, .. }) = result else { return "not in the report".to_owned() };
    let mut text = outcome.to_string();
    if let Some((first, others)) = reasons.split_first() {
        text.push_str(&format!(" ({first}"));
        others.iter().take(REASONS - 1).for_each(|reason| text.push_str(&format!(", {reason}")));
        if let Some(more @ 1..) = reasons.len().checked_sub(REASONS) {
            text.push_str(&format!(", and {more} more"));
        }
        text.push(')');
    }
    text
}

fn conclusion(report: &ComparedReport) -> String {
    if report.changes.is_empty() {
        return "nothing has changed".to_owned();
    }
    let counts: Vec<String> = report.changes.iter().map(|(change, count)| format!("{count} {change}")).collect();
    counts.join(", ")
}
