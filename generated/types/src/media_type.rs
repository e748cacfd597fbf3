// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Media types that are known only at run time, and their comparison.

use crate::{header::HeaderField, identifier::AppId};
use http::HeaderValue;
use mediatype::MediaType as Parsed;
use std::fmt;

/// A media type. It keeps its spelling and its parameters; a comparison looks at neither.
///
/// Source: RFC 9110, 8.3.1.
#[derive(Clone, Debug)]
pub struct MediaType(String);

impl MediaType {
    /// The media type that a text spells; `None` when it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Parsed::parse(text).ok().map(|_| Self(text.to_owned()))
    }
    /// The media type of an object without a data type.
    #[must_use]
    pub fn plain() -> Self {
        Self(String::from("application/json"))
    }
    /// The media type of bytes of which nothing is known (RFC 9110, 8.3).
    #[must_use]
    pub fn octet_stream() -> Self {
        Self(String::from("application/octet-stream"))
    }
    /// The media type of an application's objects of a data type; `None` when these make no media type.
    #[must_use]
    pub fn typed(app_id: &AppId, data_type: &str) -> Option<Self> {
        Self::parse(&format!("application/vnd.{app_id}.{data_type}+json"))
    }
    /// The data type in the media type of an application's typed object.
    #[must_use]
    pub fn data_type(&self, app_id: &AppId) -> Option<&str> {
        let rest = strip_prefix(self.essence(), "application/vnd.")?;
        let rest = rest.strip_prefix(app_id.as_str())?;
        let rest = strip_prefix(rest, ".")?;
        let (data_type, suffix) = rest.split_at_checked(rest.len().checked_sub("+json".len())?)?;
        suffix.eq_ignore_ascii_case("+json").then_some(data_type)
    }
    /// The media type as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// Whether both are the same, whatever their case and parameters.
    #[must_use]
    pub fn is(&self, other: &str) -> bool {
        self.essence().eq_ignore_ascii_case(essence(other))
    }
    fn essence(&self) -> &str {
        essence(&self.0)
    }
}

/// A media type without its parameters.
fn essence(text: &str) -> &str {
    text.split(';').next().unwrap_or(text).trim()
}

/// `strip_prefix` without case.
fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

impl PartialEq for MediaType {
    fn eq(&self, other: &Self) -> bool {
        self.is(other.as_str())
    }
}

impl Eq for MediaType {}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HeaderField for MediaType {
    fn to_value(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0).ok()
    }
    fn from_value(value: &HeaderValue) -> Option<Self> {
        value.to_str().ok().and_then(Self::parse)
    }
}
