//! `kii-conformance report`: `merge` gives one verdict from the reports of all shards of a run, `compare` says what differs
//! between reports, and `convert` makes another format of a report.

mod compare;

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand, ValueEnum};

use self::compare::CompareFlags;
use super::{command_line, exit_code, exit_inconclusive, outputs, print_error, write_reports};
use crate::{
    cases::Suite,
    report::{Report, ReportFolder, Stories, merge},
};

const CODES: &str = "Exit codes:\n  0  the target conforms\n  1  it does not\n  2  the reports are not all the shards of one \
                     run, or a shard is inconclusive";

const CONVERT_CODES: &str = "Exit codes:\n  0  the format was written\n  2  it was not: no report, no stories, or a place that cannot be written";

const COMPARISON_CODES: &str = "A case has vanished if it had a result in the first report and has none in another.\n\n\
                                Exit codes:\n  0  nothing is worse than in the first report\n  1  a case that was right is no \
                                longer, or a case has vanished\n  2  a file is no report";

/// Work with the JSON reports of runs
#[derive(Parser)]
pub(super) struct Commands {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Merge the JSON reports of all shards of one run into one verdict
    #[command(after_help = CODES)]
    Merge {
        /// The JSON report of each shard
        #[arg(required = true, value_name = "FILE")]
        reports: Vec<PathBuf>,
        /// Write the outcome of every case to this file, as JSON
        #[arg(long, value_name = "FILE")]
        report_json: Option<PathBuf>,
        /// Write the outcome of every case to this file, as JUnit XML
        #[arg(long, value_name = "FILE")]
        report_junit: Option<PathBuf>,
    },
    /// Make another format of a JSON report afterwards
    #[command(after_help = CONVERT_CODES)]
    Convert {
        /// The JSON report, or a folder of `--report-dir`
        #[arg(value_name = "REPORT")]
        report: PathBuf,
        /// The format to make
        #[arg(long, value_enum, value_name = "FORMAT")]
        to: Format,
        /// Write it to this file; `-` is standard output
        #[arg(long, value_name = "FILE", default_value = "-")]
        output: PathBuf,
    },
    /// Compare the JSON reports of several runs with the first: what has become worse, what is fixed, what is gone
    #[command(after_help = COMPARISON_CODES)]
    Compare(CompareFlags),
}

/// A format that a report can have.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// JUnit XML, for CI servers
    Junit,
    /// A page of Markdown, for the page of a CI job
    Summary,
    /// A page for a browser; has exchanges if stories.jsonl is beside the report
    Html,
    /// An HTTP archive with every exchange; needs stories.jsonl beside the report
    Har,
    /// The JSON report itself
    Json,
}

/// Carries out `report`; the first argument is the command as people type it.
///
/// Exit codes: 0, the target conforms, or a format was written; 1, it does not; 2, the reports are not those of one run, or it
/// cannot be trusted, or nothing was written.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    match command_line::parse(args, |command| command) {
        Ok(Commands { command: Command::Merge { reports, report_json, report_junit } }) => {
            join(&reports, report_json.as_deref(), report_junit.as_deref()).unwrap_or_else(exit_inconclusive)
        }
        Ok(Commands { command: Command::Convert { report, to, output } }) => match convert(&report, to, &output) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => exit_inconclusive(error),
        },
        Ok(Commands { command: Command::Compare(flags) }) => compare::run(&flags).unwrap_or_else(exit_inconclusive),
        Err(code) => code,
    }
}

fn convert(path: &Path, to: Format, output: &Path) -> Result<(), String> {
    outputs::check([output], None)?;
    let path = ReportFolder::report_at(path);
    let report = Report::read_json(&path)?;
    let written = match to {
        Format::Junit => report.write_junit(output),
        Format::Summary => report.write_summary(output),
        Format::Json => report.write_json(output),
        Format::Html => report.write_html(output, Stories::beside(&path).as_ref()),
        Format::Har => {
            let stories = Stories::beside(&path).ok_or_else(|| {
                format!(
                    "{}: expected stories.jsonl beside this report, found none; a run with --report-dir writes both",
                    path.display()
                )
            })?;
            report.write_har(output, &stories)
        }
    };
    written.map_err(|error| error.to_string())
}

fn join(reports: &[PathBuf], json: Option<&Path>, junit: Option<&Path>) -> Result<ExitCode, String> {
    outputs::check([json, junit].into_iter().flatten(), None)?;
    let merged = merge(&Suite::load()?, reports)?;
    outputs::terminal([json, junit].into_iter().flatten()).print(&merged);
    let failures = write_reports(&merged.report, json, junit);
    failures.iter().for_each(print_error);
    Ok(exit_code(&merged.report.verdict(), &failures))
}
