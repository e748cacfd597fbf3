//! The reference server, for people and for other suites.

use std::{net::SocketAddr, process::ExitCode};

use anyhow::{Context, Result};
use kii_server::Server;
use tokio::{runtime::Runtime, signal};

/// Serves on `address` until Ctrl-C. Standard output is a complete `target.toml`, and nothing else.
pub(crate) fn run(address: SocketAddr) -> Result<ExitCode> {
    let runtime = Runtime::new().context("cannot start the runtime")?;
    runtime.block_on(async {
        let (server, target) = Server::demo(address).await.with_context(|| {
            format!("cannot listen on {address} (--address takes another, and 127.0.0.1:0 a free port)")
        })?;
        print!("{target}");
        eprintln!("The reference server is listening on {}; Ctrl-C stops it.", server.address());
        signal::ctrl_c().await.context("cannot wait for Ctrl-C")?;
        server.shutdown().await.context("the server failed")?;
        Ok(ExitCode::SUCCESS)
    })
}
