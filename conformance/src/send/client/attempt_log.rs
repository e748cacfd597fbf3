//! What a client notes during one attempt at a case: whether its requests were answered, which of them it sent again, and
//! how long they waited for the rate limiter.

use std::time::{Duration, Instant};

use super::{SendError, SendErrorKind};
use crate::send::exchange::Response;

/// Whether the requests of one attempt were answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Answers {
    /// No request was sent.
    #[default]
    NothingSent,
    /// Every request was answered.
    Complete,
    /// At least one request was not answered; why the first of these was not.
    Missing(SendError),
}

/// The log of one attempt at a case.
#[derive(Debug)]
pub(super) struct AttemptLog {
    pub(super) answers: Answers,
    /// Why requests were sent again, one entry for each time.
    pub(super) resent: Vec<String>,
    /// How long requests have waited for the rate limiter. The suite causes these waits, not the target.
    pub(super) paused: Duration,
    /// Whether others were in flight when a request of this attempt was lost, or was too much for the target.
    pub(super) is_crowded: bool,
    started: Instant,
}

impl Default for AttemptLog {
    fn default() -> Self {
        let (answers, resent, paused) = (Answers::default(), Vec::new(), Duration::ZERO);
        Self { answers, resent, paused, is_crowded: false, started: Instant::now() }
    }
}

impl AttemptLog {
    /// Notes how a request ended. An answer that is wrong, cut short or slow still counts as an answer.
    pub(super) fn note(&mut self, outcome: &Result<Response, SendError>) {
        let missing = outcome.as_ref().err().filter(|error| match error.kind {
            SendErrorKind::Connect
            | SendErrorKind::Timeout
            | SendErrorKind::Closed
            | SendErrorKind::Exchange
            // A target that throttles without end costs as much time as one that does not answer.
            | SendErrorKind::Throttled
            | SendErrorKind::Unavailable(_) => true,
            SendErrorKind::Content(_) | SendErrorKind::Expired | SendErrorKind::Interrupted => false,
        });
        match (&self.answers, missing) {
            (Answers::NothingSent, None) => self.answers = Answers::Complete,
            (Answers::NothingSent | Answers::Complete, Some(error)) => self.answers = Answers::Missing(error.clone()),
            (Answers::Complete, None) | (Answers::Missing(_), _) => {}
        }
    }

    /// How much of the case limit is left.
    pub(super) fn time_left(&self, limit: Duration) -> Duration {
        (limit + self.paused).saturating_sub(self.started.elapsed())
    }
}
