//! A hand-written case exactly as it is written.

use kii_spec::document::{At, Entries, Words};
use serde::Deserialize;
use serde_json::{Map, Value};

/// A case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub(super) id: At<String>,
    /// The rules that it checks, the one that it is about first.
    pub(super) covers: Words,
    /// The scopes that it is for; left out: all.
    pub(super) scopes: Option<Words>,
    pub(super) steps: Vec<Step>,
}

/// A request, and what is special about its answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    #[serde(rename = "do")]
    pub(super) operation: At<String>,
    /// Request axes that leave their defaults.
    pub(super) with: Option<Entries<At<String>>>,
    pub(super) json: Option<Map<String, Value>>,
    pub(super) headers: Option<Entries<String>>,
    /// A documented response; left out: any documented success.
    pub(super) expect: Option<At<String>>,
    /// Headers of the answer to remember, by the name under which later steps use them.
    pub(super) keep: Option<Entries<String>>,
    /// Members that the answer must have.
    pub(super) see: Option<Map<String, Value>>,
}
