//! The suite, with a server of its own where no target is named.

use std::{
    ffi::OsString,
    iter,
    net::{Ipv4Addr, SocketAddr},
    process::ExitCode,
};

use anyhow::{Context, Result};
use kii_conformance::{Target, cli};
use kii_server::{Fixture, Running, Server};
use kii_spec::Api;
use tokio::runtime::Runtime;

/// Where the embedded server listens: on a free port, for this machine alone.
pub(crate) const ADDRESS: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, 0);

/// Runs the suite as `args` say; the exit code is the suite's.
pub(crate) fn run(args: Vec<OsString>) -> Result<ExitCode> {
    let runtime = Runtime::new().context("cannot start the runtime")?;
    let mut embedded = None;
    let command_line = iter::once("cargo xtask conformance".into()).chain(args);
    let code = cli::main(command_line, || {
        let (server, target) = runtime.block_on(start()).map_err(|error| format!("{error:#}"))?;
        embedded = Some(server);
        Ok(target)
    });
    if let Some(server) = embedded {
        runtime.block_on(server.shutdown()).context("the embedded server failed, so what it answered means nothing")?;
    }
    Ok(code)
}

/// Carries out `target init` or `target check`; the exit code is the suite's.
pub(crate) fn target(args: Vec<OsString>) -> ExitCode {
    cli::target::main(iter::once("cargo xtask target".into()).chain(args))
}

/// Runs `self-test`; the exit code is the suite's.
pub(crate) fn self_test(args: Vec<OsString>) -> ExitCode {
    cli::self_test::main(iter::once("cargo xtask self-test".into()).chain(args))
}

/// The reference server on a free port, and the target that it is.
pub(crate) async fn start() -> Result<(Running, Target)> {
    let fixture = Fixture::demo();
    let server = Server::bind(SocketAddr::from(ADDRESS), fixture.clone()).await;
    let server = server.context("cannot start the embedded server")?;
    let api = Api::embedded()?;
    let target = Target::from_toml(&api, &fixture.target_toml(&server.base_url()), "the embedded server")?;
    Ok((server, target))
}
