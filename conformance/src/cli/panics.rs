//! Panics of the suite itself. Each message is kept and printed once, and a panic never counts as a fault of the target.

use std::{
    panic,
    sync::{Mutex, PoisonError},
    thread::{self, ThreadId},
};

use indexmap::IndexMap;

/// One list, because the process has one panic hook.
static SEEN: Mutex<Vec<(ThreadId, String)>> = Mutex::new(Vec::new());

/// From now on, collects the messages of panics instead of printing them.
pub(super) fn watch() {
    panic::set_hook(Box::new(|panic| {
        let message = panic.to_string().replace('\n', " ");
        SEEN.lock().unwrap_or_else(PoisonError::into_inner).push((thread::current().id(), message));
    }));
}

/// The messages of panics of this thread since the last call, if there are any.
pub(super) fn take_here() -> Option<String> {
    take_if(|thread| thread == thread::current().id())
}

/// The messages of panics of any thread since the last call, if there are any.
pub(super) fn take() -> Option<String> {
    take_if(|_| true)
}

fn take_if(wanted: impl Fn(ThreadId) -> bool) -> Option<String> {
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    joined(seen.extract_if(.., |(thread, _)| wanted(*thread)).map(|(_, message)| message))
}

/// The messages as one text. Each appears once, because many cases may panic in the same place.
fn joined(messages: impl IntoIterator<Item = String>) -> Option<String> {
    let mut times: IndexMap<String, usize> = IndexMap::new();
    for message in messages {
        *times.entry(message).or_default() += 1;
    }
    let messages: Vec<String> = times
        .into_iter()
        .map(|(message, times)| if times == 1 { message } else { format!("{message} ({times} times)") })
        .collect();
    (!messages.is_empty()).then(|| messages.join("; "))
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn a_repeated_panic_appears_once() {
        assert_eq!(joined([]), None);
        let messages = ["one", "two", "one", "one"].map(str::to_owned);
        assert_eq!(joined(messages).as_deref(), Some("one (3 times); two"));
    }
}
