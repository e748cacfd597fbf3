//! When the clients of a race begin, and when those go on that send a content in two halves.

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, time::timeout};

use crate::send::Halfway;

/// How long the clients of a race wait for each other at most. A server may take no other request for an object during an
/// upload, or read no content before it has decided something: neither is wrong.
const LONGEST: Duration = Duration::from_millis(250);

/// The pace of a race. Its clones are the same race's.
#[derive(Clone, Debug)]
pub(super) struct Pacer {
    /// How many clients have sent half of a content.
    begun: Arc<watch::Sender<usize>>,
    /// How many of the others have been answered.
    answered: Arc<watch::Sender<usize>>,
    /// How many clients send a content in two halves.
    halving: usize,
    /// How many others there are.
    others: usize,
}

impl Pacer {
    pub(super) fn new(halving: usize, others: usize) -> Self {
        let count = || Arc::new(watch::Sender::new(0));
        Self { begun: count(), answered: count(), halving, others }
    }

    /// Waits until a client that sends at once may begin.
    pub(super) async fn begin(&self) {
        reaches(&self.begun, self.halving).await;
    }

    /// Notes that a client that sends at once has been answered, or will not be.
    pub(super) fn note_answer(&self) {
        self.answered.send_modify(|count| *count += 1);
    }

    /// What a client does in the middle of its content.
    pub(super) fn halfway(&self) -> Halfway {
        let race = self.clone();
        Halfway::new(move || {
            let race = race.clone();
            async move {
                race.begun.send_modify(|count| *count += 1);
                reaches(&race.answered, race.others).await;
            }
        })
    }
}

/// Waits until there are so many, but not for ever.
async fn reaches(count: &watch::Sender<usize>, due: usize) {
    let mut seen = count.subscribe();
    let _ = timeout(LONGEST, seen.wait_for(|count| *count >= due)).await;
}
