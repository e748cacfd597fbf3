//! Whether the outcome of a case ever changes.

use std::time::Duration;

use anyhow::Result;

use super::{Measured, run::SuiteRun};
use crate::{
    Bench,
    deployment::Deployment,
    figure::{Figure, Target, Unit},
    proxy::delay::DelayProxy,
};

/// How many times each case runs.
const TIMES: &str = "20";
/// What is added to each round trip.
const LATENCY: Duration = Duration::from_millis(50);

pub(super) fn measure(bench: &Bench) -> Result<Measured> {
    let deployment = Deployment::start(bench)?;
    let proxy = bench.runtime.block_on(DelayProxy::start(deployment.address(), LATENCY))?;
    let run = SuiteRun::new(bench, &deployment.target_file).with(["--url", &proxy.base_url(), "--repeat", TIMES]);
    let (usage, report) = run.report()?;
    let counts = proxy.counts();
    deployment.stop(bench)?;
    let unsound = report.unsound();
    let about = format!("cases of {} that did not pass {TIMES} times in {TIMES}, behind 50 ms", report.cases());
    let figures = vec![
        Figure::new("repeat.changed", unsound.len() as f64, Unit::Count, &about).with(Target::AtMost(0.0)),
        Figure::new("repeat.wall", usage.wall, Unit::Seconds, format!("this run; {} requests", counts.requests)),
    ];
    Ok(Measured { figures, notes: unsound })
}
