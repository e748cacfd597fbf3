//! JSON Schema (2020-12), as far as bodies need it, and how the types of a spec are described with it.

mod describe;
mod example;

use indexmap::IndexMap;
use serde::{Serialize, Serializer, ser::SerializeSeq};
use serde_json::Value;

pub(crate) use describe::{Describer, decision};
pub(crate) use example::{of_identifier, of_value};

/// A schema. Every keyword that is left out says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Schema {
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// Only in OpenAPI 3.0, which has no type `null`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nullable: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<usize>,
    #[serde(rename = "const", skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub one_of_texts: Vec<String>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub properties: IndexMap<String, Schema>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub all_of: Vec<Schema>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub one_of: Vec<Schema>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<Schema>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<Schema>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Value>,
    /// Only in OpenAPI 3.0, which has one example.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<Value>,
    /// The decision that this rests on.
    #[serde(rename = "x-decision", skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
}

/// What kind of value a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    Integer,
    String,
    /// A string, or `null`.
    StringOrNull,
    /// A whole number, or `null`.
    IntegerOrNull,
}

impl Schema {
    /// A schema that is described elsewhere.
    pub(crate) fn reference(to: String) -> Self {
        Self { reference: Some(to), ..Self::default() }
    }

    /// Values of this kind.
    pub(crate) fn of(kind: Kind) -> Self {
        Self { kind: Some(kind), ..Self::default() }
    }

    /// The same with words for people.
    pub(crate) fn described(self, description: impl Into<String>) -> Self {
        Self { description: Some(description.into()), ..self }
    }
}

impl Kind {
    /// This kind, or `null`.
    pub(crate) const fn or_null(self) -> Self {
        match self {
            Self::String | Self::StringOrNull => Self::StringOrNull,
            Self::Integer | Self::IntegerOrNull => Self::IntegerOrNull,
            Self::Object => Self::Object,
        }
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let or_null = |word: &str, serializer: S| {
            let mut words = serializer.serialize_seq(Some(2))?;
            words.serialize_element(word)?;
            words.serialize_element("null")?;
            words.end()
        };
        match self {
            Self::Object => serializer.serialize_str("object"),
            Self::Integer => serializer.serialize_str("integer"),
            Self::String => serializer.serialize_str("string"),
            Self::StringOrNull => or_null("string", serializer),
            Self::IntegerOrNull => or_null("integer", serializer),
        }
    }
}
