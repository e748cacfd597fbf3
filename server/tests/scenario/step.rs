//! The scenario as it is written; its file explains the keys.

use kii_client::{JsonObject, serde_json};
use serde::Deserialize;

/// A request, and what is expected of its answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    #[serde(rename = "step")]
    pub name: String,
    #[serde(rename = "do")]
    pub operation: String,
    #[serde(default)]
    pub wrong: bool,
    #[serde(rename = "as", default = "owner")]
    pub caller: String,
    #[serde(default = "user")]
    pub scope: String,
    pub owner: Option<Owner>,
    pub bucket: Option<String>,
    pub object: Option<String>,
    pub object_id: Option<String>,
    #[serde(default)]
    pub content: JsonObject,
    pub padding: Option<usize>,
    pub data_type: Option<String>,
    pub if_match: Option<String>,
    #[serde(default)]
    pub if_none_match: bool,
    pub upload: Option<u64>,
    pub range: Option<[u64; 2]>,
    pub lifetime: Option<Lifetime>,
    pub instead: Option<String>,
    pub expect: String,
    pub keep: Option<String>,
    #[serde(default)]
    pub see: serde_json::Map<String, serde_json::Value>,
    pub bytes: Option<[u64; 2]>,
    pub published: Option<usize>,
}

/// The owner of the scope.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Owner {
    /// There is none of this ID.
    Missing,
}

/// How long a publication lives.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Lifetime {
    Seconds(i32),
    Until(i64),
}

fn owner() -> String {
    String::from("owner")
}

fn user() -> String {
    String::from("user")
}
