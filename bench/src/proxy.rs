//! A TCP proxy on the loopback: it hands each connection, with one of its own to the server, to whoever carries the bytes.

pub(crate) mod delay;
pub(crate) mod recorder;

use std::net::SocketAddr;

use anyhow::{Context, Result};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::deployment::ADDRESS;

/// A proxy that runs until it is dropped.
pub(crate) struct Proxy {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Starts a proxy before a server. `carry` gets the number of each connection, in the order in which they were accepted,
    /// with the stream of the client and that of the server.
    pub(crate) async fn start<F, C>(server: SocketAddr, carry: C) -> Result<Self>
    where
        C: Fn(usize, TcpStream, TcpStream) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind(ADDRESS).await.context("cannot start the proxy")?;
        let address = listener.local_addr().context("cannot start the proxy")?;
        let task = tokio::spawn(async move {
            let mut number = 0;
            while let Ok((client, _)) = listener.accept().await {
                // Without a server, the connection of the client just ends.
                let Ok(server) = TcpStream::connect(server).await else { continue };
                let (_, _) = (client.set_nodelay(true), server.set_nodelay(true));
                tokio::spawn(carry(number, client, server));
                number += 1;
            }
        });
        Ok(Self { address, task })
    }

    /// The URL under which clients reach the server through it.
    pub(crate) fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}
