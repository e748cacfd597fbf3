//! A bare client: it sends recorded requests over as many connections as were recorded, waits for as many bytes as the
//! answers had, and checks nothing. Nothing that sends these requests can use less CPU time without sending fewer bytes.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
};

use crate::recording::{Exchange, Recording};

/// Opens the connections, one after the other, so that the stub knows which is which.
///
/// # Errors
/// When one cannot be opened.
pub(crate) async fn connect(recording: &Recording, stub: SocketAddr) -> Result<Vec<TcpStream>> {
    let mut connections = Vec::new();
    for _ in &recording.connections {
        let stream = TcpStream::connect(stub).await.context("cannot connect to the stub")?;
        stream.set_nodelay(true).context("cannot connect to the stub")?;
        connections.push(stream);
    }
    Ok(connections)
}

/// Sends the requests of all connections at the same time, those of one connection in order.
///
/// # Errors
/// When a connection breaks.
pub(crate) async fn replay(recording: Recording, connections: Vec<TcpStream>) -> Result<()> {
    let mut tasks = JoinSet::new();
    for (stream, exchanges) in connections.into_iter().zip(recording.connections) {
        tasks.spawn(replay_one(stream, exchanges));
    }
    while let Some(ended) = tasks.join_next().await {
        ended.context("the replay broke down")?.context("a connection to the stub broke")?;
    }
    Ok(())
}

async fn replay_one(mut stream: TcpStream, exchanges: Vec<Exchange>) -> std::io::Result<()> {
    let mut answer = vec![0; exchanges.iter().map(|exchange| exchange.answer.len()).max().unwrap_or_default()];
    for exchange in exchanges {
        stream.write_all(&exchange.request).await?;
        stream.read_exact(&mut answer[..exchange.answer.len()]).await?;
    }
    Ok(())
}
