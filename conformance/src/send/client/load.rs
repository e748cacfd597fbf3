//! How much load a run puts on a target: how many requests are in flight, and how fast they follow each other.
//!
//! The window and the pace decide; this queues the requests, in the order in which they come.

mod abandoned;
mod pace;
mod sign;
mod window;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{oneshot, watch},
    time::{Instant, sleep_until},
};

use self::{
    abandoned::Abandoned,
    pace::Pace,
    window::{Sent, Window},
};
pub(crate) use self::{
    sign::{Sign, is_unavailable},
    window::MOST as MOST_IN_FLIGHT,
};

/// The load control of a run, which all its clients share. Clones are the same.
#[derive(Clone, Debug)]
pub struct LoadControl(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    started: Instant,
    /// The time between two requests, as the user asks.
    interval: Duration,
    /// The most requests in flight, as the user asks.
    limit: Option<usize>,
    state: Mutex<State>,
    /// The size of the window, for those who wait for it to change.
    size: watch::Sender<usize>,
}

#[derive(Debug)]
struct State {
    window: Window,
    pace: Pace,
    /// What the target has said when it refused requests because of their rate, first.
    limited_by: Option<Sign>,
    /// Permits that are given out. A request that waits for its time has one.
    given: usize,
    /// Requests that were sent and have not come to their end.
    in_flight: usize,
    most_in_flight: usize,
    waiting: VecDeque<Waiter>,
    /// When the next request may be sent.
    next: Option<Instant>,
    /// Until when none may be sent, because the target throttles.
    paused_until: Option<Instant>,
    abandoned: Abandoned,
}

#[derive(Debug)]
struct Waiter {
    count: usize,
    granted: oneshot::Sender<Permits>,
}

/// How many requests may be in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concurrency {
    /// As many as the target can take, at most 256.
    Adaptive,
    /// So many.
    Fixed(usize),
}

/// How many requests were in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Usage {
    /// The most that were in flight at the same time.
    pub(crate) most_in_flight: usize,
    /// The first sign that the target had too much to do.
    pub(crate) sign: Option<Sign>,
}

/// Permission to have requests in flight. Dropping it lets others proceed.
#[derive(Debug)]
pub(super) struct Permits {
    shared: Arc<Shared>,
    count: usize,
}

/// A request that is in flight.
#[derive(Debug)]
pub(super) struct InFlight<'p> {
    shared: &'p Shared,
    sent: Option<Sent>,
    since: Instant,
    /// Whether there were others when it was sent, or the target may have been at work on others.
    is_among_others: bool,
}

impl Default for LoadControl {
    /// No limit.
    fn default() -> Self {
        Self::new(Concurrency::Fixed(usize::MAX), None, None)
    }
}

impl LoadControl {
    /// So many requests in flight, never more than `limit`, and at most `rate` requests per second, evenly spaced.
    #[must_use]
    pub fn new(concurrency: Concurrency, limit: Option<usize>, rate: Option<f64>) -> Self {
        let window = match concurrency {
            Concurrency::Adaptive => Window::adaptive(),
            Concurrency::Fixed(size) => Window::Fixed(size),
        };
        let interval = rate.and_then(|rate| Duration::try_from_secs_f64(1.0 / rate).ok()).unwrap_or_default();
        let size = watch::Sender::new(window.size());
        let state = State {
            window,
            pace: Pace::default(),
            limited_by: None,
            given: 0,
            in_flight: 0,
            most_in_flight: 0,
            waiting: VecDeque::new(),
            next: None,
            paused_until: None,
            abandoned: Abandoned::default(),
        };
        Self(Arc::new(Shared { started: Instant::now(), interval, limit, state: Mutex::new(state), size }))
    }

    /// How many cases may run at the same time; it changes with the target.
    #[must_use]
    pub fn size(&self) -> watch::Receiver<usize> {
        self.0.size.subscribe()
    }

    /// Waits until so many more requests may be in flight. More than the window has room for get permits only when
    /// nothing else is in flight, and never more than the target is known to take.
    pub(super) async fn acquire(&self, count: usize) -> Permits {
        let (granted, receiver) = oneshot::channel();
        let ready = {
            let mut state = self.0.lock();
            state.waiting.push_back(Waiter { count, granted });
            self.0.grant(&mut state)
        };
        deliver(ready);
        // The other end is dropped only with all of this.
        receiver.await.unwrap_or_else(|_| Permits { shared: Arc::clone(&self.0), count: 0 })
    }

    /// Waits until a request may be sent that has a permit; returns how long that took.
    pub(super) async fn wait_for_turn(&self) -> Duration {
        let start = Instant::now();
        loop {
            let pause_end = self.0.lock().pause_end();
            if let Some(end) = pause_end {
                sleep_until(end).await;
                continue;
            }
            let slot = self.0.lock().slot(self.0.interval);
            if slot > Instant::now() {
                sleep_until(slot).await;
            }
            // The target may have throttled meanwhile: this slot is then lost, and the request takes one after the pause.
            if self.0.lock().pause_end().is_none() {
                return start.elapsed();
            }
        }
    }

    /// A request is sent.
    pub(super) fn send(&self) -> InFlight<'_> {
        let mut state = self.0.lock();
        state.in_flight += 1;
        state.most_in_flight = state.most_in_flight.max(state.in_flight);
        let sent = state.window.send(state.in_flight);
        let is_among_others = state.in_flight > 1 || state.abandoned.work_left(self.0.started.elapsed()).is_some();
        InFlight { shared: &self.0, sent: Some(sent), since: Instant::now(), is_among_others }
    }

    /// How long the target may still be at work on requests that were given up, if it may.
    pub(super) fn abandoned_work(&self) -> Option<Duration> {
        self.0.lock().abandoned.work_left(self.0.started.elapsed())
    }

    /// How many requests a group of so many may have in flight at the same time: all of them, unless the user or the target
    /// permits fewer.
    pub(super) fn room_for(&self, count: usize) -> usize {
        let ceiling = self.0.lock().window.ceiling();
        [self.0.limit, ceiling].into_iter().flatten().fold(count, usize::min)
    }

    /// How many requests are in flight.
    pub(crate) fn in_flight(&self) -> usize {
        self.0.lock().in_flight
    }

    /// How many requests were in flight so far.
    pub(crate) fn usage(&self) -> Usage {
        let state = self.0.lock();
        Usage { most_in_flight: state.most_in_flight, sign: state.limited_by.or(state.window.first_sign()) }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes those out of the queue for whom there is room now.
    fn grant(self: &Arc<Self>, state: &mut State) -> Vec<(oneshot::Sender<Permits>, Permits)> {
        let size = state.window.size().min(self.limit.unwrap_or(usize::MAX));
        let mut ready = Vec::new();
        while let Some(Waiter { count, .. }) = state.waiting.front() {
            let count = *count;
            if state.given > 0 && state.given.saturating_add(count) > size {
                break;
            }
            if let Some(Waiter { granted, .. }) = state.waiting.pop_front()
                && !granted.is_closed()
            {
                state.given += count;
                ready.push((granted, Permits { shared: Arc::clone(self), count }));
            }
        }
        self.size.send_if_modified(|known| std::mem::replace(known, size) != size);
        ready
    }
}

/// Hands permits out. Whoever waits no longer gives them back, so nothing may be locked here.
fn deliver(ready: Vec<(oneshot::Sender<Permits>, Permits)>) {
    for (granted, permits) in ready {
        drop(granted.send(permits));
    }
}

impl State {
    /// Takes the next point in time at which a request may be sent.
    fn slot(&mut self, interval: Duration) -> Instant {
        let now = Instant::now();
        let slot = self.next.map_or(now, |next| next.max(now));
        self.next = Some(slot + interval.max(self.pace.interval()));
        slot
    }

    /// The end of a pause that has not ended yet.
    fn pause_end(&self) -> Option<Instant> {
        self.paused_until.filter(|end| *end > Instant::now())
    }
}

impl InFlight<'_> {
    /// The request has come to its end. `throttle` is how long the target asks all requests to wait; whether there were other
    /// requests in flight, or may have been in the target's hands.
    pub(super) fn end(mut self, sign: Option<Sign>, throttle: Option<Duration>) -> bool {
        let Some(sent) = self.sent.take() else { return self.is_among_others };
        let now = Instant::now();
        let since_start = now.saturating_duration_since(self.shared.started);
        let mut state = self.shared.lock();
        let is_among_others = self.is_among_others || state.in_flight > 1;
        state.in_flight -= 1;
        let waited = now.saturating_duration_since(self.since);
        if sign == Some(Sign::Timeout) {
            state.abandoned.note(since_start, waited);
        }
        let is_about_rate = state.window.end(sent, waited, sign);
        if sign.is_none_or(|sign| !sign.may_limit_rate()) {
            state.pace.accept(since_start);
        }
        if is_about_rate {
            match throttle {
                Some(pause) => state.pace.refuse(since_start, pause),
                None => state.pace.refuse_without_delay(since_start),
            }
            if state.pace.interval() > Duration::ZERO {
                state.limited_by = state.limited_by.or(sign);
            }
        }
        if let Some(pause) = throttle {
            state.paused_until = state.paused_until.max(now.checked_add(pause));
        }
        is_among_others
    }
}

impl Drop for InFlight<'_> {
    /// A request that was given up.
    fn drop(&mut self) {
        if self.sent.take().is_some() {
            self.shared.lock().in_flight -= 1;
        }
    }
}

impl Drop for Permits {
    fn drop(&mut self) {
        let ready = {
            let mut state = self.shared.lock();
            state.given -= self.count;
            self.shared.grant(&mut state)
        };
        deliver(ready);
    }
}
