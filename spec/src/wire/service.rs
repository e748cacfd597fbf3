//! `service.yaml`.

use serde::Deserialize;

use super::{Also, Condition, Source};
use crate::yaml::{At, Entries, OneOrMany};

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Service {
    pub(crate) title: String,
    pub(crate) base: At<String>,
    pub(crate) published: At<String>,
    pub(crate) plain_media: String,
    pub(crate) typed_media: At<String>,
    pub(crate) error_code: String,
    pub(crate) identifiers: Entries<Identifier>,
    pub(crate) object_size: ObjectSize,
    pub(crate) scopes: Entries<Scope>,
    pub(crate) rejections: Entries<Rejection>,
}

/// How an identifier in a path is formed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Identifier {
    pub(crate) punctuation: String,
    pub(crate) shortest: At<usize>,
    pub(crate) longest: At<usize>,
    pub(crate) source: Option<Source>,
    pub(crate) decision: Option<At<String>>,
}

/// Limits of an object's size.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ObjectSize {
    pub(crate) maximum: At<usize>,
    pub(crate) accepted: At<usize>,
    pub(crate) source: Option<Source>,
    pub(crate) decision: Option<At<String>>,
}

/// One of the places in which buckets live.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scope {
    pub(crate) summary: String,
    pub(crate) prefix: At<String>,
    pub(crate) owner: At<String>,
    pub(crate) object_scope_type: String,
    pub(crate) missing_owner: Option<At<String>>,
    pub(crate) no_missing_owner: Option<At<String>>,
    pub(crate) read: Permission,
    pub(crate) write: Permission,
    pub(crate) source: Option<Source>,
    pub(crate) decision: Option<At<String>>,
}

/// Whom a scope admits and refuses by default.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Permission {
    pub(crate) admitted: At<Vec<At<String>>>,
    pub(crate) refused: Option<At<Vec<At<String>>>>,
    pub(crate) none_refused: Option<At<String>>,
}

/// What every operation answers where its own page is silent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rejection {
    pub(crate) summary: String,
    pub(crate) error: At<String>,
    pub(crate) when: OneOrMany<Condition>,
    pub(crate) tolerate: Option<At<String>>,
    pub(crate) warn_on: Option<At<Vec<At<u16>>>>,
    pub(crate) level: Option<At<String>>,
    #[serde(default)]
    pub(crate) also: Vec<Also>,
    pub(crate) source: Option<Source>,
    pub(crate) decision: Option<At<String>>,
}
