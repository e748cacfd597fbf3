//! The memory of a full run.

use anyhow::Result;

use super::{Measured, run::SuiteRun};
use crate::{
    Bench,
    deployment::Deployment,
    figure::{Figure, Target, Unit},
    statistics::median,
};

/// The target, in megabytes.
const LIMIT: f64 = 60.0;

pub(super) fn measure(bench: &Bench) -> Result<Measured> {
    let deployment = Deployment::start(bench)?;
    let run = SuiteRun::new(bench, &deployment.target_file).with_64_in_flight();
    let file = |name: &str| bench.folder.path().join(name);
    let (json, junit) = (file("report.json"), file("report.xml"));
    let reports = ["--report-json".as_ref(), json.as_os_str(), "--report-junit".as_ref(), junit.as_os_str()];
    let peak = |run: &SuiteRun<'_>| -> Result<f64> {
        let peaks: Vec<f64> = (0..bench.runs).map(|_| Ok(run.usage()?.peak as f64 / 1e6)).collect::<Result<_>>()?;
        Ok(median(&peaks))
    };
    let figures = vec![
        Figure::new("memory.peak", peak(&run)?, Unit::Megabytes, "a full run at 64 in flight, without reports")
            .with(Target::AtMost(LIMIT)),
        Figure::new("memory.peak_reports", peak(&run.with(reports))?, Unit::Megabytes, "the same with both reports")
            .with(Target::AtMost(LIMIT)),
    ];
    deployment.stop(bench)?;
    Ok(Measured { figures, notes: Vec::new() })
}
