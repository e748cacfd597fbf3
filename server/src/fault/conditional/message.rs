//! Requests and answers with their whole content, so that they can be sent again and changed.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::Next,
    response::Response,
};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{AUTHORIZATION, CONTENT_LENGTH, IF_MATCH},
    request::Parts,
};
use serde_json::Value;

/// More than any request or answer has.
const MAXIMUM: usize = 128 << 20;

/// A request.
#[derive(Clone)]
pub(super) struct Sent {
    pub(super) head: Parts,
    pub(super) content: Bytes,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) content: Bytes,
}

impl Sent {
    /// Reads a request to its end.
    ///
    /// # Errors
    /// When it breaks off.
    pub(super) async fn read(request: Request) -> Result<Self, axum::Error> {
        let (head, content) = request.into_parts();
        Ok(Self { head, content: to_bytes(content, MAXIMUM).await? })
    }

    /// The text of a header.
    pub(super) fn header(&self, name: &HeaderName) -> Option<&str> {
        self.head.headers.get(name)?.to_str().ok()
    }

    /// The same request with another header, or without it.
    pub(super) fn with(&self, name: HeaderName, value: Option<&str>) -> Self {
        let mut changed = self.clone();
        changed.head.headers.remove(&name);
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
            changed.head.headers.insert(name, value);
        }
        changed
    }

    /// The same request from whoever has this token.
    pub(super) fn sent_by(&self, token: &str) -> Self {
        self.with(AUTHORIZATION, Some(&format!("Bearer {token}")))
    }

    /// The same request, for which any version of what exists will do.
    pub(super) fn for_any_version(&self) -> Self {
        self.with(IF_MATCH, Some("*"))
    }

    /// The content, if it is JSON.
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.content).ok()
    }

    /// What the server answers that is right.
    pub(super) async fn ask(&self, next: &Next) -> Answer {
        let Self { head, content } = self.clone();
        let mut request = Request::from_parts(head, Body::from(content));
        request.headers_mut().remove(CONTENT_LENGTH);
        let (head, content) = next.clone().run(request).await.into_parts();
        let content = to_bytes(content, MAXIMUM).await.unwrap_or_default();
        Answer { status: head.status, headers: head.headers, content }
    }
}

impl Answer {
    /// An answer in plain text.
    pub(super) fn text(status: StatusCode, text: &'static str) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        Self { status, headers, content: Bytes::from_static(text.as_bytes()) }
    }

    /// Whether the request was carried out.
    pub(super) fn is_success(&self) -> bool {
        self.status.is_success()
    }

    /// Whether the request was refused for whoever sent it, or for what it named.
    pub(super) fn is_refusal(&self) -> bool {
        self.status.is_client_error()
    }

    /// The same answer with other content. The connection says how long it is.
    pub(super) fn with_content(mut self, content: impl Into<Bytes>) -> Self {
        self.content = content.into();
        self.headers.remove(CONTENT_LENGTH);
        self
    }

    /// The same answer, in which a header has this value.
    pub(super) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// The content, if it is JSON.
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.content).ok()
    }

    /// The same answer, in which a member has this value, if it is there.
    pub(super) fn with_member(self, name: &str, value: Value) -> Self {
        let Some(mut content) = self.json() else { return self };
        let Some(member) = content.get_mut(name) else { return self };
        *member = value;
        self.with_content(content.to_string())
    }
}

impl From<Answer> for Response {
    fn from(answer: Answer) -> Self {
        let mut response = Self::new(Body::from(answer.content));
        *response.status_mut() = answer.status;
        *response.headers_mut() = answer.headers;
        response
    }
}
