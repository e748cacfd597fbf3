// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! What stands around every operation: a span for its log, an answer if it panics, and its ID for layers around the router.

use std::panic::AssertUnwindSafe;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use tracing::Instrument as _;
use crate::server_failure::ServerFailure;

/// The ID of the operation that a response is an answer of: an extension of the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnsweredBy(pub &'static str);

/// The answer of an operation; 500 if it panics, which is logged.
pub(crate) async fn guarded<R: IntoResponse>(
    operation: &'static str,
    answer: impl Future<Output = R>,
) -> Response {
    let span = tracing::info_span!("operation", id = operation);
    let response = async { answer.await.into_response() };
    let ended = AssertUnwindSafe(response).catch_unwind().instrument(span.clone()).await;
    let mut response = match ended {
        Ok(response) => response,
        Err(panic) => {
            let text = panic
                .downcast_ref::<&str>()
                .copied()
                .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
            let panic = text.unwrap_or("a value that is no text");
            span.in_scope(|| {
                tracing::error!(panic, "the operation panicked, so the answer is 500")
            });
            ServerFailure::Internal.into_response()
        }
    };
    response.extensions_mut().insert(AnsweredBy(operation));
    response
}
