//! Known deviations: what a target does otherwise than the documents demand, why, who looks after it and until when.
//!
//! A failure that is known is told apart from one that is new. What is written here must hold: an entry that names nothing,
//! that has expired or that the target no longer deviates by is a mistake, for it would hide the next failure.

mod draft;
mod pattern;
mod resolve;
mod wire;

use std::collections::HashMap;

use jiff::civil::Date;
use kii_spec::{
    Api, Level, Statement,
    document::{Items, Problems, Review},
};

pub use self::draft::Draft;
use self::pattern::Pattern;
use crate::{
    cases::{Case, subject::is_about},
    judge::{Mismatch, MismatchKind},
    run::{Known, Outcome, Record},
};

/// Every known deviation of a target.
#[derive(Clone, Debug, Default)]
pub struct Deviations {
    entries: Vec<Deviation>,
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
    /// A rule or a part of an answer, whichever case comes across it.
    Statement(String),
}

impl Deviations {
    /// The deviations in a file. `run` are the cases that are going to be run, and `today` says what has expired of what
    /// they need.
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
        let review = Review::default();
        let written = review.read::<Items<wire::Deviation>>(path, text);
        let entries = written.map(|(file, written)| {
            let diagnostics = review.diagnostics(&file);
            let desk = resolve::Desk { api, cases, run, today, diagnostics, path, text };
            written.iter().filter_map(|written| desk.deviation(written)).collect()
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

    /// How it is known that a case fails: by an entry about the case, or because there is one about each statement for
    /// which it failed.
    pub(crate) fn excuse(&self, api: &Api, record: &Record) -> Option<Known> {
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

    /// What to say of each entry by which the target no longer deviates: all its cases were run, at least one came to a
    /// result, and each that did has passed without a warning. With some of its cases left out, the others may still fail.
    pub(crate) fn surprises(&self, api: &Api, cases: &[Case], records: &[Record]) -> Vec<String> {
        let by_name: HashMap<String, &Record> = records.iter().map(|record| (record.case.name(), record)).collect();
        let is_past = |entry: &&Deviation| {
            let own: Vec<_> =
                cases.iter().filter(|case| entry.covers(case)).map(|case| by_name.get(&case.name())).collect();
            let all_run = own.iter().all(Option::is_some);
            let mut results = own.into_iter().flatten().filter_map(|record| passed(&record.outcome)).peekable();
            let explains = |record: &Record| {
                let mut found = record.outcome.finding().into_iter().flat_map(|finding| &finding.mismatches);
                found.any(|mismatch| entry.explains(api, &record.case, mismatch))
            };
            all_run && results.peek().is_some() && results.all(|passed| passed) && !records.iter().any(explains)
        };
        let told = |entry: &Deviation| {
            format!("{}: {} now passes; remove the entry, so that it cannot hide a failure", entry.place, entry.about)
        };
        self.entries.iter().filter(is_past).map(told).collect()
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
    fn known(&self) -> Known {
        let Self { reason, link, owner, expires, place, .. } = self;
        Known { reason: format!("{reason} <{link}>; {owner}, until {expires}"), place: place.clone() }
    }

    /// Whether a case is one that the entry is about.
    fn covers(&self, case: &Case) -> bool {
        match &self.about {
            About::Cases(pattern) => pattern.matches(case),
            About::Statement(id) => case.covers.iter().any(|statement| statement.to_string() == *id),
        }
    }

    /// Whether a mismatch is what the entry tells of. Who gives another answer than the one that is due also breaks the rules
    /// that the case is about.
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
