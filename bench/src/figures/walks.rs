//! Random walks, and histories of several clients whose answers some order has to explain: how many a second, the start of the
//! process with them.

use anyhow::Result;

use super::{Measured, run::SuiteRun};
use crate::{
    Bench,
    deployment::Deployment,
    figure::{Figure, Unit},
    program::Child,
    statistics::median,
};

/// How many walks are sent, with the default number of steps.
const WALKS: &str = "1000";
/// How many times each history is made.
const TIMES: &str = "20";
/// The histories, by the beginning of their names.
const HISTORIES: &str = "concurrent/";

pub(super) fn measure(bench: &Bench) -> Result<Measured> {
    let deployment = Deployment::start(bench)?;
    let walks = || {
        let flags = ["--target".as_ref(), deployment.target_file.as_os_str()];
        let flags = flags.into_iter().chain(["--seed", "1", "--walks", WALKS].map(AsRef::as_ref));
        Ok(Child::new(bench, "explore", flags)?.run()?.wall)
    };
    let walks = rate(bench, "walks", WALKS.parse()?, "random walks of 30 steps", walks)?;
    let run = SuiteRun::new(bench, &deployment.target_file).with(["--repeat", TIMES, HISTORIES]);
    let cases = run.reported()?.1.cases();
    let what = format!("histories of several clients, judged for linearizability; {cases} cases, each {TIMES} times");
    let histories = rate(bench, "histories", cases as f64 * TIMES.parse::<f64>()?, &what, || Ok(run.usage()?.wall))?;
    deployment.stop(bench)?;
    Ok(Measured { figures: vec![walks, histories], notes: Vec::new() })
}

/// How many of something a second, where one run makes so many of them.
fn rate(bench: &Bench, name: &str, count: f64, what: &str, run: impl Fn() -> Result<f64>) -> Result<Figure> {
    let walls: Vec<f64> = (0..bench.runs).map(|_| run()).collect::<Result<_>>()?;
    let wall = median(&walls);
    Ok(Figure::new(
        &format!("walks.{name}"),
        count / wall,
        Unit::PerSecond,
        format!("{what}: {count:.0} in {wall:.2} s"),
    ))
}
