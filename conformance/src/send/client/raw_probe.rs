//! A look at what a target sends that is not HTTP, so that people see at once what they are talking to.

use std::{fmt, io, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};
use url::Url;

/// How much is looked at.
const LENGTH: usize = 40;

/// How long a look takes at most: the request itself has had its time.
const LONGEST: Duration = Duration::from_secs(2);

/// The first bytes that a target sends.
#[derive(Debug)]
pub(super) struct RawProbe(Vec<u8>);

impl RawProbe {
    /// Asks once more, with a GET that has no credentials, and reads what comes as bytes: the HTTP client keeps none of
    /// what it cannot read. `None` where this shows nothing: over TLS, or when an ordinary answer comes.
    pub(super) async fn at(url: &Url, patience: Duration) -> Option<Self> {
        if url.scheme() != "http" {
            return None;
        }
        let seen = timeout(patience.min(LONGEST), look(url)).await.ok()?.ok()?;
        let ordinary = seen.is_empty() || seen.starts_with(b"HTTP/1.1 ");
        (!ordinary).then_some(Self(seen))
    }
}

async fn look(url: &Url) -> io::Result<Vec<u8>> {
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return Ok(Vec::new()) };
    // A literal IPv6 address stands in brackets in a URL, and in no other place.
    let mut stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await?;
    let head = format!("GET {} HTTP/1.1\r\nhost: {host}:{port}\r\nconnection: close\r\n\r\n", url.path());
    stream.write_all(head.as_bytes()).await?;
    let mut seen = vec![0; LENGTH];
    let length = stream.read(&mut seen).await?;
    seen.truncate(length);
    Ok(seen)
}

impl fmt::Display for RawProbe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = if self.0.len() == LENGTH { "..." } else { "" };
        write!(f, "a plain GET at the same place gets `{}{more}`", self.0.escape_ascii())
    }
}
