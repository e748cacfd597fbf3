// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Answers on their way out.

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use futures_util::stream;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use kii_types::*;
use serde::Serialize;

/// An answer in the making.
pub(crate) struct Reply {
    status: StatusCode,
    /// `None` once a value turned out to be one that no header field can hold.
    headers: Option<HeaderMap>,
}

impl Reply {
    pub(crate) fn new(status: StatusCode) -> Self {
        Self { status, headers: Some(HeaderMap::new()) }
    }
    /// An error, which brings its status and its media type.
    pub(crate) fn error<E: ApiError>(error: &E) -> Response {
        Self::new(E::STATUS).json(E::MEDIA_TYPE, error)
    }
    /// An answer that no document describes: to a path or a method that does not exist, or for a defect of the server.
    pub(crate) fn undocumented(status: StatusCode) -> Response {
        let message = status.canonical_reason().unwrap_or_default();
        Self::new(status).json("application/json", &serde_json::json!({ "message" : message }))
    }
    pub(crate) fn header(mut self, name: &'static str, value: &impl HeaderField) -> Self {
        self.set(HeaderName::from_static(name), value.to_value());
        self
    }
    pub(crate) fn optional(self, name: &'static str, value: &Option<impl HeaderField>) -> Self {
        match value {
            Some(value) => self.header(name, value),
            None => self,
        }
    }
    pub(crate) fn json(mut self, media_type: &str, content: &impl Serialize) -> Response {
        self.set(header::CONTENT_TYPE, HeaderValue::from_str(media_type).ok());
        match serde_json::to_vec(content) {
            Ok(bytes) => self.content(Body::from(bytes)),
            Err(_) => Self::undocumented(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }
    pub(crate) fn stream(mut self, content: BodyStream) -> Response {
        self.set(header::CONTENT_TYPE, content.media_type.to_value());
        if let Some(length) = content.length {
            self.set(header::CONTENT_LENGTH, Some(HeaderValue::from(length)));
        }
        self.content(Body::from_stream(content.into_stream()))
    }
    /// No content. A stream of unknown length keeps axum from adding `Content-Length`, which a 204 must not have
    /// (RFC 9110, 8.6) and which would be wrong in most answers to HEAD.
    pub(crate) fn empty(self) -> Response {
        self.content(Body::from_stream(stream::empty::<Result<bytes::Bytes, BoxError>>()))
    }
    fn set(&mut self, name: HeaderName, value: Option<HeaderValue>) {
        match (&mut self.headers, value) {
            (Some(headers), Some(value)) => drop(headers.insert(name, value)),
            (_, None) => self.headers = None,
            (None, Some(_)) => {}
        }
    }
    fn content(self, body: Body) -> Response {
        match self.headers {
            Some(headers) => (self.status, headers, body).into_response(),
            None => Self::undocumented(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }
}
