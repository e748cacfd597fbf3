//! `kii-conformance report compare`: what differs between the reports of several runs.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, ValueEnum};

use super::outputs;
use crate::report::{Comparison, safe_json, terminal::Terminal, write};

/// The exit code when something is worse than in the first report.
const WORSE: u8 = 1;

/// The reports, and how to print what differs.
#[derive(Args)]
pub(super) struct CompareFlags {
    /// The JSON report with which the others are compared
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The other JSON reports
    #[arg(required = true, value_name = "NEW")]
    new: Vec<PathBuf>,
    /// How to print what differs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write it to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How to print what differs.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// The changed cases of each report, by how they changed.
    Text,
    /// Every case with its result in each report.
    Json,
    /// A page with a matrix: a row for each case and a column for each report.
    Html,
}

/// Compares reports, and returns the exit code.
///
/// # Errors
/// When a file is no report, or what differs cannot be written.
pub(super) fn run(flags: &CompareFlags) -> Result<ExitCode, String> {
    let CompareFlags { old, new, format, output } = flags;
    outputs::check(output.as_deref(), None)?;
    let paths: Vec<PathBuf> = [old].into_iter().chain(new).cloned().collect();
    let comparison = Comparison::read(&paths)?;
    let text = match format {
        Format::Text => comparison.to_string(),
        Format::Json => {
            let json = safe_json::to_string(&comparison);
            json.map(|json| format!("{json}\n")).map_err(|error| {
                format!("the comparison has no form as JSON: {error}; report this as a fault of the suite")
            })?
        }
        Format::Html => comparison.html(),
    };
    match output {
        Some(path) => write(path, text.as_bytes()).map_err(|error| error.to_string())?,
        None => Terminal::output().print(text),
    }
    Ok(if comparison.is_worse() { ExitCode::from(WORSE) } else { ExitCode::SUCCESS })
}
