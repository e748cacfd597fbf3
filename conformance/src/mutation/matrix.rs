//! The kill matrix: the status of all faults, by operation and kind.

mod json;
mod markdown;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use kii_spec::{Api, Checked, DerivedCheck, Level, OperationId, RuleId, Statement};

use super::{Equivalents, Fault, FaultKind, MutantStatus};

/// A fault and its status.
#[derive(Clone, Debug)]
pub struct MatrixEntry {
    /// The fault.
    pub fault: Fault,
    /// Its status.
    pub status: MutantStatus,
    /// Why no answer can show it, if it is one of those.
    pub equivalent: Option<String>,
}

/// A server that ignores requests, and the cases that it passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConstantServer {
    /// What it does, in a few words.
    pub name: String,
    /// How many cases of level *must* passed; none may.
    pub passed: Vec<String>,
    /// How many cases of level *must* were run.
    pub cases: usize,
}

/// The status of all faults.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// Whether these are all faults.
    pub extent: Extent,
    /// The faults, in the order of their derivation.
    pub entries: Vec<MatrixEntry>,
    /// The servers that ignore requests.
    pub null_servers: Vec<ConstantServer>,
}

/// Whether a matrix has all faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// It has all, so every rule must have a kill that names it.
    All,
    /// It has some, selected by filters.
    Some,
}

/// How many faults there are, and how many of them were killed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many were killed.
    pub killed: usize,
    /// How many there are, without those that no answer can show and those that could not be tested.
    pub faults: usize,
    /// How many there are that no answer can show.
    pub equivalent: usize,
    /// How many there are that no case could have detected, because the target lacks or violates too much.
    pub untested: usize,
}

impl MatrixEntry {
    const fn is_killed(&self) -> bool {
        matches!(self.status, MutantStatus::Killed { .. })
    }
}

impl Tally {
    fn count(&mut self, entry: &MatrixEntry) {
        match (&entry.equivalent, entry.is_killed()) {
            (Some(_), _) => self.equivalent += 1,
            (None, _) if entry.obstacle().is_some() => self.untested += 1,
            (None, killed) => {
                self.faults += 1;
                self.killed += usize::from(killed);
            }
        }
    }
}

impl Matrix {
    /// Marks the faults that no answer can show.
    pub fn mark(&mut self, equivalents: &Equivalents) {
        for entry in &mut self.entries {
            entry.equivalent = equivalents.reason(&entry.fault.id).map(str::to_owned);
        }
    }

    /// How many faults there are, and how many of them were killed.
    #[must_use]
    pub fn total(&self) -> Tally {
        let mut total = Tally::default();
        self.entries.iter().for_each(|entry| total.count(entry));
        total
    }

    /// The faults that no case detected.
    pub fn survivors(&self) -> impl Iterator<Item = &MatrixEntry> {
        let missed = |entry: &&MatrixEntry| matches!(entry.status, MutantStatus::Survived { .. });
        self.entries.iter().filter(|entry| entry.equivalent.is_none()).filter(missed)
    }

    /// The faults that no case could have detected on the target, by the reason.
    fn untested(&self) -> BTreeMap<&str, Vec<&MatrixEntry>> {
        let visible = self.entries.iter().filter(|entry| entry.equivalent.is_none());
        by_reason(visible.filter_map(|entry| Some((entry.obstacle()?, entry))))
    }

    /// The faults that are said to be invisible and are not.
    pub fn exposed(&self) -> impl Iterator<Item = &MatrixEntry> {
        self.entries.iter().filter(|entry| entry.equivalent.is_some() && entry.is_killed())
    }

    /// The faults that no answer can show, by the reason.
    fn equivalents(&self) -> BTreeMap<&str, Vec<&MatrixEntry>> {
        by_reason(self.entries.iter().filter_map(|entry| Some((entry.equivalent.as_deref()?, entry))))
    }

    /// The rules of level *must* that can be checked and that no kill names; none if the faults were filtered. Those about
    /// whole histories are left out: conditional faults and wrong servers show what they are worth.
    #[must_use]
    pub fn unnamed(&self, api: &Api) -> Vec<RuleId> {
        if self.extent == Extent::Some {
            return Vec::new();
        }
        let named: BTreeSet<&RuleId> =
            self.entries.iter().filter_map(MatrixEntry::killed_for).filter_map(Statement::rule).collect();
        let rules = api.rules.values().filter(|rule| match rule.checked {
            Checked::Excluded(_) | Checked::Derived(DerivedCheck::AnswersFollow | DerivedCheck::OneAtATime) => false,
            Checked::At(_) | Checked::Cases | Checked::Derived(_) => rule.level == Level::Must,
        });
        rules.filter(|rule| !named.contains(&rule.id)).map(|rule| rule.id.clone()).collect()
    }

    /// Whether the suite has detected everything that it can detect.
    #[must_use]
    pub fn is_complete(&self, api: &Api) -> bool {
        let Tally { killed, faults, untested, .. } = self.total();
        killed == faults
            && untested == 0
            && self.exposed().next().is_none()
            && self.null_servers.iter().all(|server| server.passed.is_empty())
            && self.unnamed(api).is_empty()
    }

    /// The tallies by operation, in the spec's order, and kind; `None` for faults in several operations.
    fn table(&self, api: &Api) -> Vec<(Option<OperationId>, BTreeMap<FaultKind, Tally>)> {
        let operations = api.operations.keys().map(Some).chain([None]);
        let rows = operations.map(|operation| {
            let mut row: BTreeMap<FaultKind, Tally> = BTreeMap::new();
            for entry in self.entries.iter().filter(|entry| entry.fault.operation.as_ref() == operation) {
                row.entry(entry.fault.kind).or_default().count(entry);
            }
            (operation.cloned(), row)
        });
        rows.filter(|(_, row)| !row.is_empty()).collect()
    }
}

fn by_reason<'a>(entries: impl Iterator<Item = (&'a str, &'a MatrixEntry)>) -> BTreeMap<&'a str, Vec<&'a MatrixEntry>> {
    let mut reasons: BTreeMap<&str, Vec<&MatrixEntry>> = BTreeMap::new();
    for (reason, entry) in entries {
        reasons.entry(reason).or_default().push(entry);
    }
    reasons
}

impl MatrixEntry {
    /// Why no case could have detected it on the target, if so.
    const fn obstacle(&self) -> Option<&str> {
        match &self.status {
            MutantStatus::Untested(obstacle) => Some(obstacle.as_str()),
            MutantStatus::Killed { .. } | MutantStatus::Survived { .. } => None,
        }
    }

    /// The statement that it was killed for.
    const fn killed_for(&self) -> Option<&Statement> {
        match &self.status {
            MutantStatus::Killed { statement, .. } => Some(statement),
            MutantStatus::Survived { .. } | MutantStatus::Untested(_) => None,
        }
    }
}
