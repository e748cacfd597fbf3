//! How a run grows with the number of its cases.

use std::ffi::OsString;

use anyhow::Result;

use super::{Measured, run::SuiteRun};
use crate::{
    Bench,
    deployment::Deployment,
    figure::{Figure, Target, Unit},
    statistics::Growth,
    usage::Usage,
};

/// How many of each case there are.
const SIZES: [usize; 3] = [1, 10, 100];
/// Which part of the cases is copied: with all of them, 100 copies would take minutes and gigabytes.
const SHARD: &str = "1/20";
/// How much more than linear growth may show, as times vary.
const LINEAR: f64 = 1.15;

pub(super) fn measure(bench: &Bench) -> Result<Measured> {
    let deployment = Deployment::start(bench)?;
    let mut at_sizes = Vec::new();
    let mut cases = 0;
    for size in SIZES {
        let file = |name: &str| bench.folder.path().join(name).into_os_string();
        let flags = ["--shard", SHARD, "--report-json"].map(OsString::from);
        let reports = [file("report.json"), "--report-junit".into(), file("report.xml")];
        let run = SuiteRun::new(bench, &deployment.target_file).with_64_in_flight().with(flags).with(reports);
        let usage = run.copies(size)?;
        let report = crate::report::Report::read(&bench.folder.path().join("report.json"))?;
        if size == 1 {
            cases = report.cases();
        }
        at_sizes.push((size as f64, usage));
    }
    deployment.stop(bench)?;
    let mut figures = Vec::new();
    for (name, unit, value) in [
        ("time", Unit::CpuSeconds, (|usage| usage.cpu) as fn(&Usage) -> f64),
        ("wall", Unit::Seconds, |usage| usage.wall),
        ("memory", Unit::Megabytes, |usage| usage.peak as f64 / 1e6),
    ] {
        let points: Vec<(f64, f64)> = at_sizes.iter().map(|(size, usage)| (*size, value(usage))).collect();
        let Ok(points) = <[(f64, f64); 3]>::try_from(points) else { continue };
        let texts = points.map(|(size, cost)| format!("{size}x: {}", unit.text(cost)));
        let about = format!("a case, 10x to 100x / 1x to 10x of {cases} cases, both reports ({})", texts.join(", "));
        let ratio = Growth { points }.ratio();
        figures.push(Figure::new(&format!("growth.{name}"), ratio, Unit::Times, about).with(Target::AtMost(LINEAR)));
    }
    Ok(Measured { figures, notes: Vec::new() })
}
