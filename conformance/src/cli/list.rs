//! `kii-conformance list`: the cases, selected by what they are about, as a table or as JSON.

mod filter;

use std::{
    collections::HashMap,
    ffi::OsString,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Parser, ValueEnum};
use kii_spec::{Level, suggestion};
use serde::Serialize;

use self::filter::{Filters, Outcomes};
use super::{command_line, exit_inconclusive, show};
use crate::{
    cases::{Case, Suite},
    report::{Report, safe_json, terminal::Terminal},
    run::OutcomeKind,
};

const CODES: &str = "\
A case is listed if it meets every kind of filter; of several filters of one kind, it has to meet one.

Exit codes:
  0  the cases are listed
  2  a filter names something that does not exist, or no case meets the filters";

/// List the cases, selected by what they are about
#[derive(Parser)]
#[command(after_help = CODES)]
pub(super) struct Flags {
    #[command(flatten)]
    filters: FilterFlags,
    /// Report from which the outcomes are taken: a JSON report, or a folder of `--report-dir` [default: that of the last run, for
    /// --outcome]
    #[arg(long, value_name = "DIR|FILE")]
    report: Option<PathBuf>,
    /// How to print the cases
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// What selects cases.
#[derive(Args)]
struct FilterFlags {
    /// Texts, one of which a name must have, for example object.put or @group
    #[arg(value_name = "FILTER")]
    names: Vec<String>,
    /// Operation that the case is about, for example object.put
    #[arg(long, value_name = "ID")]
    operation: Vec<String>,
    /// Scope in which it runs, for example group
    #[arg(long, value_name = "NAME")]
    scope: Vec<String>,
    /// Response that it provokes, for example object.put/stale; a name without an operation means that of any operation
    #[arg(long, value_name = "ID")]
    response: Vec<String>,
    /// Statement that it cites: a rule, or a part of a response such as object.put/stale:status
    #[arg(long, value_name = "ID")]
    statement: Vec<String>,
    /// How binding it is
    #[arg(long, value_enum)]
    level: Vec<LevelFilter>,
    /// Profile that scores it, for example seed@1
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
    /// Outcome in the report, for example failed; one of several words has hyphens, for example not-applicable
    #[arg(long, value_name = "OUTCOME", value_parser = outcome)]
    outcome: Vec<OutcomeKind>,
}

/// How binding a case is.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LevelFilter {
    Must,
    Should,
    May,
}

/// How the cases are printed.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A line for each case.
    Table,
    /// An array with an object for each case.
    Json,
}

/// A case, as JSON has it.
#[derive(Serialize)]
struct Listed {
    name: String,
    case: String,
    operation: String,
    scope: String,
    level: &'static str,
    statements: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<OutcomeKind>,
}

/// Carries out `list`; the first argument is the command as people type it.
///
/// Exit codes: 0, the cases are listed; 2, a filter names nothing, or no case meets the filters.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    match command_line::parse(args, |command| command) {
        Ok(flags) => match Suite::load().and_then(|suite| list(&suite, &flags)) {
            Ok(text) => {
                Terminal::output().print(text);
                ExitCode::SUCCESS
            }
            Err(error) => exit_inconclusive(error),
        },
        Err(code) => code,
    }
}

fn list(suite: &Suite, Flags { filters, report, format }: &Flags) -> Result<String, String> {
    let needs_report = report.is_some() || !filters.outcome.is_empty();
    let outcomes = needs_report.then(|| outcomes(report.as_deref())).transpose()?;
    let filters = Filters::resolve(filters, suite)?;
    let selected: Vec<&Case> =
        suite.cases.iter().filter(|case| filters.take(&suite.api, case, outcomes.as_ref())).collect();
    if selected.is_empty() {
        return Err(
            "no case meets all of these filters; leave one of them out, or see all cases with `kii-conformance list`"
                .to_owned(),
        );
    }
    let listed: Vec<Listed> = selected.into_iter().map(|case| Listed::of(case, outcomes.as_ref())).collect();
    match format {
        Format::Table => Ok(table(&listed)),
        Format::Json => safe_json::to_string(&listed)
            .map(|json| format!("{json}\n"))
            .map_err(|error| format!("the cases have no form as JSON: {error}; report this as a fault of the suite")),
    }
}

/// The outcomes in a report, or in that of the last run, by the names of the cases.
fn outcomes(report: Option<&Path>) -> Result<Outcomes, String> {
    let report = Report::read_json(&show::report_path(report)?)?;
    Ok(report.outcomes().map(|(name, outcome)| (name.to_owned(), outcome)).collect::<HashMap<_, _>>())
}

/// A line for each case, below a line with what its columns are.
fn table(listed: &[Listed]) -> String {
    let outcome = |case: &Listed| case.outcome.map_or("not in the report", OutcomeKind::word);
    let has_outcomes = listed.iter().any(|case| case.outcome.is_some());
    let width = listed.iter().map(|case| outcome(case).len()).max().unwrap_or_default();
    // The names come last: some are longer than a line of most terminals.
    let row = |level: &str, outcome: &str, name: &str| match has_outcomes {
        true => format!("{level:<6}  {outcome:<width$}  {name}\n"),
        false => format!("{level:<6}  {name}\n"),
    };
    let rows = listed.iter().map(|case| row(case.level, outcome(case), &case.name));
    [row("level", "outcome", "case")].into_iter().chain(rows).collect()
}

/// An outcome by its word, in which a hyphen or an underscore can stand for a space. Messages have hyphens, which no shell has to be
/// kept from reading.
fn outcome(text: &str) -> Result<OutcomeKind, String> {
    let typed = |outcome: OutcomeKind| outcome.word().replace(' ', "-");
    let found = text.replace([' ', '_'], "-");
    OutcomeKind::ALL.into_iter().find(|outcome| typed(*outcome) == found).ok_or_else(|| {
        let words = OutcomeKind::ALL.map(typed);
        suggestion(&found, words.iter().map(String::as_str))
    })
}

impl Listed {
    fn of(case: &Case, outcomes: Option<&Outcomes>) -> Self {
        let name = case.name();
        Self {
            outcome: outcomes.and_then(|outcomes| outcomes.get(&name).copied()),
            name,
            case: case.id.to_string(),
            operation: case.operation.to_string(),
            scope: case.scope.to_string(),
            level: match case.level {
                Level::Must => "must",
                Level::Should => "should",
                Level::May => "may",
            },
            statements: case.covers.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<LevelFilter> for Level {
    fn from(level: LevelFilter) -> Self {
        match level {
            LevelFilter::Must => Self::Must,
            LevelFilter::Should => Self::Should,
            LevelFilter::May => Self::May,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(suite: &Suite, line: &str) -> Result<String, String> {
        let args = ["list"].into_iter().chain(line.split_whitespace());
        list(suite, &Flags::try_parse_from(args).map_err(|error| error.to_string())?)
    }

    fn names(suite: &Suite, line: &str) -> Vec<String> {
        let json = listed(suite, &format!("{line} --format json")).unwrap();
        let cases: serde_json::Value = serde_json::from_str(&json).unwrap();
        cases.as_array().unwrap().iter().map(|case| case["name"].as_str().unwrap().to_owned()).collect()
    }

    /// One test, as it takes a while to make the suite.
    #[test]
    fn cases_are_listed_by_what_they_are_about() {
        let suite = Suite::load().unwrap();
        let names = |line: &str| names(&suite, line);

        // Filters of different kinds have to be met together.
        let both = names("--operation object.put --response stale --scope user --scope me");
        assert!(both.contains(&"object.put/stale@user".to_owned()), "{both:?}");
        assert!(both.iter().all(|name| name.ends_with("@user") || name.ends_with("@me")), "{both:?}");
        let users: Vec<&String> = both.iter().filter(|name| name.ends_with("@user")).collect();
        assert_eq!(
            names("--operation object.put --response object.put/stale --scope user").iter().collect::<Vec<_>>(),
            users
        );

        let all = names("").len();
        assert_eq!(all, suite.cases.len());
        assert_eq!(names("--level must").len() + names("--level should").len(), all);
        for some in ["--statement one-writer-wins", "--profile seed@1", "oldest-version"] {
            let count = names(some).len();
            assert!(0 < count && count < all, "{some}: {count}");
        }
        let table = listed(&suite, "--response object.put/stale --scope user").unwrap();
        assert!(table.starts_with("level   case\n") && table.contains("\nmust    object.put/stale@user\n"), "{table}");

        // What does not exist is an error with the nearest names.
        for (line, part) in [
            ("--operation object.pot", "object.put"),
            ("--scope usr", "user"),
            ("--response stael", "stale"),
            ("--statement one-writer-win", "one-writer-wins"),
            ("--profile ful", "full@1"),
            ("no-such-case", "no case has `no-such-case` in its name"),
            ("--scope app --operation object.put oldest-version --level may", "no case meets"),
            ("--outcome failed --report nothing.json", "nothing.json"),
        ] {
            let error = listed(&suite, line).unwrap_err();
            assert!(error.contains(part), "{line}: {error}");
        }
    }

    #[test]
    fn an_outcome_can_be_typed_as_a_message_lists_it() {
        let error = outcome("not-score").unwrap_err();
        assert!(error.starts_with("did you mean `not-scored`? Allowed: "), "{error}");
        let (_, listed) = error.split_once("Allowed: ").unwrap();
        let words: Vec<&str> = listed.split(", ").map(|word| word.trim_matches('`')).collect();
        assert_eq!(words.iter().map(|word| outcome(word).unwrap()).collect::<Vec<_>>(), OutcomeKind::ALL);
        assert!(words.iter().all(|word| !word.contains(' ')), "{error}");
        for word in ["known deviation", "known_deviation", "known-deviation"] {
            assert_eq!(outcome(word), Ok(OutcomeKind::KnownDeviation));
        }
    }
}
