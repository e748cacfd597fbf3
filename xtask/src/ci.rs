//! What CI runs, on this machine.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::{FAILED, root};

/// Runs the script that CI runs, so that there is one list of checks.
pub(crate) fn run() -> Result<ExitCode> {
    let status =
        Command::new("bash").arg(".ci/run").current_dir(root()).status().context("cannot start `bash .ci/run`")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}
