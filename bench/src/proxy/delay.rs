//! A proxy that adds latency to every round trip.
//!
//! All of it is added on the way to the server, so that the timer's grain of a millisecond counts once. Connections share
//! nothing, and bytes that are on their way do not hold up those behind them. Opening a connection takes no longer.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::mpsc::{self, UnboundedReceiver, UnboundedSender},
    time::{Instant, sleep_until},
};

use super::Proxy;
use crate::traffic::{Connection, Counts, Traffic};

/// The most bytes that are read at once.
const CHUNK: usize = 16 * 1024;

/// A proxy that adds latency.
pub(crate) struct DelayProxy {
    proxy: Proxy,
    seen: Arc<Seen>,
}

/// What a proxy has seen, and the latency that it really added.
#[derive(Default)]
struct Seen {
    traffic: Traffic,
    chunks: AtomicU64,
    delays_us: AtomicU64,
}

/// Bytes that came at a time.
type Chunk = (Instant, Vec<u8>);

impl DelayProxy {
    /// Starts a proxy before a server.
    pub(crate) async fn start(server: SocketAddr, latency: Duration) -> Result<Self> {
        let seen = Arc::new(Seen::default());
        let shared = Arc::clone(&seen);
        let carry = move |_, client, server| carry(client, server, latency, Arc::clone(&shared));
        Ok(Self { proxy: Proxy::start(server, carry).await?, seen })
    }

    /// The URL under which clients reach the server through it.
    pub(crate) fn base_url(&self) -> String {
        self.proxy.base_url()
    }

    /// The requests that went through it.
    pub(crate) fn counts(&self) -> Counts {
        self.seen.traffic.counts()
    }

    /// The latency that it added on average, in seconds.
    pub(crate) fn added(&self) -> f64 {
        let chunks = self.seen.chunks.load(Ordering::Relaxed).max(1);
        self.seen.delays_us.load(Ordering::Relaxed) as f64 / chunks as f64 / 1e6
    }
}

async fn carry(client: TcpStream, server: TcpStream, latency: Duration, seen: Arc<Seen>) {
    let connection = seen.traffic.connection();
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::join!(
        accept(from_client, sender, &connection),
        deliver(receiver, to_server, latency, &seen),
        answer(from_server, to_client, &connection),
    );
    connection.answered();
}

/// Takes what the client sends, with the times.
async fn accept(mut from: OwnedReadHalf, to: UnboundedSender<Chunk>, connection: &Connection<'_>) {
    let mut buffer = vec![0; CHUNK];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        connection.asked();
        if to.send((Instant::now(), buffer[..length].to_vec())).is_err() {
            break;
        }
    }
}

/// Passes it on when the latency is over.
async fn deliver(mut from: UnboundedReceiver<Chunk>, mut to: OwnedWriteHalf, latency: Duration, seen: &Seen) {
    while let Some((came, bytes)) = from.recv().await {
        if !latency.is_zero() {
            sleep_until(came + latency).await;
        }
        let delay = u64::try_from(came.elapsed().as_micros()).unwrap_or(u64::MAX);
        seen.chunks.fetch_add(1, Ordering::Relaxed);
        seen.delays_us.fetch_add(delay, Ordering::Relaxed);
        if to.write_all(&bytes).await.is_err() {
            return;
        }
    }
    // The client has no more to send; the server may still answer.
    let _ = to.shutdown().await;
}

async fn answer(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, connection: &Connection<'_>) {
    let mut buffer = vec![0; CHUNK];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        connection.answered();
        if to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
    let _ = to.shutdown().await;
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;
    use crate::deployment::ADDRESS;

    /// A server that gives every byte back, but nothing to a connection that begins with `hold`.
    async fn echo() -> SocketAddr {
        let listener = TcpListener::bind(ADDRESS).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut from, mut to) = stream.into_split();
                    let mut begin = [0; 4];
                    from.read_exact(&mut begin).await.unwrap();
                    if &begin == b"hold" {
                        std::future::pending::<()>().await;
                    }
                    to.write_all(&begin).await.unwrap();
                    let _ = tokio::io::copy(&mut from, &mut to).await;
                });
            }
        });
        address
    }

    async fn connect(proxy: &DelayProxy) -> TcpStream {
        TcpStream::connect(proxy.base_url().trim_start_matches("http://")).await.unwrap()
    }

    async fn ping(stream: &mut TcpStream) {
        let mut answer = [0; 4];
        stream.write_all(b"ping").await.unwrap();
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"ping");
    }

    #[tokio::test]
    async fn every_round_trip_takes_at_least_the_latency() {
        let latency = Duration::from_millis(20);
        let proxy = DelayProxy::start(echo().await, latency).await.unwrap();
        let mut stream = connect(&proxy).await;
        let begun = Instant::now();
        for _ in 0..3 {
            ping(&mut stream).await;
        }
        assert!(begun.elapsed() >= 3 * latency);
        assert!(proxy.added() >= latency.as_secs_f64());
        assert_eq!((proxy.counts().requests, proxy.counts().most_in_flight), (3, 1));
    }

    #[tokio::test]
    async fn a_connection_without_an_answer_holds_up_no_other() {
        let proxy = DelayProxy::start(echo().await, Duration::from_millis(1)).await.unwrap();
        let mut held = connect(&proxy).await;
        held.write_all(b"hold").await.unwrap();
        while proxy.counts().requests == 0 {
            tokio::task::yield_now().await;
        }
        ping(&mut connect(&proxy).await).await;
        assert_eq!((proxy.counts().requests, proxy.counts().most_in_flight), (2, 2));
    }

    #[tokio::test]
    async fn a_client_that_stops_sending_still_gets_the_answer() {
        let proxy = DelayProxy::start(echo().await, Duration::from_millis(1)).await.unwrap();
        let mut stream = connect(&proxy).await;
        stream.write_all(&[7; 100_000]).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        assert_eq!(answer, [7; 100_000]);
    }
}
