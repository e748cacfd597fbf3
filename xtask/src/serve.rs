//! The reference server, for people and for other suites.

use std::{net::SocketAddr, process::ExitCode};

use anyhow::{Context, Result};
use clap::Args;
use kii_server::{Cors, Origin, Server};
use tokio::{runtime::Runtime, signal};

/// How to serve.
#[derive(Args)]
pub(crate) struct Serve {
    /// Address to listen on; port 0 means a free port
    #[arg(long, default_value = "127.0.0.1:8080")]
    address: SocketAddr,
    /// Let pages of this origin use the server, and of no other that is not given, too [default: pages of every origin]
    #[arg(long = "cors-origin", value_name = "ORIGIN")]
    cors_origins: Vec<Origin>,
    /// Let pages of no other origin use the server
    #[arg(long, conflicts_with = "cors_origins")]
    no_cors: bool,
}

/// Serves until Ctrl-C. Standard output is a complete `target.toml`, and nothing else.
pub(crate) fn run(Serve { address, cors_origins, no_cors }: Serve) -> Result<ExitCode> {
    let cors = if cors_origins.is_empty() && !no_cors { Cors::AnyOrigin } else { Cors::Origins(cors_origins) };
    let runtime = Runtime::new().context("cannot start the runtime")?;
    runtime.block_on(async {
        let (server, target) = Server::demo_for(address, &cors).await.with_context(|| {
            format!("cannot listen on {address} (--address takes another, and 127.0.0.1:0 a free port)")
        })?;
        print!("{target}");
        eprintln!("The reference server is listening on {}; Ctrl-C stops it.", server.address());
        signal::ctrl_c().await.context("cannot wait for Ctrl-C")?;
        server.shutdown().await.context("the server failed")?;
        Ok(ExitCode::SUCCESS)
    })
}
