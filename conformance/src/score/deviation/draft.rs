//! Drafts a file of known deviations from what a run has found.

use std::{collections::BTreeSet, fs, io, path::Path};

use jiff::{ToSpan as _, civil::Date};
use kii_spec::{
    Level,
    document::{Items, Review},
};
use serde::Serialize;

use super::{has_no_entries, resolve::TO_FILL_IN, wire};
use crate::run::{Outcome, Record};

/// After how many days a drafted entry expires.
const DAYS: i32 = 90;

/// The first line of a new file.
const HEAD: &str =
    "# Known deviations, one for each broken statement. Replace each `...`; remove what the target should not do.\n";

/// A file to which entries are added. The entries in it stay as they are.
#[derive(Debug)]
pub struct DeviationDraft {
    path: String,
    text: String,
    /// The rules and parts of responses that have an entry.
    known: BTreeSet<String>,
}

/// An entry that people must complete.
#[derive(Serialize)]
struct Entry<'a> {
    rule: &'a str,
    reason: &'a str,
    link: &'a str,
    owner: &'a str,
    expires: String,
}

impl DeviationDraft {
    /// Opens a file, which need not exist. Its entries may be incomplete.
    ///
    /// # Errors
    /// When the file cannot be read, or entries cannot be added to it.
    pub fn open(path: &Path) -> Result<Self, String> {
        let shown = path.display().to_string();
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(format!("{shown}: cannot be read, so nothing can be added: {error}")),
        };
        let known = rules(&shown, &text)?;
        Ok(Self { path: shown, text, known })
    }

    /// The text with an entry for each broken statement that has none, and how many were added.
    ///
    /// # Errors
    /// When entries cannot be added behind what is there.
    pub fn with(&self, records: &[Record], today: Date) -> Result<(String, usize), String> {
        let broken = records.iter().filter_map(|record| match &record.outcome {
            Outcome::Failed(finding) | Outcome::NotTestable(finding) => Some(finding),
            Outcome::Passed
            | Outcome::Flaky(_)
            | Outcome::Warned(_)
            | Outcome::KnownDeviation(..)
            | Outcome::NotScored(_)
            | Outcome::NotApplicable(_)
            | Outcome::SuiteError(_) => None,
        });
        let broken: BTreeSet<String> =
            broken.flat_map(|finding| finding.at(Level::Must)).map(|mismatch| mismatch.statement.to_string()).collect();
        let new: Vec<&String> = broken.difference(&self.known).collect();
        let expires = today.checked_add(DAYS.days()).unwrap_or(today).to_string();
        let entries = new.iter().map(|rule| Entry {
            rule,
            reason: TO_FILL_IN,
            link: TO_FILL_IN,
            owner: TO_FILL_IN,
            expires: expires.clone(),
        });
        let entries = serde_yaml::to_string(&entries.collect::<Vec<_>>());
        let entries = entries.map_err(|error| format!("{}: entries cannot be written: {error}", self.path))?;
        let mut text = if self.text.is_empty() { HEAD.to_owned() } else { self.text.clone() };
        if !text.ends_with('\n') {
            text.push('\n');
        }
        if !new.is_empty() {
            text.push_str(&entries);
        }
        // Nothing can be appended to some forms of the old text; it must stay valid.
        match rules(&self.path, &text) {
            Ok(all) if new.iter().all(|rule| all.contains(*rule)) => Ok((text, new.len())),
            Ok(_) | Err(_) => Err(format!(
                "{}: nothing can be added behind what is there; write its entries as a list whose lines begin with `- `",
                self.path
            )),
        }
    }
}

/// The rules and parts of answers that a text has entries for.
fn rules(path: &str, text: &str) -> Result<BTreeSet<String>, String> {
    if has_no_entries(text) {
        return Ok(BTreeSet::new());
    }
    let review = Review::default();
    let entries = review.read::<Items<wire::Deviation>>(path, text);
    review.close().map_err(|problems| format!("{path}: nothing can be added to a broken file:\n{problems}"))?;
    let entries = entries.iter().flat_map(|(_, entries)| entries.iter());
    Ok(entries.filter_map(|entry| Some(entry.rule.as_ref()?.value.clone())).collect())
}
