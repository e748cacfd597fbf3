//! The suite behind added latency.

use std::time::Duration;

use anyhow::Result;

use super::{Measured, run::SuiteRun};
use crate::{
    Bench,
    deployment::Deployment,
    figure::{Figure, Target, Unit},
    proxy::delay::DelayProxy,
    statistics::median,
};

/// The latencies, in milliseconds a round trip.
const LATENCIES: [u64; 4] = [0, 10, 50, 200];
/// The latency at which the time for each case has a target: 1,848 cases may take 8 s.
const FOR_EACH_CASE: u64 = 50;
const MS_FOR_EACH_CASE: f64 = 8000.0 / 1848.0;
/// How much longer than the yardstick a run may take.
const FACTOR: f64 = 1.3;

/// Runs behind one latency.
struct Behind {
    /// Wall time, in seconds.
    wall: f64,
    /// The latency that was really added, in seconds.
    added: f64,
    requests: u64,
    most_in_flight: u64,
    cases: usize,
    /// The longest chain of dependent requests, if the report has it.
    chain: Option<u64>,
}

pub(super) fn measure(bench: &Bench) -> Result<Measured> {
    let deployment = Deployment::start(bench)?;
    let mut measured = Measured::default();
    let mut without = 0.0;
    for latency in LATENCIES {
        let behind = behind(bench, &deployment, Duration::from_millis(latency))?;
        let name = format!("latency.{latency}ms");
        if latency == 0 {
            without = behind.wall;
            let about = "the whole suite behind the proxy, without added latency";
            measured.figures.push(Figure::new(&name, behind.wall, Unit::Seconds, about));
            continue;
        }
        let Behind { wall, added, requests, most_in_flight, cases, chain } = behind;
        let limit = FACTOR * least(added, requests, most_in_flight, chain) + without;
        let chain = chain.map_or_else(|| "an unknown chain".to_owned(), |chain| format!("a chain of {chain}"));
        let about = format!(
            "the whole suite, {:.1} ms added to each round trip; {requests} requests, at most {most_in_flight} in \
             flight, {chain}",
            added * 1e3
        );
        measured.figures.push(Figure::new(&name, wall, Unit::Seconds, about).with(Target::AtMost(limit)));
        if latency == FOR_EACH_CASE {
            let about = format!("the same, for each of its {cases} cases; 1,848 cases may take 8 s");
            let figure = Figure::new("latency.case", wall * 1e3 / cases.max(1) as f64, Unit::Milliseconds, about);
            measured.figures.push(figure.with(Target::AtMost(MS_FOR_EACH_CASE)));
        }
    }
    deployment.stop(bench)?;
    Ok(measured)
}

/// The shortest time for these requests, in seconds: in a chain, each waits for the one before; and only so many are sent
/// at a time.
fn least(latency: f64, requests: u64, most_in_flight: u64, chain: Option<u64>) -> f64 {
    let chain = chain.unwrap_or_default() as f64 * latency;
    chain.max(requests as f64 * latency / most_in_flight.max(1) as f64)
}

fn behind(bench: &Bench, deployment: &Deployment, latency: Duration) -> Result<Behind> {
    let mut runs = Vec::new();
    for _ in 0..bench.runs {
        let proxy = bench.runtime.block_on(DelayProxy::start(deployment.address(), latency))?;
        let run = SuiteRun::new(bench, &deployment.target_file).with(["--url", &proxy.base_url()]);
        let (usage, report) = run.reported()?;
        let counts = proxy.counts();
        runs.push(Behind {
            wall: usage.wall,
            added: proxy.added(),
            requests: counts.requests,
            most_in_flight: counts.most_in_flight,
            cases: report.cases(),
            chain: report.chain(),
        });
    }
    let middle = median(&runs.iter().map(|run| run.wall).collect::<Vec<_>>());
    let distance = |run: &Behind| (run.wall - middle).abs();
    runs.into_iter()
        .min_by(|one, other| distance(one).total_cmp(&distance(other)))
        .ok_or_else(|| anyhow::anyhow!("no run was made"))
}

#[cfg(test)]
mod tests {
    use super::least;

    #[test]
    fn a_run_takes_as_long_as_its_longest_chain_or_as_its_requests_one_after_the_other() {
        assert_eq!(least(0.5, 100, 10, Some(8)), 5.0);
        assert_eq!(least(0.5, 100, 50, Some(8)), 4.0);
        assert_eq!(least(0.5, 100, 50, None), 1.0);
    }
}
