//! How fast requests follow each other over a whole run, and how many are under way at the same time.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, sleep_until},
};

/// A limit for the requests of every client that shares it. The default is none.
#[derive(Debug, Default)]
pub struct Pace {
    /// The time between two requests.
    interval: Duration,
    /// As many places as there may be requests under way.
    places: Option<Semaphore>,
    schedule: Mutex<Schedule>,
}

/// When requests may be sent.
#[derive(Debug, Default)]
struct Schedule {
    /// When the next one may be.
    next: Option<Instant>,
    /// Until when none may be, as the target has asked.
    held: Option<Instant>,
}

/// Leave to send one request; its place is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Turn<'p> {
    /// How long it took to get here.
    pub(super) waited: Duration,
    _place: Option<SemaphorePermit<'p>>,
}

impl Pace {
    /// At most so many requests each second, evenly spaced, and at most so many at the same time, each of which has a
    /// connection of its own.
    #[must_use]
    pub fn new(rate: Option<f64>, at_once: Option<usize>) -> Self {
        let interval = rate.and_then(|rate| Duration::try_from_secs_f64(1.0 / rate).ok()).unwrap_or_default();
        Self { interval, places: at_once.map(Semaphore::new), schedule: Mutex::default() }
    }

    /// Waits until another request may be sent.
    pub(super) async fn turn(&self) -> Turn<'_> {
        let begun = Instant::now();
        let place = match &self.places {
            // Nobody closes it.
            Some(places) => places.acquire().await.ok(),
            None => None,
        };
        loop {
            if let Some(held) = self.held() {
                sleep_until(held).await;
                continue;
            }
            sleep_until(self.slot()).await;
            // The target may have asked for a pause meanwhile; slots are given out anew when that is over.
            if self.held().is_none() {
                break;
            }
        }
        Turn { waited: begun.elapsed(), _place: place }
    }

    /// Sends nothing for so long.
    pub(super) fn hold(&self, pause: Duration) {
        let until = Instant::now() + pause;
        let mut schedule = self.schedule.lock().unwrap_or_else(PoisonError::into_inner);
        schedule.held = schedule.held.max(Some(until));
    }

    fn slot(&self) -> Instant {
        let now = Instant::now();
        let mut schedule = self.schedule.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = schedule.next.map_or(now, |next| next.max(now));
        schedule.next = Some(slot + self.interval);
        slot
    }

    fn held(&self) -> Option<Instant> {
        let schedule = self.schedule.lock().unwrap_or_else(PoisonError::into_inner);
        schedule.held.filter(|held| *held > Instant::now())
    }
}
