//! `kii-server serve`.

use std::{
    io::{self, Write},
    net::SocketAddr,
    path::PathBuf,
    sync::Arc,
};

use anyhow::{Context, Result};
use clap::Args;
use kii_server::{Clock, Cors, Fixture, Folder, Origin, ReferenceServer, Server, Tolerance};
use tokio::{runtime::Runtime, signal};

/// How to serve.
#[derive(Args)]
#[command(after_help = served())]
pub(super) struct Serve {
    /// Address to listen on; port 0 means a free port
    #[arg(long, default_value = "127.0.0.1:8080")]
    address: SocketAddr,
    /// Keep everything in this folder, which is made if there is none [default: in memory, until the server ends]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Keep no body of more bytes than these, and answer 413 to them [default: 67108864 in memory, any number with --data]
    #[arg(long, value_name = "BYTES")]
    max_body: Option<u64>,
    /// Let pages of this origin use the server, and of no other that is not given, too [default: pages of every origin]
    #[arg(long = "cors-origin", value_name = "ORIGIN")]
    cors_origins: Vec<Origin>,
    /// Let pages of no other origin use the server
    #[arg(long, conflicts_with = "cors_origins")]
    no_cors: bool,
}

/// What is served, for those who ask for help.
fn served() -> String {
    let tolerances: String = Tolerance::ALL.iter().map(|tolerance| format!("  - {}\n", tolerance.summary)).collect();
    format!(
        "Served are objects, bodies, publications and tokens, as the pages of the API describe them, and what clients send \
         beyond the pages:\n{tolerances}Users and things can sign up, and users make groups. Queries, permissions, uploads in parts, and \
         push notifications are not served.\n\nAfter Ctrl-C or SIGTERM, the server answers the requests that are under way, for up to \
         5 seconds."
    )
}

impl Serve {
    /// Serves until Ctrl-C. Standard output is a complete `target.toml`, and nothing else.
    pub(super) fn run(self) -> Result<()> {
        Runtime::new().context("cannot start the runtime")?.block_on(self.serve())
    }

    async fn serve(self) -> Result<()> {
        let (server, fixture) = self.open()?;
        let server = match self.max_body {
            Some(bytes) => server.with_largest_body(bytes),
            None => server,
        };
        let cors = match self.cors_origins.is_empty() && !self.no_cors {
            true => Cors::AnyOrigin,
            false => Cors::Origins(self.cors_origins),
        };
        let running = Server::serve(self.address, server.router_for(&cors)).await.with_context(|| {
            let address = self.address;
            format!("cannot listen on {address} (--address takes another, and 127.0.0.1:0 a free port)")
        })?;
        // Whoever has closed standard output does not want the target file.
        drop(io::stdout().write_all(fixture.target_toml(&running.base_url()).as_bytes()));
        drop(io::stdout().flush());
        eprintln!("The reference server is listening on {}; Ctrl-C stops it.", running.address());
        stop().await.context("cannot wait for Ctrl-C")?;
        running.shutdown().await.context("the server failed")
    }

    fn open(&self) -> Result<(ReferenceServer, Fixture)> {
        let Some(data) = &self.data else {
            let fixture = Fixture::demo();
            return Ok((ReferenceServer::new(fixture.clone()), fixture));
        };
        let folder = Folder::open(data).with_context(|| format!("cannot use the folder {}", data.display()))?;
        let opened = ReferenceServer::open(Arc::new(folder), Clock::system());
        opened.with_context(|| format!("cannot open the data in {}", data.display()))
    }
}

/// Waits until somebody wants the server to stop.
async fn stop() -> io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminated = signal::unix::signal(signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupted = signal::ctrl_c() => interrupted,
            _ = terminated.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    signal::ctrl_c().await
}
