//! Connections whose bytes are changed before the server reads them.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use axum::serve::Listener;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

/// What is done to bytes that have been read.
pub(crate) type Reads = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// Accepts connections of TCP.
pub(crate) struct ReadingListener {
    listener: TcpListener,
    reads: Reads,
}

/// A connection of TCP.
pub(crate) struct ReadingStream {
    stream: TcpStream,
    reads: Reads,
}

impl ReadingListener {
    pub(crate) const fn new(listener: TcpListener, reads: Reads) -> Self {
        Self { listener, reads }
    }
}

impl Listener for ReadingListener {
    type Io = ReadingStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (ReadingStream, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        (ReadingStream { stream, reads: Arc::clone(&self.reads) }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl AsyncRead for ReadingStream {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, to: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = to.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, to))?;
        if let Some(read) = to.filled_mut().get_mut(before..) {
            (self.reads)(read);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for ReadingStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, from)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
