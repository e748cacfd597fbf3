//! The connections that no exchange uses at the moment, to be used again.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use http::Version;
use url::Url;

use super::http_connection::HttpConnection;

/// How long a connection may be idle. Servers close idle connections; a request that crosses the end of its connection would
/// look as if the target had refused it.
const LONGEST_IDLE: Duration = Duration::from_secs(2);

/// Idle connections to all hosts. How many connections there are follows from how many exchanges run at the same time.
#[derive(Default)]
pub(super) struct Pool {
    hosts: Mutex<Vec<Host>>,
}

/// The idle connections to one host.
struct Host {
    scheme: String,
    name: String,
    port: Option<u16>,
    /// The one that was used last is at the end.
    idle: Vec<Idle>,
    /// Whether the host sends bytes that belong to no answer, after it has answered. They would be taken for the
    /// answer to the next request, so each exchange needs a connection of its own.
    is_unclean: bool,
    /// The version of HTTP in its last answer.
    version: Option<Version>,
}

struct Idle {
    connection: HttpConnection,
    since: Instant,
}

impl Pool {
    /// A connection that can take a request to this URL now.
    pub(super) fn take(&self, url: &Url, now: Instant) -> Option<HttpConnection> {
        loop {
            let Idle { mut connection, since } = self.with_host(url, |host| host.idle.pop())?;
            if now - since <= LONGEST_IDLE && connection.is_idle() {
                return Some(connection);
            }
            if !connection.surplus().is_empty() {
                self.set_unclean(url);
            }
        }
    }

    /// Puts a connection back whose exchange is complete.
    pub(super) fn put(&self, url: &Url, connection: HttpConnection, now: Instant) {
        self.with_host(url, |host| {
            let expired = host.idle.iter().take_while(|idle| now - idle.since > LONGEST_IDLE).count();
            host.idle.drain(..expired);
            if !host.is_unclean {
                host.idle.push(Idle { connection, since: now });
            }
        });
    }

    /// Never uses a connection to this host a second time.
    pub(super) fn set_unclean(&self, url: &Url) {
        self.with_host(url, |host| {
            host.is_unclean = true;
            host.idle.clear();
        });
    }

    /// Notes with which version of HTTP this host has answered.
    pub(super) fn set_version(&self, url: &Url, version: Version) {
        self.with_host(url, |host| host.version = Some(version));
    }

    /// Whether this host is known to read chunks, which came with HTTP/1.1.
    pub(super) fn reads_chunks(&self, url: &Url) -> bool {
        self.with_host(url, |host| host.version >= Some(Version::HTTP_11))
    }

    fn with_host<T>(&self, url: &Url, act: impl FnOnce(&mut Host) -> T) -> T {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        // There are few, and looking at them allocates nothing.
        let found = hosts.iter().position(|host| host.is_of(url)).unwrap_or_else(|| {
            hosts.push(Host::new(url));
            hosts.len() - 1
        });
        act(&mut hosts[found])
    }
}

impl Host {
    fn new(url: &Url) -> Self {
        Self {
            scheme: url.scheme().to_owned(),
            name: url.host_str().unwrap_or_default().to_owned(),
            port: url.port_or_known_default(),
            idle: Vec::new(),
            is_unclean: false,
            version: None,
        }
    }

    fn is_of(&self, url: &Url) -> bool {
        self.port == url.port_or_known_default()
            && self.scheme == url.scheme()
            && self.name == url.host_str().unwrap_or_default()
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        f.debug_map().entries(hosts.iter().map(|host| (&host.name, host.idle.len()))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::stream::Stream, *};

    #[tokio::test]
    async fn a_connection_is_used_again_by_its_own_host_and_not_after_a_long_time() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = tokio::net::TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let url = |text: &str| Url::parse(text).unwrap();
        let (pool, now, host) = (Pool::default(), Instant::now(), url("http://a.test/x?y"));
        let mut connection = HttpConnection::new(Stream::Plain(stream)).await.unwrap();
        for elsewhere in ["https://a.test:80/x?y", "http://b.test/x?y", "http://a.test:81/x?y"] {
            pool.put(&host, connection, now);
            assert!(pool.take(&url(elsewhere), now).is_none(), "{elsewhere}");
            connection = pool.take(&url("http://a.test:80/z"), now + LONGEST_IDLE).unwrap();
            assert!(pool.take(&host, now).is_none(), "it is in use");
        }
        pool.put(&host, connection, now);
        assert!(pool.take(&host, now + LONGEST_IDLE + Duration::from_millis(1)).is_none());
    }
}
