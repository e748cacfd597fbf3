//! An exchange that others have made, as far as it was recorded.

use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

use crate::send::{Request, Response};

/// An exchange, as far as it was recorded.
#[derive(Clone, Debug)]
pub(crate) struct RecordedExchange {
    /// Its place in the recording, counted from 1.
    pub number: usize,
    /// When it began.
    pub began: Option<Timestamp>,
    /// How long it took.
    pub time: Duration,
    /// The request.
    pub request: Request,
    /// Whether the whole content of the request is known.
    pub is_request_whole: bool,
    /// Whether the client took the answer from its cache.
    pub is_from_cache: bool,
    /// The answer, if there was one.
    pub response: Option<RecordedResponse>,
}

/// An answer, as far as it was recorded.
#[derive(Clone, Debug)]
pub(crate) struct RecordedResponse {
    /// The answer.
    pub response: Response,
    /// Whether its whole content is known.
    pub is_whole: bool,
}

impl RecordedExchange {
    /// When it ended, if that is known.
    pub(crate) fn ended(&self) -> Option<Timestamp> {
        self.began?.checked_add(self.time).ok()
    }

    /// The content that was sent, if all of it is known.
    pub(super) fn sent(&self) -> Option<&Bytes> {
        self.is_request_whole.then_some(&self.request.content)
    }
}
