//! A build from nothing: what a new user waits for.

use std::{collections::BTreeSet, path::Path, process::Command};

use anyhow::{Context, Result};
use serde_json::Value;

use super::Measured;
use crate::{
    Bench,
    figure::{Figure, Target, Unit},
    program,
};

/// The most crates that `cargo xtask conformance` may need.
const CRATES: f64 = 200.0;
/// The most CPU time that its build may take, in seconds.
const BUILD: f64 = 90.0;
/// The most CPU time that `cargo install` may take, in seconds.
const INSTALL: f64 = 180.0;
/// How many of the dearest crates are listed.
const LISTED: usize = 10;

/// What a crate cost.
#[derive(Debug, PartialEq)]
struct Cost {
    name: String,
    seconds: f64,
}

pub(super) fn measure(bench: &Bench) -> Result<Measured> {
    // The packages themselves are downloaded before, as the network is no part of the figures.
    let (fetched, _) = program::run(bench.cargo().args(["fetch", "--locked"]))?;
    program::succeeded("`cargo fetch`", &fetched)?;
    let folder = tempfile::tempdir_in(bench.folder.path())?;
    let (output, usage) = program::run(from_nothing(bench, folder.path()).args([
        "build",
        "--locked",
        "--package",
        "xtask",
        "--timings",
        "--message-format",
        "json",
    ]))?;
    program::succeeded("the build of xtask", &output)?;
    let crates = crates(&String::from_utf8_lossy(&output.stdout));
    let timings = folder.path().join("cargo-timings/cargo-timing.html");
    let page = std::fs::read_to_string(&timings).with_context(|| format!("cannot read {}", timings.display()))?;
    let dearest = dearest(&page)?;
    drop(folder);
    let folder = tempfile::tempdir_in(bench.folder.path())?;
    let mut install = from_nothing(bench, folder.path());
    install.args(["install", "--locked", "--path", "conformance", "--root"]).arg(folder.path().join("installed"));
    let (output, installed) = program::run(&mut install)?;
    program::succeeded("`cargo install`", &output)?;
    let figures = vec![
        Figure::new("build.crates", crates as f64, Unit::Count, "the crates that `cargo xtask conformance` needs")
            .with(Target::AtMost(CRATES)),
        Figure::new("build.cpu", usage.cpu, Unit::CpuSeconds, "their build from nothing (one run)")
            .with(Target::AtMost(BUILD)),
        Figure::new("build.wall", usage.wall, Unit::Seconds, "how long it takes"),
        Figure::new("build.install", installed.cpu, Unit::CpuSeconds, "`cargo install --locked --path conformance`")
            .with(Target::AtMost(INSTALL)),
    ];
    let lines: String = dearest.iter().map(|cost| format!("    {:6.1} s  {}\n", cost.seconds, cost.name)).collect();
    let note = format!(
        "build.cpu: the {} dearest crates (`cargo build --timings`, wall time of each):\n\n{lines}",
        dearest.len()
    );
    Ok(Measured { figures, notes: vec![note] })
}

/// Cargo with an empty target folder.
fn from_nothing(bench: &Bench, folder: &Path) -> Command {
    let mut cargo = bench.cargo();
    cargo.env("CARGO_TARGET_DIR", folder).env_remove("RUSTC_WRAPPER");
    cargo
}

/// How many packages Cargo has built, from its messages.
fn crates(messages: &str) -> usize {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let built = messages.filter(|message| message["reason"] == "compiler-artifact");
    built.filter_map(|message| message["package_id"].as_str().map(str::to_owned)).collect::<BTreeSet<_>>().len()
}

/// The crates that took longest, from the page of `cargo build --timings`. All parts of a crate count: its library, its
/// build script, the run of that.
fn dearest(page: &str) -> Result<Vec<Cost>> {
    let data = page.split_once("const UNIT_DATA = ").and_then(|(_, rest)| rest.split_once("];"));
    let (data, _) = data.context("expected UNIT_DATA in the page of `cargo build --timings`, found none")?;
    let units: Vec<Value> = serde_json::from_str(&format!("{data}]")).context("UNIT_DATA is not JSON")?;
    let mut costs: Vec<Cost> = Vec::new();
    for unit in &units {
        let name = format!("{} {}", unit["name"].as_str().unwrap_or("?"), unit["version"].as_str().unwrap_or("?"));
        let seconds = unit["duration"].as_f64().unwrap_or_default();
        match costs.iter_mut().find(|cost| cost.name == name) {
            Some(cost) => cost.seconds += seconds,
            None => costs.push(Cost { name, seconds }),
        }
    }
    costs.sort_by(|one, other| other.seconds.total_cmp(&one.seconds));
    costs.truncate(LISTED);
    Ok(costs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_package_counts_once_however_many_parts_it_has() {
        let message = |reason: &str, id: &str| format!("{{\"reason\":\"{reason}\",\"package_id\":\"{id}\"}}\n");
        let messages = [
            message("compiler-artifact", "a"),
            message("compiler-artifact", "a"),
            message("build-script-executed", "b"),
            message("compiler-artifact", "c"),
            "no json\n".to_owned(),
        ];
        assert_eq!(crates(&messages.concat()), 2);
    }

    #[test]
    fn the_dearest_crates_come_first_with_all_their_parts() {
        let unit =
            |name: &str, seconds: f64| format!("{{\"name\":\"{name}\",\"version\":\"1.0.0\",\"duration\":{seconds}}}");
        let page = format!(
            "x\nconst UNIT_DATA = [{},{},{}];\nconst CONCURRENCY_DATA = [];",
            unit("a", 2.0),
            unit("b", 3.0),
            unit("a", 1.5)
        );
        let cost = |name: &str, seconds| Cost { name: name.to_owned(), seconds };
        assert_eq!(dearest(&page).unwrap(), [cost("a 1.0.0", 3.5), cost("b 1.0.0", 3.0)]);
        assert!(dearest("<html>").is_err());
    }
}
