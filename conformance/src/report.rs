//! What a run showed, and what follows from it: one model from which every report is made.

mod coverage;
mod failure;
mod file;
mod json;
mod junit;
mod reserved;
mod text;
mod verdict;

use std::{path::Path, time::Duration};

use jiff::Timestamp;
use kii_spec::{Api, Level};

pub use self::{
    failure::Rerun,
    file::{FileError, writable, write},
    text::Summary,
    verdict::{Counts, Standing, Verdict},
};
use crate::{
    case::{Case, Exclusion},
    outcome::Record,
    profile::Profile,
    target::Target,
};

/// What it takes to tell people about a case.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The API that the cases are about.
    pub api: &'a Api,
    /// The target, once it is known.
    pub target: Option<&'a Target>,
    /// The command that a rerun begins with.
    pub rerun: &'a Rerun,
}

/// A run, finished or given up.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// What it takes to tell people about a case.
    pub view: View<'a>,
    /// Every case of the suite, selected or not.
    pub cases: &'a [Case],
    /// The documented responses that no case provokes.
    pub exclusions: &'a [Exclusion],
    /// The cases that came to an end, in the suite's order.
    pub records: &'a [Record],
    /// The profile that is scored.
    pub profile: &'a Profile,
    /// What follows for the target.
    pub verdict: &'a Verdict,
    /// When the run began.
    pub started: Timestamp,
    /// How long it took.
    pub time: Duration,
}

impl Report<'_> {
    /// Writes the report as JSON; `report.schema.json` describes it.
    ///
    /// # Errors
    /// When the file cannot be written; then no part of it is left.
    pub fn write_json(&self, path: &Path) -> Result<(), FileError> {
        file::write(path, json::render(self).as_bytes())
    }

    /// Writes the report as JUnit XML.
    ///
    /// # Errors
    /// When the file cannot be written; then no part of it is left.
    pub fn write_junit(&self, path: &Path) -> Result<(), FileError> {
        file::write(path, junit::render(self).as_bytes())
    }

    /// The verdict and the exit code, each with its meaning.
    #[must_use]
    pub fn conclusion(&self) -> String {
        let verdict = self.view.redact(&self.verdict.to_string());
        let profile = self.profile.name();
        format!(
            "{verdict}\nprofile {profile}: {} cases are scored\nexit code {}: {}\n",
            self.profile.cases().len(),
            self.verdict.exit_code(),
            self.verdict.meaning()
        )
    }
}

impl View<'_> {
    /// A text that may come from the target, without the secrets that it may have sent back.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        self.target.map_or_else(|| text.to_owned(), |target| target.redact(text))
    }
}

/// A level as reports write it.
const fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "must",
        Level::Should => "should",
        Level::May => "may",
    }
}

/// `1 case`, `2 cases`.
fn counted(count: usize, one: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        count => format!("{count} {one}s"),
    }
}
