//! What can be generated.
//!
//! Each target is a module that turns the spec into files of its own, with templates in the folder of its name.

mod python;
mod rust;
mod typescript;

use std::fmt;

use kii_spec::Api;

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
}

impl Target {
    /// Every target.
    pub const ALL: [Self; 3] = [Self::Rust, Self::TypeScript, Self::Python];

    /// What it is called, and the folder of its templates.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::TypeScript => "typescript",
            Self::Python => "python",
        }
    }

    /// Its files, in any order.
    pub(crate) fn files(self, api: &Api, templates: &Templates) -> Result<Vec<GeneratedFile>, Error> {
        match self {
            Self::Rust => rust::files(api, templates),
            Self::TypeScript => typescript::files(api, templates),
            Self::Python => python::files(api, templates),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
