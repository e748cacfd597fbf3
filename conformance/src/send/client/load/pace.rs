//! How fast requests may follow each other on a target that permits so many in a time and answers 429 to others.
//!
//! `Retry-After` comes in whole seconds and is often longer than need be, so only waiting for it would leave much of what is
//! permitted unused. The pace is learned from what was accepted between two refusals, as BBR learns a bandwidth. It has no
//! clock: the caller says what time it is.

use std::time::Duration;

/// The share of a measured rate that is used. A refusal costs a whole pause, and a request less does not.
const SHARE: f64 = 0.98;

/// The fewest accepted requests that make a rate. From fewer it is only guessed.
const SAMPLES: f64 = 8.0;

/// The lowest rate: a request waits no longer than a minute for a target that throttles.
const SLOWEST: f64 = 1.0 / 60.0;

/// How long a measured rate holds before a higher one is tried; doubles with each refusal.
const HOLD: Duration = Duration::from_secs(30);

/// How long a rate holds that was found by doubling a guess.
const SHORT_HOLD: Duration = Duration::from_secs(2);

/// How often in a row the rate is lowered a little, until refusals count as ones that come at any rate.
const UNRELATED: u32 = 12;

/// The delay that is assumed where a refusal names none.
const ASSUMED: Duration = Duration::from_millis(200);

/// How often in a row such a refusal may come before anything is accepted again, until the target counts as one that refuses
/// everything, however slowly it comes.
const BARREN: u32 = 25;

/// How often such a refusal may come at the lowest rate that is tried for them.
const FUTILE: u32 = 5;

/// By how much the rate grows with each request while a higher one is tried: by 5 % each second at most paces.
const GROWTH: f64 = 0.05;

/// The times at which requests may be sent. All times are measured from the beginning of the run.
#[derive(Clone, Debug, Default)]
pub(super) struct Pace {
    learned: Option<Learned>,
    /// When the last refusal came, or the first answer before there was one.
    since: Option<Duration>,
    /// How many requests were accepted since then.
    accepted: f64,
    /// Refusals until then are of requests that were sent before the last pause, and say nothing new.
    paused_until: Duration,
    /// How often in a row a rate was refused that had just been lowered a little.
    lowered: u32,
    /// How many requests were accepted since the beginning.
    served: f64,
    /// How many refusals without a delay came in a row, without an accepted request between them.
    barren: u32,
    /// How many of them came at the lowest rate that is tried for them.
    futile: u32,
    /// Whether such refusals count as ones that come at any rate.
    has_given_up: bool,
}

/// A rate that the target may permit.
#[derive(Clone, Debug)]
struct Learned {
    /// Requests per second.
    rate: f64,
    /// Whether it doubles with each accepted request, until one is refused.
    is_guess: bool,
    /// When a higher rate is tried.
    until: Duration,
    hold: Duration,
}

impl Pace {
    /// The time between two requests; zero for no limit.
    pub(super) fn interval(&self) -> Duration {
        self.learned.as_ref().map_or(Duration::ZERO, |learned| Duration::from_secs_f64(1.0 / learned.rate.max(SLOWEST)))
    }

    /// A request was answered, and not with a refusal.
    pub(super) fn accept(&mut self, now: Duration) {
        self.since.get_or_insert(now);
        self.accepted += 1.0;
        self.served += 1.0;
        let Some(learned) = &mut self.learned else { return };
        if learned.is_guess {
            learned.rate *= 2.0;
        } else if now >= learned.until {
            learned.rate += GROWTH;
            self.lowered = 0;
        }
    }

    /// A request was refused, and the answer does not say for how long. A target that refuses everything has no limit.
    pub(super) fn refuse_without_delay(&mut self, now: Duration) {
        if self.has_given_up || now < self.paused_until || self.served < SAMPLES {
            return;
        }
        // A limit is kept when the rate is a little below it. What is refused at any rate is refused for another reason.
        self.lowered = if self.accepted >= SAMPLES { self.lowered + 1 } else { self.lowered.saturating_sub(1) };
        self.barren = if self.accepted < 1.0 { self.barren.saturating_add(1) } else { 0 };
        let lowest = 1.0 / ASSUMED.as_secs_f64();
        self.futile += u32::from(self.learned.as_ref().is_some_and(|learned| learned.rate <= lowest));
        self.has_given_up = self.barren > BARREN || self.futile > FUTILE || self.lowered > UNRELATED;
        match self.has_given_up {
            true => (self.learned, self.since, self.accepted) = (None, Some(now), 0.0),
            false => self.refuse(now, ASSUMED),
        }
    }

    /// A request was refused, and no other will be sent for this long.
    pub(super) fn refuse(&mut self, now: Duration, pause: Duration) {
        if now < self.paused_until {
            return;
        }
        let pause_seconds = pause.as_secs_f64().max(0.1);
        let passed = now.saturating_sub(self.since.unwrap_or(now)).as_secs_f64();
        let enough = self.accepted >= SAMPLES;
        self.learned = Some(match &self.learned {
            // What was accepted at once in the beginning is what is accepted in the time of a pause.
            None => {
                let measured = self.accepted / passed.max(pause_seconds);
                let rate = if enough { measured * SHARE } else { measured.max(1.0 / pause_seconds) };
                Learned { rate, is_guess: !enough, until: now.saturating_add(HOLD), hold: HOLD }
            }
            Some(Learned { rate, is_guess: true, .. }) => {
                let until = now.saturating_add(pause).saturating_add(SHORT_HOLD);
                // It has doubled since the request was sent that was refused; half of that was accepted.
                Learned { rate: rate / 4.0, is_guess: false, until, hold: HOLD / 2 }
            }
            Some(Learned { rate, hold, .. }) => {
                let measured = self.accepted / passed.max(0.001);
                let rate = match enough {
                    // Only a little above what is permitted, it takes long until a request is refused.
                    true if measured > 0.7 * rate => (measured * SHARE).max(rate * 0.95),
                    true => measured * SHARE,
                    // One request after each pause is what there would be without a pace.
                    false => (rate * 0.7).max(1.0 / pause_seconds),
                };
                let hold = (*hold * 2).min(HOLD * 16);
                Learned { rate, is_guess: false, until: now.saturating_add(hold), hold }
            }
        });
        (self.since, self.accepted, self.paused_until) = (Some(now), 0.0, now.saturating_add(pause));
    }
}

#[cfg(test)]
mod tests;
