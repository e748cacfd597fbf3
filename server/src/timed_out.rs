//! Requests whose content does not arrive: 408, whatever the operation (RFC 9110, 15.5.9).
//!
//! Their content ends with an error, as one that breaks off does, so the operation changes nothing. What it says of a content
//! that has broken off is replaced by what has happened, before anybody takes notice of the answer.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::response::{IntoResponse, Response};
use http::{
    HeaderValue, StatusCode,
    header::{CONNECTION, CONTENT_TYPE},
};

const CONTENT: &str = r#"{"errorCode":"REQUEST_TIMEOUT","message":"The content of the request did not arrive in time. Nothing was changed; send the request again."}"#;

/// Whether the content of a request has not arrived in time: an extension of the request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stall(Arc<AtomicBool>);

impl Stall {
    /// The content has not arrived in time.
    pub(crate) fn note(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// The answer to the request: 408 if its content has not arrived, and otherwise this one.
    pub(crate) fn answer_or(&self, response: Response) -> Response {
        // An answer with that status is this one already, with what the layers around it have added.
        if !self.0.load(Ordering::Acquire) || response.status() == StatusCode::REQUEST_TIMEOUT {
            return response;
        }
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (CONNECTION, HeaderValue::from_static("close")),
        ];
        let mut answer = (StatusCode::REQUEST_TIMEOUT, headers, CONTENT).into_response();
        // Which operation the request was for.
        *answer.extensions_mut() = response.into_parts().0.extensions;
        answer
    }
}
