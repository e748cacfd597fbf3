//! The test that kills a server on disk at random moments, with more kills than a test has time for.

use anyhow::{Context, Result};

use super::Measured;
use crate::{
    Bench,
    figure::{Figure, Target, Unit},
    program,
};

/// How often the server is killed.
const KILLS: u64 = 100;
/// The test, and the variable that says how often it kills.
const TEST: &str = "kill::a_killed_process_has_lost_nothing_that_it_answered";
const VARIABLE: &str = "KII_SERVER_KILLS";

pub(super) fn measure(bench: &Bench) -> Result<Measured> {
    // All packages, so that dependencies have the features that `cargo test` builds them with.
    let cargo = ["test", "--workspace", "--test", "durable"];
    let (built, _) = program::run(bench.cargo().args(cargo).arg("--no-run"))?;
    program::succeeded("the build of the test", &built)?;
    let mut command = bench.cargo();
    command.args(cargo).args(["--", "--exact", TEST, "--nocapture"]).env(VARIABLE, KILLS.to_string());
    let (output, usage) = program::run(&mut command)?;
    program::succeeded(&format!("`{VARIABLE}={KILLS} cargo test --test durable`"), &output)?;
    let (kills, answers) = counts(&String::from_utf8_lossy(&output.stdout))
        .with_context(|| format!("expected `N kills, N answers` in what `{TEST}` prints, found no such line"))?;
    let about = "how often the server was killed; all that it had answered before was there afterwards, each time";
    Ok(Measured {
        figures: vec![
            Figure::new("crash.kills", kills, Unit::Count, about).with(Target::AtLeast(KILLS as f64)),
            Figure::new("crash.answers", answers, Unit::Count, "what it had answered"),
            Figure::new("crash.wall", usage.wall, Unit::Seconds, "how long that takes"),
        ],
        notes: Vec::new(),
    })
}

/// How often the server was killed, and how many answers it gave, from what the test prints.
fn counts(printed: &str) -> Option<(f64, f64)> {
    printed.lines().find_map(|line| {
        let (kills, answers) = line.split_once(" kills, ")?;
        // The harness may have begun the line with the name of the test.
        let kills = kills.rsplit(' ').next()?;
        Some((kills.parse().ok()?, answers.strip_suffix(" answers")?.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_are_in_a_line_of_the_test() {
        for begin in ["", "test kill::x ... "] {
            let printed = format!("running 1 test\n{begin}100 kills, 4521 answers\ntest kill::x ... ok\n");
            assert_eq!(counts(&printed), Some((100.0, 4521.0)));
        }
        assert_eq!(counts("running 1 test\n"), None);
    }
}
