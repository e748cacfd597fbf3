// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! What a server answers that can give no documented answer.

use std::time::Duration;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use crate::reply::Reply;

/// Why a server can give no documented answer. What it answers is the same for all operations, and described by HTTP alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServerFailure {
    /// 413 Content Too Large (RFC 9110, 15.5.14): more content than this server takes, although the documents allow it.
    TooLarge,
    /// 500 Internal Server Error (RFC 9110, 15.6.1): a defect. Whoever gives this answer has logged the reason.
    Internal,
    /// 501 Not Implemented (RFC 9110, 15.6.2): the server does not have the operation yet.
    NotImplemented,
    /// 503 Service Unavailable (RFC 9110, 15.6.4): what the server needs, a store for example, is not there now.
    Unavailable {
        /// After which time a client may try again, in whole seconds (`Retry-After`; RFC 9110, 10.2.3).
        retry_after: Option<Duration>,
    },
}

impl ServerFailure {
    /// The status of the answer.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotImplemented => StatusCode::NOT_IMPLEMENTED,
            Self::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl IntoResponse for ServerFailure {
    fn into_response(self) -> Response {
        let mut response = Reply::undocumented(self.status());
        if let Self::Unavailable { retry_after: Some(pause) } = self {
            let seconds = pause.as_secs() + u64::from(pause.subsec_nanos() > 0);
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
