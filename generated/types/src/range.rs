// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Single ranges of bytes.

use crate::header::HeaderField;
use http::HeaderValue;
use std::{fmt, ops::RangeInclusive};

/// A single range of bytes, as a request asks for it.
///
/// Source: RFC 9110, 14.1.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ByteRange {
    /// `first-last`, both included.
    FromTo {
        /// The first byte.
        first: u64,
        /// The last byte.
        last: u64,
    },
    /// `first-`: from here to the end.
    From {
        /// The first byte.
        first: u64,
    },
    /// `-length`: that many bytes at the end.
    Last {
        /// How many bytes.
        length: u64,
    },
}

impl ByteRange {
    /// The bytes of a content of `total` bytes that are asked for; `None` when the range cannot be satisfied.
    #[must_use]
    pub fn resolve(self, total: u64) -> Option<RangeInclusive<u64>> {
        let end = total.checked_sub(1)?;
        match self {
            Self::FromTo { first, last } if first <= end => Some(first..=last.min(end)),
            Self::From { first } if first <= end => Some(first..=end),
            Self::Last { length } if length > 0 => Some(total.saturating_sub(length)..=end),
            Self::FromTo { .. } | Self::From { .. } | Self::Last { .. } => None,
        }
    }
}

impl fmt::Display for ByteRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FromTo { first, last } => write!(f, "bytes={first}-{last}"),
            Self::From { first } => write!(f, "bytes={first}-"),
            Self::Last { length } => write!(f, "bytes=-{length}"),
        }
    }
}

/// What is malformed, or asks for several ranges, is `None`: a server may ignore it (RFC 9110, 14.2).
impl HeaderField for ByteRange {
    fn to_value(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.to_string()).ok()
    }
    fn from_value(value: &HeaderValue) -> Option<Self> {
        let (unit, range) = value.to_str().ok()?.trim().split_once('=')?;
        let (first, last) = range.split_once('-')?;
        if !unit.eq_ignore_ascii_case("bytes") {
            return None;
        }
        match (first.trim(), last.trim()) {
            ("", length) => Some(Self::Last { length: digits(length)? }),
            (first, "") => Some(Self::From { first: digits(first)? }),
            (first, last) => {
                let (first, last) = (digits(first)?, digits(last)?);
                (first <= last).then_some(Self::FromTo { first, last })
            }
        }
    }
}

/// Which part of a content is sent.
///
/// Source: RFC 9110, 14.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ContentRange {
    /// The first byte that is sent.
    pub first: u64,
    /// The last byte that is sent.
    pub last: u64,
    /// The size of the whole content, if known.
    pub total: Option<u64>,
}

impl HeaderField for ContentRange {
    fn to_value(&self) -> Option<HeaderValue> {
        let total = self.total.map_or_else(|| String::from("*"), |total| total.to_string());
        HeaderValue::from_str(&format!("bytes {}-{}/{total}", self.first, self.last)).ok()
    }
    fn from_value(value: &HeaderValue) -> Option<Self> {
        let (unit, rest) = value.to_str().ok()?.split_once(' ')?;
        let (range, total) = rest.split_once('/')?;
        let (first, last) = range.split_once('-')?;
        let total = if total == "*" { None } else { Some(digits(total)?) };
        let range = Self { first: digits(first)?, last: digits(last)?, total };
        unit.eq_ignore_ascii_case("bytes").then_some(range)
    }
}

/// A number that is written in digits alone; `u64::from_str` takes a sign, too.
fn digits(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}
