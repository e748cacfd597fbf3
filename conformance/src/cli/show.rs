//! `kii-conformance show`: the whole story of a case, of the last run or of another.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Parser;

use super::{cache, command_line, exit_inconclusive};
use crate::{
    report::{
        CaseResult, CurlScript, LastRun, Report, ReportFolder, ReportedFinding, Stories, StoryText, Witness,
        failed_cases, terminal::Terminal,
    },
    values::count::counted,
};

const CODES: &str =
    "Exit codes:\n  0  something was shown\n  2  nothing was: no report, no such case, or several where one is needed";

/// How many cases are listed.
const MOST_LISTED: usize = 100;

/// Show every exchange of a case: why it was made, what was known before it, what was examined, and what came of it
#[derive(Parser)]
#[command(after_help = CODES)]
pub(super) struct Flags {
    /// The name of a case or a part of it, or the ID of a finding; without it, the findings and the cases that did not pass are
    /// listed
    case: Option<String>,
    /// Print the requests as curl commands for bash, in their order
    #[arg(long, requires = "case")]
    curl: bool,
    /// The report of another run than the last one: a folder of `--report-dir`, or a JSON report beside its stories.jsonl
    #[arg(long, value_name = "DIR|FILE")]
    report: Option<PathBuf>,
}

/// Carries out `show`; the first argument is the command as people type it.
///
/// Exit codes: 0, something was shown; 2, nothing was.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    match command_line::parse(args, |command| command) {
        Ok(flags) => match show(&flags) {
            Ok(text) => {
                Terminal::output().print(text);
                ExitCode::SUCCESS
            }
            Err(error) => exit_inconclusive(error),
        },
        Err(code) => code,
    }
}

fn show(flags: &Flags) -> Result<String, String> {
    let path = report_path(flags.report.as_deref())?;
    let report = Report::read_json(&path)?;
    if report.is_empty() {
        return Err(format!("{}: no case ran; its verdict says why: {}", path.display(), report.verdict()));
    }
    let Some(name) = &flags.case else {
        let failed = failed_cases(&report);
        let none = || {
            format!(
                "{report}\nEvery case that ran has passed. `show CASE` shows one of them.\n",
                report = path.display()
            )
        };
        let findings: String = report.findings().iter().map(in_short).collect();
        return Ok(if failed.is_empty() && findings.is_empty() { none() } else { findings + &listed(&failed) });
    };
    let finding = report.finding(name);
    // A finding is shown by the case that shows it best.
    let name = finding.map_or(name, |finding| &finding.witness.case);
    let about = finding.filter(|_| !flags.curl).map(in_full).unwrap_or_default();
    let result = match &*report.find(name) {
        [one] => *one,
        [] => {
            return Err(format!(
                "{}: expected a case whose name has {name:?} in it, found none; `show` without a name lists the cases that did \
                 not pass",
                path.display()
            ));
        }
        several if flags.curl => {
            return Err(format!("expected the name of one case, found several with {name:?}:\n{}", listed(several)));
        }
        several => return Ok(listed(several)),
    };
    let stories = Stories::beside(&path);
    let story = stories.as_ref().map(|stories| stories.find(result.name())).transpose()?.flatten();
    match (flags.curl, &story) {
        (false, story) => Ok(about + &StoryText { result, story: story.as_ref() }.to_string()),
        (true, Some(story)) if !story.is_empty() => {
            Ok(CurlScript { story, run: &report.run_id().to_string() }.to_string())
        }
        (true, _) => Err(format!(
            "{}: expected the exchanges of {} in stories.jsonl beside this report, found none; run the case with --report-dir",
            path.display(),
            result.name()
        )),
    }
}

/// A finding in a few lines.
fn in_short(finding: &ReportedFinding) -> String {
    let (cases, places) = (counted(finding.cases.len(), "case"), counted(finding.places, "place"));
    format!("{finding}\n    {cases} in {places}, shown by {}\n", finding.witness.case)
}

/// A finding with its cases.
fn in_full(finding: &ReportedFinding) -> String {
    let mut cases: Vec<&str> = finding.cases.iter().take(MOST_LISTED).map(String::as_str).collect();
    if finding.cases.len() > MOST_LISTED {
        cases.push("...");
    }
    let Witness { expected, found, source, .. } = &finding.witness;
    format!(
        "{finding}\n  expected   {expected}\n  found      {found}\n  source     {source}\n  cases      {}\n\n",
        cases.join("\n             ")
    )
}

/// The report that was asked for, or that of the last run.
pub(super) fn report_path(named: Option<&Path>) -> Result<PathBuf, String> {
    if let Some(named) = named {
        return Ok(ReportFolder::report_at(named));
    }
    let folder = cache::folder().ok_or_else(|| {
        format!("no run is kept, as {} is empty or there is no folder for caches; pass --report DIR", cache::VARIABLE)
    })?;
    let path = LastRun::report(&folder);
    match path.is_file() {
        true => Ok(path),
        false => Err(format!("no run is kept in {}; run the suite first, or pass --report DIR", folder.display())),
    }
}

fn listed(results: &[&CaseResult]) -> String {
    let mut lines: String = results
        .iter()
        .take(MOST_LISTED)
        .map(|result| format!("{:<16} {}\n", result.outcome(), result.name()))
        .collect();
    if results.len() > MOST_LISTED {
        lines.push_str(&format!("and {} more\n", results.len() - MOST_LISTED));
    }
    lines
}
