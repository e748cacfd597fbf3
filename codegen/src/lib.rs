//! The code generator: the spec in, the files of `generated/` out.
//!
//! [`generate`] is a pure function of the spec. Each [`Target`] turns the spec into view structs of final strings, lays these out
//! with templates that only loop and insert, and formats what comes out. [`write()`] and [`check`] differ from it, and from
//! each other, in what they do with the files.

mod banner;
#[cfg(feature = "cli")]
pub mod cli;
mod condition;
mod declared;
mod diff;
mod error;
mod generate;
mod layout;
mod lock;
mod model;
mod schema;
mod target;
mod templates;
mod tree;
mod write;

pub use diff::{Breaks, Change, Kind, diff};
#[cfg(feature = "cli")]
pub use diff::{Compared, DiffArguments, DiffError};
pub use error::Error;
pub use generate::{GeneratedFile, Generator, generate};
pub use target::{Checks, Evidence, Target, reference};
pub use tree::{Drift, check, kept};
pub use write::{Written, write};
