//! Whether the outcome of a case changes while others load the server, whose data is on disk.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use anyhow::{Context, Result};

use super::{Measured, run::SuiteRun};
use crate::{
    Bench,
    figure::{Figure, Target, Unit},
    load::{Bucket, Extent, Load, Request},
    server_process::ServerProgram,
};

/// How many times each case runs.
const TIMES: &str = "5";
/// Over how many connections the others load the server.
const CONNECTIONS: usize = 64;
/// Each of these connections sends a request in this time: 1,280 requests a second, which leaves most of the machine to the suite.
const PERIOD: Duration = Duration::from_millis(50);
/// How many objects the others read and replace, and how many bytes each has.
const OBJECTS: u32 = 1_000;
const SIZE: usize = 1_000;

pub(super) fn measure(bench: &Bench) -> Result<Measured> {
    let program = ServerProgram::build(bench)?;
    let folder = tempfile::tempdir_in(bench.folder.path())?;
    let target_file = folder.path().join("target.toml");
    let server = program.serve(bench, Some(&folder.path().join("data")), &target_file)?;
    let (bucket, address) = (Bucket::of(&target_file)?, server.address());
    let (get, put) = (Request::get(&bucket), Request::put(&bucket, SIZE));
    let load = |requests, extent| Load { connections: CONNECTIONS, requests, objects: OBJECTS, extent };
    load(vec![put.clone()], Extent::EachOnce).send(address)?;

    let stop = Arc::new(AtomicBool::new(false));
    let others = load(vec![put, get], Extent::Until { stop: Arc::clone(&stop), period: PERIOD });
    let sending = thread::spawn(move || others.send(address));
    let run = SuiteRun::new(bench, &target_file).with(["--repeat", TIMES]).report();
    stop.store(true, Ordering::Relaxed);
    let sent = sending.join().ok().context("the load generator broke down")?;
    let (usage, report) = run?;
    let sent = sent.context("a request of the load beside the suite failed")?;
    let peak = server.peak();
    server.stop()?;

    let unsound = report.unsound();
    let changed = format!("cases of {} that did not pass {TIMES} times in {TIMES}, beside the load", report.cases());
    let requests = format!(
        "the requests of the load, half of them writes, over {CONNECTIONS} connections; 99 % take at most {:.1} ms",
        sent.percentile(99.0)
    );
    let figures = vec![
        Figure::new("endurance.changed", unsound.len() as f64, Unit::Count, changed).with(Target::AtMost(0.0)),
        Figure::new("endurance.wall", usage.wall, Unit::Seconds, "the run of the suite"),
        Figure::new("endurance.requests", sent.requests() as f64, Unit::Count, requests),
        Figure::new("endurance.peak", peak as f64 / 1e6, Unit::Megabytes, "the memory of the server at its peak"),
    ];
    Ok(Measured { figures, notes: unsound })
}
