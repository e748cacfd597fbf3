//! How many cases, requests and statements a second are checked, beside hurl, which sends the same requests.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result, anyhow};
use kii_conformance::{Client, Record, RunContext, Session, Suite, Target};

use super::{Measured, limit::recorded, run::SuiteRun};
use crate::{
    Bench,
    deployment::Deployment,
    figure::{Figure, Unit},
    hurl,
    statistics::median,
};

/// How long an answer of a server in the same process may take.
const TIMEOUT: Duration = Duration::from_secs(10);

pub(super) fn measure(bench: &Bench) -> Result<Measured> {
    let deployment = Deployment::start(bench)?;
    let run = SuiteRun::new(bench, &deployment.target_file).with_64_in_flight();
    let recording = recorded(bench, &deployment, &run)?;
    let records = records(bench, &deployment)?;
    let walls: Vec<f64> = (0..bench.runs).map(|_| Ok(run.usage()?.wall)).collect::<Result<_>>()?;
    deployment.stop(bench)?;
    let (wall, requests) = (median(&walls), recording.exchanges());
    let examined: usize = records.iter().map(|record| record.examined.len()).sum();
    let figure = |name: &str, count: usize, what: &str| {
        let about = format!("{what}: {count} in {wall:.2} s, the whole suite at 64 in flight");
        Figure::new(&format!("checks.{name}"), count as f64 / wall, Unit::PerSecond, about)
    };
    let mut figures = vec![
        figure("cases", records.len(), "cases"),
        figure("requests", requests, "requests"),
        figure("statements", examined, "statements that a case has examined"),
    ];
    let mut notes = Vec::new();
    match hurl::requests_per_second(bench, recording)? {
        hurl::Outcome::Measured(rate) => {
            let about = "the same requests with `hurl --test --parallel --jobs 64`, which checks the status alone";
            figures.push(Figure::new("checks.hurl", rate, Unit::PerSecond, about));
        }
        hurl::Outcome::Skipped(why) => notes.push(format!("checks: {why}")),
    }
    Ok(Measured { figures, notes })
}

/// What the cases of a run have examined. Every run examines the same.
fn records(bench: &Bench, deployment: &Deployment) -> Result<Vec<Record>> {
    let suite = Arc::new(Suite::load().map_err(|error| anyhow!(error))?);
    let text = std::fs::read_to_string(&deployment.target_file).context("the target file cannot be read")?;
    let target = Target::from_toml(&suite.api, &text, "the server of the bench")?;
    let client = Client::new(TIMEOUT, &target.connection)?;
    let session = Session::new(suite, client, Arc::new(target), RunContext::random());
    Ok(bench.runtime.block_on(session.run_all(64)))
}
