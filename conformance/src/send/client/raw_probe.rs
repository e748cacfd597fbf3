//! Reads the first bytes of an answer that is not HTTP, so that the error message can show them.

use std::{fmt, io, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};
use url::Url;

/// How many bytes it reads.
const LENGTH: usize = 40;

/// The longest time-out of a probe, which comes on top of the time-out of the request.
const LONGEST: Duration = Duration::from_secs(2);

/// The first bytes that the target sent.
#[derive(Debug)]
pub(super) struct RawProbe(Vec<u8>);

impl RawProbe {
    /// Sends a GET without credentials over a new connection and reads the first bytes of the answer, as the HTTP client
    /// keeps no bytes that it cannot parse. `None` over TLS, when no bytes arrive, and when they begin an HTTP/1.1 answer.
    pub(super) async fn send(url: &Url, time_out: Duration) -> Option<Self> {
        if url.scheme() != "http" {
            return None;
        }
        let bytes = timeout(time_out.min(LONGEST), first_bytes(url)).await.ok()?.ok()?;
        let is_http = bytes.starts_with(b"HTTP/1.1 ");
        (!bytes.is_empty() && !is_http).then_some(Self(bytes))
    }
}

async fn first_bytes(url: &Url) -> io::Result<Vec<u8>> {
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return Ok(Vec::new()) };
    // A URL writes an IPv6 address in brackets; `connect` wants it without.
    let mut stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await?;
    let head = format!("GET {} HTTP/1.1\r\nhost: {host}:{port}\r\nconnection: close\r\n\r\n", url.path());
    stream.write_all(head.as_bytes()).await?;
    let mut bytes = vec![0; LENGTH];
    let length = stream.read(&mut bytes).await?;
    bytes.truncate(length);
    Ok(bytes)
}

impl fmt::Display for RawProbe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = if self.0.len() == LENGTH { "..." } else { "" };
        write!(f, "a plain GET to the same address gets `{}{more}`", self.0.escape_ascii())
    }
}
