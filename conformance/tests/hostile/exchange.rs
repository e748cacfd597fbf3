//! Sends one request to a server, and checks its result and its duration.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use kii_conformance::{Client, Connection, Request, Response, SendError, SendErrorKind, WireForm};

use crate::raw_server::{Act, RawServer};

/// How long an expected answer may take on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(20);

/// By when a request must have ended.
const BOUND: Duration = Duration::from_secs(30);

/// A client with a long time-out.
pub(crate) fn client() -> Client {
    Client::new(PATIENCE, &Connection::default()).expect("a client")
}

pub(crate) fn request(method: Method, url: &str) -> Request {
    let credentials = HeaderValue::from_static("Bearer token-of-the-owner");
    let headers = HeaderMap::from_iter([(header::AUTHORIZATION, credentials)]);
    Request { method, url: url.parse().expect("a URL"), headers, content: Bytes::new(), form: WireForm::default() }
}

/// The result of one request.
pub(crate) fn outcome(method: Method, url: &str) -> Result<Response, SendError> {
    sent_by(&client(), method, url)
}

fn sent_by(client: &Client, method: Method, url: &str) -> Result<Response, SendError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let begun = Instant::now();
    let outcome = runtime.block_on(client.send(request(method, url)));
    assert!(begun.elapsed() < BOUND, "it took {:?}", begun.elapsed());
    outcome
}

/// The answer to a GET; fails if there is none.
#[track_caller]
pub(crate) fn answered(server: &RawServer) -> Response {
    outcome(Method::GET, &server.url()).unwrap_or_else(|error| panic!("{:?}: {error}", error.kind))
}

/// Why a GET gets no whole answer; the message must have these words.
#[track_caller]
pub(crate) fn unanswered(url: &str, words: &[&str]) -> SendErrorKind {
    error_kind(outcome(Method::GET, url), words)
}

/// Why a GET gets no whole answer within a second.
#[track_caller]
pub(crate) fn late(url: &str, words: &[&str]) {
    late_after("1 s", url, words);
}

/// Why a GET gets no whole answer, if each may take a second and what its content needs: in all, this long.
#[track_caller]
pub(crate) fn late_after(time: &str, url: &str, words: &[&str]) {
    let hurried = Client::new(Duration::from_secs(1), &Connection::default()).expect("a client");
    let kind = error_kind(sent_by(&hurried, Method::GET, url), &[words, &[&format!("within {time}")]].concat());
    assert_eq!(kind, SendErrorKind::Timeout);
}

#[track_caller]
fn error_kind(outcome: Result<Response, SendError>, words: &[&str]) -> SendErrorKind {
    let error = outcome.expect_err("no answer can be made of this");
    for word in words {
        assert!(error.message.contains(word), "`{word}` is not in: {error}");
    }
    error.kind
}

/// A server that does the same for every request.
pub(crate) fn doing(acts: impl Fn() -> Vec<Act> + Send + Sync + 'static) -> RawServer {
    RawServer::new(move |_| acts())
}
