//! How many requests may be in flight: a congestion window, as TCP has one (RFC 5681), for requests instead of segments.
//!
//! It has no clock and sends nothing: requests that were sent and answered come in, a number comes out.

use std::time::Duration;

use super::sign::Sign;

/// How many requests may be in flight at the beginning.
const FIRST: usize = 4;

/// The most requests in flight that the suite chooses itself.
pub(crate) const MOST: usize = 256;

/// How often a sign must come when nothing else is in flight, until it counts as no sign of overload.
const UNRELATED: u32 = 3;

/// How many answers in a row without a sign allow to go beyond the ceiling the first time. Each failure doubles it.
const PROBE_AFTER: usize = 500;

/// The fewest answers from which a latency is estimated.
const SAMPLES: usize = 8;

/// Differences in latency below this are no sign of overload: a busy machine makes them.
const JITTER: Duration = Duration::from_millis(10);

/// How many requests may be in flight.
#[derive(Clone, Debug)]
pub(super) enum Window {
    /// So many, whatever the target does.
    Fixed(usize),
    /// As many as the target can take, which is found out.
    Adaptive(Adaptive),
}

/// A window that follows the target.
#[derive(Clone, Debug)]
pub(super) struct Adaptive {
    size: f64,
    /// Whether each answer makes room for one more request, which doubles the window in each round trip.
    is_doubling: bool,
    /// How often the window shrank. Requests that were sent before have no say about the window after it.
    epoch: u64,
    ceiling: Option<Ceiling>,
    /// The most requests in flight over a whole round without a sign.
    proven: usize,
    /// Signs at no more than `proven` in flight since the last round without one.
    surprises: u32,
    round: Round,
    /// The latency when the target has little to do.
    base: Option<Duration>,
    /// How often each sign came when nothing else was in flight.
    unrelated: [u32; Sign::COUNT],
    /// The first sign that made the window smaller.
    first_sign: Option<Sign>,
}

/// More requests in flight than this have been refused.
#[derive(Clone, Copy, Debug)]
struct Ceiling {
    height: usize,
    /// Answers without a sign at this height.
    clean: usize,
    probe_after: usize,
    /// Whether it was higher than what has been refused, to see whether the target takes more by now.
    is_raised: bool,
}

/// The answers since the last estimate.
#[derive(Clone, Debug, Default)]
struct Round {
    latencies: Vec<Duration>,
    /// The fewest requests that were in flight with any of them.
    least: Option<usize>,
}

/// A request that was sent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent {
    epoch: u64,
    /// How many requests were in flight with it.
    in_flight: usize,
}

impl Window {
    pub(super) fn adaptive() -> Self {
        Self::Adaptive(Adaptive {
            size: FIRST as f64,
            is_doubling: true,
            epoch: 0,
            ceiling: None,
            proven: 0,
            surprises: 0,
            round: Round::default(),
            base: None,
            unrelated: [0; Sign::COUNT],
            first_sign: None,
        })
    }

    /// How many requests may be in flight now, at least 1.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Fixed(size) => *size,
            Self::Adaptive(adaptive) => adaptive.size(),
        }
    }

    /// More requests in flight than this have been refused.
    pub(super) fn ceiling(&self) -> Option<usize> {
        match self {
            Self::Fixed(_) => None,
            Self::Adaptive(adaptive) => adaptive.ceiling.map(|ceiling| ceiling.height),
        }
    }

    /// What made it smaller first.
    pub(super) fn first_sign(&self) -> Option<Sign> {
        match self {
            Self::Fixed(_) => None,
            Self::Adaptive(adaptive) => adaptive.first_sign,
        }
    }

    /// A request is sent; `in_flight` counts it.
    pub(super) fn send(&self, in_flight: usize) -> Sent {
        let epoch = match self {
            Self::Fixed(_) => 0,
            Self::Adaptive(adaptive) => adaptive.epoch,
        };
        Sent { epoch, in_flight }
    }

    /// A request has come to its end. Returns whether a sign says something about the rate of the requests, as fewer of them
    /// in flight would not have helped.
    pub(super) fn end(&mut self, sent: Sent, latency: Duration, sign: Option<Sign>) -> bool {
        match (self, sign) {
            (Self::Fixed(_), sign) => sign.is_some_and(Sign::may_limit_rate),
            (Self::Adaptive(adaptive), Some(sign)) => adaptive.shrink(sent, sign),
            (Self::Adaptive(adaptive), None) => {
                adaptive.grow(sent, latency);
                false
            }
        }
    }
}

impl Adaptive {
    fn size(&self) -> usize {
        (self.size as usize).max(1)
    }

    fn shrink(&mut self, sent: Sent, sign: Sign) -> bool {
        let unrelated = &mut self.unrelated[sign as usize];
        if sent.in_flight <= 1 {
            *unrelated = unrelated.saturating_add(1);
        }
        let is_about_rate = match sign {
            Sign::TooManyRequests => sent.in_flight <= self.proven.max(1),
            // It means requests at the same time, unless there are hardly any.
            Sign::Unavailable => sent.in_flight <= 2,
            Sign::Connection | Sign::Timeout | Sign::Latency => false,
        };
        if *unrelated >= UNRELATED || sent.epoch < self.epoch {
            return is_about_rate;
        }
        if sent.in_flight <= self.proven {
            self.surprises += 1;
        }
        // What has worked before may fail once for other reasons; what fails again and again works no longer.
        if sent.in_flight > self.proven || (self.surprises > 2 && !sign.may_limit_rate()) {
            self.refuse(sent.in_flight);
        }
        self.shrink_to(self.size.min(sent.in_flight as f64) / 2.0, sign);
        is_about_rate
    }

    /// So many requests in flight are too many.
    fn refuse(&mut self, in_flight: usize) {
        let height = in_flight.saturating_sub(1).max(1);
        let probe_after = match self.ceiling {
            // An attempt to go beyond it has failed.
            Some(ceiling) if ceiling.is_raised => ceiling.probe_after.saturating_mul(2),
            Some(ceiling) => ceiling.probe_after,
            None => PROBE_AFTER,
        };
        self.ceiling = Some(Ceiling { height, clean: 0, probe_after, is_raised: false });
        (self.proven, self.surprises) = (self.proven.min(height), 0);
    }

    fn shrink_to(&mut self, size: f64, sign: Sign) {
        self.size = size.max(1.0);
        self.is_doubling = false;
        self.epoch += 1;
        self.round = Round::default();
        // What the target says itself counts for more than what was measured.
        if self.first_sign.is_none_or(|first| first == Sign::Latency) {
            self.first_sign = Some(sign);
        }
    }

    fn grow(&mut self, sent: Sent, latency: Duration) {
        self.size += if self.is_doubling { 1.0 } else { 1.0 / self.size };
        let mut most = MOST;
        if let Some(ceiling) = &mut self.ceiling {
            ceiling.clean += usize::from(self.size as usize >= ceiling.height);
            if ceiling.clean > ceiling.probe_after {
                (ceiling.height, ceiling.clean) = (ceiling.height + (ceiling.height / 8).max(1), 0);
                ceiling.is_raised = true;
            }
            most = most.min(ceiling.height);
        }
        self.size = self.size.min(most as f64);
        if sent.epoch == self.epoch {
            self.round.latencies.push(latency);
            self.round.least = Some(self.round.least.map_or(sent.in_flight, |least| least.min(sent.in_flight)));
        }
        if self.round.latencies.len() >= self.size().max(SAMPLES) {
            self.end_round();
        }
    }

    /// A round without a refusal has ended: looks whether the target has become slower.
    fn end_round(&mut self) {
        let Round { mut latencies, least } = std::mem::take(&mut self.round);
        let in_flight = least.unwrap_or_default();
        (self.proven, self.surprises) = (self.proven.max(in_flight), 0);
        // Requests differ in what they cost, and pauses of this machine make some of them slow. All of them are slow only if the
        // target, or what lies between, has a queue.
        let tenth = latencies.len() / 10;
        let (_, low, _) = latencies.select_nth_unstable(tenth);
        let low = *low;
        if in_flight <= FIRST {
            self.base = Some(low);
            return;
        }
        let base = self.base.map_or(low, |base| base.min(low));
        self.base = Some(base);
        if low > base * 2 + JITTER {
            let size = self.size * base.as_secs_f64() / low.as_secs_f64();
            self.shrink_to(size.max(self.size / 2.0).max(FIRST as f64), Sign::Latency);
        }
    }
}

#[cfg(test)]
mod tests;
