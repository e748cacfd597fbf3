//! Versions of objects and bodies, and the preconditions that name them.

use std::fmt;

use kii_types::{EntityTag, Precondition};

/// The version of an object. The writes to a place count up from 1, so none ever names two states of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ObjectVersion(u64);

impl ObjectVersion {
    /// The version of an object at a place where none has been before.
    pub(crate) const FIRST: Self = Self(1);

    /// The version with this number.
    #[cfg(feature = "durable")]
    pub(crate) const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    #[cfg(feature = "durable")]
    pub(crate) const fn number(self) -> u64 {
        self.0
    }

    /// The version after this one.
    pub(crate) const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The version as `ETag` sends it.
    pub(crate) fn entity_tag(self) -> EntityTag {
        EntityTag::numbered(self.0)
    }
}

impl fmt::Display for ObjectVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whether a precondition lets a write of something through that exists in this version.
///
/// `If-None-Match: *` does: to all operations but one it means that the write is unconditional, and that one looks itself.
pub(crate) fn is_met(precondition: &Precondition, current: &EntityTag) -> bool {
    match precondition {
        Precondition::None | Precondition::IfNoneMatchAny => true,
        Precondition::IfMatch(named) => names(named, current),
    }
}

/// Whether the value of an `If-Match` header names this version: as `*`, alone or in a list (RFC 9110, 13.1.1).
pub(crate) fn names(if_match: &EntityTag, current: &EntityTag) -> bool {
    let mut tags = if_match.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    tags.any(|tag| tag == b"*" || EntityTag::new(tag).is_some_and(|tag| tag.names(current)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_match_takes_quoted_bare_and_listed_versions_but_no_weak_ones() {
        let is_named = |header: &str| {
            let tag = EntityTag::new(header.as_bytes()).unwrap();
            names(&tag, &ObjectVersion(12).entity_tag())
        };
        for matching in ["\"12\"", "12", "\"3\", \"12\"", "*"] {
            assert!(is_named(matching), "{matching} names version 12");
        }
        for other in ["\"1\"", "2", "W/\"12\"", "\"12", "12\"", "", "\"\"", "\"112\""] {
            assert!(!is_named(other), "{other} does not name version 12");
        }
    }
}
