//! The rate limiter of a run: limits the requests per second and the concurrent requests.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, sleep_until},
};

/// A rate limiter that all clients of a run share. The default sets no limit.
#[derive(Debug, Default)]
pub struct RateLimiter {
    /// The time between two requests.
    interval: Duration,
    /// One permit for each request that may be in progress at the same time.
    permits: Option<Semaphore>,
    schedule: Mutex<Schedule>,
}

/// When requests may be sent.
#[derive(Debug, Default)]
struct Schedule {
    /// When the next one may be sent.
    next: Option<Instant>,
    /// Until when none may be sent, because the target throttles.
    paused_until: Option<Instant>,
}

/// Permission to send one request. Dropping it lets the next request proceed.
#[derive(Debug)]
pub(super) struct Permit<'p> {
    /// How long the request waited for it.
    pub(super) waited: Duration,
    _permit: Option<SemaphorePermit<'p>>,
}

impl RateLimiter {
    /// At most `rate` requests per second, evenly spaced, and at most `concurrency` requests at the same time, each over a
    /// connection of its own. `None` sets no limit.
    #[must_use]
    pub fn new(rate: Option<f64>, concurrency: Option<usize>) -> Self {
        let interval = rate.and_then(|rate| Duration::try_from_secs_f64(1.0 / rate).ok()).unwrap_or_default();
        Self { interval, permits: concurrency.map(Semaphore::new), schedule: Mutex::default() }
    }

    /// Waits until another request may be sent.
    pub(super) async fn acquire(&self) -> Permit<'_> {
        let start = Instant::now();
        let permit = match &self.permits {
            // The semaphore is never closed, so this cannot fail.
            Some(permits) => permits.acquire().await.ok(),
            None => None,
        };
        loop {
            if let Some(end) = self.pause_end() {
                sleep_until(end).await;
                continue;
            }
            // The timer is a millisecond late even for a time that has come.
            let slot = self.slot();
            if slot > Instant::now() {
                sleep_until(slot).await;
            }
            // The target may have throttled meanwhile: this slot is then lost, and the request takes one after the pause.
            if self.pause_end().is_none() {
                break;
            }
        }
        Permit { waited: start.elapsed(), _permit: permit }
    }

    /// Lets no request proceed for this long.
    pub(super) fn pause(&self, pause: Duration) {
        let until = Instant::now() + pause;
        let mut schedule = self.schedule.lock().unwrap_or_else(PoisonError::into_inner);
        schedule.paused_until = schedule.paused_until.max(Some(until));
    }

    /// Takes the next point in time at which the rate admits a request.
    fn slot(&self) -> Instant {
        let now = Instant::now();
        let mut schedule = self.schedule.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = schedule.next.map_or(now, |next| next.max(now));
        schedule.next = Some(slot + self.interval);
        slot
    }

    /// The end of a pause that has not ended yet.
    fn pause_end(&self) -> Option<Instant> {
        let schedule = self.schedule.lock().unwrap_or_else(PoisonError::into_inner);
        schedule.paused_until.filter(|end| *end > Instant::now())
    }
}
