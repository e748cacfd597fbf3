//! The comparison as a page of its own: a matrix with a row for each case and a column for each report.

use std::fmt::Write as _;

use super::{ComparedCase, ComparedReport, ComparedResult, Comparison};
use crate::{report::xml::Escaped, run::OutcomeKind};

/// The page around the matrix. It asks for nothing from elsewhere.
const PAGE: &str = include_str!("page.html");

impl Comparison {
    /// The page.
    pub(crate) fn html(&self) -> String {
        let columns: String = self.reports.iter().map(column).collect();
        let rows: String = self.cases.iter().map(row).collect();
        let changed = self.changed().count();
        let summary = format!("{changed} of {} cases differ from the first report.", self.cases.len());
        // The texts of others are put in last, so that nothing is put into them.
        [("{summary}", summary), ("{columns}", columns), ("{rows}", rows)]
            .into_iter()
            .fold(PAGE.to_owned(), |page, (place, text)| page.replacen(place, &text, 1))
    }
}

fn column(report: &ComparedReport) -> String {
    let ComparedReport { file, target, verdict, changes, .. } = report;
    let mut text = format!(
        "<th scope=\"col\">{}<br><small>{}<br>{}",
        Escaped(target.as_deref().unwrap_or(file)),
        Escaped(file),
        Escaped(verdict)
    );
    for (change, count) in changes {
        // Writing to a string cannot fail.
        let _ = write!(text, "<br>{count} {change}");
    }
    text.push_str("</small></th>");
    text
}

fn row(case: &ComparedCase) -> String {
    let is_changed = case.changes.iter().any(Option::is_some);
    let mut text = format!("<tr data-changed=\"{is_changed}\"><th scope=\"row\">{}</th>", Escaped(&case.name));
    for (number, result) in case.results.iter().enumerate() {
        let change = number.checked_sub(1).and_then(|number| *case.changes.get(number)?);
        let class = change.map_or("same", |change| if change.is_worse() { "worse" } else { "other" });
        let (shape, word, reasons) = match result {
            Some(ComparedResult { outcome, of_the_case, reasons }) => {
                (shape(*of_the_case), outcome.word(), reasons.join(", "))
            }
            None => ("·", "not in the report", String::new()),
        };
        let change = change.map(|change| format!(" <b>{change}</b>")).unwrap_or_default();
        let _ = write!(
            text,
            "<td class=\"{class}\" title=\"{}\"><span aria-hidden=\"true\">{shape}</span> {word}{change}</td>",
            Escaped(&reasons)
        );
    }
    text.push_str("</tr>\n");
    text
}

/// A shape for an outcome, for those who cannot tell colours apart.
const fn shape(outcome: OutcomeKind) -> &'static str {
    match outcome {
        OutcomeKind::Passed => "●",
        OutcomeKind::Flaky => "◐",
        OutcomeKind::Warned => "▲",
        OutcomeKind::Failed => "✖",
        OutcomeKind::KnownDeviation => "◆",
        OutcomeKind::NotTestable | OutcomeKind::SuiteError => "?",
        OutcomeKind::NotApplicable | OutcomeKind::NotScored => "–",
    }
}
