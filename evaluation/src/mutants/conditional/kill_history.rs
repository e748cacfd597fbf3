//! Which cases have killed a behaviour before: they are the likeliest to do so again under another trigger.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use kii_conformance::Case;
use kii_server::ConditionalFault;

/// How often each case has killed each behaviour in an operation.
#[derive(Default)]
pub(super) struct KillHistory(Mutex<HashMap<(String, String), usize>>);

impl KillHistory {
    fn kills(&self) -> MutexGuard<'_, HashMap<(String, String), usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note that a case, given by its name, has killed a fault.
    pub(super) fn learn(&self, fault: &ConditionalFault, case: &str) {
        let id = case.split_once('@').map_or(case, |(id, _)| id);
        *self.kills().entry((fault.unconditional_id(), id.to_owned())).or_default() += 1;
    }

    /// The cases, the likeliest to kill the fault first: those that have killed the behaviour in any scope; those about its
    /// operation; those that cite its statement; the short ones.
    pub(super) fn order<'c>(&self, fault: &ConditionalFault, mut cases: Vec<&'c Case>) -> Vec<&'c Case> {
        let (behaviour, kills) = (fault.unconditional_id(), self.kills());
        let killed = |case: &Case| kills.get(&(behaviour.clone(), case.id.0.clone())).copied().unwrap_or(0);
        let cites = |case: &Case| case.covers.iter().any(|statement| statement.to_string() == fault.violates());
        let is_about = |case: &Case| fault.operation().is_some_and(|it| case.operation.to_string() == it);
        cases.sort_by_cached_key(|case| {
            (std::cmp::Reverse(killed(case)), !(cites(case) && is_about(case)), !is_about(case), case.steps().count())
        });
        cases
    }
}
