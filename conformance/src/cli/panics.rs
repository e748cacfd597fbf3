//! Panics of the suite itself: nothing of them is lost, nothing is printed twice, and none passes for a fault of the
//! target.

use std::{
    panic,
    sync::{Mutex, PoisonError},
    thread::{self, ThreadId},
};

/// The process has one panic hook, so there is one list.
static SEEN: Mutex<Vec<(ThreadId, String)>> = Mutex::new(Vec::new());

/// Keeps what panics say from now on, in place of printing it.
pub(super) fn watch() {
    panic::set_hook(Box::new(|panic| {
        let message = panic.to_string().replace('\n', " ");
        SEEN.lock().unwrap_or_else(PoisonError::into_inner).push((thread::current().id(), message));
    }));
}

/// What panics of this thread have said since they were taken last.
pub(super) fn take_here() -> Vec<String> {
    take_if(|thread| thread == thread::current().id())
}

/// What panics of any thread have said since they were taken last.
pub(super) fn take() -> Vec<String> {
    take_if(|_| true)
}

fn take_if(wanted: impl Fn(ThreadId) -> bool) -> Vec<String> {
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    seen.extract_if(.., |(thread, _)| wanted(*thread)).map(|(_, message)| message).collect()
}
