//! A proxy that records every byte of every connection, in order.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Result;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::Proxy;
use crate::recording::{Recording, Side};

/// The most bytes that are read at once.
const CHUNK: usize = 64 * 1024;

/// A proxy that records.
pub(crate) struct Recorder {
    proxy: Proxy,
    recording: Arc<Mutex<Recording>>,
}

impl Recorder {
    /// Starts a proxy before a server.
    pub(crate) async fn start(server: SocketAddr) -> Result<Self> {
        let recording = Arc::new(Mutex::new(Recording::default()));
        let shared = Arc::clone(&recording);
        let carry = move |number, client, server| carry(number, client, server, Arc::clone(&shared));
        Ok(Self { proxy: Proxy::start(server, carry).await?, recording })
    }

    /// The URL under which clients reach the server through it.
    pub(crate) fn base_url(&self) -> String {
        self.proxy.base_url()
    }

    /// What was recorded so far.
    pub(crate) fn recording(&self) -> Recording {
        self.recording.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn carry(number: usize, mut client: TcpStream, mut server: TcpStream, recording: Arc<Mutex<Recording>>) {
    let (mut sent, mut received) = (vec![0; CHUNK], vec![0; CHUNK]);
    let note = |side, bytes: &[u8]| {
        recording.lock().unwrap_or_else(PoisonError::into_inner).note(number, side, bytes);
    };
    // A server that refuses a request need not read the rest of it: what it has answered counts all the same.
    let mut listens = true;
    loop {
        // One of the two at a time: so the order is the one in which the bytes came.
        tokio::select! {
            read = client.read(&mut sent), if listens => match read {
                Ok(length @ 1..) => {
                    note(Side::Client, &sent[..length]);
                    listens = server.write_all(&sent[..length]).await.is_ok();
                }
                Ok(0) | Err(_) => return,
            },
            read = server.read(&mut received) => match read {
                Ok(length @ 1..) => {
                    note(Side::Server, &received[..length]);
                    if client.write_all(&received[..length]).await.is_err() { return }
                }
                Ok(0) | Err(_) => return,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;
    use crate::deployment::ADDRESS;

    #[tokio::test]
    async fn both_sides_of_a_connection_are_recorded_in_order() {
        let listener = TcpListener::bind(ADDRESS).await.unwrap();
        let recorder = Recorder::start(listener.local_addr().unwrap()).await.unwrap();
        let address = recorder.base_url();
        let mut client = TcpStream::connect(address.trim_start_matches("http://")).await.unwrap();
        let (mut server, _) = listener.accept().await.unwrap();
        for (question, answer) in [(b"one", b"two"), (b"abc", b"xyz")] {
            let mut bytes = [0; 3];
            client.write_all(question).await.unwrap();
            server.read_exact(&mut bytes).await.unwrap();
            server.write_all(answer).await.unwrap();
            client.read_exact(&mut bytes).await.unwrap();
        }
        let recording = recorder.recording();
        let [exchanges] = recording.connections.as_slice() else { panic!("{recording:?}") };
        let texts =
            exchanges.iter().map(|exchange| [&exchange.request, &exchange.answer].map(|bytes| bytes.as_slice()));
        assert_eq!(texts.collect::<Vec<_>>(), [[b"one", b"two"], [b"abc", b"xyz"]]);
    }
}
