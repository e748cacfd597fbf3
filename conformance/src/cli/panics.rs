//! Panics of the suite itself: nothing of them is lost, nothing is printed twice, and none passes for a fault of the
//! target.

use std::{
    panic,
    sync::{Mutex, PoisonError},
    thread::{self, ThreadId},
};

use indexmap::IndexMap;

/// The process has one panic hook, so there is one list.
static SEEN: Mutex<Vec<(ThreadId, String)>> = Mutex::new(Vec::new());

/// Keeps what panics say from now on, in place of printing it.
pub(super) fn watch() {
    panic::set_hook(Box::new(|panic| {
        let message = panic.to_string().replace('\n', " ");
        SEEN.lock().unwrap_or_else(PoisonError::into_inner).push((thread::current().id(), message));
    }));
}

/// What panics of this thread have said since they were taken last, if there were any.
pub(super) fn take_here() -> Option<String> {
    take_if(|thread| thread == thread::current().id())
}

/// What panics of any thread have said since they were taken last, if there were any.
pub(super) fn take() -> Option<String> {
    take_if(|_| true)
}

fn take_if(wanted: impl Fn(ThreadId) -> bool) -> Option<String> {
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    joined(seen.extract_if(.., |(thread, _)| wanted(*thread)).map(|(_, message)| message))
}

/// Messages as one text, each of them once: many cases may run into the same panic.
fn joined(messages: impl IntoIterator<Item = String>) -> Option<String> {
    let mut times: IndexMap<String, usize> = IndexMap::new();
    for message in messages {
        *times.entry(message).or_default() += 1;
    }
    let joined: Vec<String> = times
        .into_iter()
        .map(|(message, times)| if times == 1 { message } else { format!("{message} ({times} times)") })
        .collect();
    (!joined.is_empty()).then(|| joined.join("; "))
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn a_panic_that_comes_again_is_listed_once() {
        assert_eq!(joined([]), None);
        let messages = ["one", "two", "one", "one"].map(str::to_owned);
        assert_eq!(joined(messages).as_deref(), Some("one (3 times); two"));
    }
}
