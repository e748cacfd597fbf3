//! One connection over which HTTP/1.1 exchanges run, one after the other.

use std::{
    future::{Future as _, poll_fn},
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use http::{Method, Request, Response};
use hyper::{
    body::{Body as _, Frame, Incoming},
    client::conn::http1::{self, SendRequest},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    sync::Notify,
    time::{sleep, timeout},
};
use url::Url;

use super::{content::Content, record::Record, recorder::Recorder, stream::Stream};
use crate::send::wire_form::NameCase;

/// How many bytes are kept of those behind an answer.
const KEPT: usize = 4 * 1024;

/// How long the part of a content that is sent may take to leave, before the rest is broken off.
const FLUSH: Duration = Duration::from_millis(20);

/// How long a server may take to close a connection that the client has closed, before the client looks at what is stored.
const GRACE: Duration = Duration::from_secs(1);

/// A connection. Whoever awaits an answer also drives it, so dropping it ends it at once, and no task has to be woken for
/// it: as cheap as a task of its own when measured, and its end and the bytes that are left are at hand.
pub(super) struct HttpConnection {
    sender: SendRequest<Content>,
    /// `None` once HTTP has ended.
    driver: Option<http1::Connection<Recorder, Content>>,
    record: Record,
    /// What was sent last.
    last: Option<(Method, Url)>,
    /// The first bytes that arrived when no answer was awaited any more.
    surplus: Bytes,
}

/// Why there is no head of an answer.
pub(super) enum NoHead {
    /// Nothing of the request was written, so it can be sent over another connection.
    Unsent(Request<Content>),
    /// The exchange failed.
    Failed {
        error: hyper::Error,
        /// What had been received.
        received: Vec<u8>,
        /// The request before, if the connection had been used.
        previous: Option<(Method, Url)>,
    },
}

impl HttpConnection {
    /// HTTP over a stream that has just been connected.
    ///
    /// # Errors
    /// As HTTP/1.1 sends nothing before the first request, none in practice.
    pub(super) async fn new(stream: Stream) -> hyper::Result<Self> {
        let record = Record::default();
        // The limits are those of hyper: to name the same ones would make it allocate for each head. A test holds them.
        let (sender, driver) = http1::Builder::new().handshake(Recorder::new(stream, record.clone())).await?;
        Ok(Self { sender, driver: Some(driver), record, last: None, surplus: Bytes::new() })
    }

    /// Whether the connection can be used again: the server has neither closed it nor sent anything since the last answer.
    /// Asks the system, as the runtime learns of it only when it next looks at all connections, which may be too late.
    pub(super) fn is_idle(&mut self) -> bool {
        self.record.begin();
        self.record.set_asking(true);
        self.drive(&mut Context::from_waker(Waker::noop()));
        self.record.set_asking(false);
        self.is_ready()
    }

    /// The first bytes that arrived when no answer was awaited any more.
    pub(super) const fn surplus(&self) -> &Bytes {
        &self.surplus
    }

    /// Sends a request and waits for the head of the answer. Returns the bytes of the head, too.
    ///
    /// # Errors
    /// When no head of an answer arrives.
    pub(super) async fn send(
        &mut self,
        request: Request<Content>,
        method: &Method,
        url: &Url,
        names: NameCase,
    ) -> Result<(Response<Incoming>, Bytes), NoHead> {
        self.record.begin();
        self.record.begin_request(names);
        let previous = self.last.replace((method.clone(), url.clone()));
        let mut answer = pin!(self.sender.try_send_request(request));
        let answered = poll_fn(|context| {
            self.drive(context);
            answer.as_mut().poll(context)
        });
        match answered.await {
            Ok(answer) => Ok((answer, self.record.take_head())),
            Err(mut error) => Err(match error.take_message() {
                Some(request) if previous.is_some() => NoHead::Unsent(request),
                Some(_) | None => {
                    NoHead::Failed { error: error.into_error(), received: self.record.received(), previous }
                }
            }),
        }
    }

    /// Sends a request until `reached` says that no more of its content is to come, and closes the client's side. Then waits
    /// until the server has closed its own, so that it has noticed, but not longer than [`GRACE`].
    pub(super) async fn break_off(mut self, request: Request<Content>, names: NameCase, reached: &Notify) {
        self.record.begin();
        self.record.begin_request(names);
        let mut answer = pin!(self.sender.try_send_request(request));
        let mut reached = pin!(async {
            reached.notified().await;
            // What has been given to the connection has to leave it.
            sleep(FLUSH).await;
        });
        // A server may answer before: then it has decided without the rest.
        poll_fn(|context| {
            self.drive(context);
            let is_answered = answer.as_mut().poll(context).is_ready();
            if is_answered { Poll::Ready(()) } else { reached.as_mut().poll(context) }
        })
        .await;
        let Some(driver) = self.driver.take() else { return };
        let mut stream = driver.into_parts().io.into_stream();
        let mut buffer = [0; KEPT];
        // However this ends, the connection is closed, and what the server says is of no interest.
        let _ = stream.shutdown().await;
        let _ = timeout(GRACE, async { while matches!(stream.read(&mut buffer).await, Ok(1..)) {} }).await;
    }

    /// The next part of the content of the answer, or its trailer section; `None` at its end.
    pub(super) async fn frame(&mut self, content: &mut Incoming) -> Option<hyper::Result<Frame<Bytes>>> {
        poll_fn(|context| match Pin::new(&mut *content).poll_frame(context) {
            Poll::Ready(frame) => Poll::Ready(frame),
            Poll::Pending => {
                self.drive(context);
                Pin::new(&mut *content).poll_frame(context)
            }
        })
        .await
    }

    /// Ends an exchange whose answer is complete: what came behind the answer, and the connection if it can be used again.
    pub(super) fn end(mut self) -> (Bytes, Option<Self>) {
        if !self.is_ready() {
            self.drive(&mut Context::from_waker(Waker::noop()));
        }
        if self.is_ready() {
            return (Bytes::new(), Some(self));
        }
        self.stop();
        (self.surplus, None)
    }

    fn is_ready(&self) -> bool {
        self.driver.is_some() && self.sender.is_ready()
    }

    /// Lets HTTP read and write as far as it can.
    fn drive(&mut self, context: &mut Context<'_>) {
        // An error is also given to whoever awaits the answer or its content.
        if self.driver.as_mut().is_some_and(|driver| Pin::new(driver).poll(context).is_ready()) {
            self.stop();
        }
    }

    /// Closes the connection and keeps what has been read and was part of no answer.
    fn stop(&mut self) {
        if let Some(driver) = self.driver.take() {
            let left = driver.into_parts().read_buf;
            self.surplus = Bytes::copy_from_slice(left.get(..KEPT).unwrap_or(&left));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::{TcpListener, TcpStream},
        thread,
    };

    use super::*;
    use crate::send::wire_form::Delivery;

    /// A connection over which one exchange has run, and the server's side of it.
    async fn used() -> (HttpConnection, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = tokio::net::TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let mut server = listener.accept().unwrap().0;
        let server = thread::spawn(move || {
            assert!(server.read(&mut [0; 1024]).unwrap() > 0);
            server.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
            server
        });
        let mut connection = HttpConnection::new(Stream::Plain(client)).await.unwrap();
        assert!(send(&mut connection).await.is_ok());
        let (surplus, connection) = connection.end();
        assert!(surplus.is_empty());
        (connection.unwrap(), server.join().unwrap())
    }

    async fn send(connection: &mut HttpConnection) -> Result<(Response<Incoming>, Bytes), NoHead> {
        let url = Url::parse("http://127.0.0.1/").unwrap();
        let content = Content::new(Bytes::new(), Delivery::Whole, None);
        connection.send(Request::new(content), &Method::GET, &url, NameCase::Lower).await
    }

    #[tokio::test]
    async fn what_the_runtime_does_not_know_yet_is_seen_before_a_connection_is_used_again() {
        let (mut connection, mut server) = used().await;
        assert!(connection.is_idle());
        server.write_all(b"hello").unwrap();
        assert!(!connection.is_idle());
        assert_eq!(&connection.surplus()[..], b"hello");

        let (mut connection, server) = used().await;
        drop(server);
        assert!(!connection.is_idle());
        assert!(connection.surplus().is_empty());
    }

    #[tokio::test]
    async fn a_request_that_finds_its_connection_closed_comes_back() {
        let (mut connection, server) = used().await;
        drop(server);
        connection.record.set_asking(true);
        assert!(matches!(send(&mut connection).await, Err(NoHead::Unsent(_))));
    }
}
