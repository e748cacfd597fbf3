//! The end of a run on one screen: the verdict, the findings, what ran where, what was left out, and what to do next.
//!
//! It has at most 40 rows, whatever happened: the first findings have several rows, further ones one, and the rest are counted.

mod findings;
mod matrix;
mod row;

use std::fmt;

use self::row::{cut, wrapped};
use super::model::Report;
use crate::{report::finding::ReportedFinding, run::OutcomeKind, score::Verdict, values::count::counted};

/// How many rows it has at most.
pub(crate) const ROWS: usize = 40;

/// How many rows the sentence of the verdict has at most.
const MOST_OF_VERDICT: usize = 3;

/// How many rows the matrix has at most.
const MOST_OF_MATRIX: usize = 13;

/// How wide the names of facts are.
const LABEL: usize = 10;

/// The screen of a report.
pub(crate) struct Screen<'a> {
    /// The report.
    pub(crate) report: &'a Report,
    /// The command that shows the exchanges of a case.
    pub(crate) show: String,
    /// How wide rows get.
    pub(crate) columns: usize,
    /// The files that the report was written to.
    pub(crate) files: Vec<String>,
}

impl Screen<'_> {
    /// The rows, made visible.
    pub(crate) fn rows(&self) -> Vec<String> {
        let (verdict, facts) = (self.verdict(), self.facts());
        let matrix = matrix::rows(self.report, self.columns, MOST_OF_MATRIX);
        let left = ROWS.saturating_sub(verdict.len() + facts.len() + matrix.len());
        let findings = findings::rows(&self.report.findings, &self.show, self.columns, left);
        let mut sections = vec![verdict, findings, matrix, facts];
        sections.retain(|section| !section.is_empty());
        let count = sections.iter().map(Vec::len).sum::<usize>() + sections.len().saturating_sub(1);
        match count <= ROWS {
            true => sections.join(&String::new()),
            false => sections.concat(),
        }
    }

    /// What the run says about the target, and how it says so to programs.
    fn verdict(&self) -> Vec<String> {
        let Report { run, verdict: reported, .. } = self.report;
        let verdict = self.report.verdict();
        let mut rows = Vec::new();
        for line in verdict.to_string().lines() {
            rows.extend(wrapped(line, "  ", self.columns, MOST_OF_VERDICT));
        }
        if rows.len() > MOST_OF_VERDICT {
            let more = rows.len() - (MOST_OF_VERDICT - 1);
            rows.truncate(MOST_OF_VERDICT - 1);
            rows.push(cut(&format!("  and {}", counted(more, "more row")), self.columns));
        }
        let meaning = format!("exit code {}: {}", verdict.exit_code(), verdict.meaning());
        rows.extend(wrapped(&meaning, "  ", self.columns, 2));
        if let Some(injection) = self.report.injection() {
            rows.extend(wrapped(&injection, "  ", self.columns, 2));
        }
        let profile = &reported.profile;
        let identity = format!("profile {profile}, which scores {} cases; {run}", profile.cases);
        rows.extend(wrapped(&identity, "  ", self.columns, 2));
        rows
    }

    /// What was left out, where the reports are, and what to do next.
    fn facts(&self) -> Vec<String> {
        let fact = |name: &str, text: &str, most: usize| {
            wrapped(&format!("{name:LABEL$} {text}"), &" ".repeat(LABEL + 1), self.columns, most)
        };
        let mut rows = Vec::new();
        if let Some(left_out) = self.left_out() {
            rows.extend(fact("left out", &left_out, 3));
        }
        if let Some(flaky) = self.flaky() {
            rows.extend(fact("flaky", &flaky, 3));
        }
        if !self.report.sweep.is_empty() {
            rows.push(cut("something may be left on the target; this removes the rest:", self.columns));
            let commands: Vec<Vec<String>> =
                self.report.sweep.iter().map(|command| row::command(command, self.columns)).collect();
            match commands.as_slice() {
                [one] if one.len() <= 3 => rows.extend(one.iter().cloned()),
                _ => rows.push(cut("  the commands in `sweep` of the JSON report", self.columns)),
            }
        }
        if !self.files.is_empty() {
            rows.extend(fact("reports", &self.files.join(", "), 1));
        }
        if let Some(next) = self.next() {
            rows.extend(fact("next", &next, 2));
        }
        rows
    }

    /// The cases that say nothing for or against the target, and the responses that no case provokes.
    fn left_out(&self) -> Option<String> {
        let Report { counts, verdict, exclusions, selected, .. } = self.report;
        let except = match verdict.except.as_slice() {
            [] => String::new(),
            names => format!(" ({})", names.join(", ")),
        };
        let unfinished = selected.saturating_sub(self.report.len());
        let parts = [
            (counts.not_applicable, format!("not applicable{except}")),
            (counts.not_scored, "not scored".to_owned()),
            (counts.known_deviations, "known to deviate".to_owned()),
            (counts.suite_errors, "without a result".to_owned()),
            (unfinished, "not run".to_owned()),
        ];
        let parts = parts.into_iter().filter(|(count, _)| *count > 0);
        let mut parts: Vec<String> = parts.map(|(count, what)| format!("{} {what}", counted(count, "case"))).collect();
        if !exclusions.is_empty() {
            parts.push(format!("{} that no case can provoke", counted(exclusions.len(), "documented response")));
        }
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// The cases that passed only because something was sent again, by the first of them.
    fn flaky(&self) -> Option<String> {
        let mut flaky = self.report.outcomes.iter().filter(|result| result.outcome() == OutcomeKind::Flaky);
        let first = flaky.next()?;
        let why = first.retries.first().map(|why| format!(": {why}")).unwrap_or_default();
        Some(format!("{} passed, but not at once, as {}{why}", counted(flaky.count() + 1, "case"), first.name()))
    }

    fn next(&self) -> Option<String> {
        let finding = self.report.findings.first();
        let without_result = || self.report.outcomes.iter().any(|result| result.outcome() == OutcomeKind::SuiteError);
        match (self.report.verdict(), finding) {
            (_, Some(ReportedFinding { id, .. })) => {
                Some(format!("{} {id}; --format pretty prints every failure in full", self.show))
            }
            (Verdict::Inconclusive(_), None) if without_result() => {
                Some("--format pretty prints why each of these cases has no result".to_owned())
            }
            (Verdict::UnexpectedPass(..), None) => {
                Some("remove these entries from the file of --deviations".to_owned())
            }
            (
                Verdict::Inconclusive(_) | Verdict::Conforms(_) | Verdict::Warns(_) | Verdict::DoesNotConform(_),
                None,
            ) => None,
        }
    }
}

impl fmt::Display for Screen<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rows().iter().try_for_each(|row| writeln!(f, "{row}"))
    }
}

#[cfg(test)]
mod tests;
