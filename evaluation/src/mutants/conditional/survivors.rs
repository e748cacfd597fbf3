//! Which conditional faults no case kills yet, as a file of the repository.
//!
//! A run of all faults takes minutes, so the page and the tests read what the last one has found. A sample of the faults is
//! held against it by every `cargo test`.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use anyhow::{Context, Result, bail};
use kii_server::ConditionalFault;

use super::{Entry, Status};

/// The file, in this package.
const FILE: &str = "conditional-survivors.txt";

const HEAD: &str = "\
# Conditional faults that no case kills. Made by `cargo xtask mutants --conditional --write`; never edited by hand.
# `survived`: the server was wrong, and every case passed. `warned`: no case failed, and one warned. `not-reached`: no
# request made it wrong.
";

/// What is known of the faults that no case kills: the word in front of each ID.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Survivors(BTreeMap<String, String>);

impl Survivors {
    /// The survivors of the last run of all faults.
    ///
    /// # Errors
    /// When the file cannot be read, or names a fault that there is not.
    pub(crate) fn load() -> Result<Self> {
        let text = fs::read_to_string(place()).with_context(|| format!("cannot read evaluation/{FILE}"))?;
        let survivors = Self::parse(&text)?;
        let known: std::collections::BTreeSet<String> =
            ConditionalFault::all().iter().map(ConditionalFault::id).collect();
        if let Some(unknown) = survivors.0.keys().find(|id| !known.contains(*id)) {
            bail!(
                "evaluation/{FILE} names `{unknown}`, and there is no such fault; \
                 run `cargo xtask mutants --conditional --write`"
            );
        }
        Ok(survivors)
    }

    fn parse(text: &str) -> Result<Self> {
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let entries = lines.map(|line| {
            let (word, id) = line.split_once(' ').with_context(|| {
                format!("expected `survived`, `warned` or `not-reached` and an ID in evaluation/{FILE}, found `{line}`")
            })?;
            Ok((id.to_owned(), word.to_owned()))
        });
        Ok(Self(entries.collect::<Result<_>>()?))
    }

    /// What a run of all faults has left.
    pub(super) fn of(entries: &[Entry]) -> Self {
        let word = |status: &Status| match status {
            Status::Killed { .. } => None,
            Status::Warned { .. } => Some("warned".to_owned()),
            Status::Survived { .. } => Some("survived".to_owned()),
            Status::NotReached => Some("not-reached".to_owned()),
        };
        Self(entries.iter().filter_map(|entry| Some((entry.fault.id(), word(&entry.status)?))).collect())
    }

    /// What is said of a fault; `None` if it is killed.
    pub(super) fn word(&self, fault: &ConditionalFault) -> Option<&str> {
        self.0.get(&fault.id()).map(String::as_str)
    }

    /// Writes the file.
    pub(crate) fn write(&self) -> Result<()> {
        let mut text = HEAD.to_owned();
        for (id, word) in &self.0 {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{word} {id}");
        }
        fs::write(place(), text).with_context(|| format!("cannot write evaluation/{FILE}"))
    }
}

fn place() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE)
}
