//! The configuration file: its applications and options, or everything that is wrong with it.

mod document;
mod problem;
mod resolve;
mod text;
mod wire;

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use kii_server::Application;

use self::{document::Document, problem::Problem};
use super::options::Options;

/// What a configuration file says.
pub(crate) struct Config {
    /// What flags and environment variables can also say.
    pub(crate) options: Options,
    pub(crate) applications: Vec<Application>,
}

/// Why a configuration cannot be used.
#[derive(Debug)]
pub(crate) enum ConfigError {
    /// The file cannot be read.
    Unreadable { path: PathBuf, error: io::Error },
    /// Everything that is wrong with it, in the order of the file.
    Wrong(Vec<String>),
}

impl Config {
    /// Reads a configuration.
    pub(crate) fn load(path: &Path) -> Result<Self, ConfigError> {
        let text =
            fs::read_to_string(path).map_err(|error| ConfigError::Unreadable { path: path.to_owned(), error })?;
        Self::read(&text, path)
    }

    /// Reads the text of a configuration. Relative paths in it begin at the folder of `path`.
    fn read(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let document = Document::new(text, path);
        let written = wire::Server::read(&document);
        let folder = path.parent().unwrap_or_else(|| Path::new(""));
        let config = resolve::config(written, folder, &document);
        let mut problems = document.into_problems();
        problems.sort_by_key(Problem::start);
        match problems.is_empty() {
            true => Ok(config),
            false => Err(ConfigError::Wrong(problems.iter().map(ToString::to_string).collect())),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, error } => {
                write!(
                    f,
                    "the configuration {} cannot be read: {error} (`kii-server init DIR` writes one)",
                    path.display()
                )
            }
            Self::Wrong(problems) => {
                write!(f, "the configuration cannot be used as it is written:")?;
                problems.iter().try_for_each(|problem| write!(f, "\n\n{problem}"))?;
                let count = problems.len();
                write!(f, "\n\nfound {count} {}", if count == 1 { "problem" } else { "problems" })
            }
        }
    }
}

impl std::error::Error for ConfigError {}

#[cfg(test)]
mod tests;
