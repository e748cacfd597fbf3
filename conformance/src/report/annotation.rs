//! Failures as annotations of GitHub Actions: each a command to the runner, in one line of standard output.

use std::fmt;

use kii_spec::Level;

use super::{
    case_result::CaseResult,
    finding::{ReportedFinding, Witness},
    model::Report,
};
use crate::values::{count::counted, visible::Visible};

/// How many of one step GitHub shows.
const MOST: usize = 10;

/// The annotations of a report.
pub(crate) struct Annotations<'a>(pub(crate) &'a Report);

impl fmt::Display for Annotations<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let findings = self.0.findings.iter().filter(|finding| finding.level == Level::Must && finding.scored);
        let findings = findings.map(|finding| (finding.to_string(), found(finding)));
        let failed = |result: &&CaseResult| result.outcome.is_failure();
        // What violates something belongs to a finding.
        let others = self.0.outcomes.iter().filter(failed).filter(|result| result.mismatches.is_empty());
        let others = others.map(|result| (result.name.clone(), message(result)));
        for (title, message) in findings.chain(others).take(MOST) {
            writeln!(f, "::error title={}::{}", property(&title), data(&message))?;
        }
        Ok(())
    }
}

fn message(result: &CaseResult) -> String {
    let rerun = result.rerun.as_ref().map(|rerun| format!("\nrerun: {rerun}")).unwrap_or_default();
    format!("{}{rerun}", result.remark().unwrap_or_default())
}

fn found(finding: &ReportedFinding) -> String {
    let Witness { case, statement, source, expected, found, rerun, .. } = &finding.witness;
    let cases = counted(finding.cases.len(), "case");
    format!(
        "{cases}; {case} violates {statement}\nexpected: {expected}\nfound: {found}\nsource: {source}\nrerun: {rerun}"
    )
}

/// A text behind the second `::`.
fn data(text: &str) -> String {
    Visible(text).to_string().replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text as the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::fixture::{MadeUpRun, Outcomes};

    #[test]
    fn there_are_at_most_ten_and_no_text_of_a_target_is_a_command() {
        let mut report = MadeUpRun::new(Outcomes::NoResultForSome).report(None);
        let mut hostile = report.findings.first().cloned().unwrap();
        hostile.id = "a:b,c%\n::error::x".to_owned();
        hostile.witness.found = "x\r\n::set-output name=a::b\n##[error]\u{1b}[2J%0A::stop".to_owned();
        report.findings = vec![hostile; 30];
        let text = Annotations(&report).to_string();
        assert_eq!(text.lines().count(), MOST);
        let first = text.lines().next().unwrap();
        assert!(first.starts_with("::error title=a%3Ab%2Cc%25%0A"), "{first}");
        assert!(
            first.contains("found: x\\u{d}%0A\\u{3a}:set-output name=a::b%0A#\\u{23}[error]\\u{1b}[2J%250A::stop"),
            "{first}"
        );
        assert!(!text.contains(['\r', '\u{1b}']), "{text}");
    }

    #[test]
    fn a_run_without_a_failure_has_none() {
        assert_eq!(Annotations(&MadeUpRun::new(Outcomes::NoFailure).report(None)).to_string(), "");
    }
}
