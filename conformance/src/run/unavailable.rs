//! Answers that say that the target does not serve a request now: 429, 502, 503 or 504.
//!
//! After 502, 503 and 504 without `Retry-After` nobody knows whether the request was carried out, so the case begins again,
//! with other names. If the target always answers so, that is its answer, and it is judged.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use kii_spec::OperationId;

/// How many times in a row an operation may get such an answer that is judged, until every further one is judged at once.
const LIMIT: usize = 5;

/// When a case begins again because of such an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum BeginAgain {
    /// Never: the answer is judged.
    #[default]
    Never,
    /// If other requests were in flight with the one that got it.
    IfCrowded,
    /// Always.
    Always,
}

/// The operations that get such answers, each with the number of them in a row.
#[derive(Debug, Default)]
pub(crate) struct UnavailableOperations(Mutex<HashMap<OperationId, usize>>);

impl UnavailableOperations {
    /// Notes an answer that is judged.
    pub(crate) fn note(&self, operation: &OperationId, is_unavailable: bool) {
        let mut operations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match is_unavailable {
            true => *operations.entry(operation.clone()).or_default() += 1,
            false => drop(operations.remove(operation)),
        }
    }

    /// Whether an operation always gets such answers.
    pub(crate) fn is_usual(&self, operation: &OperationId) -> bool {
        let operations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        operations.get(operation).is_some_and(|times| *times >= LIMIT)
    }
}
