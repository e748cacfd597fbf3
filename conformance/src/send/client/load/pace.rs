//! How fast requests may follow each other on a target that permits so many in a time and answers 429 to others.
//!
//! `Retry-After` comes in whole seconds and is often longer than need be, so only waiting for it would leave much of what is
//! permitted unused. The pace is learned from what was accepted. It has no clock: the caller says what time it is.

use std::time::Duration;

/// How much faster than with pauses alone requests are sent first, to see what the target accepts.
const PROBE: f64 = 2.0;

/// By what factor the pace grows each half second until the target refuses.
const SEARCH: f64 = 1.5;

/// How much faster than what was measured requests may be sent.
const TRUST: f64 = 1.02;

/// How long the pace stays after a refusal before it grows beyond what was measured; doubles each time.
const HOLD: Duration = Duration::from_secs(10);

/// The times at which requests may be sent. All times are measured from the beginning of the run.
#[derive(Clone, Debug, Default)]
pub(super) struct Pace {
    /// Requests per second; `None` before anything was refused.
    rate: Option<f64>,
    /// Whether the pace is still growing fast.
    is_searching: bool,
    /// Up to which rate it grows slowly.
    most: f64,
    /// The best rate that was measured over a whole epoch, its pause included.
    sustained: f64,
    hold: Duration,
    epoch: Epoch,
    before: Option<Epoch>,
    /// When the pace has changed last.
    changed: Duration,
}

/// What was accepted between two pauses.
#[derive(Clone, Copy, Debug, Default)]
struct Epoch {
    began: Duration,
    accepted: usize,
    /// How long it was, once it has ended.
    length: Duration,
}

impl Pace {
    /// The time between two requests; zero for no limit.
    pub(super) fn interval(&self) -> Duration {
        self.rate.map_or(Duration::ZERO, |rate| Duration::from_secs_f64(1.0 / rate))
    }

    /// Whether the target has refused requests because of their rate.
    pub(super) const fn is_limited(&self) -> bool {
        self.rate.is_some()
    }

    /// A request was answered, and not with a refusal.
    pub(super) fn accept(&mut self, now: Duration) {
        self.epoch.accepted += 1;
        let Some(rate) = self.rate else { return };
        let since = now.saturating_sub(self.changed);
        let grown = match self.is_searching {
            true if since >= Duration::from_millis(500) => rate * SEARCH,
            true => return,
            false if rate < self.most && since >= Duration::from_secs(1) => (rate * 1.01).min(self.most),
            false if since >= self.hold => {
                self.most *= 1.05;
                rate
            }
            false => return,
        };
        (self.rate, self.changed) = (Some(grown), now);
    }

    /// A request was refused, and no other will be sent for this long.
    pub(super) fn refuse(&mut self, now: Duration, pause: Duration) {
        let Epoch { began, accepted, .. } = self.epoch;
        let length = now.saturating_sub(began);
        // Others of those in flight are refused as well.
        if accepted == 0 && self.before.is_some() {
            return;
        }
        let this = Epoch { began, accepted, length };
        let sustained = accepted as f64 / (length + pause).as_secs_f64();
        self.sustained = self.sustained.max(sustained).max(0.1);
        let measured = self.before.and_then(|before| this.beyond(&before));
        let rate = match (self.rate, measured) {
            (None, _) => {
                self.is_searching = true;
                self.hold = HOLD;
                self.sustained * PROBE
            }
            (Some(rate), measured) => {
                self.is_searching = false;
                self.hold *= 2;
                measured.unwrap_or(rate * 0.75).clamp(self.sustained, (rate * 0.97).max(self.sustained))
            }
        };
        self.most = rate * TRUST;
        (self.rate, self.changed) = (Some(rate), now + pause);
        self.before = Some(this);
        self.epoch = Epoch { began: now + pause, ..Epoch::default() };
    }
}

impl Epoch {
    /// The rate at which requests were accepted in the time by which this epoch was longer than another one: a target that
    /// saves up what is permitted accepts the same number at once in both. `None` when their lengths are much the same.
    fn beyond(&self, other: &Self) -> Option<f64> {
        let longer = self.length.checked_sub(other.length).filter(|longer| *longer >= Duration::from_millis(200))?;
        Some(self.accepted.saturating_sub(other.accepted) as f64 / longer.as_secs_f64())
    }
}
