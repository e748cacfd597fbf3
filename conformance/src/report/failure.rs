//! The text about a case that failed or has no result: what is demanded and by whom, what came instead, and how to run it
//! again.

use std::{borrow::Cow, fmt::Write as _};

use kii_spec::{Api, Level};

use super::case_result::{ReportContext, level_word};
use crate::{
    judge::Mismatch,
    run::{Finding, Outcome, Record},
    values::visible::in_one_line,
};

/// The flag with which every case is scored.
const UNSCORED: &str = " --profile full@next";

/// How many characters are shown of what is expected or found.
const LONGEST: usize = 2000;

/// The command that a rerun begins with: the program, and the target when it was named on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rerun {
    /// The program without its subcommand.
    program: String,
    command: String,
    /// The profile, as the flag that was given.
    profile: String,
}

impl Rerun {
    /// A command as people type it, with arguments that a shell must not change.
    /// `profile` is the flag for the profile and its value, if it was given.
    pub(crate) fn new(command: &str, arguments: &[String], profile: &[String]) -> Self {
        let after = |before: &str, arguments: &[String]| {
            let quoted = arguments.iter().map(|argument| quoted(argument));
            quoted.fold(before.to_owned(), |command, argument| format!("{command} {argument}"))
        };
        let program = match command.rsplit_once(' ') {
            Some((program, "run" | "conformance")) => program,
            // The suite as a test target has no other commands.
            Some(_) | None => env!("CARGO_PKG_NAME"),
        };
        let program = program.to_owned();
        Self { program, command: after(command, arguments), profile: after("", profile) }
    }

    /// The command that shows the exchanges of a case, as whoever made the run can type it.
    #[must_use]
    pub(crate) fn show(&self) -> String {
        format!("{} show", self.program)
    }

    /// The command that reruns the case of this name, which ended like this, and no other. It scores a case that the run does
    /// not score: otherwise the rerun would show no failure.
    #[must_use]
    pub(crate) fn of(&self, name: &str, outcome: &Outcome) -> String {
        let profile = match outcome {
            Outcome::NotScored(_) => UNSCORED,
            Outcome::Passed
            | Outcome::Flaky(_)
            | Outcome::Warned(_)
            | Outcome::Failed(_)
            | Outcome::NotTestable(_)
            | Outcome::KnownDeviation(..)
            | Outcome::NotApplicable(_)
            | Outcome::SuiteError(_) => &self.profile,
        };
        format!("{}{profile} --exact {}", self.command, quoted(name))
    }
}

/// What is shown of a case that failed or has no result, whether that counts or not; `None` for any other.
pub(super) fn describe(context: &ReportContext<'_>, record: &Record) -> Option<String> {
    let mut text = String::new();
    outcome(&mut text, context, &record.outcome)?;
    for why in &record.retries {
        line(&mut text, format_args!("  sent again {why}"));
    }
    line(&mut text, format_args!("  rerun      {}", context.rerun.of(&record.case.name(), &record.outcome)));
    Some(context.target.redact(text.trim_end()))
}

fn outcome(text: &mut String, context: &ReportContext<'_>, outcome: &Outcome) -> Option<()> {
    match outcome {
        Outcome::Failed(finding) => found(text, context, finding),
        Outcome::NotTestable(finding) => {
            line(text, format_args!("  cannot be tested: a response before the act was not as documented\n"));
            found(text, context, finding);
        }
        Outcome::SuiteError(error) => line(text, format_args!("  no result: {}", error.message)),
        Outcome::NotScored(outcome) => self::outcome(text, context, outcome)?,
        Outcome::Passed
        | Outcome::Flaky(_)
        | Outcome::Warned(_)
        | Outcome::KnownDeviation(..)
        | Outcome::NotApplicable(_) => return None,
    }
    Some(())
}

/// What was found in a step, and the exchange in which it was found.
fn found(text: &mut String, context: &ReportContext<'_>, finding: &Finding) {
    let mut stated = None;
    for mismatch in [Level::Must, Level::Should, Level::May].into_iter().flat_map(|level| finding.at(level)) {
        // What is the same for several is said once.
        let statement = (&mismatch.statement, mismatch.level);
        if stated.replace(statement) != Some(statement) {
            demand(text, context.api, mismatch);
        }
        line(text, format_args!("  expected   {}", shown(context, &mismatch.expected)));
        line(text, format_args!("  found      {}\n", shown(context, &mismatch.found)));
    }
    line(text, format_args!("  exchange ({})", finding.role));
    let transcript = finding.exchange.transcript(&|text| context.target.redact(text));
    // Not `lines`, which would leave out the carriage returns of a target.
    for transcript in transcript.trim_end_matches('\n').split('\n') {
        line(text, format_args!("    {transcript}"));
    }
    line(text, format_args!(""));
}

/// What is expected or found, as reports show it: without secrets, in one line of limited length.
pub(super) fn shown(context: &ReportContext<'_>, text: &str) -> String {
    let line = in_one_line(&context.target.redact(text));
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}... and so on, {} characters in all", &line[..end], line.chars().count()),
        None => line,
    }
}

/// What is demanded, and by whom.
fn demand(text: &mut String, api: &Api, mismatch: &Mismatch) {
    let statement = &mismatch.statement;
    line(text, format_args!("  violates   {statement} ({})", level_word(mismatch.level)));
    let demand = statement.text(api);
    if !demand.is_empty() {
        line(text, format_args!("             {}", demand.trim()));
    }
    line(text, format_args!("  source     {}", source_lines(&statement.source(api), 13)));
}

/// Where a statement comes from, its address on a line of its own.
pub(super) fn source_lines(source: &str, column: usize) -> String {
    indented(&source.replace(" <", "\n<"), column).into_owned()
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

/// An argument as a POSIX shell takes it.
pub(crate) fn quoted(argument: &str) -> Cow<'_, str> {
    // What cannot be quoted has a NUL, which no argument has.
    shlex::try_quote(argument).unwrap_or(Cow::Borrowed(argument))
}

#[cfg(test)]
mod tests {
    use super::{Rerun, quoted};
    use crate::run::Outcome;

    #[test]
    fn a_shell_gets_an_argument_as_it_is() {
        assert_eq!(quoted("a.b/c@d"), "a.b/c@d");
        assert_eq!(quoted("a/b[caller=none]@d"), "'a/b[caller=none]@d'");
        assert_eq!(quoted("it's"), r#""it's""#);
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn a_rerun_names_the_target_and_the_case() {
        let flags = |flags: &[&str]| flags.iter().map(|flag| (*flag).to_owned()).collect::<Vec<_>>();
        let rerun = Rerun::new("suite run", &flags(&["--target", "my target.toml"]), &[]);
        assert_eq!(rerun.of("a/b@c", &Outcome::Passed), "suite run --target 'my target.toml' --exact a/b@c");
    }

    #[test]
    fn what_shows_a_case_is_the_program_that_made_the_run() {
        for (command, show) in [
            ("cargo xtask conformance", "cargo xtask show"),
            ("kii-conformance run", "kii-conformance show"),
            ("cargo test -p kii-conformance --test deployment --", "kii-conformance show"),
        ] {
            assert_eq!(Rerun::new(command, &["--url".to_owned(), "http://a b".to_owned()], &[]).show(), show);
        }
    }

    #[test]
    fn a_rerun_scores_a_case_that_the_run_does_not_score() {
        let rerun = Rerun::new("suite run", &[], &["--profile".to_owned(), "full@1".to_owned()]);
        assert_eq!(rerun.of("a/b@c", &Outcome::Passed), "suite run --profile full@1 --exact a/b@c");
        let unscored = Outcome::NotScored(Box::new(Outcome::Passed));
        assert_eq!(rerun.of("a/b@c", &unscored), "suite run --profile full@next --exact a/b@c");
    }
}
