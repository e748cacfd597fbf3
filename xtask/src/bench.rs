//! How long the whole suite takes against the reference server in the same process. It measures, and judges nothing.

use std::{
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, ensure};
use kii_conformance::{client::Client, outcome::Outcome, suite::Suite};
use tokio::runtime::Runtime;

use crate::conformance;

/// How long an answer of a server in the same process may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Runs the suite `times` times and prints how long each run took.
pub(crate) fn run(times: u8) -> Result<ExitCode> {
    let suite = Arc::new(Suite::load().map_err(|error| anyhow!(error))?);
    let runtime = Runtime::new().context("cannot start the runtime")?;
    let mut taken: Vec<Duration> = Vec::new();
    for _ in 0..times {
        let time = runtime.block_on(async {
            let (server, target) = conformance::start().await?;
            let client = Client::new(TIMEOUT)?;
            let begun = Instant::now();
            let records = suite.run(&client, &Arc::new(target)).await.map_err(|error| anyhow!(error))?;
            let time = begun.elapsed();
            let sound = records.iter().all(|record| matches!(record.outcome, Outcome::Passed | Outcome::Warned(_)));
            ensure!(sound, "a case did not pass, so the time means nothing; see `cargo xtask conformance`");
            server.shutdown().await.context("the embedded server failed, so what it answered means nothing")?;
            anyhow::Ok(time)
        })?;
        println!("{} cases in {:.2} s", suite.cases.len(), time.as_secs_f64());
        taken.push(time);
    }
    taken.sort();
    if let Some(median) = taken.get(taken.len() / 2) {
        println!("median of {times} runs: {:.2} s", median.as_secs_f64());
    }
    Ok(ExitCode::SUCCESS)
}
