//! From the start of the suite's process to its first request.

use std::{
    io::Read as _,
    net::TcpListener,
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use kii_server::Fixture;

use super::{Measured, run::SuiteRun};
use crate::{
    Bench,
    deployment::{ADDRESS, write_target},
    figure::{Figure, Target, Unit},
    statistics::median,
};

/// Runs are short, so more of them are made.
const RUNS: usize = 7;
/// The target, in milliseconds.
const LIMIT: f64 = 30.0;
/// How long a process that sends nothing is waited for.
const LONGEST: Duration = Duration::from_secs(10);

pub(super) fn measure(bench: &Bench) -> Result<Measured> {
    let times: Vec<f64> = (0..bench.runs * RUNS).map(|_| once(bench)).collect::<Result<_>>()?;
    let about = "from the start of the process to the first byte of its first request";
    let figure = Figure::new("start.first_request", median(&times), Unit::Milliseconds, about);
    Ok(Measured { figures: vec![figure.with(Target::AtMost(LIMIT))], notes: Vec::new() })
}

/// In milliseconds.
fn once(bench: &Bench) -> Result<f64> {
    let listener = TcpListener::bind(ADDRESS).context("no port is free")?;
    let address = listener.local_addr().context("no port is free")?;
    let target_file = bench.folder.path().join("target-start.toml");
    write_target(&target_file, &Fixture::demo(), &format!("http://{address}"))?;
    let mut command = SuiteRun::new(bench, &target_file).child()?.into_command();
    command.stdout(Stdio::null()).stderr(Stdio::null());
    // Listening from here on: a process that ends early ends the wait.
    let begun = Instant::now();
    let mut child = command.spawn().context("the suite cannot be started")?;
    let arrived = (|| {
        let (mut stream, _) = listener.accept()?;
        stream.set_read_timeout(Some(LONGEST))?;
        stream.read_exact(&mut [0])?;
        Ok::<_, std::io::Error>(begun.elapsed())
    })();
    child.kill().context("the suite cannot be ended")?;
    child.wait().context("the suite cannot be ended")?;
    Ok(arrived.context("the suite has sent no request")?.as_secs_f64() * 1e3)
}
