//! A request to end a run early: cases send no further requests and pauses end, but objects that were created are removed.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

/// Whether a run is to end early. Clones share it.
#[derive(Clone, Debug)]
pub struct Interruption(Arc<watch::Sender<Option<&'static str>>>);

impl Default for Interruption {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }
}

impl Interruption {
    /// Asks to end the run early; `by` names who asks, for example a signal.
    pub fn raise(&self, by: &'static str) {
        self.0.send_replace(Some(by));
    }

    /// Who has asked to end the run early.
    #[must_use]
    pub fn raised_by(&self) -> Option<&'static str> {
        *self.0.borrow()
    }

    /// Waits until the run is to end early.
    pub async fn raised(&self) {
        // This fails only once the sender is dropped, and `self` owns it.
        let _ = self.0.subscribe().wait_for(Option::is_some).await;
    }

    /// Waits this long, or less if the run is to end early; returns whether the whole time has passed.
    pub async fn pause(&self, time: Duration) -> bool {
        tokio::select! {
            biased;
            () = self.raised() => false,
            () = tokio::time::sleep(time) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[tokio::test]
    async fn a_pause_ends_when_the_run_is_to_end() {
        let interruption = Interruption::default();
        assert!(interruption.pause(Duration::from_millis(1)).await);
        let (start, other) = (Instant::now(), interruption.clone());
        let pause = tokio::spawn(async move { other.pause(Duration::from_secs(60)).await });
        interruption.raise("a test");
        assert!(!pause.await.unwrap() && start.elapsed() < Duration::from_secs(30));
        assert!(!interruption.pause(Duration::from_secs(60)).await, "and none begins");
    }
}
