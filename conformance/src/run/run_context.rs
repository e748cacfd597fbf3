//! What the cases of a run share: its id, its seed, its journal and the breaker of its removals.

use std::sync::Arc;

use super::{
    cleanup::{CheckedKinds, RemovalBreaker},
    journal::Journal,
    unavailable::UnavailableOperations,
};
use crate::{
    cases::Case,
    values::{RunId, Seed, Source},
};

/// What the cases of a run share.
#[derive(Clone, Debug)]
pub struct RunContext {
    /// Its id.
    pub run: RunId,
    /// Its seed.
    pub seed: Seed,
    /// The list of the objects that may exist on the target.
    pub journal: Arc<Journal>,
    /// Stops removals after too many of them got no answer.
    pub(crate) removals: Arc<RemovalBreaker>,
    /// The kinds of objects of which one has been looked for after its removal.
    pub(crate) checked_kinds: Arc<CheckedKinds>,
    /// The operations that the target never serves.
    pub(crate) unavailable: Arc<UnavailableOperations>,
    /// The number of the attempt at a case.
    attempt: u64,
}

impl RunContext {
    /// A run with this id, seed and journal.
    #[must_use]
    pub fn new(run: RunId, seed: Seed, journal: Arc<Journal>) -> Self {
        Self {
            run,
            seed,
            journal,
            removals: Arc::default(),
            checked_kinds: Arc::default(),
            unavailable: Arc::default(),
            attempt: 0,
        }
    }

    /// A run with a random id and seed, and a journal without a file.
    #[must_use]
    pub fn random() -> Self {
        Self::new(RunId::random(), Seed::random(), Arc::default())
    }

    /// The same run for another attempt at a case, with other names of buckets and objects; attempt 0 is this one.
    #[must_use]
    pub fn attempt(&self, number: u64) -> Self {
        // An attempt may have attempts of its own (`--repeat` and `--retries`), of which there are fewer than 2^20.
        Self { attempt: self.attempt.wrapping_mul(1 << 20).wrapping_add(number), ..self.clone() }
    }

    /// The source of the names and contents of a stage of a case, which no other case influences.
    #[must_use]
    pub fn source(&self, case: &Case, stage: usize) -> Source {
        self.source_of(&format!("{} {stage} {}", case.name(), self.attempt))
    }

    /// The source of the names in probes.
    #[must_use]
    pub fn probe_source(&self) -> Source {
        // The purpose of released versions: another one would change the names that a seed gives.
        self.source_of("visitor")
    }

    fn source_of(&self, purpose: &str) -> Source {
        Source::new(self.run.clone(), self.seed.key(purpose))
    }
}
