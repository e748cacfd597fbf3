//! What a case's requests have come to: their answers, what was sent again, and the time that was the suite's own.

use std::time::{Duration, Instant};

use super::{SendError, SendErrorKind};
use crate::send::exchange::Response;

/// What has become of the requests of a client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Answers {
    /// Nothing was sent.
    #[default]
    Unasked,
    /// Each was answered.
    Complete,
    /// At least one was not; why the first was not.
    Missing(SendError),
}

/// The account of one attempt at a case.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) answers: Answers,
    /// Why requests were sent again.
    pub(super) resent: Vec<String>,
    /// How long requests have waited for their turn, which is not the target's fault.
    pub(super) paused: Duration,
    begun: Instant,
}

impl Default for Account {
    fn default() -> Self {
        Self { answers: Answers::default(), resent: Vec::new(), paused: Duration::ZERO, begun: Instant::now() }
    }
}

impl Account {
    /// Notes how a request ended. What is answered wrongly or slowly is answered.
    pub(super) fn note(&mut self, outcome: &Result<Response, SendError>) {
        let missing = outcome.as_ref().err().filter(|error| match error.kind {
            SendErrorKind::Connect
            | SendErrorKind::Timeout
            | SendErrorKind::Closed
            | SendErrorKind::Exchange
            // It has cost as much time as silence, and will in the next case.
            | SendErrorKind::Throttled => true,
            SendErrorKind::Content(_) | SendErrorKind::Expired | SendErrorKind::Interrupted => false,
        });
        match (&self.answers, missing) {
            (Answers::Unasked, None) => self.answers = Answers::Complete,
            (Answers::Unasked | Answers::Complete, Some(error)) => self.answers = Answers::Missing(error.clone()),
            (Answers::Complete, None) | (Answers::Missing(_), _) => {}
        }
    }

    /// What is left of the time that the case may take.
    pub(super) fn left(&self, limit: Duration) -> Duration {
        (limit + self.paused).saturating_sub(self.begun.elapsed())
    }
}
