//! One exchange on the wire: a connection, the request, the answer, all within the time-out.

use std::{
    future::Future,
    pin::{Pin, pin},
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use hyper::body::{Body as _, Incoming};
use tokio::{
    sync::Notify,
    time::{Sleep, sleep},
};
use url::{Position, Url};

use super::{
    LARGEST_CONTENT, SendError,
    content::{Content, Halfway},
    dialer::Dialer,
    http_connection::{HttpConnection, NoHead},
    pool::Pool,
    send_error::{Arrived, TimeLimit},
};
use crate::{
    deployment::{Connection, Proxy},
    send::{
        exchange::{KEPT, Request, Response},
        wire_form::{Delivery, WireForm},
    },
};

/// The most bytes that are reserved for content before it arrives, as its head announces it: what a server says proves nothing.
const LARGEST_RESERVED: usize = 2 * 1024 * 1024;

/// How many bytes of content a server reads in any case, because they come with the head if the request comes in one piece: what
/// servers read at once, commonly 8 KiB, has to hold the head as well.
const UNREAD: usize = 4 * 1024;

/// How many bytes a second a slow line carries: half a megabit.
const SLOW_LINE: usize = 64 * 1024;

/// What the suite calls itself (RFC 9110, 10.1.5).
const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// Sends single requests over HTTP/1.1.
#[derive(Debug)]
pub(super) struct Wire {
    timeout: Duration,
    dialer: Dialer,
    pool: Pool,
}

impl Wire {
    /// # Errors
    /// When the target needs TLS, and TLS cannot be set up.
    pub(super) fn new(timeout: Duration, connection: Connection) -> Result<Self, SendError> {
        let dialer = Dialer::new(connection).map_err(|error| SendError::no_tls(&error))?;
        Ok(Self { timeout, dialer, pool: Pool::default() })
    }

    /// Sends a request and reads the whole answer. Where a server wants to know the length of a content that comes in chunks, the
    /// request is sent once more with it (RFC 9110, 15.5.12; decision A72). A server gets chunks only when it
    /// has answered with HTTP/1.1, as earlier versions have none (RFC 9112, 6.1).
    ///
    /// # Errors
    /// As for one exchange.
    pub(super) async fn answer(&self, request: &Request, halfway: Option<&Halfway>) -> Result<Response, SendError> {
        let is_chunked = request.form.delivery == Delivery::Chunked && self.pool.reads_chunks(&request.url);
        let answer = match request.form.delivery {
            Delivery::Chunked if !is_chunked => self.exchange(&whole(request), halfway).await?,
            Delivery::Chunked | Delivery::Whole | Delivery::InParts | Delivery::Slow | Delivery::BrokenOff => {
                self.exchange(request, halfway).await?
            }
        };
        self.pool.set_version(&request.url, answer.version);
        match is_chunked && answer.status == StatusCode::LENGTH_REQUIRED {
            true => self.exchange(&whole(request), halfway).await,
            false => Ok(answer),
        }
    }

    /// Sends a request and reads the whole answer. A request of which bytes were written is never sent again.
    ///
    /// # Errors
    /// When there is no connection, no answer in time, an answer that is not HTTP, or one that does not arrive as its head
    /// says.
    async fn exchange(&self, request: &Request, halfway: Option<&Halfway>) -> Result<Response, SendError> {
        let limit = self.time_for(request);
        let mut time = pin!(sleep(limit.whole()));
        let Request { method, url, form, .. } = request;
        let mut unsent = self.head(request, halfway)?;
        loop {
            let mut connection = match self.pool.take(url, Instant::now()) {
                Some(connection) => connection,
                None => in_time(time.as_mut(), self.connect(url))
                    .await
                    .unwrap_or_else(|| Err(SendError::no_connection_in_time(limit)))?,
            };
            let sent = in_time(time.as_mut(), connection.send(unsent, method, url, form.names)).await;
            match sent.ok_or_else(|| SendError::no_answer_in_time(limit))? {
                Ok(answer) => {
                    let is_whole = halfway.is_none() && form.delivery == Delivery::Whole;
                    return self.read(connection, answer, request, is_whole, time).await;
                }
                // The server had closed the connection before. The next one comes from the pool, or is new.
                Err(NoHead::Unsent(request)) => unsent = request,
                Err(NoHead::Failed { error, received, previous }) => {
                    let left_over = previous.clone().filter(|_| error.is_parse() && !received.starts_with(b"HTTP/1."));
                    return Err(match left_over {
                        None => SendError::no_answer(&error, &received, previous.as_ref()),
                        Some((method, previous)) => {
                            self.pool.set_unclean(url);
                            SendError::left_over(&method, &previous, &received)
                        }
                    });
                }
            }
        }
    }

    /// Sends a request with half of its content, then closes the connection.
    ///
    /// # Errors
    /// When there is no connection.
    pub(super) async fn break_off(&self, request: &Request) -> Result<(), SendError> {
        let limit = self.time_for(request);
        let mut time = pin!(sleep(limit.whole()));
        let reached = Arc::new(Notify::new());
        let halved = self.head(request, Some(&Halfway::end(Arc::clone(&reached))))?;
        let connection = in_time(time.as_mut(), self.connect(&request.url)).await;
        let connection = connection.unwrap_or_else(|| Err(SendError::no_connection_in_time(limit)))?;
        let broken_off = connection.break_off(halved, request.form.names, &reached);
        in_time(time.as_mut(), broken_off).await.ok_or_else(|| SendError::no_answer_in_time(limit))
    }

    /// How long a request may take: the time-out, which is about the server, and as long as a slow line needs for the content.
    fn time_for(&self, request: &Request) -> TimeLimit {
        TimeLimit { timeout: self.timeout, contents: line_time(request.content.len()) }
    }

    async fn connect(&self, url: &Url) -> Result<HttpConnection, SendError> {
        let stream = self.dialer.dial(url).await.map_err(|error| SendError::no_connection(&error))?;
        HttpConnection::new(stream).await.map_err(|error| SendError::no_answer(&error, &[], None))
    }

    /// The request as HTTP sends it.
    fn head(&self, request: &Request, halfway: Option<&Halfway>) -> Result<http::Request<Content>, SendError> {
        let Request { method, url, headers, content, form } = request;
        let proxy = self.dialer.reading_proxy(url);
        let target = &url[Position::BeforePath..Position::AfterQuery];
        let host = &url[Position::BeforeHost..Position::AfterPort];
        let uri: Result<Uri, _> = match proxy {
            None => target.parse(),
            Some(_) => format!("{}://{host}{target}", url.scheme()).parse(),
        };
        let uri = uri.map_err(|error| SendError::unsendable(url, &error))?;
        let mut sent = HeaderMap::with_capacity(headers.len() + 4);
        sent.insert(header::HOST, HeaderValue::from_str(host).map_err(|error| SendError::unsendable(url, &error))?);
        sent.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
        // Some front ends refuse requests without it.
        sent.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        // Without it, a server may compress, and the suite would have to decompress before it can check anything.
        sent.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if let Some(authorization) = proxy.and_then(Proxy::authorization) {
            sent.insert(header::PROXY_AUTHORIZATION, authorization);
        }
        // What the request says itself replaces these.
        for name in headers.keys() {
            sent.remove(name);
        }
        sent.extend(headers.iter().map(|(name, value)| (name.clone(), value.clone())));
        let mut request = http::Request::new(Content::new(content.clone(), form.delivery, halfway));
        (*request.method_mut(), *request.uri_mut(), *request.headers_mut()) = (method.clone(), uri, sent);
        Ok(request)
    }

    /// Reads the content of an answer whose head has arrived. `is_whole` says that the request came in one piece.
    async fn read(
        &self,
        mut connection: HttpConnection,
        (answer, raw_head): (http::Response<Incoming>, Bytes),
        request: &Request,
        is_whole: bool,
        mut time: Pin<&mut Sleep>,
    ) -> Result<Response, SendError> {
        let Request { method, url, .. } = request;
        let (head, mut incoming) = answer.into_parts();
        // A server may refuse content without reading it, and then closes the connection a moment later (RFC 9110, 15.5.14).
        let read_in_any_case = if is_whole { UNREAD } else { 0 };
        let is_refused = head.status.is_client_error() || head.status.is_server_error();
        let may_close = is_refused && request.content.len() > read_in_any_case;
        let announced = incoming.size_hint().exact().filter(|_| *method != Method::HEAD);
        let answer = |content: Bytes, surplus: Bytes| {
            let (version, status, headers) = (head.version, head.status, head.headers);
            Response { version, status, headers, content, raw_head, surplus, ..Response::default() }
        };
        let length = announced.and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
        let line_time = line_time(length.min(LARGEST_CONTENT));
        let deadline = time.deadline() + line_time;
        time.as_mut().reset(deadline);
        let mut content = Vec::with_capacity(length.min(LARGEST_RESERVED));
        let wrong = loop {
            match in_time(time.as_mut(), connection.frame(&mut incoming)).await {
                Some(None) => {
                    let (surplus, connection) = connection.end();
                    if let Some(connection) = connection.filter(|_| !may_close) {
                        self.pool.put(url, connection, Instant::now());
                    }
                    return Ok(answer(content.into(), surplus));
                }
                Some(Some(Ok(frame))) => {
                    // Trailers are no content.
                    let data = frame.into_data().unwrap_or_default();
                    if content.len() + data.len() > LARGEST_CONTENT {
                        break Wrong::TooLong;
                    }
                    content.extend_from_slice(&data);
                }
                Some(Some(Err(error))) => break Wrong::CutOff(error),
                None => break Wrong::Late,
            }
        };
        let kept = Bytes::copy_from_slice(content.get(..KEPT).unwrap_or(&content));
        let (answer, arrived) = (answer(kept, Bytes::new()), Arrived { length: content.len(), announced });
        Err(match wrong {
            Wrong::TooLong => SendError::too_long(answer, LARGEST_CONTENT),
            Wrong::CutOff(error) => SendError::cut_off(&error, answer, &arrived),
            Wrong::Late => {
                let TimeLimit { timeout, contents } = self.time_for(request);
                let limit = TimeLimit { timeout, contents: contents.saturating_add(line_time) };
                SendError::unfinished(limit, &answer, &arrived)
            }
        })
    }
}

/// Why the content of an answer is not complete.
enum Wrong {
    TooLong,
    CutOff(hyper::Error),
    Late,
}

/// How long a slow line needs for a content; less than a second is part of the time-out.
fn line_time(length: usize) -> Duration {
    Duration::from_secs(u64::try_from(length / SLOW_LINE).unwrap_or(u64::MAX))
}

/// The same request with its content sent at once.
fn whole(request: &Request) -> Request {
    Request { form: WireForm { delivery: Delivery::Whole, ..request.form }, ..request.clone() }
}

/// The result of a future, or `None` if the time is up before.
async fn in_time<T>(time: Pin<&mut Sleep>, future: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        result = future => Some(result),
        () = time => None,
    }
}
