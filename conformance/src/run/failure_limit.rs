//! The number of failures after which a run ends early.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// After how many failures a run begins no more cases. Clones count together.
#[derive(Clone, Debug, Default)]
pub(crate) struct FailureLimit(Option<Arc<Count>>);

#[derive(Debug)]
struct Count {
    limit: usize,
    failures: AtomicUsize,
}

impl FailureLimit {
    /// After so many; `None`: never.
    pub(crate) fn new(limit: Option<usize>) -> Self {
        Self(limit.map(|limit| Arc::new(Count { limit, failures: AtomicUsize::new(0) })))
    }

    /// Counts a failure.
    pub(crate) fn note(&self) {
        if let Some(count) = &self.0 {
            count.failures.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Why no more cases begin, if so.
    pub(crate) fn reached(&self) -> Option<String> {
        let count = self.0.as_ref()?;
        let is_reached = count.failures.load(Ordering::Relaxed) >= count.limit;
        is_reached.then(|| {
            format!("not sent: the limit of {} is reached", crate::values::count::counted(count.limit, "failure"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::FailureLimit;

    #[test]
    fn clones_count_together() {
        let limit = FailureLimit::new(Some(2));
        limit.clone().note();
        assert_eq!(limit.reached(), None);
        limit.note();
        assert_eq!(limit.reached().as_deref(), Some("not sent: the limit of 2 failures is reached"));
        let none = FailureLimit::default();
        none.note();
        assert_eq!(none.reached(), None);
    }
}
