//! Runs a case several times. If the outcomes differ, the case has no result.

use std::collections::BTreeMap;

use crate::{
    cases::Case,
    run::{Outcome, Record, Session, SuiteError, retry},
};

/// How often a case runs, and how often it runs again after its connection broke.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    pub(super) repeat: usize,
    pub(super) retries: usize,
}

/// Runs a case several times, one after the other. The record is that of the last time, unless the outcomes differ. A retry
/// is no difference; it makes the case flaky.
pub(super) async fn run(session: &Session, case: &Case, times: Times) -> Record {
    let once = async |number| retry::run(&session.attempt(number), case, times.retries).await;
    let mut record = once(0).await;
    let mut seen = BTreeMap::from([(record.outcome.word(), 1)]);
    for number in 1..times.repeat as u64 {
        let again = once(number).await;
        *seen.entry(again.outcome.word()).or_default() += 1;
        let left_behind = record.left_behind.into_iter().chain(again.left_behind).collect();
        let retries = record.retries.into_iter().chain(again.retries).collect();
        let requests = record.requests.and(&again.requests);
        record = Record { time: record.time + again.time, left_behind, retries, requests, ..again };
    }
    if let Some(message) = flip(&seen) {
        record.outcome = Outcome::SuiteError(SuiteError::new(message));
    }
    record.settled()
}

/// How often each outcome was seen, when there was more than one.
fn flip(seen: &BTreeMap<&str, usize>) -> Option<String> {
    let counts: Vec<String> = seen.iter().map(|(word, times)| format!("{word} {times} times")).collect();
    (seen.len() > 1).then(|| {
        let counts = counts.join(", ");
        format!("the outcome flips: {counts}; either the target or the case depends on something that changes")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_that_differ_are_listed_with_their_counts() {
        assert_eq!(flip(&BTreeMap::from([("passed", 20)])), None);
        let flip = flip(&BTreeMap::from([("passed", 19), ("failed", 1)])).unwrap();
        assert!(flip.starts_with("the outcome flips: failed 1 times, passed 19 times"), "{flip}");
    }
}
