//! A run as its cases see it: its id, the seed of everything random in it, and the journal of what it may leave behind.

use std::sync::Arc;

use super::{cleanup::RemovalBreaker, journal::Journal};
use crate::{
    cases::Case,
    values::{RunId, Seed, Source},
};

/// A run as its cases see it.
#[derive(Clone, Debug)]
pub struct RunContext {
    /// Its id.
    pub run: RunId,
    /// Its seed.
    pub seed: Seed,
    /// Where it is written what exists on the target.
    pub journal: Arc<Journal>,
    /// How long removals are still waited for.
    pub removals: Arc<RemovalBreaker>,
    /// Tells the attempts at one case from each other.
    attempt: u64,
}

impl RunContext {
    /// A run that is written down in this journal.
    #[must_use]
    pub fn new(run: RunId, seed: Seed, journal: Arc<Journal>) -> Self {
        Self { run, seed, journal, removals: Arc::default(), attempt: 0 }
    }

    /// A run like no other, which nobody writes down.
    #[must_use]
    pub fn random() -> Self {
        Self::new(RunId::random(), Seed::random(), Arc::default())
    }

    /// The same run for another attempt at a case, in worlds of its own; the one with the number 0 is this one.
    #[must_use]
    pub fn attempt(&self, number: u64) -> Self {
        // Attempts have attempts of their own, of which there are never so many.
        Self { attempt: self.attempt.wrapping_mul(1 << 20).wrapping_add(number), ..self.clone() }
    }

    /// Where the names and contents of a stage of a case come from. They depend on nothing that other cases do.
    #[must_use]
    pub fn source(&self, case: &Case, stage: usize) -> Source {
        self.source_of(&format!("{} {stage} {}", case.name(), self.attempt))
    }

    /// Where the names come from of what no case asks for.
    #[must_use]
    pub fn visitor(&self) -> Source {
        self.source_of("visitor")
    }

    fn source_of(&self, purpose: &str) -> Source {
        Source::new(self.run.clone(), self.seed.key(purpose))
    }
}
