// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Answers as they arrive, and how a documented one is told from the others.

use std::mem;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use kii_types::*;
use serde::de::DeserializeOwned;
use serde_json::Value;
use crate::error::Error;

/// An answer that is not documented, as it arrived.
#[derive(Clone, Debug)]
pub struct Unexpected {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its content.
    pub body: Bytes,
    /// What keeps it from being a documented answer.
    pub reason: String,
}

/// By what a documented answer is known, and how it is read.
pub(crate) struct Documented<A> {
    pub(crate) status: StatusCode,
    pub(crate) shape: Shape,
    pub(crate) read: fn(&mut Received) -> Result<A, Flaw>,
}

/// What an answer holds.
pub(crate) enum Shape {
    /// Nothing.
    Empty,
    /// Bytes whose media type is known only at run time.
    Stream,
    /// A JSON object whose media type is known only at run time.
    Object,
    /// JSON with this media type.
    Json(&'static str),
    /// An error with this media type and code.
    Error { media: &'static str, code: &'static str },
}

/// What keeps an answer from being a documented one.
pub(crate) struct Flaw(String);

/// An answer as it arrives.
pub(crate) struct Received {
    status: StatusCode,
    headers: HeaderMap,
    content: Content,
}

enum Content {
    Stream(reqwest::Response),
    Whole(Bytes),
    /// A documented answer has it.
    Taken,
}

impl Received {
    pub(crate) fn new(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        Self {
            status,
            headers,
            content: Content::Stream(response),
        }
    }
    /// The documented answer that this is, or else what is `unexpected`.
    pub(crate) async fn choose<A>(
        mut self,
        documented: &[Documented<A>],
        unexpected: fn(Unexpected) -> A,
    ) -> Result<A, Error> {
        let streamed = |answer: &&Documented<A>| {
            answer.status == self.status && matches!(answer.shape, Shape::Stream)
        };
        let chosen = match documented.iter().find(streamed) {
            Some(answer) => Ok(answer),
            None => {
                self.collect().await?;
                self.chosen(documented)
            }
        };
        match chosen.and_then(|answer| (answer.read)(&mut self)) {
            Ok(answer) => Ok(answer),
            Err(Flaw(reason)) => {
                let body = self.collect().await?;
                Ok(
                    unexpected(Unexpected {
                        status: self.status,
                        headers: self.headers,
                        body,
                        reason,
                    }),
                )
            }
        }
    }
    /// The one documented answer with this status, this media type and, for an error, this code.
    fn chosen<'a, A>(
        &self,
        documented: &'a [Documented<A>],
    ) -> Result<&'a Documented<A>, Flaw> {
        let media = self
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(MediaType::from_value);
        let is = |described: &str| {
            media.as_ref().is_some_and(|media| media.is(described))
        };
        let known = |answer: &&Documented<A>| {
            answer.status == self.status
                && match answer.shape {
                    Shape::Empty | Shape::Stream | Shape::Object => true,
                    Shape::Json(described) => is(described),
                    Shape::Error { media, .. } => is(media),
                }
        };
        let code = self.code();
        let coded = |answer: &&Documented<A>| match answer.shape {
            Shape::Empty | Shape::Stream | Shape::Object | Shape::Json(_) => true,
            Shape::Error { code: described, .. } => code.as_deref() == Some(described),
        };
        let answers: Vec<&Documented<A>> = documented.iter().filter(known).collect();
        if answers.is_empty() {
            let media = media
                .map_or_else(
                    || String::from("no media type"),
                    |media| media.to_string(),
                );
            return Err(
                Flaw(
                    format!(
                        "no documented answer has status {} and {media}", self.status
                    ),
                ),
            );
        }
        let other = || Flaw(
            format!("no documented answer with this media type has the code {code:?}"),
        );
        answers.into_iter().find(coded).ok_or_else(other)
    }
    fn code(&self) -> Option<String> {
        let content: JsonObject = self.json().ok()?;
        content.get(ERROR_CODE_MEMBER)?.as_str().map(str::to_owned)
    }
    async fn collect(&mut self) -> Result<Bytes, Error> {
        let bytes = match mem::replace(&mut self.content, Content::Taken) {
            Content::Stream(response) => response.bytes().await?,
            Content::Whole(bytes) => bytes,
            Content::Taken => Bytes::new(),
        };
        self.content = Content::Whole(bytes.clone());
        Ok(bytes)
    }
    /// The value of a header field, which has one of these names.
    pub(crate) fn header<T: HeaderField>(&self, names: &[&str]) -> Result<T, Flaw> {
        self.optional(names)?
            .ok_or_else(|| Flaw(format!("the header {} is missing", names.join(" or "))))
    }
    /// The value of a header field, which has one of these names, if it is there.
    pub(crate) fn optional<T: HeaderField>(
        &self,
        names: &[&str],
    ) -> Result<Option<T>, Flaw> {
        let Some(value) = names.iter().find_map(|name| self.headers.get(*name)) else {
            return Ok(None);
        };
        let unreadable = |value: &HeaderValue| Flaw(
            format!("the header {} is not as described: {value:?}", names.join(" or ")),
        );
        T::from_value(value).map(Some).ok_or_else(|| unreadable(value))
    }
    /// The content, read as a JSON object.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Flaw> {
        let flaw = |error: serde_json::Error| Flaw(
            format!("the content is not as described: {error}"),
        );
        let members: JsonObject = match &self.content {
            Content::Whole(bytes) => serde_json::from_slice(bytes).map_err(flaw)?,
            Content::Stream(_) | Content::Taken => {
                return Err(Flaw(String::from("the content has not been read")));
            }
        };
        serde_json::from_value(Value::Object(members)).map_err(flaw)
    }
    /// The content, as it comes.
    pub(crate) fn stream(&mut self) -> Result<BodyStream, Flaw> {
        let media_type = self
            .optional(&["content-type"])?
            .unwrap_or_else(MediaType::octet_stream);
        match mem::replace(&mut self.content, Content::Taken) {
            Content::Stream(response) => {
                Ok(
                    BodyStream::new(
                        media_type,
                        response.content_length(),
                        response.bytes_stream(),
                    ),
                )
            }
            Content::Whole(bytes) => Ok(BodyStream::from_bytes(media_type, bytes)),
            Content::Taken => {
                Err(Flaw(String::from("the content has been read already")))
            }
        }
    }
}
