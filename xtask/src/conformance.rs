//! The suite, with a server of its own where no target is named.

use std::{
    ffi::OsString,
    iter,
    net::{Ipv4Addr, SocketAddr},
    process::ExitCode,
};

use anyhow::{Context, Result};
use kii_conformance::{Target, cli};
use kii_server::{Running, Server};
use kii_spec::Api;
use tokio::runtime::Runtime;

/// Runs the suite as `args` say; the exit code is the suite's.
pub(crate) fn run(args: Vec<OsString>) -> Result<ExitCode> {
    with_server(|fallback| cli::main(iter::once("cargo xtask conformance".into()).chain(args), fallback))
}

/// Sends random walks as `args` say; the exit code is the suite's.
pub(crate) fn explore(args: Vec<OsString>) -> Result<ExitCode> {
    with_server(|fallback| cli::explore::main(iter::once("cargo xtask explore".into()).chain(args), fallback))
}

/// Runs a command with a server of its own as the fallback for its target.
fn with_server(command: impl FnOnce(&mut dyn FnMut() -> Result<Target, String>) -> ExitCode) -> Result<ExitCode> {
    let runtime = Runtime::new().context("cannot start the runtime")?;
    let mut embedded = None;
    let code = command(&mut || {
        let (server, target) = runtime.block_on(start()).map_err(|error| format!("{error:#}"))?;
        embedded = Some(server);
        Ok(target)
    });
    if let Some(server) = embedded {
        runtime.block_on(server.shutdown()).context("the embedded server failed, so what it answered means nothing")?;
    }
    Ok(code)
}

/// The arguments of another command of the suite, which begin with the command as people type it.
pub(crate) fn words(command: &str, args: Vec<OsString>) -> impl Iterator<Item = OsString> {
    iter::once(format!("cargo xtask {command}").into()).chain(args)
}

/// The reference server on a free port, for this machine alone, and the target that it is.
async fn start() -> Result<(Running, Target)> {
    let served = Server::demo(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await;
    let (server, target) = served.context("cannot start the embedded server")?;
    Ok((server, Target::from_toml(&Api::embedded()?, &target, "the embedded server")?))
}
