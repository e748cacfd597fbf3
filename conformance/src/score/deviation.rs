//! Known deviations: where a target does not do what the documents demand, with a reason, an owner and an expiry date.
//!
//! A known failure does not count against the target, a new one does. An entry that matches nothing, that has expired, or
//! that describes a deviation that the target no longer has is an error, because it could hide the next failure.

mod draft;
mod pattern;
mod resolve;
mod wire;

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use kii_spec::{
    Api, Level, Statement,
    document::{Items, Problems, Review},
};
use serde::{Deserialize, Serialize};

pub use self::draft::DeviationDraft;
use self::pattern::Pattern;
use crate::{
    cases::{Case, subject::is_about},
    judge::{Mismatch, MismatchKind},
    run::{KnownDeviation, Outcome, Record},
};

/// Every known deviation of a target.
#[derive(Clone, Debug, Default)]
pub struct Deviations {
    entries: Vec<Deviation>,
}

/// How many cases of a run an entry explains, in numbers that can be added up over the shards of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviationUse {
    /// Where the entry is written, as `file:line`.
    pub place: String,
    /// What the entry is about, as it is written.
    pub about: String,
    /// Why the target deviates, with the owner and the expiry date of the entry.
    pub reason: String,
    /// How many cases of the suite the entry is about.
    pub cases: usize,
    /// How many of them were run.
    pub ran: usize,
    /// How many of those have passed without a warning.
    pub passed: usize,
    /// How many cases failed or warned in a way that the entry is about.
    pub needed: usize,
}

/// A known deviation.
#[derive(Clone, Debug)]
struct Deviation {
    about: About,
    reason: String,
    link: String,
    owner: String,
    expires: Date,
    /// Where it is written, as `file:line`.
    place: String,
}

/// What fails.
#[derive(Clone, Debug)]
enum About {
    /// Cases, by their names.
    Cases(Pattern),
    /// A rule or a part of a response, in whichever case it is broken.
    Statement(String),
}

impl Deviations {
    /// The deviations in a file. `run` are the cases that will run; an entry that one of them needs must not have expired
    /// before `today`.
    ///
    /// # Errors
    /// Everything that is wrong with it, at once.
    pub fn load(
        path: &str,
        text: &str,
        api: &Api,
        cases: &[Case],
        run: &[&Case],
        today: Date,
    ) -> Result<Self, Problems> {
        // So is the file of a draft to which nothing was added.
        if has_no_entries(text) {
            return Ok(Self { entries: Vec::new() });
        }
        let review = Review::default();
        let written = review.read::<Items<wire::Deviation>>(path, text);
        let entries = written.map(|(file, written)| {
            let diagnostics = review.diagnostics(&file);
            let resolver = resolve::Resolver { api, cases, run, today, diagnostics, path, text };
            written.iter().filter_map(|written| resolver.deviation(written)).collect()
        });
        review.close()?;
        Ok(Self { entries: entries.unwrap_or_default() })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry that explains why a case failed: one about the case, or the first of those about the statements that were
    /// broken, if each of them has one.
    pub(crate) fn excuse(&self, api: &Api, record: &Record) -> Option<KnownDeviation> {
        let finding = match &record.outcome {
            Outcome::Failed(finding) | Outcome::NotTestable(finding) => finding,
            Outcome::Passed
            | Outcome::Flaky(_)
            | Outcome::Warned(_)
            | Outcome::KnownDeviation(..)
            | Outcome::NotScored(_)
            | Outcome::NotApplicable(_)
            | Outcome::SuiteError(_) => return None,
        };
        let about_case = self.entries.iter().find(|entry| match &entry.about {
            About::Cases(pattern) => pattern.matches(&record.case),
            About::Statement(_) => false,
        });
        if let Some(entry) = about_case {
            return Some(entry.known());
        }
        let entry_of = |mismatch| self.entries.iter().find(|entry| entry.explains(api, &record.case, mismatch));
        let entries: Vec<Option<&Deviation>> = finding.at(Level::Must).map(entry_of).collect();
        entries.into_iter().collect::<Option<Vec<_>>>()?.first().map(|entry| entry.known())
    }

    /// The use of each entry, given every case of the suite and the records of a run.
    #[must_use]
    pub fn uses(&self, api: &Api, cases: &[Case], records: &[Record]) -> Vec<DeviationUse> {
        let by_name: HashMap<String, &Record> = records.iter().map(|record| (record.case.name(), record)).collect();
        let of_entry = |entry: &Deviation| {
            let KnownDeviation { place, reason } = entry.known();
            let own: Vec<String> = cases.iter().filter(|case| entry.covers(case)).map(Case::name).collect();
            let ran: Vec<&Record> = own.iter().filter_map(|name| by_name.get(name).copied()).collect();
            let passes = |wanted: bool| ran.iter().filter(move |record| passed(&record.outcome) == Some(wanted));
            let explained = records.iter().filter(|record| entry.explains_any(api, record));
            let needed: BTreeSet<String> =
                passes(false).copied().chain(explained).map(|record| record.case.name()).collect();
            DeviationUse {
                place,
                about: entry.about.to_string(),
                reason,
                cases: own.len(),
                ran: ran.len(),
                passed: passes(true).count(),
                needed: needed.len(),
            }
        };
        self.entries.iter().map(of_entry).collect()
    }
}

impl DeviationUse {
    /// Whether the target no longer deviates: all cases of the entry were run, at least one came to a result, and each that
    /// did has passed without a warning. With some of its cases left out, the others may still fail.
    #[must_use]
    pub const fn is_unexpected_pass(&self) -> bool {
        self.ran == self.cases && self.passed > 0 && self.needed == 0
    }

    /// What to do about an entry that no longer holds.
    pub(crate) fn message(&self) -> String {
        format!("{}: {} now passes; remove the entry, so that it cannot hide a failure", self.place, self.about)
    }

    /// The sum over two parts of a run, which must be about the same entry.
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self {
            ran: self.ran + other.ran,
            passed: self.passed + other.passed,
            needed: self.needed + other.needed,
            ..self.clone()
        }
    }
}

/// Whether a case has passed without a warning; `None` when it came to no result.
fn passed(outcome: &Outcome) -> Option<bool> {
    match outcome {
        Outcome::Passed | Outcome::Flaky(None) => Some(true),
        Outcome::Flaky(Some(_))
        | Outcome::Warned(_)
        | Outcome::Failed(_)
        | Outcome::NotTestable(_)
        | Outcome::KnownDeviation(..) => Some(false),
        Outcome::NotScored(outcome) => passed(outcome),
        Outcome::NotApplicable(_) | Outcome::SuiteError(_) => None,
    }
}

impl Deviation {
    fn known(&self) -> KnownDeviation {
        let Self { reason, link, owner, expires, place, .. } = self;
        KnownDeviation { reason: format!("{reason} <{link}>; {owner}, until {expires}"), place: place.clone() }
    }

    /// Whether a case is one that the entry is about.
    fn covers(&self, case: &Case) -> bool {
        match &self.about {
            About::Cases(pattern) => pattern.matches(case),
            About::Statement(id) => case.covers.iter().any(|statement| statement.to_string() == *id),
        }
    }

    /// Whether something was found that the entry explains.
    fn explains_any(&self, api: &Api, record: &Record) -> bool {
        let mut mismatches = record.findings().flat_map(|finding| &finding.mismatches);
        mismatches.any(|mismatch| self.explains(api, &record.case, mismatch))
    }

    /// Whether a mismatch is what the entry is about. A response other than the one that is due also breaks the rules that the
    /// case is about.
    fn explains(&self, api: &Api, case: &Case, mismatch: &Mismatch) -> bool {
        let About::Statement(id) = &self.about else { return false };
        let is_meant = |statement: &Statement| statement.to_string() == *id;
        is_meant(&mismatch.statement)
            || (mismatch.kind != MismatchKind::Flaw
                && case.covers.iter().any(|statement| is_meant(statement) && is_about(api, case, statement)))
    }
}

impl std::fmt::Display for About {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cases(pattern) => write!(f, "`case: {pattern}`"),
            Self::Statement(id) => write!(f, "`rule: {id}`"),
        }
    }
}
/// Whether a text has nothing but comments.
fn has_no_entries(text: &str) -> bool {
    text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
}
