//! The only module that knows the YAML reader: a text becomes a tree in which everything knows its place.
//!
//! The tree is read on by [`crate::from_yaml`], not by derived code: that stops at the first fault of a file, and people want
//! to see them all.

use std::{fmt, ops::Range};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_saphyr::{
    DefaultMessageFormatter, DuplicateKeyPolicy, Error, Location, MergeKeyPolicy, MessageFormatter, Spanned,
};

/// Where something stands in its file, in bytes.
pub type Span = Range<usize>;

/// A value and where it stands in its file.
#[derive(Clone, Debug)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// A part of a file.
pub type Node = At<Kind>;

/// What a part of a file is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Nothing, or `null`.
    Nothing,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Whole(u64),
    /// A whole number below zero.
    Negative(i64),
    /// Any other number.
    Number(f64),
    /// Text, or anything in quotes.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map with its entries as written; equal keys are still all there.
    Map(Vec<(At<String>, Node)>),
}

/// Why a text is not YAML, or not the strict part of it that the spec uses.
#[derive(Debug)]
pub(crate) struct ParseError {
    pub(crate) span: Span,
    pub(crate) title: String,
}

/// Reads a text.
pub(crate) fn read(text: &str) -> Result<Node, ParseError> {
    let options = serde_saphyr::options! {
        // Every entry reaches the tree, so that all duplicates can be noted, and with both places.
        duplicate_keys: DuplicateKeyPolicy::LastWins,
        strict_booleans: true,
        reject_unsupported_tags: true,
        merge_keys: MergeKeyPolicy::Error,
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| parse_error(error.without_snippet(), text))
}

fn parse_error(error: &Error, text: &str) -> ParseError {
    let title = if matches!(error, Error::MultipleDocuments { .. }) {
        "a file holds one document".to_owned()
    } else if matches!(error, Error::MergeKeyNotAllowed { .. }) {
        "`<<` merges maps, which is not done here: write the keys out".to_owned()
    } else {
        // The formatter gives the message alone: the position is shown as that of every other problem is.
        visible(&DefaultMessageFormatter.format_message(error))
    };
    let place = |location: Location| match location.span().byte_offset() {
        Some(_) => span(location),
        None => beginning(location, text),
    };
    ParseError { span: error.location().map_or(0..0, place), title }
}

/// A message without control characters, of which the text that it quotes may have some.
fn visible(message: &str) -> String {
    let mut visible = String::with_capacity(message.len());
    for character in message.chars() {
        if character.is_control() { visible.extend(character.escape_debug()) } else { visible.push(character) }
    }
    visible
}

/// The bytes of a value; every value that was read has them.
fn span(location: Location) -> Span {
    let span = location.span();
    let start = bytes(span.byte_offset());
    start..start + bytes(span.byte_len())
}

/// Where a syntax error begins, of which only line and column are known.
fn beginning(location: Location, text: &str) -> Span {
    let line = text.split_inclusive('\n').take(bytes(location.line().checked_sub(1)));
    let column = bytes(location.column().checked_sub(1));
    let before: usize = line.map(str::len).sum();
    let rest = text.get(before..).unwrap_or_default();
    let start = before + rest.chars().take(column).map(char::len_utf8).sum::<usize>();
    start..start
}

fn bytes(count: Option<u64>) -> usize {
    count.and_then(|count| usize::try_from(count).ok()).unwrap_or_default()
}

impl Kind {
    /// The kind in words.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Bool(_) => "a truth value",
            Self::Whole(_) | Self::Negative(_) | Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }

    /// Where the last part of a list or a map ends.
    fn end(&self) -> Option<usize> {
        match self {
            Self::List(items) => items.last().map(|item| item.span.end),
            Self::Map(entries) => entries.last().map(|(_, value)| value.span.end),
            Self::Nothing | Self::Bool(_) | Self::Whole(_) | Self::Negative(_) | Self::Number(_) | Self::Text(_) => {
                None
            }
        }
    }
}

impl<'de> Deserialize<'de> for At<String> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Spanned { value, referenced, .. } = Spanned::deserialize(deserializer)?;
        Ok(Self { value, span: span(referenced) })
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Spanned { value, referenced, .. } = Spanned::<Kind>::deserialize(deserializer)?;
        let mut span = span(referenced);
        span.end = value.end().unwrap_or_default().max(span.end);
        Ok(Self { value, span })
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tree)
    }
}

/// Takes whatever stands there.
struct Tree;

impl<'de> Visitor<'de> for Tree {
    type Value = Kind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, a number, a truth value, a list or a map")
    }

    fn visit_unit<E>(self) -> Result<Kind, E> {
        Ok(Kind::Nothing)
    }

    fn visit_none<E>(self) -> Result<Kind, E> {
        Ok(Kind::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Kind, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Kind, E> {
        Ok(Kind::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Kind, E> {
        Ok(Kind::Whole(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Kind, E> {
        Ok(u64::try_from(value).map_or(Kind::Negative(value), Kind::Whole))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Kind, E> {
        Ok(Kind::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Kind, E> {
        Ok(Kind::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Kind, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Kind::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Kind, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Kind::Map(entries))
    }
}
