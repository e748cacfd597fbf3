//! What says that a target, or what lies between, has too much to do.

use std::fmt;

use http::StatusCode;

use crate::send::{
    client::{SendError, SendErrorKind},
    exchange::Response,
};

/// A sign of overload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// An answer 429.
    TooManyRequests,
    /// An answer 503, or 502 or 504 of a gateway.
    Unavailable,
    /// A connection was refused, closed or reset.
    Connection,
    /// No answer came in time.
    Timeout,
    /// Answers took longer and longer.
    Latency,
}

impl Sign {
    /// How many kinds there are.
    pub(super) const COUNT: usize = 5;

    /// The sign in what became of a request.
    pub(in crate::send::client) fn of(outcome: &Result<Response, SendError>) -> Option<Self> {
        match outcome {
            Ok(answer) if answer.status == StatusCode::TOO_MANY_REQUESTS => Some(Self::TooManyRequests),
            Ok(answer) => is_unavailable(answer.status).then_some(Self::Unavailable),
            Err(error) => match error.kind {
                SendErrorKind::Connect | SendErrorKind::Closed => Some(Self::Connection),
                SendErrorKind::Timeout | SendErrorKind::Expired => Some(Self::Timeout),
                SendErrorKind::Throttled => Some(Self::TooManyRequests),
                SendErrorKind::Unavailable(_) => Some(Self::Unavailable),
                SendErrorKind::Exchange | SendErrorKind::Content(_) | SendErrorKind::Interrupted => None,
            },
        }
    }

    /// Whether it can be a limit of requests in a time, and not only of those at the same time.
    pub(super) const fn may_limit_rate(self) -> bool {
        match self {
            Self::TooManyRequests | Self::Unavailable => true,
            Self::Connection | Self::Timeout | Self::Latency => false,
        }
    }
}

/// Whether an answer says that the target could not serve the request now (RFC 9110, 15.6.3 to 15.6.5).
pub(crate) const fn is_unavailable(status: StatusCode) -> bool {
    matches!(status, StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT)
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooManyRequests => "an answer 429",
            Self::Unavailable => "an answer 502, 503 or 504",
            Self::Connection => "a connection that was refused, closed or reset",
            Self::Timeout => "a request without an answer in time",
            Self::Latency => "answers that took longer and longer",
        })
    }
}
