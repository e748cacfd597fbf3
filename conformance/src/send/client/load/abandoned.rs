//! Requests that were given up after too long without an answer. The target may still be at work on them, so whatever is sent
//! meanwhile is not alone, although nothing is in flight.

use std::time::Duration;

/// Until when the target may be at work on requests that were given up. All times are since the start of the run.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Abandoned(Duration);

impl Abandoned {
    /// Notes that a request was given up then, after so long. It counts for as long again.
    pub(super) fn note(&mut self, now: Duration, waited: Duration) {
        self.0 = self.0.max(now.saturating_add(waited));
    }

    /// How long the target may still be at work on them, if it may.
    pub(super) fn work_left(self, now: Duration) -> Option<Duration> {
        self.0.checked_sub(now).filter(|left| !left.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    #[test]
    fn a_request_that_was_given_up_counts_for_as_long_again() {
        let mut abandoned = Abandoned::default();
        assert_eq!(abandoned.work_left(seconds(0)), None);
        abandoned.note(seconds(10), seconds(2));
        assert_eq!(abandoned.work_left(seconds(10)), Some(seconds(2)));
        assert_eq!(abandoned.work_left(seconds(11)), Some(seconds(1)));
        assert_eq!(abandoned.work_left(seconds(12)), None);
    }

    #[test]
    fn a_shorter_wait_ends_no_longer_one() {
        let mut abandoned = Abandoned::default();
        abandoned.note(seconds(10), seconds(5));
        abandoned.note(seconds(11), seconds(1));
        assert_eq!(abandoned.work_left(seconds(12)), Some(seconds(3)));
    }
}
