//! A prerequisite of a case that the target does not meet.

use std::fmt;

use kii_spec::CapabilityName;

use super::Key;

/// What a target lacks, as a reason for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingPrerequisite {
    /// Why something cannot be asked of the target.
    pub reason: String,
    /// What it does not offer, if it says so or leaves a scope out.
    pub capability: Option<CapabilityName>,
}

impl MissingPrerequisite {
    /// A reason that has nothing to do with what the target offers.
    #[must_use]
    pub const fn because(reason: String) -> Self {
        Self { reason, capability: None }
    }

    /// What the target says that it does not offer.
    #[must_use]
    pub fn of_capability(capability: CapabilityName) -> Self {
        Self { reason: format!("the target does not offer {capability}"), capability: Some(capability) }
    }

    pub(crate) fn of(key: Key) -> Self {
        Self::because(format!("the target does not give {key}"))
    }
}

impl fmt::Display for MissingPrerequisite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}
