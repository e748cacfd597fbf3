//! What the last run of the source mutants has found, as a file of the repository.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use super::Results;

/// The file, in this package.
const FILE: &str = "source-mutants.txt";

/// What a run has found, and on which commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SourceRecord(String);

impl SourceRecord {
    /// The results, with the number of those that are listed and were not made, the part of the mutants that was made, and the
    /// commit that was mutated.
    pub(super) fn new(results: &Results, listed: usize, shard: Option<&str>, commit: &str) -> Self {
        let Results { caught, missed, unviable } = results;
        let part = shard.map(|shard| format!("; part {shard} of all mutants")).unwrap_or_default();
        let viable = caught + missed.len();
        Self(format!(
            "{caught} of {viable} killed ({listed} more are listed, as no answer can show them; {unviable} do not \
             compile{part}), at commit {commit}"
        ))
    }

    /// The last run; says so if there was none.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub(crate) fn load() -> Result<Self> {
        match fs::read_to_string(place()) {
            Ok(text) => Ok(Self(text.trim().to_owned())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self("not measured yet".to_owned())),
            Err(error) => Err(error).with_context(|| format!("cannot read evaluation/{FILE}")),
        }
    }

    /// The rate, in words that can stand in a table.
    pub(crate) fn rate(&self) -> &str {
        &self.0
    }

    pub(super) fn write(&self) -> Result<()> {
        fs::write(place(), format!("{}\n", self.0)).with_context(|| format!("cannot write evaluation/{FILE}"))
    }
}

/// The commit of the repository and its date.
pub(super) fn commit() -> Result<String> {
    let head = Command::new("git").args(["log", "-1", "--format=%h of %cs"]).current_dir(super::root()).output();
    let head = String::from_utf8(head.context("cannot start `git`")?.stdout).context("`git log` is not UTF-8")?;
    Ok(head.trim().to_owned())
}

fn place() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE)
}
