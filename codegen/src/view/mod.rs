//! The spec as templates see it: structs of final strings.
//!
//! Whatever is chosen, joined or cased is so here, never in a template.

pub(crate) mod answer;
pub(crate) mod client;
pub(crate) mod context;
pub(crate) mod docs;
pub(crate) mod facts;
pub(crate) mod json;
pub(crate) mod operation;
pub(crate) mod place;
pub(crate) mod refusal;
pub(crate) mod step;

use serde::Serialize;

/// A field of a struct or of a variant.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Field {
    pub docs: String,
    pub name: String,
    pub ty: String,
}

/// A member of a constructed value.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Value {
    pub name: String,
    pub value: String,
}
