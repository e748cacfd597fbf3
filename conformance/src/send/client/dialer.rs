//! Makes connections: addresses, TCP, the proxy, TLS.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use futures_util::{StreamExt as _, stream::FuturesUnordered};
use rustls::{ClientConfig, pki_types::ServerName};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpStream, lookup_host},
    time::timeout,
};
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use super::stream::Stream;
use crate::deployment::{Connection, Proxy};

/// How long one address is tried before the next one is tried as well (RFC 8305, section 8).
const HEAD_START: Duration = Duration::from_millis(250);

/// The most bytes that a proxy may send in answer to `CONNECT`.
const LARGEST_ANSWER: usize = 8 * 1024;

/// Makes connections as a target describes them.
#[derive(Debug)]
pub(super) struct Dialer {
    connection: Connection,
    /// Made when the first connection needs it, as reading the certificates of the system takes milliseconds.
    tls: OnceLock<Arc<ClientConfig>>,
}

impl Dialer {
    /// # Errors
    /// When the target needs TLS, and TLS cannot be set up.
    pub(super) fn new(connection: Connection) -> Result<Self, rustls::Error> {
        let dialer = Self { connection, tls: OnceLock::new() };
        if dialer.connection.needs_tls() {
            dialer.tls()?;
        }
        Ok(dialer)
    }

    /// The proxy that reads the requests to this URL. It only passes on what is encrypted.
    pub(super) fn reading_proxy(&self, url: &Url) -> Option<&Proxy> {
        self.connection.proxy().filter(|_| url.scheme() != "https")
    }

    /// A new connection to the server of this URL, or to the proxy that reads requests to it.
    ///
    /// # Errors
    /// When the host has no address, no address accepts a connection, the proxy refuses, or TLS cannot be agreed on.
    pub(super) async fn dial(&self, url: &Url) -> io::Result<Stream> {
        let is_encrypted = url.scheme() == "https";
        let mut stream = match self.connection.proxy() {
            None => Stream::Plain(connect(url).await?),
            Some(proxy) => {
                let connected = connect(&proxy.address).await;
                let refused =
                    |error: io::Error| io::Error::new(error.kind(), format!("the proxy {}: {error}", proxy.address));
                let mut stream = Stream::Plain(connected.map_err(refused)?);
                if proxy.address.scheme() == "https" {
                    stream = self.encrypt(stream, &proxy.address).await?;
                }
                if is_encrypted {
                    tunnel(&mut stream, url, proxy).await?;
                }
                stream
            }
        };
        if is_encrypted {
            stream = self.encrypt(stream, url).await?;
        }
        Ok(stream)
    }

    async fn encrypt(&self, stream: Stream, url: &Url) -> io::Result<Stream> {
        let name = match url.host() {
            Some(Host::Domain(name)) => ServerName::try_from(name.to_owned()).map_err(io::Error::other)?,
            Some(Host::Ipv4(address)) => ServerName::from(std::net::IpAddr::from(address)),
            Some(Host::Ipv6(address)) => ServerName::from(std::net::IpAddr::from(address)),
            None => return Err(no_host(url)),
        };
        let connector = TlsConnector::from(self.tls().map_err(io::Error::other)?);
        Ok(Stream::Tls(Box::new(connector.connect(name, stream).await?)))
    }

    fn tls(&self) -> Result<Arc<ClientConfig>, rustls::Error> {
        if let Some(tls) = self.tls.get() {
            return Ok(Arc::clone(tls));
        }
        let tls = Arc::new(self.connection.tls()?);
        Ok(Arc::clone(self.tls.get_or_init(|| tls)))
    }
}

/// Connects to the first address of a host that accepts. Hosts often have an address of IPv6 that does not work from
/// everywhere, so several are tried at the same time (RFC 8305).
async fn connect(url: &Url) -> io::Result<TcpStream> {
    let port = url.port_or_known_default().unwrap_or_default();
    let addresses: Vec<SocketAddr> = match url.host() {
        Some(Host::Domain(name)) => by_turns(lookup_host((name, port)).await?.collect()),
        Some(Host::Ipv4(address)) => vec![(address, port).into()],
        Some(Host::Ipv6(address)) => vec![(address, port).into()],
        None => return Err(no_host(url)),
    };
    let mut untried = addresses.into_iter();
    let mut attempts = FuturesUnordered::new();
    let mut last = io::Error::other("the host has no address");
    loop {
        let next = untried.next();
        let are_all = next.is_none();
        attempts.extend(next.map(TcpStream::connect));
        let ended = match are_all {
            true => attempts.next().await,
            false => match timeout(HEAD_START, attempts.next()).await {
                Ok(ended) => ended,
                // The other attempts continue.
                Err(_) => continue,
            },
        };
        match ended {
            Some(Ok(stream)) => {
                // Requests are written whole, so nothing is to be gathered into larger packets.
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Some(Err(error)) => last = error,
            None => return Err(last),
        }
    }
}

/// The addresses with both families by turns. The family that the system prefers comes first.
fn by_turns(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let first_is_ipv6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let count = addresses.len();
    let (preferred, other): (Vec<_>, Vec<_>) =
        addresses.into_iter().partition(|address| address.is_ipv6() == first_is_ipv6);
    let (mut preferred, mut other) = (preferred.into_iter(), other.into_iter());
    (0..count).flat_map(|_| [preferred.next(), other.next()]).flatten().collect()
}

/// Lets the proxy connect to the server of this URL (RFC 9110, section 9.3.6).
async fn tunnel(stream: &mut Stream, url: &Url, proxy: &Proxy) -> io::Result<()> {
    let host = url.host_str().unwrap_or_default();
    let authority = format!("{host}:{}", url.port_or_known_default().unwrap_or_default());
    let mut request = format!("CONNECT {authority} HTTP/1.1\r\nhost: {authority}\r\n").into_bytes();
    if let Some(credentials) = proxy.authorization() {
        request.extend_from_slice(&[b"proxy-authorization: ", credentials.as_bytes(), b"\r\n"].concat());
    }
    request.extend_from_slice(b"\r\n");
    stream.write_all(&request).await?;
    stream.flush().await?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        // Byte by byte, because what follows the answer is of the server.
        let byte = stream.read_u8().await.map_err(|_| {
            let words = "the proxy closed the connection before it had answered CONNECT";
            io::Error::new(io::ErrorKind::UnexpectedEof, format!("{words} {authority}"))
        })?;
        answer.push(byte);
        if answer.len() > LARGEST_ANSWER {
            break;
        }
    }
    let line = answer.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let status = line.strip_prefix(b"HTTP/1.1 ").or_else(|| line.strip_prefix(b"HTTP/1.0 "));
    match status {
        Some([b'2', _, _] | [b'2', _, _, b' ', ..]) => Ok(()),
        Some(status) => {
            let status = status.escape_ascii();
            Err(io::Error::other(format!("the proxy answered CONNECT {authority} with `{status}`")))
        }
        None => Err(io::Error::other(format!("the proxy did not answer CONNECT {authority} in HTTP/1.1"))),
    }
}

fn no_host(url: &Url) -> io::Error {
    io::Error::other(format!("{url} names no host"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_families_of_addresses_are_tried_by_turns() {
        let addresses = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<SocketAddr>>();
        let found = by_turns(addresses(&["[::1]:1", "[::2]:1", "[::3]:1", "1.1.1.1:1", "2.2.2.2:1"]));
        assert_eq!(found, addresses(&["[::1]:1", "1.1.1.1:1", "[::2]:1", "2.2.2.2:1", "[::3]:1"]));
        assert_eq!(by_turns(addresses(&["1.1.1.1:1", "[::1]:1"])), addresses(&["1.1.1.1:1", "[::1]:1"]));
    }

    #[tokio::test]
    async fn an_address_that_refuses_gives_way_to_the_next() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        // `localhost` also has ::1 on most systems, where nobody listens.
        let url = Url::parse(&format!("http://localhost:{port}")).unwrap();
        assert_eq!(connect(&url).await.unwrap().peer_addr().unwrap(), listener.local_addr().unwrap());
    }
}
