//! The results of a measurement: figures, the machine, the commit; as text, as JSON and as files.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde::Serialize;

use crate::{commit::Commit, figure::Figure, figures::Measured, machine::Machine, table::table};

/// The results of a measurement.
#[derive(Debug, Serialize)]
pub(crate) struct Results {
    /// When it began.
    begun_at: Timestamp,
    commit: Commit,
    machine: Machine,
    /// How many times each figure was measured; the median counts.
    runs: usize,
    figures: Vec<Figure>,
    /// What explains the figures.
    notes: Vec<String>,
    /// What could not be measured, and why.
    failures: Vec<String>,
}

impl Results {
    /// No results yet, for the checkout at `root`.
    pub(crate) fn begun(root: &Path, runs: usize) -> Self {
        Self {
            begun_at: Timestamp::now(),
            commit: Commit::checked_out(root),
            machine: Machine::this(),
            runs,
            figures: Vec::new(),
            notes: Vec::new(),
            failures: Vec::new(),
        }
    }

    /// Adds what a group of figures has shown.
    pub(crate) fn add(&mut self, measured: Measured) {
        self.figures.extend(measured.figures);
        self.notes.extend(measured.notes);
    }

    /// Notes that a group could not be measured.
    pub(crate) fn fail(&mut self, group: &str, why: String) {
        self.failures.push(format!("{group}: {why}"));
    }

    /// Whether something could not be measured.
    pub(crate) fn has_failed(&self) -> bool {
        !self.failures.is_empty()
    }

    /// Whether a figure misses its target.
    pub(crate) fn misses_a_target(&self) -> bool {
        self.figures.iter().any(|figure| figure.is_met() == Some(false))
    }

    /// All of it as JSON.
    pub(crate) fn json(&self) -> Result<String> {
        serde_json::to_string_pretty(self).context("the results have no form in JSON")
    }

    /// Writes `DATE-COMMIT.json` and `latest.md`; the paths of both.
    pub(crate) fn write(&self, folder: &Path) -> Result<[PathBuf; 2]> {
        let date = self.begun_at.strftime("%Y-%m-%d");
        let json = folder.join(format!("{date}-{}.json", self.commit.to_string().replace('+', "-")));
        let latest = folder.join("latest.md");
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        for (path, text) in [(&json, self.json()? + "\n"), (&latest, format!("# Latest results\n\n{self}"))] {
            fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
        }
        Ok([json, latest])
    }
}

impl fmt::Display for Results {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { begun_at, commit, machine, runs, figures, notes, failures } = self;
        let date = begun_at.strftime("%Y-%m-%d");
        writeln!(f, "{date}, commit {commit}, {machine}, medians of {runs} runs.\n\n{}", table(figures))?;
        notes.iter().try_for_each(|note| writeln!(f, "{}\n", note.trim_end()))?;
        failures.iter().try_for_each(|failure| writeln!(f, "Not measured: {failure}\n"))?;
        let missed = figures.iter().filter(|figure| figure.is_met() == Some(false)).count();
        let targets = figures.iter().filter(|figure| figure.target.is_some()).count();
        writeln!(f, "{} of {targets} targets are met.", targets - missed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Target, Unit};

    fn results() -> Results {
        let (cpu, os) = ("Chip 9".to_owned(), "Linux".to_owned());
        let about = "the wait + 1 s";
        Results {
            begun_at: "2026-11-28T10:00:00Z".parse().unwrap(),
            commit: Commit { hash: "0123456789".to_owned(), is_dirty: true },
            machine: Machine { cpu, cores: 2, os },
            runs: 3,
            figures: vec![Figure::new("limit.wall", 3.0, Unit::Seconds, about).with(Target::AtMost(2.0))],
            notes: vec!["hurl is not installed.".to_owned()],
            failures: Vec::new(),
        }
    }

    #[test]
    fn a_missed_target_and_a_failure_are_two_things() {
        let mut results = results();
        assert!(results.misses_a_target() && !results.has_failed());
        results.fail("tests", "no cargo".to_owned());
        assert!(results.has_failed());
        assert!(results.to_string().contains("Not measured: tests: no cargo"), "{results}");
    }

    #[test]
    fn the_text_begins_with_date_commit_and_machine() {
        let text = results().to_string();
        let begin = "2026-11-28, commit 0123456789+dirty, Chip 9, 2 cores, Linux, medians of 3 runs.\n\n| figure ";
        assert!(text.starts_with(begin), "{text}");
        assert!(text.ends_with("hurl is not installed.\n\n0 of 1 targets are met.\n"), "{text}");
    }

    #[test]
    fn files_are_named_after_date_and_commit() {
        let folder = tempfile::tempdir().unwrap();
        let [json, latest] = results().write(&folder.path().join("results")).unwrap();
        assert!(json.ends_with("results/2026-11-28-0123456789-dirty.json"));
        let written: serde_json::Value = serde_json::from_str(&fs::read_to_string(json).unwrap()).unwrap();
        assert_eq!(written["figures"][0]["target"], serde_json::json!({ "at_most": 2.0 }));
        assert_eq!(written["figures"][0]["unit"], "s");
        assert!(fs::read_to_string(latest).unwrap().starts_with("# Latest results\n\n2026-11-28, "));
    }
}
