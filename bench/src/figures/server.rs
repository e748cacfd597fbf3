//! The reference server under load: in memory, on disk, and with 1,000,000 objects, beside a server that answers constants.

mod fsync;
mod million;
mod speed;

use anyhow::Result;

use super::Measured;
use crate::{
    Bench,
    figure::{Figure, Unit},
    load::Bucket,
    program::Child,
    server_process::{ServerProcess, ServerProgram},
};

use self::speed::{Objects, Speed};

/// The one object of a server in memory.
const ONE: Objects = Objects { count: 1, size: 16 };
/// The objects of a server on disk.
const MANY: Objects = Objects { count: 10_000, size: 1_000 };

/// What the server in memory did before there was one on disk: requests a second, and milliseconds.
const MEMORY_GETS: f64 = 89_000.0;
const MEMORY_PUTS: f64 = 78_000.0;
const MEMORY_P99: f64 = 2.5;
/// What the server on disk has to do: requests a second, and milliseconds.
const DURABLE_GETS: f64 = 50_000.0;
const DURABLE_PUTS: f64 = 10_000.0;
const DURABLE_P99: f64 = 20.0;

pub(super) fn measure(bench: &Bench) -> Result<Measured> {
    let program = ServerProgram::build(bench)?;
    let target_file = bench.folder.path().join("target-server.toml");
    let mut figures = Vec::new();

    figures.extend(constants(bench, "constants", ONE)?.figures());
    let server = program.serve(bench, None, &target_file)?;
    let memory = Speed::measure("memory", &server, &Bucket::of(&target_file)?, ONE)?;
    figures.extend(memory.with_targets(MEMORY_GETS, MEMORY_PUTS, MEMORY_P99));
    figures.push(peak("memory_peak", &server, "the memory of the server in memory"));
    server.stop()?;

    figures.extend(constants(bench, "constants_1kb", MANY)?.figures());
    let folder = tempfile::tempdir_in(bench.folder.path())?;
    figures.push(fsync::measure(folder.path())?);
    let server = program.serve(bench, Some(&folder.path().join("data")), &target_file)?;
    let durable = Speed::measure("durable", &server, &Bucket::of(&target_file)?, MANY)?;
    figures.extend(durable.with_targets(DURABLE_GETS, DURABLE_PUTS, DURABLE_P99));
    figures.push(peak("durable_peak", &server, "the memory of the server on disk"));
    server.stop()?;

    figures.extend(million::measure(bench, &program, durable.gets.percentile(99.0))?);
    Ok(Measured { figures, notes: Vec::new() })
}

/// The same requests to a server that answers constants.
fn constants(bench: &Bench, name: &'static str, objects: Objects) -> Result<Speed> {
    let command = Child::new(bench, "constants", [objects.size.to_string()])?.into_command();
    let server = ServerProcess::start(command)?;
    let measured = Speed::measure(name, &server, &Bucket::new("app", "token"), objects)?;
    server.kill()?;
    Ok(measured)
}

/// The peak memory of a server so far.
fn peak(name: &str, server: &ServerProcess, about: &str) -> Figure {
    Figure::new(&format!("server.{name}"), server.peak() as f64 / 1e6, Unit::Megabytes, about)
}
