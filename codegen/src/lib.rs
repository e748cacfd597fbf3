//! The code generator: the spec in, the files of `generated/` out.
//!
//! [`generate`] is a pure function of the spec. It turns the spec into view structs of final strings, lays these out with
//! templates that only loop and insert, and formats what comes out. [`write()`] and [`check`] differ from it, and from each
//! other, in what they do with the files.

mod elements;
mod error;
mod generate;
mod inspect;
mod lock;
mod mentions;
mod model;
mod names;
mod prune;
mod render;
mod tree;
mod view;
mod write;

pub use error::Error;
pub use generate::{GeneratedFile, generate};
pub use tree::{Drift, check};
pub use write::{Written, write};
