//! The files of `types/`.

use serde::Deserialize;

use super::Source;
use crate::yaml::{At, Entries};

/// A JSON object that is sent or received.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Type {
    pub(crate) summary: String,
    pub(crate) media: Option<String>,
    pub(crate) members: Entries<Member>,
    #[serde(default)]
    pub(crate) exclusive: Vec<At<String>>,
    pub(crate) source: Option<Source>,
    pub(crate) decision: Option<At<String>>,
}

/// An error answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ErrorType {
    pub(crate) summary: String,
    pub(crate) status: At<u16>,
    pub(crate) media: String,
    pub(crate) code: String,
    pub(crate) members: Entries<Member>,
    pub(crate) source: Option<Source>,
    pub(crate) decision: Option<At<String>>,
}

/// A member of a JSON object.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Member {
    #[serde(rename = "type")]
    pub(crate) shape: At<String>,
    pub(crate) is: Option<At<String>>,
    pub(crate) scopes: Option<At<Vec<At<String>>>>,
    pub(crate) optional: Option<At<bool>>,
    pub(crate) optional_for: Option<At<Vec<At<String>>>>,
    pub(crate) summary: String,
}
