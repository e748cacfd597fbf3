//! The reference server as a target in the same process.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context, Result};
use kii_conformance::Target;
use kii_server::{Running, Server};
use kii_spec::Api;

/// Where servers of this process listen: on a free port, for this machine alone.
pub(crate) const ADDRESS: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, 0);

/// A reference server, and the target that it is.
pub(crate) async fn start(api: &Api) -> Result<(Running, Target)> {
    let served = Server::demo(SocketAddr::from(ADDRESS)).await;
    let (server, target) = served.context("cannot start the reference server")?;
    Ok((server, Target::from_toml(api, &target, "the reference server")?))
}
