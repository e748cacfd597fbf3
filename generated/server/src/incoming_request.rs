// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! A request that the server has received, and its parts.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
};
use http::{HeaderMap, header};
use kii_types::*;
use serde::de::DeserializeOwned;
use serde_json::Value;
use crate::scoped_path::{PathSegments, ScopedPath};

/// A request whose path is known to name a scope and an operation.
pub(crate) struct IncomingRequest {
    pub(crate) scoped_path: ScopedPath,
    pub(crate) headers: HeaderMap,
    segments: PathSegments,
    body: Body,
}

/// Why a content is not what its operation describes.
pub(crate) enum ContentError {
    TooLarge,
    Malformed,
    NotAnObject,
}

impl IncomingRequest {
    pub(crate) fn new(
        read_scope: fn(&PathSegments) -> ScopedPath,
        request: Request,
    ) -> Self {
        let (parts, body) = request.into_parts();
        let segments = PathSegments::of(&parts.uri);
        Self {
            scoped_path: read_scope(&segments),
            headers: parts.headers,
            segments,
            body,
        }
    }
    /// The segment at this scoped_path behind the scope's own.
    pub(crate) fn segment(&self, index: usize) -> String {
        self.segments.at(self.scoped_path.depth + index)
    }
    /// The value of a header field; `None` when it is absent or not of this kind.
    pub(crate) fn header<T: HeaderField>(&self, name: header::HeaderName) -> Option<T> {
        self.headers.get(name).and_then(T::from_value)
    }
    pub(crate) fn host(&self) -> Option<String> {
        self.headers.get(header::HOST)?.to_str().ok().map(str::to_owned)
    }
    /// The content: a JSON object of at most this many characters.
    pub(crate) async fn object_content(
        self,
        maximum: usize,
    ) -> Result<JsonObject, ContentError> {
        match serde_json::from_str(&self.text(maximum).await?) {
            Ok(Value::Object(members)) => Ok(members),
            Ok(
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Array(_),
            ) => Err(ContentError::NotAnObject),
            Err(_) => Err(ContentError::Malformed),
        }
    }
    /// The content: JSON of a described type. No content at all stands for no members.
    pub(crate) async fn json_content<T: DeserializeOwned>(
        self,
        maximum: usize,
    ) -> Option<T> {
        let text = self.text(maximum).await.ok()?;
        let text = if text.trim().is_empty() { "{}" } else { &text };
        let members: JsonObject = serde_json::from_str(text).ok()?;
        serde_json::from_value(Value::Object(members)).ok()
    }
    /// The content: bytes of any kind.
    pub(crate) fn body_content(self) -> BodyStream {
        let media_type = self
            .header(header::CONTENT_TYPE)
            .unwrap_or_else(MediaType::octet_stream);
        let length = self.headers.get(header::CONTENT_LENGTH);
        let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
        BodyStream::new(media_type, length, self.body.into_data_stream())
    }
    async fn text(self, maximum: usize) -> Result<String, ContentError> {
        /// How many bytes a character has at most.
        const WIDEST: usize = 4;
        let bytes = to_bytes(self.body, maximum.saturating_mul(WIDEST))
            .await
            .map_err(|_| ContentError::TooLarge)?;
        let text = String::from_utf8(bytes.into()).map_err(|_| ContentError::Malformed)?;
        if text.chars().count() > maximum {
            Err(ContentError::TooLarge)
        } else {
            Ok(text)
        }
    }
}
