//! A server on a TCP socket of this process.

use std::{fmt::Debug, io, net::SocketAddr, time::Duration};

use axum::{Router, serve::Listener};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle, time::timeout};

#[cfg(feature = "faults")]
use crate::reading::{ReadingListener, Reads};
use crate::{cors::Cors, fixture::Fixture, reference::ReferenceServer};

/// How long requests that are under way may take once the server is asked to stop.
const GRACE: Duration = Duration::from_secs(5);

/// Starts servers on the current Tokio runtime.
pub struct Server;

/// A server that is running. Dropping it asks the server to stop without waiting for it.
pub struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<io::Result<()>>,
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
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self::on(listener, address, router))
    }

    /// The same, whose connections give what they read to `reads`, which may change it.
    #[cfg(feature = "faults")]
    pub(crate) async fn serve_reading(address: SocketAddr, router: Router, reads: Reads) -> io::Result<Running> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self::on(ReadingListener::new(listener, reads), address, router))
    }

    fn on<L: Listener<Addr: Debug>>(listener: L, address: SocketAddr, router: Router) -> Running {
        let (stop, stopped) = oneshot::channel::<()>();
        // The receiver resolves when the sender is used, and also when it is dropped.
        let stopped = async { drop(stopped.await) };
        let task = tokio::spawn(async move { axum::serve(listener, router).with_graceful_shutdown(stopped).await });
        Running { address, stop, task }
    }
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

    /// Stops it once the requests that are under way are answered, or after five seconds.
    ///
    /// # Errors
    /// When the server had failed.
    pub async fn shutdown(self) -> io::Result<()> {
        let Self { stop, mut task, .. } = self;
        drop(stop);
        match timeout(GRACE, &mut task).await {
            Ok(ended) => ended.map_err(io::Error::other)?,
            Err(_) => {
                task.abort();
                Ok(())
            }
        }
    }
}
