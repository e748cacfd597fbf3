//! A server on a TCP socket of this process.

use std::{fmt::Debug, io, net::SocketAddr, sync::Arc};

use axum::{Router, serve::Listener};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    select,
    sync::{Semaphore, watch},
    task::{JoinHandle, JoinSet},
    time::timeout,
};

#[cfg(feature = "faults")]
use crate::reading::{ReadingListener, Reads};
use crate::{
    connection,
    cors::Cors,
    fixture::Fixture,
    listening::{Listening, OpenConnection},
    progress::Progress,
    reference::ReferenceServer,
    watched::Watched,
};

/// Starts servers on the current Tokio runtime.
pub struct Server;

/// A server that is running. Dropping it asks the server to stop without waiting for it.
pub struct Running {
    address: SocketAddr,
    stop: watch::Sender<()>,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts a reference server; port 0 takes a free one.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub async fn bind(address: SocketAddr, fixture: Fixture) -> io::Result<Running> {
        Self::serve(address, ReferenceServer::new(fixture).router()).await
    }

    /// Starts a reference server with an application and principals of its own, and gives the `target.toml` for it; port 0
    /// takes a free one.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub async fn demo(address: SocketAddr) -> io::Result<(Running, String)> {
        Self::demo_for(address, &Cors::AnyOrigin).await
    }

    /// The same for pages of these origins.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub async fn demo_for(address: SocketAddr, cors: &Cors) -> io::Result<(Running, String)> {
        let fixture = Fixture::demo();
        let running = Self::serve(address, ReferenceServer::new(fixture.clone()).router_for(cors)).await?;
        let target = fixture.target_toml(&running.base_url());
        Ok((running, target))
    }

    /// Starts a server of any router; port 0 takes a free one.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub async fn serve(address: SocketAddr, router: Router) -> io::Result<Running> {
        Self::serve_with(address, router, Listening::default()).await
    }

    /// The same, with what somebody has decided about connections.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub async fn serve_with(address: SocketAddr, router: Router, listening: Listening) -> io::Result<Running> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self::on(listener, address, router, listening))
    }

    /// The same, whose connections give what they read to `reads`, which may change it.
    #[cfg(feature = "faults")]
    pub(crate) async fn serve_reading(address: SocketAddr, router: Router, reads: Reads) -> io::Result<Running> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self::on(ReadingListener::new(listener, reads), address, router, Listening::default()))
    }

    fn on<L: Listener<Addr: Debug>>(listener: L, address: SocketAddr, router: Router, listening: Listening) -> Running {
        // Receivers see the change when the sender is dropped.
        let (stop, stopped) = watch::channel(());
        let task = tokio::spawn(accept(listener, router, listening, stopped));
        Running { address, stop, task }
    }
}

/// Serves connections until it is stopped, and then those that are under way for a while.
async fn accept<L: Listener>(mut listener: L, router: Router, listening: Listening, mut stopped: watch::Receiver<()>) {
    let permits = Arc::new(Semaphore::new(listening.limits.connections));
    let mut connections = JoinSet::new();
    loop {
        let accepted = async {
            let permit = Arc::clone(&permits).acquire_owned().await;
            (permit, listener.accept().await.0)
        };
        let (permit, stream) = select! {
            accepted = accepted => accepted,
            _ = stopped.changed() => break,
        };
        let (router, listening, stopped) = (router.clone(), listening.clone(), stopped.clone());
        connections.spawn(async move {
            let _permit = permit;
            let open = OpenConnection::begin(Arc::clone(&listening.counts));
            if serve(stream, router, listening, stopped).await {
                open.note_time_out();
            }
        });
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    let all = async { while connections.join_next().await.is_some() {} };
    if timeout(listening.limits.shutdown, all).await.is_err() {
        connections.shutdown().await;
    }
}

/// Serves one connection. Gives whether it has been slow or idle for too long.
async fn serve<S>(stream: S, router: Router, listening: Listening, stopped: watch::Receiver<()>) -> bool
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let Listening { limits, counts, .. } = listening;
    let progress = Arc::new(Progress::new());
    let stream = Watched::new(stream, Arc::clone(&progress), counts);
    #[cfg(feature = "cli")]
    if let Some(tls) = listening.tls {
        return match timeout(limits.header, tls.accept(stream)).await {
            Ok(Ok(stream)) => {
                progress.begin();
                connection::serve(stream, router, limits, progress, stopped).await
            }
            Ok(Err(_)) => false,
            Err(_) => true,
        };
    }
    connection::serve(stream, router, limits, progress, stopped).await
}

impl Running {
    /// The address on which it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL under which it is reached, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops it once the requests that are under way are answered, or after the time that they are given.
    ///
    /// # Errors
    /// When the server had failed.
    pub async fn shutdown(self) -> io::Result<()> {
        let Self { stop, task, .. } = self;
        drop(stop);
        task.await.map_err(io::Error::other)
    }
}
