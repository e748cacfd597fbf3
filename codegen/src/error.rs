//! What can go wrong while code is generated.

use std::{io, path::PathBuf};

/// Why there is no generated code, or why it could not be compared or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The spec is sound, but says something for which there is no code, or leaves out what code needs.
    #[error("the spec cannot be turned into code: {0}")]
    Unsupported(String),
    /// A template is broken or asks for a string that its view does not have. The message names template, line and
    /// column.
    #[error("a template failed\n{0}")]
    Template(#[from] tera::Error),
    /// What a template laid out is not Rust.
    #[error("{file}: the laid-out code is not Rust: {message} at {line}:{column}\n  {excerpt}")]
    Syntax {
        /// The file, below `generated/`.
        file: PathBuf,
        /// What is wrong with it.
        message: String,
        /// The line in the code as it was laid out, before formatting.
        line: usize,
        /// The column in that line.
        column: usize,
        /// That line.
        excerpt: String,
    },
    /// A file or directory could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl Error {
    /// Names the path at which a system call failed.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}
