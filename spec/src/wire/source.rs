//! `sources.yaml`, `decisions.yaml` and `rules.yaml`.

use serde::Deserialize;

use crate::yaml::At;

/// A page that the spec is taken from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    pub(crate) title: String,
    pub(crate) url: String,
    pub(crate) authority: At<String>,
    pub(crate) read: String,
}

/// A place on a page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub(crate) page: At<String>,
    pub(crate) section: String,
}

/// A question that the sources leave open, and what was chosen.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decision {
    pub(crate) question: String,
    pub(crate) choice: String,
    pub(crate) reason: String,
    pub(crate) sources: Vec<Source>,
}

/// A normative statement that no schema can carry.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    pub(crate) id: At<String>,
    pub(crate) level: At<String>,
    pub(crate) text: String,
    pub(crate) checked: Option<At<String>>,
    pub(crate) excluded: Option<At<String>>,
    pub(crate) source: Option<Source>,
    pub(crate) decision: Option<At<String>>,
}
