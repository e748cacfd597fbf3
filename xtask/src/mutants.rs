//! The proof that the suite can fail: faults planted one at a time, and the share of them that it notices.

mod null;

use std::{process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context, Result, anyhow};
use clap::ValueEnum;
use kii_conformance::{
    client::Client,
    fault::{self, Baseline, Hunt, Matrix},
    suite::Suite,
};
use tokio::runtime::Runtime;

use crate::{FAILED, conformance, survey::survey};

/// How long an answer of a server in the same process may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How many faults are hunted at the same time.
const AT_ONCE: usize = 16;

/// How the matrix is printed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    /// Survivors, a table and a last line for people.
    Text,
    /// Every fault with what became of it.
    Json,
}

/// Plants every fault and prints what became of it; 1 when one survived.
pub(crate) fn run(format: Format, filters: &[String]) -> Result<ExitCode> {
    let suite = Arc::new(Suite::load().map_err(|error| anyhow!(error))?);
    let runtime = Runtime::new().context("cannot start the runtime")?;
    let matrix = runtime.block_on(matrix(&suite, |id| {
        filters.is_empty() || filters.iter().any(|filter| id.contains(filter.as_str()))
    }))?;
    match format {
        Format::Text => print!("{}", matrix.text(&suite.api)),
        Format::Json => println!("{:#}", matrix.json(&suite.api)),
    }
    Ok(if matrix.is_complete(&suite.api) { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

/// Hunts the faults that are wanted.
pub(crate) async fn matrix(suite: &Arc<Suite>, wanted: impl Fn(&str) -> bool) -> Result<Matrix> {
    let (records, _) = survey(suite).await?;
    let hunt = Arc::new(Hunt::new(Arc::clone(suite), Baseline::of(&suite.api, &records)));
    let client = Client::new(TIMEOUT)?;
    let (server, target) = conformance::start().await?;
    let mut faults = fault::derive(&suite.api);
    faults.retain(|wire| wanted(&wire.fault.id.0));
    let entries = fault::wire(&hunt, &client, &Arc::new(target), faults, AT_ONCE).await.map_err(|error| anyhow!(error))?;
    server.shutdown().await.context("the embedded server failed, so what it answered means nothing")?;
    Ok(Matrix { entries, null_servers: null::servers(suite).await? })
}
