//! What has changed between two specs, and whom that breaks.
//!
//! Compared is what servers and clients see: paths, permissions, requests, responses, headers, members and limits. Texts, sources
//! and what only the suite reads are not. Each change has a [`Kind`], which says whom it breaks, and a place in the spec.

#[cfg(feature = "cli")]
mod accepted;
mod callers;
#[cfg(feature = "cli")]
mod command;
mod conditions;
mod kind;
mod operations;
mod service;
mod types;
#[cfg(feature = "cli")]
mod version;

use std::{fmt, hash::Hash};

use indexmap::IndexMap;
use kii_spec::Api;
use serde::Serialize;

#[cfg(feature = "cli")]
pub use command::{Compared, DiffArguments, DiffError};
pub use kind::{Breaks, Kind};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind of change it is.
    pub kind: Kind,
    /// What has changed: `object.put/stale`, `object.put/stale:header.ETag`, `ObjectNotFound.message`, `scope user`.
    pub place: String,
    /// What stood there before, if anything did.
    pub old: Option<String>,
    /// What stands there now, if anything does.
    pub new: Option<String>,
}

/// Every change from one spec to another, in the order of the new one; what it no longer has comes last in its part.
#[must_use]
pub fn diff(old: &Api, new: &Api) -> Vec<Change> {
    let mut found = Found::default();
    service::compare(old, new, &mut found);
    callers::compare(old, new, &mut found);
    operations::compare(old, new, &mut found);
    types::compare(old, new, &mut found);
    found.0
}

/// The changes so far.
#[derive(Default)]
struct Found(Vec<Change>);

impl Found {
    /// Something that is there in one of the specs alone.
    fn alone(&mut self, kind: Kind, place: impl fmt::Display) {
        self.0.push(Change { kind, place: place.to_string(), old: None, new: None });
    }

    /// Something that is another.
    fn differs(&mut self, kind: Kind, place: impl fmt::Display, old: impl fmt::Display, new: impl fmt::Display) {
        let (old, new) = (Some(old.to_string()), Some(new.to_string()));
        self.0.push(Change { kind, place: place.to_string(), old, new });
    }

    /// The same, if it is.
    fn compare<T: PartialEq + fmt::Display>(&mut self, kind: Kind, place: impl fmt::Display, old: T, new: T) {
        if old != new {
            self.differs(kind, place, old, new);
        }
    }
}

impl Change {
    /// Whether it breaks servers or clients.
    #[must_use]
    pub const fn breaks_somebody(&self) -> bool {
        self.kind.breaks().servers() || self.kind.breaks().clients()
    }

    /// Kind and place, which name the change where one is accepted.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{} {}", self.kind, self.place)
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.id())?;
        if let (Some(old), Some(new)) = (&self.old, &self.new) {
            write!(f, ": {old} -> {new}")?;
        }
        Ok(())
    }
}

impl Serialize for Change {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            kind: &'static str,
            place: &'a str,
            breaks_servers: bool,
            breaks_clients: bool,
            old: &'a Option<String>,
            new: &'a Option<String>,
            summary: &'static str,
        }
        let Self { kind, place, old, new } = self;
        let (breaks_servers, breaks_clients) = (kind.breaks().servers(), kind.breaks().clients());
        Written { kind: kind.name(), place, breaks_servers, breaks_clients, old, new, summary: kind.summary() }
            .serialize(serializer)
    }
}

/// What two maps have.
struct Matched<'a, K, V> {
    /// Those that are in both, in the order of the new one.
    both: Vec<(&'a K, &'a V, &'a V)>,
    /// Those that only the new one has.
    added: Vec<(&'a K, &'a V)>,
    /// Those that only the old one has.
    removed: Vec<(&'a K, &'a V)>,
}

impl<'a, K: Hash + Eq, V> Matched<'a, K, V> {
    fn of(old: &'a IndexMap<K, V>, new: &'a IndexMap<K, V>) -> Self {
        Self {
            both: new.iter().filter_map(|(key, now)| Some((key, old.get(key)?, now))).collect(),
            added: new.iter().filter(|(key, _)| !old.contains_key(*key)).collect(),
            removed: old.iter().filter(|(key, _)| !new.contains_key(*key)).collect(),
        }
    }
}
