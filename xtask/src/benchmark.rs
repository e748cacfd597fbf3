//! The benchmark is a package of its own, so that no other command builds it.

use std::{
    env,
    ffi::OsString,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};

use crate::{BROKEN, FAILED, root};

/// Builds the benchmark for release and runs it with these arguments; the exit code is that of the benchmark.
pub(crate) fn run(args: Vec<OsString>) -> Result<ExitCode> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["run", "--release", "--package", "kii-bench", "--"]).args(args).current_dir(root());
    let status = cargo.status().context("cannot start `cargo run --release --package kii-bench`")?;
    // Cargo has a code of its own when the benchmark does not compile, and so has a panic.
    Ok(match status.code() {
        Some(0) => ExitCode::SUCCESS,
        Some(1) => ExitCode::from(FAILED),
        Some(_) | None => ExitCode::from(BROKEN),
    })
}
