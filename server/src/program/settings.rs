//! How to serve, with everything decided.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use kii_server::{Cors, Limits, PublicAddress, Tls};

use super::{
    log::{LogFormat, LogLevel},
    options::{Options, Period},
};

/// Where a server listens if nobody says so.
pub(crate) const ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

/// How to serve.
pub(crate) struct Settings {
    pub(crate) address: SocketAddr,
    /// The folder for everything; `None` keeps it in memory.
    pub(crate) data: Option<PathBuf>,
    pub(crate) max_body: Option<u64>,
    pub(crate) max_accounts: Option<usize>,
    pub(crate) public: PublicAddress,
    pub(crate) cors: Cors,
    pub(crate) limits: Limits,
    pub(crate) tls: Option<Tls>,
    pub(crate) token_lifetime: Option<Duration>,
    pub(crate) log: (LogFormat, LogLevel),
    pub(crate) has_health: bool,
    pub(crate) has_metrics: bool,
}

impl Settings {
    /// These options, and what holds where they say nothing.
    pub(crate) fn new(options: Options) -> Result<Self> {
        let period = |period: Option<Period>, otherwise| period.map_or(otherwise, |period| period.0);
        let otherwise = Limits::default();
        let tls = match (&options.tls_cert, &options.tls_key) {
            (Some(certificate), Some(key)) => Some(Tls::load(certificate, key).context("cannot serve HTTPS")?),
            (None, None) => None,
            (Some(_), None) => bail!("a TLS certificate is of no use without its key: give --tls-key FILE as well"),
            (None, Some(_)) => bail!("a TLS key is of no use without its certificate: give --tls-cert FILE as well"),
        };
        Ok(Self {
            address: options.address.unwrap_or(ADDRESS),
            data: options.data,
            max_body: options.max_body,
            max_accounts: options.max_accounts,
            public: match (options.public_url, &tls) {
                (Some(url), _) => PublicAddress::At(url),
                (None, Some(_)) => PublicAddress::Https,
                (None, None) => PublicAddress::Http,
            },
            cors: match options.cors_origins.is_empty() && !options.no_cors {
                true => Cors::AnyOrigin,
                false => Cors::Origins(options.cors_origins),
            },
            limits: Limits {
                connections: options.max_connections.unwrap_or(otherwise.connections),
                header: period(options.header_timeout, otherwise.header),
                body: period(options.body_timeout, otherwise.body),
                idle: period(options.idle_timeout, otherwise.idle),
                shutdown: period(options.shutdown_timeout, otherwise.shutdown),
            },
            tls,
            token_lifetime: options.token_lifetime.map(|lifetime| lifetime.0),
            log: (options.log.unwrap_or(LogFormat::Off), options.log_level.unwrap_or(LogLevel::Info)),
            has_health: !options.no_health,
            has_metrics: !options.no_metrics,
        })
    }

    /// The URL under which programs of this machine reach a server that listens on this address.
    pub(crate) fn base_url(&self, listening: SocketAddr) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", reachable(listening))
    }
}

/// An address that one can connect to: `0.0.0.0` and `[::]` mean every address of the machine, and are none themselves.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip @ (IpAddr::V4(_) | IpAddr::V6(_)) => ip,
    };
    SocketAddr::new(ip, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_that_is_shown_can_be_connected_to() {
        for (listening, shown) in [
            ("0.0.0.0:80", "127.0.0.1:80"),
            ("[::]:80", "[::1]:80"),
            ("192.0.2.1:80", "192.0.2.1:80"),
            ("127.0.0.1:80", "127.0.0.1:80"),
        ] {
            assert_eq!(reachable(listening.parse().unwrap()), shown.parse().unwrap());
        }
    }
}
