//! What can be generated.
//!
//! Each target is a module that turns the spec into files of its own, with templates in the folder of its name.

mod docs;
mod json_schema;
mod openapi;
mod python;
mod rust;
mod typescript;

use std::{fmt, path::Path};

use kii_spec::Api;
use serde::Serialize;
use serde_json::Value;

pub use self::docs::{Checks, Evidence, reference};
use crate::{Error, GeneratedFile, templates::Templates};

/// Something that is generated from the spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Three Rust packages: types, server stubs and a client.
    Rust,
    /// A TypeScript package with a client.
    TypeScript,
    /// A Python package with a client.
    Python,
    /// An OpenAPI document.
    OpenApi,
    /// A JSON Schema for each type.
    JsonSchema,
    /// The reference documentation.
    Docs,
}

impl Target {
    /// Every target.
    pub const ALL: [Self; 6] =
        [Self::Rust, Self::TypeScript, Self::Python, Self::OpenApi, Self::JsonSchema, Self::Docs];

    /// What it is called, and the folder of its templates.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::TypeScript => "typescript",
            Self::Python => "python",
            Self::OpenApi => "openapi",
            Self::JsonSchema => "json-schema",
            Self::Docs => "docs",
        }
    }

    /// The target that is called so.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.name() == name)
    }

    /// Whether a file with this path, below `generated/`, is one of its own.
    #[must_use]
    pub fn owns(self, path: &Path) -> bool {
        let first = path.iter().next().and_then(|first| first.to_str()).unwrap_or_default();
        match self {
            Self::Rust => rust::PACKAGES.contains(&first),
            Self::TypeScript => first == typescript::FOLDER,
            Self::Python => first == python::FOLDER,
            Self::OpenApi => openapi::FILES.contains(&first),
            Self::JsonSchema => first == json_schema::FOLDER,
            Self::Docs => first == docs::FOLDER,
        }
    }

    /// What its templates get; null if it has none.
    pub(crate) fn views(self, api: &Api) -> Result<Value, Error> {
        match self {
            Self::Rust => rust::views(api),
            Self::TypeScript => typescript::views(api),
            Self::Python => python::views(api),
            Self::Docs => docs::views(api),
            Self::OpenApi | Self::JsonSchema => Ok(Value::Null),
        }
    }

    /// Its files, in any order.
    pub(crate) fn files(self, api: &Api, templates: &Templates) -> Result<Vec<GeneratedFile>, Error> {
        match self {
            Self::Rust => rust::files(api, templates),
            Self::TypeScript => typescript::files(api, templates),
            Self::Python => python::files(api, templates),
            Self::OpenApi => openapi::files(api),
            Self::JsonSchema => json_schema::files(api),
            Self::Docs => docs::files(api, templates),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A view as JSON.
fn shown(view: &impl Serialize) -> Result<Value, Error> {
    serde_json::to_value(view).map_err(|error| Error::Unsupported(format!("a view cannot be shown as JSON: {error}")))
}
