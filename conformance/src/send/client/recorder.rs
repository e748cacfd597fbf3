//! The stream of one connection, which records what the server sends.

use std::{
    io::{self, IoSlice, Read as _},
    pin::Pin,
    task::{Context, Poll, ready},
};

use hyper::rt;
use socket2::SockRef;
use tokio::{
    io::{AsyncRead as _, AsyncWrite as _, ReadBuf},
    net::TcpStream,
};

use super::{record::Record, send_error::is_reset, stream::Stream};

/// How many bytes are read at once.
const READ: usize = 8 * 1024;

/// How many bytes of a request are written together with the names in its head. A longer content takes several writes anyway.
const AT_ONCE: usize = 64 * 1024;

/// The stream between HTTP and a connection.
pub(super) struct Recorder {
    stream: Stream,
    buffer: Box<[u8; READ]>,
    record: Record,
}

impl Recorder {
    pub(super) fn new(stream: Stream, record: Record) -> Self {
        Self { stream, buffer: Box::new([0; READ]), record }
    }

    /// The connection itself.
    pub(super) fn into_stream(self) -> Stream {
        self.stream
    }
}

/// The result of writing so many bytes. A server may answer before it has read the whole request, and stop reading: then what
/// is left of the request goes nowhere, and reading shows the answer, or that the connection is broken.
fn written(length: usize, result: io::Result<usize>) -> io::Result<usize> {
    match result {
        Err(error) if is_reset(&error) => Ok(length),
        Ok(_) | Err(_) => result,
    }
}

/// What has arrived by now. The runtime learns of it only when it next asks the system about all connections.
fn read_now(stream: &TcpStream, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
    match (&*SockRef::from(stream)).read(buffer) {
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Poll::Pending,
        result => Poll::Ready(result),
    }
}

impl rt::Read for Recorder {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut to: rt::ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let Self { stream, buffer, record } = &mut *self;
        let room = to.remaining().min(READ);
        let now = match stream {
            Stream::Plain(stream) if record.is_asking() => read_now(stream, &mut buffer[..room]),
            Stream::Plain(_) | Stream::Tls(_) => Poll::Pending,
        };
        let length = match now {
            Poll::Ready(result) => result?,
            Poll::Pending => {
                let mut read = ReadBuf::new(&mut buffer[..room]);
                ready!(Pin::new(stream).poll_read(context, &mut read))?;
                read.filled().len()
            }
        };
        record.add(&buffer[..length]);
        to.put_slice(&buffer[..length]);
        Poll::Ready(Ok(()))
    }
}

impl rt::Write for Recorder {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        let Some(mut spelling) = self.record.spelling() else {
            let result = ready!(Pin::new(&mut self.stream).poll_write(context, from));
            return Poll::Ready(written(from.len(), result));
        };
        let result = ready!(Pin::new(&mut self.stream).poll_write(context, &spelling.spell(from)));
        let result = written(from.len(), result);
        if let Ok(length) = &result {
            self.record.wrote(from.get(..*length).unwrap_or(from));
        }
        Poll::Ready(result)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = ready!(Pin::new(&mut self.stream).poll_flush(context)).map(|()| 0);
        Poll::Ready(written(0, result).map(drop))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        from: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        // Content leaves together with its head: a server that refuses a request by its head alone closes the connection if the
        // content is not there yet, and the next request would be lost.
        if self.record.spelling().is_some() {
            let mut beginning = Vec::new();
            for slice in from {
                let room = AT_ONCE.saturating_sub(beginning.len());
                beginning.extend_from_slice(slice.get(..room).unwrap_or(slice));
            }
            return self.poll_write(context, &beginning);
        }
        let length = from.iter().map(|slice| slice.len()).sum();
        let result = ready!(Pin::new(&mut self.stream).poll_write_vectored(context, from));
        Poll::Ready(written(length, result))
    }
}

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, net::TcpListener};

    use hyper::rt::Write as _;

    use super::*;
    use crate::send::wire_form::NameCase;

    #[tokio::test]
    async fn content_leaves_together_with_its_head() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let mut server = listener.accept().unwrap().0;
        let record = Record::default();
        let mut recorder = Recorder::new(Stream::Plain(stream), record.clone());
        for (names, spelled) in [(NameCase::Lower, "host"), (NameCase::Title, "Host"), (NameCase::Upper, "HOST")] {
            record.begin_request(names);
            let slices = [&b"PUT /a HTTP/1.1\r\nhost: h\r\n\r\n"[..], b"", b"{\"a-b\": 1}"];
            let slices = slices.map(IoSlice::new);
            let length = slices.iter().map(|slice| slice.len()).sum();
            let written = poll_fn(|context| Pin::new(&mut recorder).poll_write_vectored(context, &slices)).await;
            assert_eq!(written.unwrap(), length, "{names:?}");

            let mut arrived = vec![0; length];
            server.read_exact(&mut arrived).unwrap();
            let expected = format!("PUT /a HTTP/1.1\r\n{spelled}: h\r\n\r\n{{\"a-b\": 1}}");
            assert_eq!(String::from_utf8_lossy(&arrived), expected);
        }
    }
}
