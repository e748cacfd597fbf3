//! What a run showed, and what follows from it: one model from which every report is made.

mod coverage;
mod failure;
mod file;
mod json;
mod junit;
mod merge;
mod reserved;
mod text;

use std::{fmt, path::Path, time::Duration};

use jiff::Timestamp;
use kii_spec::{Api, Level};
use serde::{Deserialize, Serialize};

pub(crate) use self::failure::quoted;
pub use self::{
    failure::Rerun,
    file::{FileError, writable, write},
    merge::Merged,
    text::Summary,
};
use crate::{
    cases::{Case, Exclusion, Shard},
    deployment::Target,
    run::Record,
    score::{Profile, Verdict},
    values::{RunId, Seed},
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
    /// Which run it was.
    pub identity: Identity,
    /// What was asked for.
    pub selection: Selection,
    /// How many cases that is.
    pub selected: usize,
    /// The command that removes what the run has left, when it has left something.
    pub sweep: Option<String>,
    /// When the run began.
    pub started: Timestamp,
    /// How long it took.
    pub time: Duration,
}

/// Which run a report is about, and which part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Its id.
    pub run: RunId,
    /// The seed of everything random in it.
    pub seed: Seed,
    /// The part, when it is one of several.
    pub shard: Option<Shard>,
}

/// What selects cases by their names, as it was given on the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// Texts, one of which a name must have; none selects all.
    pub filters: Vec<String>,
    /// Texts that no name may have.
    pub skip: Vec<String>,
    /// Whether names must be such a text as a whole.
    pub exact: bool,
}

impl Selection {
    /// Whether a case of this name was asked for, as libtest takes such texts.
    fn takes(&self, name: &str) -> bool {
        let is_meant = |text: &String| if self.exact { name == text } else { name.contains(text.as_str()) };
        (self.filters.is_empty() || self.filters.iter().any(is_meant)) && !self.skip.iter().any(is_meant)
    }
}

impl Report<'_> {
    /// Writes the report as JSON; `report.schema.json` describes it.
    ///
    /// # Errors
    /// When the file cannot be written; then no part of it is left.
    pub fn write_json(&self, path: &Path) -> Result<(), FileError> {
        file::write(path, json::File::of(self).text().as_bytes())
    }

    /// Writes the report as JUnit XML.
    ///
    /// # Errors
    /// When the file cannot be written; then no part of it is left.
    pub fn write_junit(&self, path: &Path) -> Result<(), FileError> {
        file::write(path, junit::render(self).as_bytes())
    }

    /// Which run it was, the verdict and the exit code, each with its meaning.
    #[must_use]
    pub fn conclusion(&self) -> String {
        let verdict = self.view.redact(&self.verdict.to_string());
        let (identity, profile) = (&self.identity, self.profile.name());
        format!(
            "{identity}\n{verdict}\nprofile {profile}, which scores {} cases\nexit code {}: {}\n",
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

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { run, seed, shard } = self;
        write!(f, "run {run}, seed {seed}")?;
        shard.map_or(Ok(()), |shard| write!(f, ", shard {shard}"))
    }
}

impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { filters, skip, exact } = self;
        let quoted = |texts: &[String]| texts.iter().map(|text| format!(" {}", quoted(text))).collect::<String>();
        let what = if filters.is_empty() { " all" } else { "" };
        write!(f, "of{what}{}", quoted(filters))?;
        if !skip.is_empty() {
            write!(f, " but{}", quoted(skip))?;
        }
        f.write_str(if *exact { " (exact)" } else { "" })
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
