//! What the suite checks of everything that the documents demand, computed from a run against the reference server.

use std::{process::ExitCode, sync::Arc};

use anyhow::{Context, Result, anyhow};
use clap::ValueEnum;
use kii_conformance::{Coverage, Suite};
use tokio::runtime::Runtime;

use crate::{FAILED, survey::survey};

/// How the coverage is printed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    /// Tables, and a line with the total.
    Text,
    /// Every statement with the cases that check it, for programs.
    Json,
}

/// Runs the suite and prints what it has checked; 1 when a statement is unchecked.
pub(crate) fn run(format: Format) -> Result<ExitCode> {
    let suite = Arc::new(Suite::load().map_err(|error| anyhow!(error))?);
    let runtime = Runtime::new().context("cannot start the runtime")?;
    let (records, _) = runtime.block_on(survey(&suite))?;
    let coverage = Coverage::of(&suite.api, &records);
    match format {
        Format::Text => print!("{coverage}"),
        Format::Json => println!("{:#}", coverage.json()),
    }
    Ok(if coverage.is_complete() { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}
