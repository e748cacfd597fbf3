//! What is shown of a case that did not pass: what is demanded and by whom, what came instead, and how to see it again.

use std::{borrow::Cow, fmt::Write as _};

use kii_spec::{Level, Statement};

use super::{View, level};
use crate::{
    judge::Mismatch,
    run::{Finding, Outcome, Record},
};

/// The command that a rerun begins with: the program, and the target when it was named on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rerun(String);

impl Rerun {
    /// A command as people type it, with arguments that a shell must not change.
    pub fn new<'a>(command: &str, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        let quoted = arguments.into_iter().map(quoted);
        Self(quoted.fold(command.to_owned(), |command, argument| format!("{command} {argument}")))
    }

    /// The command that reruns one case and no other.
    #[must_use]
    pub fn of(&self, name: &str) -> String {
        format!("{} --exact {}", self.0, quoted(name))
    }
}

impl View<'_> {
    /// What is shown of a case that did not pass; `None` for one that did, or that could not be asked to.
    #[must_use]
    pub fn failure(&self, record: &Record) -> Option<String> {
        let (heading, finding) = match &record.outcome {
            Outcome::Failed(finding) => (None, finding),
            Outcome::NotTestable(finding) => {
                (Some("cannot be tested: an answer on the way there was not as documented"), finding)
            }
            Outcome::SuiteError(error) => {
                let rerun = self.rerun.of(&record.case.name());
                let mut text = format!("  no result: {}\n", error.message);
                attempts(&mut text, record);
                line(&mut text, format_args!("  again      {rerun}"));
                return Some(self.redact(text.trim_end()));
            }
            Outcome::Passed
            | Outcome::Flaky(_)
            | Outcome::Warned(_)
            | Outcome::KnownDeviation(..)
            | Outcome::NotScored(_)
            | Outcome::NotApplicable(_) => return None,
        };
        let mut text = String::new();
        if let Some(heading) = heading {
            line(&mut text, format_args!("  {heading}\n"));
        }
        let mut stated = None;
        for mismatch in by_severity(finding) {
            // What is the same for several is said once.
            let statement = (&mismatch.statement, mismatch.level);
            if stated.replace(statement) != Some(statement) {
                self.state(&mut text, mismatch);
            }
            line(&mut text, format_args!("  expected   {}", indented(&mismatch.expected, 13)));
            line(&mut text, format_args!("  found      {}\n", indented(&mismatch.found, 13)));
        }
        line(&mut text, format_args!("  exchange ({})", finding.role));
        for transcript in finding.exchange.transcript(&|text| self.redact(text)).lines() {
            line(&mut text, format_args!("    {transcript}"));
        }
        line(&mut text, format_args!(""));
        attempts(&mut text, record);
        line(&mut text, format_args!("  again      {}", self.rerun.of(&record.case.name())));
        Some(self.redact(text.trim_end()))
    }

    /// What is demanded, and by whom.
    fn state(&self, text: &mut String, mismatch: &Mismatch) {
        let statement = &mismatch.statement;
        line(text, format_args!("  violates   {statement} ({})", level(mismatch.level)));
        let demand = statement.text(self.api);
        if !demand.is_empty() {
            line(text, format_args!("             {}", demand.trim()));
        }
        line(text, format_args!("  source     {}", source(self, statement, 13)));
    }
}

/// What had been tried before.
fn attempts(text: &mut String, record: &Record) {
    for why in &record.retries {
        line(text, format_args!("  sent again {why}"));
    }
}

/// What fails before what warns.
pub(super) fn by_severity(finding: &Finding) -> impl Iterator<Item = &Mismatch> {
    [Level::Must, Level::Should, Level::May].into_iter().flat_map(|level| finding.at(level))
}

/// Where a statement comes from, its address on a line of its own.
pub(super) fn source(view: &View<'_>, statement: &Statement, column: usize) -> String {
    indented(&statement.source(view.api).replace(" <", "\n<"), column).into_owned()
}

/// Text of several lines, all of them beginning in this column.
pub(super) fn indented(text: &str, column: usize) -> Cow<'_, str> {
    match text.contains('\n') {
        true => Cow::Owned(text.trim_end().replace('\n', &format!("\n{:column$}", ""))),
        false => Cow::Borrowed(text),
    }
}

fn line(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{arguments}");
}

/// An argument as a POSIX shell has to be given it.
pub(crate) fn quoted(argument: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@%+=:,./_-".contains(c);
    match !argument.is_empty() && argument.chars().all(plain) {
        true => Cow::Borrowed(argument),
        false => Cow::Owned(format!("'{}'", argument.replace('\'', r"'\''"))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Rerun, quoted};

    #[test]
    fn a_shell_gets_an_argument_as_it_is() {
        assert_eq!(quoted("a.b/c@d"), "a.b/c@d");
        assert_eq!(quoted("a/b[caller=none]@d"), "'a/b[caller=none]@d'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn a_rerun_names_the_target_and_the_case() {
        let rerun = Rerun::new("suite run", ["--target", "my target.toml"]);
        assert_eq!(rerun.of("a/b@c"), "suite run --target 'my target.toml' --exact a/b@c");
    }
}
