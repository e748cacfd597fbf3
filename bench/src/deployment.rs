//! A reference server in this process, and the target file with which the suite tests it.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use anyhow::{Context, Result};
use axum::Router;
use kii_server::{Fixture, ReferenceServer, Running, Server};

use crate::Bench;

/// A free port of this machine alone.
pub(crate) const ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// A server that the suite can test.
pub(crate) struct Deployment {
    server: Running,
    /// The target file; its base URL is that of the server.
    pub(crate) target_file: PathBuf,
}

impl Deployment {
    /// A reference server.
    pub(crate) fn start(bench: &Bench) -> Result<Self> {
        Self::with(bench, |router| router)
    }

    /// A reference server with something around its router.
    pub(crate) fn with(bench: &Bench, wrap: impl FnOnce(Router) -> Router) -> Result<Self> {
        let fixture = Fixture::demo();
        let router = wrap(ReferenceServer::new(fixture.clone()).router());
        let server = bench.runtime.block_on(Server::serve(ADDRESS, router)).context("cannot start the server")?;
        let target_file = bench.folder.path().join(format!("target-{}.toml", server.address().port()));
        write_target(&target_file, &fixture, &server.base_url())?;
        Ok(Self { server, target_file })
    }

    /// Where the server listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Stops the server.
    pub(crate) fn stop(self, bench: &Bench) -> Result<()> {
        bench.runtime.block_on(self.server.shutdown()).context("the server failed, so what it answered means nothing")
    }
}

/// Writes a target file for a server with this base URL.
pub(crate) fn write_target(path: &PathBuf, fixture: &Fixture, base_url: &str) -> Result<()> {
    fs::write(path, fixture.target_toml(base_url)).with_context(|| format!("cannot write {}", path.display()))
}
