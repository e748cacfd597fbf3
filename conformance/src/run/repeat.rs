//! Runs a case several times. If the outcomes differ, the case has no result.

use std::collections::BTreeMap;

use super::{
    outcome::{Outcome, SuiteError},
    retry::{self, Company, Ended, Times},
    session::Session,
};
use crate::cases::Case;

/// Runs a case several times, one after the other. The record is that of the last time, unless the outcomes differ. A retry
/// is no difference; it makes the case flaky.
pub(super) async fn run(session: &Session, case: &Case, times: Times, company: Company) -> Ended {
    let once = async |number| retry::run(&session.attempt(number), case, times.retries, company).await;
    let mut record = match once(0).await {
        Ended::Finished(record) => *record,
        postponed @ Ended::Postponed(_) => return postponed,
    };
    let mut seen = BTreeMap::from([(record.outcome.word(), 1)]);
    for number in 1..times.repeat as u64 {
        record = match once(number).await {
            Ended::Finished(again) => again.after(record),
            Ended::Postponed(again) => return Ended::Postponed(Box::new(again.after(record))),
        };
        *seen.entry(record.outcome.word()).or_default() += 1;
    }
    if let Some(message) = flip(&seen) {
        record.outcome = Outcome::SuiteError(SuiteError::new(message));
    }
    Ended::Finished(Box::new(record.settled()))
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
