//! Commands that are programs of other packages, so that `cargo xtask conformance` does not build what only they need.

use std::{
    env,
    ffi::OsString,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};

use crate::{BROKEN, FAILED, root};

/// Builds a program in the profile of this one, and runs its command with these arguments.
pub(crate) fn run(program: &str, command: &str, args: Vec<OsString>) -> Result<ExitCode> {
    let is_release = !cfg!(debug_assertions);
    start(program, is_release, std::iter::once(command.into()).chain(args))
}

/// Builds a program for release, whatever the profile of this one, and runs it with these arguments.
pub(crate) fn run_for_release(program: &str, args: Vec<OsString>) -> Result<ExitCode> {
    start(program, true, args)
}

/// Builds the server as a program, in the profile of this one, and lets it take the place of this process, so that whoever
/// stops this process stops the server.
pub(crate) fn serve(args: Vec<OsString>) -> Result<ExitCode> {
    let mut cargo = cargo_run("kii-server", !cfg!(debug_assertions));
    cargo.args(["--features", "kii-server/cli", "--", "serve"]).args(args);
    let failed = "cannot start `cargo run --bin kii-server`";
    #[cfg(unix)]
    return Err(std::os::unix::process::CommandExt::exec(&mut cargo)).context(failed);
    #[cfg(not(unix))]
    Ok(exit_code(cargo.status().context(failed)?.code()))
}

fn start(program: &str, is_release: bool, args: impl IntoIterator<Item = OsString>) -> Result<ExitCode> {
    let status = cargo_run(program, is_release).arg("--").args(args).status();
    let status = status.with_context(|| format!("cannot start `cargo run --bin {program}`"))?;
    Ok(exit_code(status.code()))
}

fn cargo_run(program: &str, is_release: bool) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What cargo has told this program about its package. The build script of `ring` takes it for its own, so `ring` and all that
    // depends on it would be built again, here and once more by the next cargo that nobody has told anything.
    for (name, _) in env::vars_os().filter(|(name, _)| is_about_a_package(&name.to_string_lossy())) {
        cargo.env_remove(name);
    }
    // Without `--package`, dependencies have the features that `cargo test` builds them with, so nothing is built twice.
    cargo.args(["run", "--manifest-path"]).arg(root().join("Cargo.toml")).args(["--bin", program]);
    if is_release {
        cargo.arg("--release");
    }
    cargo
}

/// Whether cargo sets this variable for the program that it runs.
fn is_about_a_package(name: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|beginning| name.starts_with(beginning))
}

/// The exit code of a command for that of cargo, which is the program's if that could be built and started. A program that
/// panicked or was killed has found nothing out either.
fn exit_code(code: Option<i32>) -> ExitCode {
    match code {
        Some(0) => ExitCode::SUCCESS,
        Some(1) => ExitCode::from(FAILED),
        Some(_) | None => ExitCode::from(BROKEN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cargo has set these variables for this test.
    #[test]
    fn another_cargo_is_not_told_about_the_package_of_this_program() {
        let cargo = cargo_run("kii-server", false);
        for name in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
            assert!(env::var_os(name).is_some(), "{name}");
            assert!(cargo.get_envs().any(|(removed, value)| removed == name && value.is_none()), "{name}");
        }
    }

    #[test]
    fn what_is_neither_success_nor_failure_could_not_find_out() {
        assert_eq!(exit_code(Some(0)), ExitCode::SUCCESS);
        assert_eq!(exit_code(Some(1)), ExitCode::from(FAILED));
        for code in [Some(2), Some(101), None] {
            assert_eq!(exit_code(code), ExitCode::from(BROKEN), "{code:?}");
        }
    }
}
