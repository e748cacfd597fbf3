//! How fast somebody has to send a content, or to take one.

use std::time::Duration;

/// How many bytes a second somebody has to send or take, on average and beyond the time for which nothing at all may happen. A
/// byte now and then keeps no connection.
const RATE: u64 = 500;

/// How long somebody has been waited for, and for how many bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct MinimumRate {
    waited: Duration,
    bytes: u64,
}

impl MinimumRate {
    /// They were waited for.
    pub(crate) fn wait(&mut self, time: Duration) {
        self.waited += time;
    }

    /// So many bytes came of it.
    pub(crate) fn count(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_add(bytes as u64);
    }

    /// How long they are waited for once more, where nothing at all may happen for `most`.
    pub(crate) fn left(self, most: Duration) -> Duration {
        let earned = Duration::from_secs(self.bytes / RATE);
        most.saturating_add(earned).saturating_sub(self.waited).min(most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: Duration = Duration::from_secs(30);

    /// What is left for somebody who sends so many bytes in each so many milliseconds, for an hour or until nothing is left.
    fn left(bytes: usize, every: u64) -> Duration {
        let mut rate = MinimumRate::default();
        for _ in 0..3_600_000 / every {
            rate.wait(Duration::from_millis(every));
            rate.count(bytes);
            if rate.left(MOST).is_zero() {
                break;
            }
        }
        rate.left(MOST)
    }

    #[test]
    fn a_byte_now_and_then_keeps_no_connection() {
        assert_eq!(left(1, 600), Duration::ZERO);
        assert_eq!(left(100, 1_000), Duration::ZERO);
    }

    #[test]
    fn whoever_is_slow_and_goes_on_has_the_time_for_it() {
        assert_eq!(left(600, 1_000), MOST);
        assert_eq!(left(14_000, 25_000), MOST);
        assert_eq!(MinimumRate::default().left(MOST), MOST, "nothing has happened yet");
    }
}
