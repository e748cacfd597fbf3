//! The code generator and the loader of the spec, each in a new process.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::Measured;
use crate::{
    Bench, enlarged_spec,
    figure::{Figure, Target, Unit},
    program::Child,
    statistics::{Growth, median},
    usage::Usage,
};

/// How many of each operation there are in the enlarged specs.
const SIZES: [usize; 3] = [1, 10, 100];
/// How much more than linear growth may show, as times vary.
const LINEAR: f64 = 1.25;
/// Runs are short, so more of them are made.
const RUNS: usize = 5;

pub(super) fn measure(bench: &Bench) -> Result<Measured> {
    let spec = bench.root.join("spec/api");
    let cold = repeat(bench.runs * RUNS, || generated(bench, &spec))?;
    let load = repeat(bench.runs * RUNS, || loaded(bench, &spec))?;
    let mut figures = vec![
        Figure::new(
            "codegen.wall",
            of(&cold, |usage| usage.wall * 1e3),
            Unit::Milliseconds,
            "all files, in a new process",
        )
        .with(Target::AtMost(100.0)),
        Figure::new("codegen.peak", of(&cold, megabytes), Unit::Megabytes, "the memory of this process at its peak")
            .with(Target::AtMost(30.0)),
        Figure::new("codegen.load", of(&load, |usage| usage.wall * 1e3), Unit::Milliseconds, "loading the spec once")
            .with(Target::AtMost(20.0)),
    ];
    let mut at_sizes = Vec::new();
    for size in SIZES {
        let folder = bench.folder.path().join(format!("spec-{size}"));
        enlarged_spec::write(&spec, &folder, size)?;
        // The largest takes seconds.
        let runs = if size < 100 { bench.runs * RUNS } else { 1 };
        at_sizes.push((size as f64, repeat(runs, || generated(bench, &folder))?));
    }
    for (name, unit, about, value) in [
        ("time", Unit::CpuSeconds, "CPU time", (|usage| usage.cpu) as fn(&Usage) -> f64),
        ("memory", Unit::Megabytes, "memory", megabytes),
    ] {
        let points: Vec<(f64, f64)> = at_sizes.iter().map(|(size, usages)| (*size, of(usages, value))).collect();
        let Ok(points) = <[(f64, f64); 3]>::try_from(points) else { continue };
        let texts = points.map(|(size, cost)| format!("{size}x: {}", unit.text(cost)));
        let about = format!("{about} a copy, 10x to 100x / 1x to 10x of the operations ({})", texts.join(", "));
        let ratio = Growth { points }.ratio();
        figures.push(
            Figure::new(&format!("codegen.growth_{name}"), ratio, Unit::Times, about).with(Target::AtMost(LINEAR)),
        );
    }
    Ok(Measured { figures, notes: Vec::new() })
}

fn repeat(times: usize, measure: impl Fn() -> Result<Usage>) -> Result<Vec<Usage>> {
    (0..times).map(|_| measure()).collect()
}

fn of(usages: &[Usage], value: impl Fn(&Usage) -> f64) -> f64 {
    median(&usages.iter().map(value).collect::<Vec<_>>())
}

fn megabytes(usage: &Usage) -> f64 {
    usage.peak as f64 / 1e6
}

fn generated(bench: &Bench, spec: &Path) -> Result<Usage> {
    // A new folder, so that all files are written.
    let output = tempfile::tempdir_in(bench.folder.path())?;
    let tree: PathBuf = output.path().join("generated");
    Child::new(bench, "generate", [spec, &tree])?.run()
}

fn loaded(bench: &Bench, spec: &Path) -> Result<Usage> {
    Child::new(bench, "load", [spec])?.run()
}
