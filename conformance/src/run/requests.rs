//! How many requests a case sends, and how many of them have to wait for each other.

use serde::{Deserialize, Serialize};

use crate::cases::Role;

/// The requests of a case, by what they are for. A request counts when the suite sends it, answered or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requests {
    /// Those that create the state in which the case begins.
    pub set_up: usize,
    /// Positive controls.
    pub control: usize,
    /// What the case is about.
    pub act: usize,
    /// Those that read the state after the act, or follow an address.
    pub verification: usize,
    /// Those that remove what the case has created.
    pub cleanup: usize,
    /// Those that were sent again because the target throttles.
    pub resent: usize,
    /// The longest chain of requests of which each waits for the answer to the one before. Requests that are sent at the
    /// same time are one link; a request that the target throttles is one link, however often it is sent.
    pub longest_chain: usize,
}

impl Requests {
    /// All requests.
    #[must_use]
    pub const fn total(&self) -> usize {
        let Self { set_up, control, act, verification, cleanup, resent, longest_chain: _ } = self;
        *set_up + *control + *act + *verification + *cleanup + *resent
    }

    /// Counts requests of steps with this role.
    pub(crate) const fn add(&mut self, role: Role, requests: usize) {
        match role {
            Role::SetUp | Role::Beside => self.set_up += requests,
            Role::Control => self.control += requests,
            Role::Act | Role::Again => self.act += requests,
            Role::Verify(_) | Role::Follow => self.verification += requests,
        }
    }

    /// These and those of another attempt, or of another case: chains of both are independent.
    #[must_use]
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self {
            set_up: self.set_up + other.set_up,
            control: self.control + other.control,
            act: self.act + other.act,
            verification: self.verification + other.verification,
            cleanup: self.cleanup + other.cleanup,
            resent: self.resent + other.resent,
            longest_chain: self.longest_chain.max(other.longest_chain),
        }
    }
}
