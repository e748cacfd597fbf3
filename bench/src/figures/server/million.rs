//! A data folder with 1,000,000 objects: its size, how soon a server starts on it, and how fast that is.

use std::{
    fs,
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use super::{
    peak,
    speed::{Objects, figures, load, timed},
};
use crate::{
    Bench,
    figure::{Figure, Target, Unit},
    load::{Bucket, Extent, Load, Request},
    server_process::{ServerProcess, ServerProgram},
    statistics::median,
};

/// The objects.
const OBJECTS: Objects = Objects { count: 1_000_000, size: 1_000 };
/// The longest that a start may take, in seconds.
const START: f64 = 2.0;
/// How many times as long as with 10,000 objects 99 % of the reads may take: no longer, as far as times that vary can show it.
const GROWTH: f64 = 1.25;
/// How long a server writes before it is killed, and for how long it would be written to.
const LIFE: Duration = Duration::from_secs(1);
const WRITING: Duration = Duration::from_secs(60);

/// A program that is started on the folder again and again.
struct Million<'a> {
    bench: &'a Bench,
    program: &'a ServerProgram,
    data: PathBuf,
    target_file: PathBuf,
}

/// `p99` is the time that 99 % of the reads take with 10,000 objects, in milliseconds.
pub(super) fn measure(bench: &Bench, program: &ServerProgram, p99: f64) -> Result<Vec<Figure>> {
    let folder = tempfile::tempdir_in(bench.folder.path())?;
    let (data, target_file) = (folder.path().join("data"), folder.path().join("target.toml"));
    let million = Million { bench, program, data, target_file };

    let server = million.serve()?;
    let filled = load(&million.put()?, OBJECTS, Extent::EachOnce).send(server.address())?;
    let fill_peak = peak("million_fill_peak", &server, "the memory of the server that stores them");
    server.stop()?;

    let start = million.starts_after(ServerProcess::stop)?;
    let start_killed = million.starts_after(|server| million.kill_while_writing(server))?;
    let server = million.serve()?;
    let gets = timed(&server, &Request::get(&Bucket::of(&million.target_file)?), OBJECTS)?;
    let [rate, get_p99] = figures("million_get", "GET", OBJECTS, &gets);
    let get_peak = peak("million_peak", &server, "the memory of the server that reads them");
    server.stop()?;

    let [fill_rate, fill_p99] = figures("million_put", "first PUT", OBJECTS, &filled);
    let seconds = |name: &str, value, about: &str| {
        Figure::new(&format!("server.million_{name}"), value, Unit::Seconds, about).with(Target::AtMost(START))
    };
    let size = fs::metadata(million.data.join("objects.redb")).context("the data folder has no database")?.len();
    Ok(vec![
        fill_rate,
        fill_p99,
        fill_peak,
        Figure::new("server.million_size", size as f64 / 1e6, Unit::Megabytes, "the database with these objects"),
        seconds("start", start, "from the start of the process to the answer to its first request, with these objects"),
        seconds("start_killed", start_killed, "the same after `kill -9` while 64 connections write"),
        rate,
        get_p99.with(Target::AtMost(GROWTH * p99)),
        get_peak,
    ])
}

impl Million<'_> {
    fn put(&self) -> Result<Request> {
        Ok(Request::put(&Bucket::of(&self.target_file)?, OBJECTS.size))
    }

    /// A server on the folder.
    fn serve(&self) -> Result<ServerProcess> {
        self.program.serve(self.bench, Some(&self.data), &self.target_file)
    }

    /// How long a server takes to start after `end` has ended one, in seconds, the median of several starts.
    fn starts_after(&self, end: impl Fn(ServerProcess) -> Result<()>) -> Result<f64> {
        let mut times = Vec::new();
        for _ in 0..self.bench.runs {
            end(self.serve()?)?;
            let begun = Instant::now();
            let server = self.serve()?;
            let requests = vec![Request::get(&Bucket::of(&self.target_file)?)];
            Load { connections: 1, requests, objects: 1, extent: Extent::EachOnce }.send(server.address())?;
            times.push(begun.elapsed().as_secs_f64());
            server.stop()?;
        }
        Ok(median(&times))
    }

    /// Kills a server while it writes.
    fn kill_while_writing(&self, server: ServerProcess) -> Result<()> {
        let (writes, address) = (load(&self.put()?, OBJECTS, Extent::For(WRITING)), server.address());
        let writing = thread::spawn(move || writes.send(address));
        thread::sleep(LIFE);
        ensure!(
            !writing.is_finished(),
            "expected the server to be written to until it is killed, found that writing ended before"
        );
        server.kill()?;
        // That its connections broke is all that it can say.
        drop(writing.join());
        Ok(())
    }
}
