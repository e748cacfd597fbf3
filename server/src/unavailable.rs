//! Requests that cannot be carried out because the store fails: 503, whatever the operation (RFC 9110, 15.6.4).
//!
//! No page of the API documents that answer, so the operations cannot give it. The store ends the request in their place.

use std::{
    convert::Infallible,
    future::pending,
    sync::{Arc, OnceLock},
};

use axum::response::{IntoResponse, Response};
use http::{
    StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use serde_json::json;
use tokio::{select, sync::Notify, task_local};

use crate::store::StoreFailure;

/// How soon a client may try again, in seconds.
const PAUSE: &str = "5";

const UNAVAILABLE: &str = "The store cannot be read or written now. Nothing that was answered before is lost; whether this request was carried out is not known. Try again later.";

/// How a request ends that cannot be carried out.
#[derive(Default)]
struct Ended {
    why: OnceLock<StoreFailure>,
    notify: Notify,
}

task_local! {
    /// Tells that the request of this task ends.
    static ENDED: Arc<Ended>;
}

/// The answer of an operation; 503 if the store ends its request before.
pub(crate) async fn unless_ended(answer: impl Future<Output = Result<Response, Infallible>>) -> Response {
    let ended = Arc::<Ended>::default();
    select! {
        answer = ENDED.scope(Arc::clone(&ended), answer) => answer.unwrap_or_else(|never| match never {}),
        () = ended.notify.notified() => refused(ended.why.get()),
    }
}

fn refused(why: Option<&StoreFailure>) -> Response {
    let content = |code: &str, message: &str| json!({ "errorCode": code, "message": message }).to_string();
    let json = (CONTENT_TYPE, "application/json");
    match why {
        // Nothing is different later, so there is no time to try again.
        #[cfg(feature = "durable")]
        Some(StoreFailure::Unreadable(what)) => {
            let content = content("OBJECT_UNREADABLE", &what.to_string());
            (StatusCode::SERVICE_UNAVAILABLE, [json], content).into_response()
        }
        Some(StoreFailure::Unavailable) | None => {
            let content = content("STORE_UNAVAILABLE", UNAVAILABLE);
            (StatusCode::SERVICE_UNAVAILABLE, [json, (RETRY_AFTER, PAUSE)], content).into_response()
        }
    }
}

/// Ends the request of this task: whoever waits for its answer gets 503, and whoever waits for this waits no longer.
pub(crate) async fn end_request<T>(why: StoreFailure) -> T {
    // A task without a request waits for ever, and whoever has begun it has to know.
    let _: Result<(), _> = ENDED.try_with(|ended| {
        // What has failed first is the reason.
        drop(ended.why.set(why));
        ended.notify.notify_one();
    });
    pending().await
}
