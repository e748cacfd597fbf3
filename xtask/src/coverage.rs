//! What the suite checks of everything that the documents demand, computed from a run against the reference server.

use std::{process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context, Result, anyhow, bail};
use clap::ValueEnum;
use kii_conformance::{client::Client, coverage::Coverage, outcome::Outcome, suite::Suite};
use tokio::runtime::Runtime;

use crate::{FAILED, conformance};

/// How long an answer of a server in the same process may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How the coverage is printed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    /// Tables and a last line for people.
    Text,
    /// Every statement with the cases that check it.
    Json,
}

/// Runs the suite and prints what it has checked; 1 when a statement is unchecked.
pub(crate) fn run(format: Format) -> Result<ExitCode> {
    let suite = Arc::new(Suite::load().map_err(|error| anyhow!(error))?);
    let runtime = Runtime::new().context("cannot start the runtime")?;
    let records = runtime.block_on(async {
        let (server, target) = conformance::start().await?;
        let client = Client::new(TIMEOUT)?;
        let records = suite.run(&client, &Arc::new(target)).await.map_err(|error| anyhow!(error))?;
        server.shutdown().await.context("the embedded server failed, so what it answered means nothing")?;
        anyhow::Ok(records)
    })?;
    let unsound = records.iter().find(|record| !matches!(record.outcome, Outcome::Passed | Outcome::Warned(_)));
    if let Some(record) = unsound {
        let (name, word) = (record.case.name(), record.outcome.word());
        bail!(
            "{name} ended with `{word}`, so the run shows nothing; `cargo xtask conformance --exact '{name}'` tells more"
        );
    }
    let coverage = Coverage::of(&suite.api, &records);
    match format {
        Format::Text => print!("{coverage}"),
        Format::Json => println!("{:#}", coverage.json()),
    }
    Ok(if coverage.is_complete() { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}
