//! Where the scheduler leaves what became of each case, until the trial of the case takes it.
//!
//! Trials take their cases in the order in which these began, and cases end in any order. A channel would wake the trials
//! for each message; this wakes them only for the case for which they wait.

use std::{
    collections::HashMap,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

/// The side that takes.
pub(super) struct Mailbox<T>(Arc<Shared<T>>);

/// The side that delivers. Dropping it says that nothing more will come.
pub(super) struct Deliverer<T>(Arc<Shared<T>>);

struct Shared<T> {
    content: Mutex<Content<T>>,
    /// What is awaited is there, or will never come.
    settled: Condvar,
}

struct Content<T> {
    /// What was delivered and has not been taken, by position in the suite.
    delivered: HashMap<usize, T>,
    awaited: Option<usize>,
    is_closed: bool,
}

/// An empty mailbox, and its only deliverer.
pub(super) fn mailbox<T>() -> (Deliverer<T>, Mailbox<T>) {
    let content = Content { delivered: HashMap::new(), awaited: None, is_closed: false };
    let shared = Arc::new(Shared { content: Mutex::new(content), settled: Condvar::new() });
    (Deliverer(Arc::clone(&shared)), Mailbox(shared))
}

impl<T> Mailbox<T> {
    /// Waits for what is delivered for a position. `None` if it will never come.
    pub(super) fn take(&self, place: usize) -> Option<T> {
        let mut content = self.0.lock();
        content.awaited = Some(place);
        let is_open = |content: &mut Content<T>| !content.is_closed && !content.delivered.contains_key(&place);
        content = self.0.settled.wait_while(content, is_open).unwrap_or_else(PoisonError::into_inner);
        content.awaited = None;
        content.delivered.remove(&place)
    }
}

impl<T> Deliverer<T> {
    /// Delivers something for a position.
    pub(super) fn deliver(&self, place: usize, item: T) {
        let mut content = self.0.lock();
        content.delivered.insert(place, item);
        if content.awaited == Some(place) {
            self.0.settled.notify_all();
        }
    }
}

impl<T> Drop for Deliverer<T> {
    fn drop(&mut self) {
        self.0.lock().is_closed = true;
        self.0.settled.notify_all();
    }
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, Content<T>> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::mailbox;

    #[test]
    fn each_takes_its_own_in_any_order_and_nobody_waits_for_what_never_comes() {
        let (deliverer, mailbox) = mailbox();
        let taken = thread::spawn(move || [2, 0, 1, 3].map(|place| mailbox.take(place)));
        for place in 0..3 {
            deliverer.deliver(place, format!("item {place}"));
        }
        drop(deliverer);
        let item = |place| Some(format!("item {place}"));
        assert_eq!(taken.join().unwrap(), [item(2), item(0), item(1), None]);
    }
}
