//! A report as a page of Markdown, for the page of a CI job: what it says in at most 50 lines.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use super::{
    case_result::CaseResult,
    file::{self, ReportError},
    finding::ReportedFinding,
    model::Report,
};
use crate::{
    run::OutcomeKind,
    values::{
        count::counted,
        visible::{Visible, in_one_line},
    },
};

/// How many findings are listed.
const MOST_FINDINGS: usize = 12;

/// How many failures are listed.
const MOST_LISTED: usize = 8;

/// How many characters of what was expected or found are shown.
const LONGEST: usize = 160;

impl Report {
    /// Writes the report as a page of Markdown.
    ///
    /// # Errors
    /// When the file cannot be written; then no part of it is left.
    pub(crate) fn write_summary(&self, path: &Path) -> Result<(), ReportError> {
        Ok(file::write(path, page(self).as_bytes())?)
    }
}

fn page(report: &Report) -> String {
    let mut page = String::new();
    let verdict = report.verdict();
    let sentence = verdict.to_string();
    line(&mut page, &format!("# Conformance: {}", text(sentence.lines().next().unwrap_or_default())));
    line(&mut page, "");
    let target = report.target.as_deref().map_or_else(|| "an unknown target".to_owned(), code);
    let seconds = report.time_ms / 1000;
    line(
        &mut page,
        &format!(
            "Target {target}, {}, profile {}, {seconds} s, exit code {}: {}.",
            code(&report.run.to_string()),
            code(&report.verdict.profile.to_string()),
            verdict.exit_code(),
            verdict.meaning()
        ),
    );
    if !report.injected.is_empty() {
        line(&mut page, "");
        let faults: Vec<String> = report.injected.iter().map(|fault| code(fault)).collect();
        line(&mut page, &format!("Injected: {}, so this says nothing about the target.", faults.join(", ")));
    }
    line(&mut page, "");
    line(&mut page, "| outcome | cases |");
    line(&mut page, "|---|---:|");
    let mut counts: BTreeMap<OutcomeKind, usize> = BTreeMap::new();
    report.outcomes.iter().for_each(|result| *counts.entry(result.outcome).or_default() += 1);
    counts.iter().for_each(|(outcome, count)| line(&mut page, &format!("| {outcome} | {count} |")));
    if !report.findings.is_empty() {
        line(&mut page, "");
        line(&mut page, &format!("## {}", counted(report.findings.len(), "finding")));
        line(&mut page, "");
        report.findings.iter().take(MOST_FINDINGS).for_each(|finding| line(&mut page, &found(finding)));
        if report.findings.len() > MOST_FINDINGS {
            let more = report.findings.len() - MOST_FINDINGS;
            line(&mut page, &format!("- and {more} more, which `kii-conformance show` lists"));
        }
    }
    let failures = failed_cases(report);
    if !failures.is_empty() {
        line(&mut page, "");
        line(&mut page, &format!("## {}", counted(failures.len(), "case") + " to look at"));
        line(&mut page, "");
        failures.iter().take(MOST_LISTED).for_each(|result| line(&mut page, &item(result)));
        if failures.len() > MOST_LISTED {
            line(
                &mut page,
                &format!("- and {} more, which `kii-conformance show` lists", failures.len() - MOST_LISTED),
            );
        }
        line(&mut page, "");
        line(
            &mut page,
            "`kii-conformance show CASE` prints every exchange of a case, and with `--curl` the commands that repeat them.",
        );
    }
    page
}

/// The cases that somebody has to look at.
pub(crate) fn failed_cases(report: &Report) -> Vec<&CaseResult> {
    report.outcomes.iter().filter(|result| is_failure(result)).collect()
}

/// Whether somebody has to look at a case.
fn is_failure(result: &CaseResult) -> bool {
    result.outcome_if_scored.unwrap_or(result.outcome).is_failure()
}

fn found(finding: &ReportedFinding) -> String {
    let ReportedFinding { id, title, cases, witness, .. } = finding;
    format!(
        "- {id}: {} ({}, {}): expected {}, found {}; shown by {}",
        code(title),
        code(&finding.extent()),
        counted(cases.len(), "case"),
        code(&witness.expected),
        code(&witness.found),
        code(&witness.case)
    )
}

fn item(result: &CaseResult) -> String {
    let name = code(&result.name);
    let outcome = result.outcome;
    match result.mismatches.first() {
        Some(first) => format!(
            "- {name} ({outcome}) violates {}: expected {}, found {}",
            code(&first.statement),
            code(&first.expected),
            code(&first.found)
        ),
        None => format!("- {name} ({outcome}): {}", code(result.reason.as_deref().unwrap_or_default())),
    }
}

/// A text in which nothing is markup.
fn code(text: &str) -> String {
    let line = Visible(&in_one_line(text)).to_string();
    let shown = match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line,
    };
    // A code span ends at as many backticks as it began with (CommonMark 6.1).
    let longest = shown.split(|char| char != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    match shown.is_empty() {
        true => String::new(),
        false if longest > 0 => format!("{fence} {shown} {fence}"),
        false => format!("`{shown}`"),
    }
}

/// A sentence of the suite, which may quote others.
fn text(sentence: &str) -> String {
    let mut escaped = String::new();
    for char in Visible(&in_one_line(sentence)).to_string().chars() {
        if matches!(char, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '&' | '~') {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}

fn line(page: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(page, "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::fixture::{MadeUpRun, Outcomes};

    #[test]
    fn a_page_has_at_most_50_lines_whatever_failed() {
        let mut report = MadeUpRun::new(Outcomes::NoResultForSome).report(None);
        let failed = report.outcomes.iter().find(|result| result.outcome == OutcomeKind::Failed).cloned().unwrap();
        report.outcomes.extend(vec![failed; 1000]);
        let finding = report.findings.first().cloned().unwrap();
        report.findings.extend(vec![finding; 1000]);
        let page = page(&report);
        assert!(page.lines().count() <= 50, "{page}");
        assert!(page.starts_with("# Conformance: "), "{page}");
        assert!(page.contains("| failed | ") && page.contains("\n- F1: `"), "{page}");
        assert_eq!(page.matches("\n- and ").count(), 2, "{page}");
    }

    #[test]
    fn what_a_target_sends_is_no_markup() {
        assert_eq!(code("<b>\n`x`` | ::error::"), "``` <b>\\n`x`` | ::error:: ```");
        assert_eq!(code(&"x".repeat(1000)).len(), LONGEST + 5);
        assert_eq!(text("a <b> [c](d)"), "a \\<b\\> \\[c\\](d)");
    }
}
