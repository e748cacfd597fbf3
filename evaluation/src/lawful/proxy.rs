//! A proxy between the suite and the reference server that makes one lawful server of it.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use anyhow::{Context as _, Result};
use kii_spec::Api;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::sleep,
};

use super::{
    facts::Facts,
    message::{Answer, Request},
    variant::Variant,
};
use crate::reference::ADDRESS;

/// A proxy that is running. Dropping it ends it.
pub(super) struct Proxy {
    pub(super) address: SocketAddr,
    serving: JoinHandle<()>,
}

/// What a variant may look at: the spec, and what the proxy has done before.
pub(super) struct Memory {
    pub(super) facts: Facts,
    /// How many requests there have been.
    requests: AtomicUsize,
    /// How many requests a server with a limit takes at once, and when that was so.
    tokens: Mutex<(f64, Instant)>,
}

impl Memory {
    fn new(api: &Arc<Api>) -> Self {
        let tokens = Mutex::new((0.0, Instant::now()));
        Self { facts: Facts::of(api), requests: AtomicUsize::new(0), tokens }
    }

    /// Whether a server takes a request that takes so many a second, and as many at once as come in a second.
    pub(super) fn takes(&self, rate: f64) -> bool {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let (left, since) = *tokens;
        let left = (left + since.elapsed().as_secs_f64() * rate).min(rate);
        let takes = left >= 1.0;
        *tokens = (if takes { left - 1.0 } else { left }, Instant::now());
        takes
    }

    /// The number of the request, from 1.
    pub(super) fn count(&self) -> usize {
        self.requests.fetch_add(1, Ordering::Relaxed) + 1
    }
}

impl Proxy {
    /// Starts a proxy in front of a server.
    pub(super) async fn start(api: &Arc<Api>, server: SocketAddr, variant: &'static Variant) -> Result<Self> {
        let listener = TcpListener::bind(ADDRESS).await.context("cannot start a proxy")?;
        let address = listener.local_addr().context("the proxy has no address")?;
        let memory = Arc::new(Memory::new(api));
        let serving = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // Whoever gives up on a connection is right to do so.
                let memory = Arc::clone(&memory);
                tokio::spawn(async move { drop(attend(client, server, variant, &memory).await) });
            }
        });
        Ok(Self { address, serving })
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Passes the requests of a connection on, and the answers back, until the connection ends.
async fn attend(client: TcpStream, server: SocketAddr, variant: &Variant, memory: &Memory) -> io::Result<()> {
    client.set_nodelay(true)?;
    let mut client = BufReader::new(client);
    let server = TcpStream::connect(server).await?;
    server.set_nodelay(true)?;
    let mut server = BufReader::new(server);
    loop {
        // The server closes connections that are idle for long; the client then learns of it in the same way.
        let request = tokio::select! {
            request = Request::read(&mut client) => request?,
            _ = server.fill_buf() => None,
        };
        let Some(mut request) = request else { return Ok(()) };
        let asked = request.clone();
        let mut answer = match (variant.refuse)(memory, &asked) {
            Some(answer) => answer,
            None => {
                sleep((variant.delay)(memory, &asked)).await;
                (variant.request)(memory, &mut request);
                server.write_all(&request.bytes()).await?;
                Answer::read(&mut server, &request).await?
            }
        };
        (variant.answer)(memory, &asked, &mut answer);
        sleep(answer.delay).await;
        client.write_all(&answer.bytes(&asked)).await?;
        client.flush().await?;
        if answer.closes {
            return client.shutdown().await;
        }
    }
}
