//! `kii-conformance report merge`: one verdict from the reports of all shards of a run.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use super::{INCONCLUSIVE, exit_code, exit_inconclusive, outputs, print_error, write_reports};
use crate::{cases::Suite, report::merge};

const CODES: &str = "Exit codes:\n  0  the target conforms\n  1  it does not\n  2  the reports are not all the shards of one \
                     run, or a shard is inconclusive";

/// Work with the JSON reports of runs
#[derive(Parser)]
struct Commands {
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
}

/// Carries out `report merge`; the first argument is the command as people type it.
///
/// Exit codes: 0, the target conforms; 1, it does not; 2, the reports are not those of one run, or it cannot be trusted.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut args = args.into_iter();
    let name = args.next().map_or_else(|| "kii-conformance report".into(), |name| name.to_string_lossy().into_owned());
    let matches = Commands::command().no_binary_name(true).bin_name(&name).try_get_matches_from(args);
    match matches.and_then(|matches| Commands::from_arg_matches(&matches)) {
        Ok(Commands { command: Command::Merge { reports, report_json, report_junit } }) => {
            join(&reports, report_json.as_deref(), report_junit.as_deref()).unwrap_or_else(exit_inconclusive)
        }
        Err(error) => {
            // If standard error is closed, the exit code still reports it.
            let _ = error.print();
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(INCONCLUSIVE))
        }
    }
}

fn join(reports: &[PathBuf], json: Option<&Path>, junit: Option<&Path>) -> Result<ExitCode, String> {
    outputs::check([json, junit].into_iter().flatten())?;
    let merged = merge(&Suite::load()?, reports)?;
    outputs::terminal([json, junit].into_iter().flatten()).print(&merged);
    let failures = write_reports(&merged.report, json, junit);
    failures.iter().for_each(print_error);
    Ok(exit_code(&merged.report.verdict(), &failures))
}
