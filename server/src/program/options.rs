//! What can be said on the command line, in the environment and in the configuration file.

use std::{fmt, net::SocketAddr, ops::RangeInclusive, path::PathBuf, str::FromStr, time::Duration};

use clap::{Args, builder::BoolishValueParser};
use jiff::SignedDuration;
use kii_server::{Origin, PublicUrl};
use tokio::sync::Semaphore;

use super::log::{LogFormat, LogLevel};

/// How to serve, as far as somebody has said so.
#[derive(Args, Default)]
pub(crate) struct Options {
    /// Address to listen on; port 0 means a free port [default: 127.0.0.1:8080]
    #[arg(long, env = "KII_SERVER_ADDRESS")]
    pub(crate) address: Option<SocketAddr>,
    /// Keep everything in this folder, which is made if there is none [default: in memory, until the server ends]
    #[arg(long, value_name = "DIR", env = "KII_SERVER_DATA")]
    pub(crate) data: Option<PathBuf>,
    /// Let pages of this origin use the server, and of no other that is not given, too [default: pages of every origin]
    #[arg(long = "cors-origin", value_name = "ORIGIN", env = "KII_SERVER_CORS_ORIGIN", value_delimiter = ',')]
    pub(crate) cors_origins: Vec<Origin>,
    /// Let pages of no other origin use the server
    #[arg(long, conflicts_with = "cors_origins", env = "KII_SERVER_NO_CORS", value_parser = BoolishValueParser::new())]
    pub(crate) no_cors: bool,
    /// Begin the addresses of published bodies with this URL, if the server is behind a proxy [default: the scheme that is served, and the Host of the request]
    #[arg(long, value_name = "URL", env = "KII_SERVER_PUBLIC_URL")]
    pub(crate) public_url: Option<PublicUrl>,
    /// Serve HTTPS with this certificate and its chain, a PEM file
    #[arg(long, value_name = "FILE", env = "KII_SERVER_TLS_CERT")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The private key of the certificate, a PEM file
    #[arg(long, value_name = "FILE", env = "KII_SERVER_TLS_KEY")]
    pub(crate) tls_key: Option<PathBuf>,
    /// Keep no body of more bytes than these, and answer 413 to them [default: 67108864 in memory, any number with --data]
    #[arg(long, value_name = "BYTES", env = "KII_SERVER_MAX_BODY")]
    pub(crate) max_body: Option<u64>,
    /// Keep at most so many users and things that have signed up, groups, and members of groups [default: 100000]
    #[arg(long, value_name = "NUMBER", env = "KII_SERVER_MAX_ACCOUNTS")]
    pub(crate) max_accounts: Option<usize>,
    /// Serve so many connections at once; others wait [default: 1024]
    #[arg(long, value_name = "NUMBER", env = "KII_SERVER_MAX_CONNECTIONS", value_parser = connections)]
    pub(crate) max_connections: Option<usize>,
    /// Close a connection whose request has no whole head after this time [default: 30s]
    #[arg(long, value_name = "TIME", env = "KII_SERVER_HEADER_TIMEOUT")]
    pub(crate) header_timeout: Option<Period>,
    /// End a request or an answer of which no byte was sent for this time, or less than 500 bytes a second [default: 30s]
    #[arg(long, value_name = "TIME", env = "KII_SERVER_BODY_TIMEOUT")]
    pub(crate) body_timeout: Option<Period>,
    /// Close a connection that waits for its next request for this time [default: 60s]
    #[arg(long, value_name = "TIME", env = "KII_SERVER_IDLE_TIMEOUT")]
    pub(crate) idle_timeout: Option<Period>,
    /// When stopped, go on with requests that are under way for up to this time [default: 5s]
    #[arg(long, value_name = "TIME", env = "KII_SERVER_SHUTDOWN_TIMEOUT")]
    pub(crate) shutdown_timeout: Option<Period>,
    /// How long a token is valid that a login gives [default: it never expires]
    #[arg(long, value_name = "TIME", env = "KII_SERVER_TOKEN_LIFETIME")]
    pub(crate) token_lifetime: Option<Period>,
    /// How to write a line for each request to standard error [default: off]
    #[arg(long, value_name = "FORMAT", env = "KII_SERVER_LOG")]
    pub(crate) log: Option<LogFormat>,
    /// Which events to write [default: info]
    #[arg(long, value_name = "LEVEL", env = "KII_SERVER_LOG_LEVEL")]
    pub(crate) log_level: Option<LogLevel>,
    /// Do not serve GET /healthz
    #[arg(long, env = "KII_SERVER_NO_HEALTH", value_parser = BoolishValueParser::new())]
    pub(crate) no_health: bool,
    /// Do not serve GET /metrics
    #[arg(long, env = "KII_SERVER_NO_METRICS", value_parser = BoolishValueParser::new())]
    pub(crate) no_metrics: bool,
}

/// The longest time: 100 years. A clock can tell no time that is much further away.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// How many connections there can be at once: without one, nobody could be served, and more cannot be counted.
pub(super) const CONNECTIONS: RangeInclusive<usize> = 1..=Semaphore::MAX_PERMITS;

/// A time that is neither zero nor longer than 100 years: `30s`, `5m`, `1h 30m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period(pub(crate) Duration);

/// A text that is no such time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MalformedPeriod;

impl Options {
    /// These options, and others where these say nothing.
    pub(crate) fn or(self, other: Self) -> Self {
        let has_cors = self.no_cors || !self.cors_origins.is_empty();
        let (no_cors, cors_origins) =
            if has_cors { (self.no_cors, self.cors_origins) } else { (other.no_cors, other.cors_origins) };
        Self {
            address: self.address.or(other.address),
            data: self.data.or(other.data),
            cors_origins,
            no_cors,
            public_url: self.public_url.or(other.public_url),
            tls_cert: self.tls_cert.or(other.tls_cert),
            tls_key: self.tls_key.or(other.tls_key),
            max_body: self.max_body.or(other.max_body),
            max_accounts: self.max_accounts.or(other.max_accounts),
            max_connections: self.max_connections.or(other.max_connections),
            header_timeout: self.header_timeout.or(other.header_timeout),
            body_timeout: self.body_timeout.or(other.body_timeout),
            idle_timeout: self.idle_timeout.or(other.idle_timeout),
            shutdown_timeout: self.shutdown_timeout.or(other.shutdown_timeout),
            token_lifetime: self.token_lifetime.or(other.token_lifetime),
            log: self.log.or(other.log),
            log_level: self.log_level.or(other.log_level),
            no_health: self.no_health || other.no_health,
            no_metrics: self.no_metrics || other.no_metrics,
        }
    }
}

fn connections(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| CONNECTIONS.contains(number));
    number.ok_or_else(|| format!("expected a number from {} to {}", CONNECTIONS.start(), CONNECTIONS.end()))
}

impl FromStr for Period {
    type Err = MalformedPeriod;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let period: SignedDuration = text.parse().map_err(|_| MalformedPeriod)?;
        let period = Duration::try_from(period).ok().filter(|period| !period.is_zero() && *period <= LONGEST);
        period.map(Self).ok_or(MalformedPeriod)
    }
}

impl fmt::Display for MalformedPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a time with its unit, more than zero and at most 100 years, such as 30s, 5m or 1h")
    }
}

impl std::error::Error for MalformedPeriod {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_has_a_unit_and_is_neither_zero_nor_beyond_what_a_clock_can_tell() {
        for (text, seconds) in [("30s", 30), ("5m", 300), ("1h 30m", 5400), ("1 hour", 3600)] {
            assert_eq!(text.parse(), Ok(Period(Duration::from_secs(seconds))), "{text}");
        }
        assert_eq!("200ms".parse(), Ok(Period(Duration::from_millis(200))));
        for text in ["", "30", "0s", "-5s", "soon", "9223372036854775807s"] {
            assert_eq!(text.parse::<Period>(), Err(MalformedPeriod), "{text}");
        }
    }

    #[test]
    fn connections_can_be_counted() {
        assert_eq!(connections("1024"), Ok(1024));
        for text in ["0", "-1", "many", &usize::MAX.to_string()] {
            assert!(connections(text).is_err(), "{text}");
        }
    }
}
