// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Values of header fields.

use std::{fmt, time::SystemTime};
use http::HeaderValue;

/// A value that a header field can hold.
pub trait HeaderField: Sized {
    /// The value as it is sent; `None` when it holds bytes that no header field can.
    fn to_value(&self) -> Option<HeaderValue>;
    /// The value that was received; `None` when it is not one of this kind.
    fn from_value(value: &HeaderValue) -> Option<Self>;
}

/// The version of an object or of a body, as `ETag` and `If-Match` carry it. It keeps its bytes.
///
/// Source: RFC 9110, 8.8.3.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EntityTag(HeaderValue);

impl EntityTag {
    /// The tag with these bytes, quotes included; `None` when a header field cannot hold them.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Option<Self> {
        HeaderValue::from_bytes(bytes).ok().map(Self)
    }
    /// The tag of a numbered version: the number in quotes.
    #[must_use]
    pub fn numbered(version: u64) -> Self {
        let mut text = version.to_string();
        text.insert(0, '"');
        text.push('"');
        HeaderValue::from_str(&text)
            .map_or_else(|_| Self(HeaderValue::from(version)), Self)
    }
    /// The tag's bytes, as they were received.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
    /// Whether both name the same version: they are equal once a pair of quotes is taken off.
    #[must_use]
    pub fn names(&self, other: &Self) -> bool {
        self.opaque() == other.opaque()
    }
    fn opaque(&self) -> &[u8] {
        let bytes = self.as_bytes();
        bytes
            .strip_prefix(b"\"")
            .and_then(|rest| rest.strip_suffix(b"\""))
            .unwrap_or(bytes)
    }
}

impl fmt::Debug for EntityTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The tag as it is sent, quotes included.
impl fmt::Display for EntityTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(self.0.as_bytes()))
    }
}

impl HeaderField for EntityTag {
    fn to_value(&self) -> Option<HeaderValue> {
        Some(self.0.clone())
    }
    fn from_value(value: &HeaderValue) -> Option<Self> {
        Some(Self(value.clone()))
    }
}

/// A date of a header field; fractions of a second are lost on the way.
///
/// Source: RFC 9110, 5.6.7.
impl HeaderField for SystemTime {
    fn to_value(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&httpdate::fmt_http_date(*self)).ok()
    }
    fn from_value(value: &HeaderValue) -> Option<Self> {
        httpdate::parse_http_date(value.to_str().ok()?).ok()
    }
}

/// A URI, absolute or relative to the request's.
///
/// Source: RFC 9110, 10.2.2.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UriReference(String);

impl UriReference {
    /// The reference as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for UriReference {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl HeaderField for UriReference {
    fn to_value(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0).ok()
    }
    fn from_value(value: &HeaderValue) -> Option<Self> {
        value.to_str().ok().map(|text| Self(text.to_owned()))
    }
}
