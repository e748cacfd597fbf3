//! The suite against the limit: what a client costs that sends the same requests and checks nothing.

use std::sync::Arc;

use anyhow::Result;
use kii_conformance::Suite;

use super::{Measured, run::SuiteRun};
use crate::{
    Bench,
    deployment::Deployment,
    figure::{Figure, Target, Unit},
    profile::profile,
    program::Child,
    proxy::recorder::Recorder,
    recording::Recording,
    statistics::median,
    stub::Stub,
    usage::Usage,
};

/// What a run may take in addition to the wait that no client can avoid, in seconds.
const ALLOWANCE: f64 = 1.0;
/// What a request may cost at 64 in flight, in microseconds of CPU time.
const COST: f64 = 50.0;

pub(super) fn measure(bench: &Bench) -> Result<Measured> {
    let deployment = Deployment::start(bench)?;
    let run = SuiteRun::new(bench, &deployment.target_file);
    let recording = Arc::new(recorded(bench, &deployment, &run.clone().with_64_in_flight())?);
    let default: Vec<Usage> = (0..bench.runs).map(|_| run.usage()).collect::<Result<_>>()?;
    let many = run.clone().with_64_in_flight();
    let at_64: Vec<Usage> = (0..bench.runs).map(|_| many.usage()).collect::<Result<_>>()?;
    let bare = replayed(bench, &recording)?;
    let requests = recording.exchanges() as f64;
    let cost = |usages: &[Usage]| median(&usages.iter().map(|usage| usage.cpu * 1e6 / requests).collect::<Vec<_>>());
    let wall = |usages: &[Usage]| median(&usages.iter().map(|usage| usage.wall).collect::<Vec<_>>());
    let wait = wait()?;
    let (suite, client) = (cost(&at_64), cost(&bare));
    let figures = vec![
        Figure::new("limit.wait", wait, Unit::Seconds, "the longest lifetime of a publication whose end a case awaits"),
        Figure::new("limit.wall", wall(&default), Unit::Seconds, "the whole suite with its defaults; wait + 1 s")
            .with(Target::AtMost(wait + ALLOWANCE)),
        Figure::new("limit.wall_64", wall(&at_64), Unit::Seconds, "the whole suite at 64 in flight; wait + 1 s")
            .with(Target::AtMost(wait + ALLOWANCE)),
        Figure::new("limit.requests", requests, Unit::Count, "the requests of a run"),
        Figure::new("limit.cost", suite, Unit::MicrosecondsPerRequest, "CPU time of the suite at 64 in flight")
            .with(Target::AtMost(COST)),
        Figure::new("limit.bare", client, Unit::MicrosecondsPerRequest, "CPU time of a client that checks nothing"),
        Figure::new("limit.ratio", suite / client, Unit::Times, "CPU time of the suite / of that client"),
    ];
    let mut notes = Vec::new();
    if suite > COST {
        notes.push(profile(bench, "limit.cost", many.child()?)?);
    }
    deployment.stop(bench)?;
    Ok(Measured { figures, notes })
}

/// What a run sends and receives.
pub(super) fn recorded(bench: &Bench, deployment: &Deployment, run: &SuiteRun<'_>) -> Result<Recording> {
    let recorder = bench.runtime.block_on(Recorder::start(deployment.address()))?;
    run.clone().with(["--url", &recorder.base_url()]).reported()?;
    let mut recording = recorder.recording();
    // Connections over which nothing went.
    recording.connections.retain(|exchanges| !exchanges.is_empty());
    Ok(recording)
}

/// What the bare client used, in several runs.
fn replayed(bench: &Bench, recording: &Arc<Recording>) -> Result<Vec<Usage>> {
    let file = bench.folder.path().join("recording");
    recording.write(&file)?;
    let stub = bench.runtime.block_on(Stub::start(Arc::clone(recording)))?;
    let address = stub.address().to_string();
    let args = [file.as_os_str(), address.as_ref()];
    (0..bench.runs).map(|_| Child::new(bench, "replay", args)?.run()).collect()
}

/// The longest lifetime of a publication whose end a case waits for, in seconds: no run can be shorter.
fn wait() -> Result<f64> {
    let suite = Suite::load().map_err(anyhow::Error::msg)?;
    let waiting = suite.cases.iter().filter(|case| case.waits());
    let lifetimes = waiting.flat_map(|case| case.steps()).filter_map(|step| step.sent.lifetime);
    Ok(lifetimes.max().unwrap_or_default().as_secs_f64())
}
