//! A request in parts, and its answer.

use std::{
    future::poll_fn,
    pin::Pin,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use axum::{
    body::{Body, HttpBody as _, to_bytes},
    extract::Request,
    response::Response,
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use serde_json::{Map, Value};

use super::world::World;

/// The largest content that is read, in bytes.
const LARGEST: usize = 64 << 20;

/// How long content is on its way that is not slow.
const EARLY: Duration = Duration::from_secs(1);

/// What a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Collection,
    Object,
    Body,
    Publish,
    Published,
    Elsewhere,
}

/// Whose credentials a request has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Admin,
    Owner,
    Stranger,
    Thing,
    Anonymous,
    NoOne,
    Unknown,
}

/// A request.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) place: Place,
    pub(super) headers: HeaderMap,
    pub(super) content: Bytes,
    pub(super) who: Who,
    pub(super) received: Received,
}

/// How the content of a request has arrived.
#[derive(Clone, Debug, Default)]
pub(super) struct Received {
    /// How many bytes there were in the first part.
    pub(super) first: usize,
    /// How many bytes there were within a second.
    pub(super) early: usize,
    /// Whether the connection was closed before all of it was there.
    pub(super) is_broken_off: bool,
}

impl Received {
    /// The content, and how it has arrived.
    async fn of(mut body: Body) -> (Bytes, Self) {
        let (mut content, mut received, begun) = (Vec::new(), Self::default(), Instant::now());
        while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            let Ok(frame) = frame else {
                received.is_broken_off = true;
                break;
            };
            let is_first = content.is_empty();
            content.extend(frame.into_data().unwrap_or_default());
            if is_first {
                received.first = content.len();
            }
            if begun.elapsed() < EARLY {
                received.early = content.len();
            }
        }
        (content.into(), received)
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) content: Bytes,
}

impl Who {
    /// Whether it is the token of somebody who has no rights below a path, in the scope of another owner.
    pub(super) fn lacks_rights_at(self, path: &str) -> bool {
        let is_in = |scopes: &[&str]| scopes.iter().any(|scope| path.contains(scope));
        match self {
            Self::Stranger => is_in(&["/users/", "/groups/", "/things/"]),
            Self::Thing => is_in(&["/users/", "/groups/"]),
            Self::Admin | Self::Owner | Self::Anonymous | Self::NoOne | Self::Unknown => false,
        }
    }
}

impl Asked {
    pub(super) async fn read(world: &World, request: Request) -> Self {
        let (parts, body) = request.into_parts();
        let (content, received) = Received::of(body).await;
        let path = parts.uri.path_and_query().map_or_else(String::new, ToString::to_string);
        let who = world.who(&parts.headers);
        Self { method: parts.method, place: Place::of(&path), path, headers: parts.headers, content, who, received }
    }

    pub(super) fn request(self) -> Request {
        let mut request = Request::new(Body::from(self.content));
        *request.method_mut() = self.method;
        *request.uri_mut() = self.path.parse().unwrap_or_default();
        *request.headers_mut() = self.headers;
        request.headers_mut().remove(header::CONTENT_LENGTH);
        request.headers_mut().remove(header::TRANSFER_ENCODING);
        request
    }

    /// Whether it is this method on this kind of place.
    pub(super) fn is(&self, method: &Method, place: Place) -> bool {
        self.method == *method && self.place == place
    }

    pub(super) fn is_write(&self) -> bool {
        !self.method.is_safe()
    }

    pub(super) fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(super) fn has(&self, name: &HeaderName) -> bool {
        self.headers.contains_key(name)
    }

    pub(super) fn without(mut self, name: &HeaderName) -> Self {
        self.headers.remove(name);
        self
    }

    /// The same request, as if its content had arrived as a whole.
    pub(super) fn arrived(self) -> Self {
        Self { received: Received::default(), ..self }
    }

    pub(super) fn with_content(self, content: impl Into<Bytes>) -> Self {
        Self { content: content.into(), ..self }
    }

    pub(super) fn with_media(self, media: &str) -> Self {
        self.with_header(header::CONTENT_TYPE, media)
    }

    pub(super) fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    pub(super) fn media(&self) -> &str {
        self.header(&header::CONTENT_TYPE).unwrap_or_default()
    }

    /// The address of the object that it is about.
    pub(super) fn object(&self) -> String {
        let path = self.path.trim_end_matches("/publish");
        path.strip_suffix("/body").unwrap_or(path).to_owned()
    }

    /// The address of its bucket.
    pub(super) fn bucket(&self) -> String {
        self.path.split("/objects").next().unwrap_or_default().to_owned()
    }

    /// The segment behind `name` in its path.
    pub(super) fn segment(&self, name: &str) -> Option<&str> {
        let mut segments = self.path.split('/').skip_while(|segment| *segment != name).skip(1);
        segments.next()
    }

    /// The same request with another segment behind `name`.
    pub(super) fn with_segment(self, name: &str, segment: &str) -> Self {
        let mut is_next = false;
        let segments = self.path.split('/').map(|known| {
            let replaced = if is_next { segment } else { known };
            is_next = known == name;
            replaced
        });
        let path = segments.collect::<Vec<_>>().join("/");
        Self { path, ..self }
    }

    /// The members that it sends, if it sends an object.
    pub(super) fn members(&self) -> Option<Map<String, Value>> {
        serde_json::from_slice(&self.content).ok()
    }

    /// How long the publication lives that it asks for.
    pub(super) fn lifetime(&self) -> Option<Duration> {
        let members = self.members()?;
        let seconds = members.get("expiresIn").and_then(Value::as_u64).map(Duration::from_secs);
        let end = || Some(Duration::from_millis(members.get("expiresAt")?.as_u64()?));
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
        seconds.or_else(|| Some(end()?.saturating_sub(now)))
    }

    /// The same request with the members that `change` makes of its own, if it writes an object.
    pub(super) fn stored_as(self, change: impl FnOnce(Map<String, Value>) -> Map<String, Value>) -> Self {
        let writes = self.is_write() && matches!(self.place, Place::Object | Place::Collection);
        match self.members().filter(|_| writes) {
            Some(members) => {
                let content = serde_json::to_vec(&change(members)).unwrap_or_default();
                self.with_content(content)
            }
            None => self,
        }
    }
}

impl Place {
    pub(super) fn of(path: &str) -> Self {
        let path = path.split('?').next().unwrap_or_default();
        match path.split_once("/objects") {
            _ if path.starts_with("/api/x/") => Self::Published,
            Some((_, "")) => Self::Collection,
            Some((_, rest)) => match rest.trim_start_matches('/').split_once('/') {
                None => Self::Object,
                Some((_, "body")) => Self::Body,
                Some((_, "body/publish")) => Self::Publish,
                Some(_) => Self::Elsewhere,
            },
            None => Self::Elsewhere,
        }
    }
}

impl Answered {
    pub(super) fn of(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), content: Bytes::new() }
    }

    /// A refusal of the kind that this API has.
    pub(super) fn refusal(status: StatusCode, code: &str) -> Self {
        let content = serde_json::json!({ "errorCode": code, "message": "Refused." }).to_string();
        let mut answer = Self::of(status);
        answer.set(header::CONTENT_TYPE, "application/vnd.kii.Refused+json");
        answer.content = content.into();
        answer
    }

    pub(super) async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let content = to_bytes(body, LARGEST).await.unwrap_or_default();
        Self { status: parts.status, headers: parts.headers, content }
    }

    pub(super) fn is(&self, status: StatusCode) -> bool {
        self.status == status
    }

    pub(super) fn set(&mut self, name: HeaderName, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
    }

    pub(super) fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.content).ok()
    }

    /// The same answer with other JSON.
    pub(super) fn with_json(mut self, json: &Value) -> Self {
        self.content = json.to_string().into();
        self
    }

    /// The same answer with a member of its JSON changed.
    pub(super) fn with_member(self, name: &str, value: impl Into<Value>) -> Self {
        match self.json() {
            Some(Value::Object(mut members)) => {
                members.insert(name.to_owned(), value.into());
                self.with_json(&Value::Object(members))
            }
            _ => self,
        }
    }
}

impl From<Answered> for Response {
    fn from(answer: Answered) -> Self {
        let mut response = Self::new(Body::from(answer.content));
        *response.status_mut() = answer.status;
        *response.headers_mut() = answer.headers;
        response.headers_mut().remove(header::CONTENT_LENGTH);
        response
    }
}
