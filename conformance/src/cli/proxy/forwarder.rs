//! Takes requests as an HTTP server, and passes each on to the target.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use tokio::{net::TcpStream, sync::mpsc::UnboundedSender};
use url::Url;

use crate::{
    send::{Client, Coding, LARGEST_CONTENT, Request, Response, WireForm},
    traffic::{RecordedExchange, RecordedResponse},
};

/// The headers that are about one connection (RFC 9110, 7.6.1), and those that the client of the proxy makes anew.
const OF_A_CONNECTION: [HeaderName; 10] = [
    header::CONNECTION,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::HOST,
    // The whole request has been read before it is passed on.
    header::EXPECT,
    HeaderName::from_static("keep-alive"),
];

/// What happens to exchanges.
pub(super) enum Event {
    /// The one with this number has begun.
    Began { number: usize, at: Timestamp },
    /// One has ended.
    Ended(Box<RecordedExchange>),
}

/// Passes requests on. Clones share it.
#[derive(Clone)]
pub(super) struct Forwarder(Arc<Inner>);

struct Inner {
    client: Client,
    target: Url,
    events: UnboundedSender<Event>,
    count: AtomicUsize,
}

impl Forwarder {
    pub(super) fn new(client: Client, target: Url, events: UnboundedSender<Event>) -> Self {
        Self(Arc::new(Inner { client, target, events, count: AtomicUsize::new(0) }))
    }

    /// Serves a connection until it ends.
    pub(super) fn serve(&self, stream: TcpStream) {
        let forwarder = self.clone();
        tokio::spawn(async move {
            let service = service_fn(|request| {
                let forwarder = forwarder.clone();
                async move { Ok::<_, Infallible>(forwarder.forward(request).await) }
            });
            // A connection that breaks concerns its client only; the exchanges on it have been noted.
            drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
        });
    }

    async fn forward(&self, request: http::Request<Incoming>) -> http::Response<Full<Bytes>> {
        let inner = &*self.0;
        let (head, body) = request.into_parts();
        let content = match Limited::new(body, LARGEST_CONTENT).collect().await {
            Ok(content) => content.to_bytes(),
            Err(error) => {
                let why = format!("the proxy takes at most {LARGEST_CONTENT} bytes of content: {error}\n");
                return own(StatusCode::PAYLOAD_TOO_LARGE, why);
            }
        };
        let mut headers = end_to_end(&head.headers);
        // The content is judged as it is without a coding.
        headers.remove(header::ACCEPT_ENCODING);
        let url = below(&inner.target, head.uri.path(), head.uri.query());
        let sent = Request { method: head.method, url, headers: headers.clone(), content, form: WireForm::default() };
        // The length follows from the content.
        let mut passed_on = sent.clone();
        passed_on.headers.remove(header::CONTENT_LENGTH);
        let number = inner.count.fetch_add(1, Ordering::SeqCst) + 1;
        let forwarder = self.clone();
        // A client may hang up before the answer is there. What it has sent takes effect all the same, so the exchange goes on.
        let exchange = tokio::spawn(async move { forwarder.exchange(number, sent, &passed_on).await });
        exchange.await.unwrap_or_else(|error| own(StatusCode::BAD_GATEWAY, format!("the proxy has failed: {error}\n")))
    }

    /// Sends a request, given as it came and as it is passed on, and notes what comes of it.
    async fn exchange(&self, number: usize, sent: Request, passed_on: &Request) -> http::Response<Full<Bytes>> {
        let inner = &*self.0;
        let (began, clock) = (Timestamp::now(), Instant::now());
        // Nobody listens once the proxy is to end.
        drop(inner.events.send(Event::Began { number, at: began }));
        let outcome = inner.client.send(passed_on).await;
        let (response, answer) = match outcome {
            Ok(response) => (Some(response.clone()), answer(&response)),
            Err(error) => (None, own(StatusCode::BAD_GATEWAY, format!("the proxy got no response: {error}\n"))),
        };
        drop(inner.events.send(Event::Ended(Box::new(recorded(number, began, clock.elapsed(), sent, response)))));
        answer
    }
}

fn recorded(
    number: usize,
    began: Timestamp,
    time: Duration,
    request: Request,
    response: Option<Response>,
) -> RecordedExchange {
    let response = response.map(|response| RecordedResponse { response, is_whole: true });
    RecordedExchange {
        number,
        began: Some(began),
        time,
        request,
        is_request_whole: true,
        is_from_cache: false,
        response,
    }
}

/// The address of a path below that of the target.
fn below(target: &Url, path: &str, query: Option<&str>) -> Url {
    let mut url = target.clone();
    url.set_path(&format!("{}{path}", target.path().trim_end_matches('/')));
    url.set_query(query);
    url
}

/// The answer of the target, as it is passed on.
fn answer(response: &Response) -> http::Response<Full<Bytes>> {
    let mut answer = http::Response::new(Full::new(response.content.clone()));
    *answer.status_mut() = response.status;
    *answer.headers_mut() = end_to_end(&response.headers);
    if !response.content.is_empty() {
        answer.headers_mut().remove(header::CONTENT_LENGTH);
    }
    if matches!(response.coding, Coding::Undone(_)) {
        answer.headers_mut().remove(header::CONTENT_ENCODING);
    }
    answer
}

/// An answer of the proxy itself.
fn own(status: StatusCode, text: String) -> http::Response<Full<Bytes>> {
    let mut answer = http::Response::new(Full::new(text.into()));
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    answer
}

/// The headers that are not about one connection, those that `Connection` names among them.
fn end_to_end(headers: &HeaderMap) -> HeaderMap {
    let named = headers.get_all(header::CONNECTION).iter().filter_map(|value| value.to_str().ok());
    let named: Vec<HeaderName> =
        named.flat_map(|value| value.split(',')).filter_map(|name| name.trim().parse().ok()).collect();
    let is_meant = |name: &HeaderName| !OF_A_CONNECTION.contains(name) && !named.contains(name);
    let kept = headers.iter().filter(|(name, _)| is_meant(name));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_about_a_connection_are_not_passed_on() {
        let headers = [
            ("connection", "close, x-hop"),
            ("x-hop", "1"),
            ("te", "trailers"),
            ("transfer-encoding", "chunked"),
            ("etag", "\"1\""),
            ("host", "proxy"),
        ];
        let headers = headers.map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)));
        let kept = end_to_end(&headers.into_iter().collect());
        assert_eq!(kept.keys().map(HeaderName::as_str).collect::<Vec<_>>(), ["etag"]);
    }

    #[test]
    fn paths_stand_below_that_of_the_target() {
        for target in ["http://h/v1", "http://h/v1/"] {
            let url = below(&Url::parse(target).unwrap(), "/api/apps/a%2Fb", Some("q=1"));
            assert_eq!(url.as_str(), "http://h/v1/api/apps/a%2Fb?q=1");
        }
    }

    #[test]
    fn a_coding_is_named_unless_it_was_undone() {
        let named = |coding| {
            let mut response = Response { content: "{}".into(), coding, ..Response::default() };
            response.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            answer(&response).headers().contains_key(header::CONTENT_ENCODING)
        };
        assert!(!named(Coding::Undone("gzip".to_owned())));
        assert!(named(Coding::Kept("gzip".to_owned(), "it is no gzip".to_owned())));
    }
}
