//! Mutation testing of the suite against the reference server: every fault against every case that cites its statement.

use anyhow::Result;

use super::Measured;
use crate::{
    Bench,
    figure::{Figure, Unit},
    program,
};

pub(super) fn measure(bench: &Bench) -> Result<Measured> {
    let mutants = |args: &[&str]| {
        program::run(bench.cargo().args(["run", "--release", "--package", "xtask", "--", "mutants"]).args(args))
    };
    // The first call builds the command.
    let (built, _) = mutants(&["--help"])?;
    program::succeeded("the build of `cargo xtask mutants`", &built)?;
    let (output, usage) = mutants(&[])?;
    program::succeeded("`cargo xtask mutants`", &output)?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let total = printed.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned();
    Ok(Measured {
        figures: vec![
            Figure::new(
                "mutants.wall",
                usage.wall,
                Unit::Seconds,
                "`cargo xtask mutants` in a release build (one run)",
            ),
            Figure::new("mutants.cpu", usage.cpu, Unit::CpuSeconds, "its CPU time, the servers included"),
        ],
        notes: vec![format!("mutants: {total}")],
    })
}
