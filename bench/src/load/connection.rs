//! A connection that carries one request at a time, and reads no more of an answer than where it ends and what its status is.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail, ensure};
use httparse::{EMPTY_HEADER, Response, Status};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::request::Request;

/// The most bytes that an answer may have.
const LARGEST: usize = 16 << 10;

/// The most headers that an answer may have.
const HEADERS: usize = 32;

/// A connection to a server.
pub(super) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer that has arrived as a whole.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    status: u16,
    /// Where its content begins.
    head: usize,
}

impl Connection {
    /// Opens a connection.
    pub(super) async fn open(server: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(server).await.context("cannot connect to the server")?;
        stream.set_nodelay(true).context("cannot connect to the server")?;
        Ok(Self { stream, buffer: vec![0; LARGEST] })
    }

    /// Sends a request and waits for its answer.
    ///
    /// # Errors
    /// When the connection breaks, or the answer has another status than it should.
    pub(super) async fn exchange(&mut self, request: &Request) -> Result<()> {
        self.stream.write_all(request.bytes()).await.context("the server has closed a connection")?;
        let mut length = 0;
        loop {
            let rest = self.buffer.get_mut(length..).unwrap_or_default();
            ensure!(!rest.is_empty(), "expected an answer of at most {LARGEST} bytes, found a longer one");
            let read = self.stream.read(rest).await.context("the server has closed a connection")?;
            ensure!(read > 0, "the server has closed a connection before its answer was whole");
            length += read;
            let received = self.buffer.get(..length).unwrap_or_default();
            let Some(Answer { status, head }) = Answer::parse(received)? else { continue };
            if !request.expected().contains(&status) {
                let content = String::from_utf8_lossy(received.get(head..).unwrap_or_default());
                let expected: Vec<String> = request.expected().iter().map(u16::to_string).collect();
                let line = request.bytes().split(|byte| *byte == b'\r').next().unwrap_or_default();
                let line = String::from_utf8_lossy(line);
                bail!("{line}: expected {}, found {status}: {content}", expected.join(" or "));
            }
            return Ok(());
        }
    }
}

impl Answer {
    /// The answer that these bytes are, if they are a whole one.
    fn parse(bytes: &[u8]) -> Result<Option<Self>> {
        let mut headers = [EMPTY_HEADER; HEADERS];
        let mut response = Response::new(&mut headers);
        let parsed = response.parse(bytes).context("the server has not answered with HTTP/1.1")?;
        let Status::Complete(head) = parsed else { return Ok(None) };
        let length = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
        let length = length.and_then(|header| std::str::from_utf8(header.value).ok()?.parse::<usize>().ok());
        let length = length.context("expected an answer with Content-Length, found one without")?;
        let status = response.code.unwrap_or_default();
        Ok((bytes.len() >= head + length).then_some(Self { status, head }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_when_head_and_content_are() {
        let bytes = b"HTTP/1.1 201 Created\r\ncontent-length: 4\r\n\r\ndone";
        for length in 0..bytes.len() {
            assert_eq!(Answer::parse(&bytes[..length]).unwrap(), None, "{length}");
        }
        assert_eq!(Answer::parse(bytes).unwrap(), Some(Answer { status: 201, head: bytes.len() - 4 }));
    }

    #[test]
    fn an_answer_whose_end_is_not_known_is_an_error() {
        assert!(Answer::parse(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
        assert!(Answer::parse(b"SSH-2.0-OpenSSH\r\n").is_err());
    }
}
