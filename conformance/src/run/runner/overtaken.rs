//! Answers that came too late to be wrong.

use std::time::Duration;

use super::Runner;
use crate::{
    run::{Outcome, SuiteError},
    send::PreparedRequest,
};

/// How much earlier than the suite knows a point in time may come: it knows the server's time in whole seconds, and only what
/// answers have told that were under way for a while.
const EARLY: Duration = Duration::from_secs(2);

/// Whether a point in time that a request names may have come before the target read it, as the answer took so long.
pub(super) fn may_be_past(request: &PreparedRequest, took: Duration) -> bool {
    request.ends_in().is_some_and(|end| took + EARLY >= end)
}

impl Runner<'_> {
    /// The outcome of a case that time has overtaken: whoever is asked too late may be right. Alone, the case is faster.
    pub(super) fn overtaken(&self, what: &str) -> Outcome {
        self.session.client.note_crowd();
        let why = format!(
            "{what} was over when the answer came: expected the request to be answered sooner; run the case again with fewer \
             requests at the same time (`--concurrency`)"
        );
        Outcome::SuiteError(SuiteError::new(why))
    }
}
