//! A server that gives recorded answers: the first connection gets those of the first recorded one, and so on, in order.

use std::{net::SocketAddr, sync::Arc};

use anyhow::{Context, Result};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::{
    deployment::ADDRESS,
    recording::{Exchange, Recording},
};

/// A stub that runs until it is dropped.
pub(crate) struct Stub {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Stub {
    /// Starts a stub, for as many connections as were recorded, again and again.
    ///
    /// # Errors
    /// When no port is free.
    pub(crate) async fn start(recording: Arc<Recording>) -> Result<Self> {
        let listener = TcpListener::bind(ADDRESS).await.context("cannot start the stub")?;
        let address = listener.local_addr().context("cannot start the stub")?;
        let task = tokio::spawn(async move {
            let mut numbers = (0..recording.connections.len()).cycle();
            while let (Ok((stream, _)), Some(number)) = (listener.accept().await, numbers.next()) {
                let recording = Arc::clone(&recording);
                tokio::spawn(async move {
                    // A client that goes away is its own affair: it says so.
                    let _ = serve(stream, &recording.connections[number]).await;
                });
            }
        });
        Ok(Self { address, task })
    }

    /// Where it listens.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, exchanges: &[Exchange]) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut request = vec![0; exchanges.iter().map(|exchange| exchange.request.len()).max().unwrap_or_default()];
    for exchange in exchanges {
        stream.read_exact(&mut request[..exchange.request.len()]).await?;
        stream.write_all(&exchange.answer).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{recording::Side, replay};

    #[tokio::test]
    async fn a_replay_gets_the_answers_of_its_connections_in_order() {
        let mut recording = Recording::default();
        for (connection, side, bytes) in [
            (0, Side::Client, "a?"),
            (0, Side::Server, "first"),
            (1, Side::Client, "longer?"),
            (1, Side::Server, "second"),
            (0, Side::Client, "b?"),
            (0, Side::Server, "third"),
        ] {
            recording.note(connection, side, bytes.as_bytes());
        }
        let stub = Stub::start(Arc::new(recording.clone())).await.unwrap();
        let connections = replay::connect(&recording, stub.address()).await.unwrap();
        replay::replay(recording.clone(), connections).await.unwrap();
        // The second round gets the same, byte by byte.
        let mut connections = replay::connect(&recording, stub.address()).await.unwrap();
        for (connection, question, expected) in
            [(0, "a?", &b"first"[..]), (1, "longer?", b"second"), (0, "b?", b"third")]
        {
            connections[connection].write_all(question.as_bytes()).await.unwrap();
            let mut answer = vec![0; expected.len()];
            connections[connection].read_exact(&mut answer).await.unwrap();
            assert_eq!(answer, expected);
        }
    }
}
