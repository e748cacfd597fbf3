//! A server in this process with a clock of its own, and calls to it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime},
};

use axum::{Router, body::Body};
use http::{Method, Request, Response, header};
use kii_server::{Clock, Fixture, ReferenceServer};
use serde_json::{Value, json};
use tower::ServiceExt;

/// The greatest size of an answer in these tests.
const ANSWER_LIMIT: usize = 1 << 20;

/// A server with a clock that only the test advances.
#[derive(Clone)]
pub(crate) struct TestServer {
    pub(crate) fixture: Fixture,
    router: Router,
    /// Seconds since the epoch.
    time: Arc<AtomicI64>,
}

/// A JSON object with so many lists and objects nested in each other, itself counted.
pub(crate) fn nested(levels: usize) -> Value {
    json!({ "deep": (2..levels).fold(json!([]), |inner, _| json!([inner])) })
}

/// A request that is being built.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    content: Vec<u8>,
}

/// The answer to a call.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    response: Response<Vec<u8>>,
}

impl TestServer {
    pub(crate) fn new() -> Self {
        Self::with(Fixture::demo())
    }

    pub(crate) fn with(fixture: Fixture) -> Self {
        Self::of(fixture, |server| server)
    }

    /// A server with what `set` decides about it.
    pub(crate) fn of(fixture: Fixture, set: impl FnOnce(ReferenceServer) -> ReferenceServer) -> Self {
        let time = Arc::new(AtomicI64::new(1_800_000_000));
        let seconds = Arc::clone(&time);
        let clock = Clock::new(move || {
            let seconds = u64::try_from(seconds.load(Ordering::SeqCst)).unwrap();
            SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
        });
        let router = set(ReferenceServer::with_clock(fixture.clone(), clock)).router();
        Self { fixture, router, time }
    }

    /// Advances the clock; a negative number sets it back.
    pub(crate) fn pass(&self, seconds: i64) {
        self.time.fetch_add(seconds, Ordering::SeqCst);
    }

    /// The server's time in milliseconds since the epoch.
    pub(crate) fn now(&self) -> i64 {
        self.time.load(Ordering::SeqCst) * 1000
    }

    /// A path in the owner's scope.
    pub(crate) fn path(&self, rest: &str) -> String {
        self.path_in(&format!("/users/{}", self.fixture.owner.id), rest)
    }

    /// A path in the scope with this prefix.
    pub(crate) fn path_in(&self, scope: &str, rest: &str) -> String {
        format!("/api/apps/{}{scope}/buckets/{rest}", self.fixture.app_id)
    }

    /// A call in the owner's scope, with the owner's token.
    pub(crate) fn call(&self, method: Method, rest: &str) -> Call {
        Call::new(method, &self.path(rest)).bearer(&self.fixture.owner.token)
    }

    pub(crate) fn get(&self, rest: &str) -> Call {
        self.call(Method::GET, rest)
    }

    pub(crate) fn head(&self, rest: &str) -> Call {
        self.call(Method::HEAD, rest)
    }

    pub(crate) fn put(&self, rest: &str) -> Call {
        self.call(Method::PUT, rest)
    }

    pub(crate) fn patch(&self, rest: &str) -> Call {
        self.call(Method::PATCH, rest)
    }

    pub(crate) fn post(&self, rest: &str) -> Call {
        self.call(Method::POST, rest)
    }

    pub(crate) fn delete(&self, rest: &str) -> Call {
        self.call(Method::DELETE, rest)
    }

    /// Sends a call and waits for the whole answer.
    pub(crate) async fn send(&self, call: Call) -> Answer {
        let mut request = Request::builder().method(call.method).uri(call.path);
        for (name, value) in call.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(call.content)).unwrap();
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let content = axum::body::to_bytes(body, ANSWER_LIMIT).await.unwrap();
        Answer { status: parts.status.as_u16(), response: Response::from_parts(parts, content.to_vec()) }
    }

    /// Stores an object and gives its version.
    pub(crate) async fn store(&self, rest: &str, members: Value) -> String {
        let answer = self.send(self.put(rest).json(&members)).await;
        assert!(matches!(answer.status, 200 | 201), "{answer:?}");
        answer.header("etag").to_owned()
    }

    /// Stores a body of plain text and gives its version.
    pub(crate) async fn store_body(&self, rest: &str, text: &str) -> String {
        let answer = self.send(self.put(rest).content("text/plain", text)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.header("etag").to_owned()
    }
}

impl Call {
    /// A call without credentials.
    pub(crate) fn new(method: Method, path: &str) -> Self {
        Self { method, path: path.to_owned(), headers: Vec::new(), content: Vec::new() }
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// One more line of the same header.
    pub(crate) fn another(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without_media_type(mut self, content: &str) -> Self {
        self.content = content.as_bytes().to_vec();
        self
    }

    pub(crate) fn json(self, content: &Value) -> Self {
        self.content("application/json", &content.to_string())
    }

    pub(crate) fn content(mut self, media_type: &str, content: &str) -> Self {
        self.content = content.as_bytes().to_vec();
        self.header(header::CONTENT_TYPE.as_str(), media_type)
    }
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(self.response.body()).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(self.response.body()).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The value of a header that must be there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.response.headers().get(name).unwrap_or_else(|| panic!("no {name}: {self:?}")).to_str().unwrap()
    }

    pub(crate) fn has_header(&self, name: &str) -> bool {
        self.response.headers().contains_key(name)
    }

    /// Asserts that this is an error with this status and code, and gives its members.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        let error = self.json();
        assert_eq!(error["errorCode"], code, "{self:?}");
        error
    }
}
