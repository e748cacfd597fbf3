//! A prerequisite of a case that the target does not meet.

use std::fmt;

use kii_spec::CapabilityName;

use super::Key;

/// Why a target cannot be tested with something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingPrerequisite {
    /// The reason, for a person to read.
    pub reason: String,
    /// The capability that the target does not offer, if it says so or does not give a scope.
    pub capability: Option<CapabilityName>,
}

impl MissingPrerequisite {
    /// A reason that is not about a capability.
    #[must_use]
    pub const fn because(reason: String) -> Self {
        Self { reason, capability: None }
    }

    /// The target says that it does not offer this capability.
    #[must_use]
    pub fn of_capability(capability: CapabilityName) -> Self {
        Self { reason: format!("the target does not offer {capability}"), capability: Some(capability) }
    }

    /// The target does not give this key.
    pub(crate) fn of(key: &Key) -> Self {
        Self::because(format!("the target does not give {key}"))
    }
}

impl fmt::Display for MissingPrerequisite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}
