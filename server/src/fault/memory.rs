//! What a faulty server remembers from one request to the next.

use std::sync::{Arc, Mutex, PoisonError};

/// A value that all requests to a server share. Clones are the same memory.
#[derive(Default)]
pub(super) struct Memory<T>(Arc<Mutex<T>>);

impl<T> Memory<T> {
    /// Reads or changes the value under its lock.
    pub(super) fn with<R>(&self, look: impl FnOnce(&mut T) -> R) -> R {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<T> Clone for Memory<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
