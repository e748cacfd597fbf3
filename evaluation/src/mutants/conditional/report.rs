//! The results of conditional faults, for people at a terminal and for programs.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use serde_json::{Value, json};

use super::{Entry, Status, Survivors};

/// The results of some conditional faults.
pub(crate) struct Report {
    pub(crate) entries: Vec<Entry>,
}

impl Report {
    /// How many faults a case killed.
    pub(crate) fn killed(&self) -> usize {
        self.entries.iter().filter(|entry| matches!(entry.status, Status::Killed { .. })).count()
    }

    /// The faults that no case kills, and that are not known for it.
    pub(crate) fn new_survivors<'r>(&'r self, survivors: &'r Survivors) -> impl Iterator<Item = &'r Entry> {
        let is_new =
            |entry: &&Entry| !matches!(entry.status, Status::Killed { .. }) && survivors.word(&entry.fault).is_none();
        self.entries.iter().filter(is_new)
    }

    /// The survivors, if these are all faults that there are.
    pub(crate) fn survivors(&self) -> Survivors {
        Survivors::of(&self.entries)
    }

    /// The cases that ran and never failed, with the number of faults that they were tried on.
    fn idle(&self) -> BTreeMap<&str, usize> {
        let killers: BTreeSet<&str> = self.entries.iter().filter_map(Entry::killer).collect();
        let mut idle = BTreeMap::new();
        for case in self.entries.iter().flat_map(|entry| &entry.idle).filter(|case| !killers.contains(case.as_str())) {
            *idle.entry(case.as_str()).or_default() += 1;
        }
        idle
    }

    /// Every survivor in a line, and a summary.
    pub(crate) fn text(&self, survivors: &Survivors) -> String {
        let mut text = String::new();
        for entry in &self.entries {
            let (known, tried) = (survivors.word(&entry.fault).map_or("", |_| ", known"), entry.idle.len());
            let id = entry.fault.id();
            // Writing to a string cannot fail.
            let _ = match &entry.status {
                Status::Killed { .. } => Ok(()),
                Status::Warned { case } => writeln!(text, "ONLY WARNED {id} (in {case}{known})"),
                Status::Survived { wrong } => {
                    writeln!(
                        text,
                        "SURVIVED {id} (wrong {wrong} times in {tried} cases{known})\n  {}",
                        entry.fault.summary()
                    )
                }
                Status::NotReached => {
                    writeln!(text, "NOT REACHED {id} (in {tried} cases{known})\n  {}", entry.fault.summary())
                }
            };
        }
        let idle = self.idle();
        let _ = writeln!(
            text,
            "{} cases were tried on conditional faults and killed none (--format json lists them)",
            idle.len()
        );
        let unreached = self.entries.iter().filter(|entry| entry.status == Status::NotReached).count();
        let _ = writeln!(
            text,
            "conditional faults: killed {} of {} ({unreached} were not reached, and count as survivors)",
            self.killed(),
            self.entries.len()
        );
        text
    }

    /// The same for programs.
    pub(crate) fn json(&self) -> Value {
        let entries = self.entries.iter().map(|entry| {
            let (killer, warned, wrong) = match &entry.status {
                Status::Killed { case } => (Some(case), None, None),
                Status::Warned { case } => (None, Some(case), None),
                Status::Survived { wrong } => (None, None, Some(*wrong)),
                Status::NotReached => (None, None, Some(0)),
            };
            json!({
                "id": entry.fault.id(),
                "behaviour": entry.fault.behaviour(),
                "trigger": entry.fault.trigger(),
                "operation": entry.fault.operation(),
                "summary": entry.fault.summary(),
                "violates": entry.fault.violates(),
                "killed_by": killer,
                "warned_by": warned,
                "wrong": wrong,
                "cases_without_kill": entry.idle.len(),
            })
        });
        json!({
            "killed": self.killed(),
            "faults": self.entries.len(),
            "idle_cases": self.idle(),
            "entries": entries.collect::<Vec<_>>(),
        })
    }
}

impl Entry {
    fn killer(&self) -> Option<&str> {
        match &self.status {
            Status::Killed { case } => Some(case),
            Status::Warned { .. } | Status::Survived { .. } | Status::NotReached => None,
        }
    }
}
