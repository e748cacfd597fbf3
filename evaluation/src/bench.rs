//! How long the whole suite takes against the reference server in the same process. It measures, and judges nothing.

use std::{process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context, Result, anyhow};
use kii_conformance::Suite;
use tokio::runtime::Runtime;

use crate::survey::survey;

/// Runs the suite `times` times and prints how long each run took.
pub(crate) fn run(times: u8) -> Result<ExitCode> {
    let suite = Arc::new(Suite::load().map_err(|error| anyhow!(error))?);
    let runtime = Runtime::new().context("cannot start the runtime")?;
    let mut taken: Vec<Duration> = Vec::new();
    for _ in 0..times {
        let (_, time) = runtime.block_on(survey(&suite))?;
        println!("{} cases in {:.2} s", suite.cases.len(), time.as_secs_f64());
        taken.push(time);
    }
    taken.sort();
    if let Some(median) = taken.get(taken.len() / 2) {
        println!("median of {times} runs: {:.2} s", median.as_secs_f64());
    }
    Ok(ExitCode::SUCCESS)
}
