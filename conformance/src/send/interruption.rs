//! A wish to end a run early: no case sends anything more and no pause lasts, but what was created is still removed.

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
    /// Ends the run early, from now on; `by` is who wants it.
    pub fn raise(&self, by: &'static str) {
        self.0.send_replace(Some(by));
    }

    /// Who wants the run to end early, if somebody does.
    #[must_use]
    pub fn raised_by(&self) -> Option<&'static str> {
        *self.0.borrow()
    }

    /// Waits until the run is to end early.
    pub async fn raised(&self) {
        // The sender is this value's own, so it is there for as long as anybody waits.
        let _ = self.0.subscribe().wait_for(Option::is_some).await;
    }

    /// Lets this time pass, or less if the run is to end early; whether it has passed.
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
        let (begun, other) = (Instant::now(), interruption.clone());
        let pause = tokio::spawn(async move { other.pause(Duration::from_secs(60)).await });
        interruption.raise("a test");
        assert!(!pause.await.unwrap() && begun.elapsed() < Duration::from_secs(30));
        assert!(!interruption.pause(Duration::from_secs(60)).await, "and none begins");
    }
}
