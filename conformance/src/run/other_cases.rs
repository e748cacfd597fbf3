//! The cases for whose end others wait.

use std::sync::Arc;

use tokio::sync::watch;

/// Whether cases are on their way that do not wait for others. Clones share it; at first, there are none.
#[derive(Clone, Debug)]
pub(crate) struct OtherCases(Arc<watch::Sender<bool>>);

impl Default for OtherCases {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl OtherCases {
    /// Says whether there are some.
    pub(crate) fn are_on_their_way(&self, some: bool) {
        self.0.send_if_modified(|known| std::mem::replace(known, some) != some);
    }

    /// Waits until there are none.
    pub(crate) async fn ended(&self) {
        // This fails only once the sender is dropped, and `self` owns it.
        let _ = self.0.subscribe().wait_for(|some| !some).await;
    }
}
