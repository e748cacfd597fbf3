// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Requests on their way out.

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use kii_types::*;
use serde::Serialize;
use crate::error::Error;

/// A request in the making.
pub(crate) struct Call {
    /// What is called, for spans.
    pub(crate) operation: &'static str,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<reqwest::Body>,
}

impl Call {
    pub(crate) fn new(operation: &'static str, method: Method, path: String) -> Self {
        Self {
            operation,
            method,
            path,
            headers: HeaderMap::new(),
            body: None,
        }
    }
    pub(crate) fn with_header(
        mut self,
        name: HeaderName,
        value: Option<&impl HeaderField>,
    ) -> Result<Self, Error> {
        if let Some(value) = value {
            let value = value.to_value().ok_or_else(|| Error::Header(name.clone()))?;
            self.headers.insert(name, value);
        }
        Ok(self)
    }
    pub(crate) fn with_precondition(mut self, precondition: &Precondition) -> Self {
        precondition.write(&mut self.headers);
        self
    }
    pub(crate) fn with_if_match(
        self,
        version: Option<&EntityTag>,
    ) -> Result<Self, Error> {
        self.with_header(header::IF_MATCH, version)
    }
    pub(crate) fn with_range(self, range: Option<&ByteRange>) -> Result<Self, Error> {
        self.with_header(header::RANGE, range)
    }
    pub(crate) fn with_media(mut self, media_type: &'static str) -> Self {
        self.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        self
    }
    pub(crate) fn with_json(
        mut self,
        media_type: &'static str,
        content: &impl Serialize,
    ) -> Result<Self, Error> {
        self.body = Some(serde_json::to_vec(content).map_err(Error::Content)?.into());
        Ok(self.with_media(media_type))
    }
    pub(crate) fn with_object(
        mut self,
        media_type: Option<&MediaType>,
        content: &JsonObject,
    ) -> Result<Self, Error> {
        self.body = Some(serde_json::to_vec(content).map_err(Error::Content)?.into());
        let plain = MediaType::plain();
        self.with_header(header::CONTENT_TYPE, Some(media_type.unwrap_or(&plain)))
    }
    pub(crate) fn with_body(mut self, content: BodyStream) -> Result<Self, Error> {
        if let Some(length) = content.length {
            self.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        self = self.with_header(header::CONTENT_TYPE, Some(&content.media_type))?;
        self.body = Some(reqwest::Body::wrap_stream(content.into_stream()));
        Ok(self)
    }
}
