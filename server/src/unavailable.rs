//! Requests that cannot be carried out because the store fails: 503, whatever the operation (RFC 9110, 15.6.4).
//!
//! No page of the API documents that answer, so the operations cannot give it. The store ends the request in their place.

use std::{convert::Infallible, future::pending, sync::Arc};

use axum::{
    Router,
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{
    StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use tokio::{select, sync::Notify, task_local};
use tower::{ServiceExt, service_fn};

/// How soon a client may try again, in seconds.
const PAUSE: &str = "5";

const CONTENT: &str = r#"{"errorCode":"STORE_UNAVAILABLE","message":"The store cannot be read or written now. Nothing that was answered before is lost; whether this request was carried out is not known. Try again later."}"#;

task_local! {
    /// Tells that the request of this task ends.
    static ENDED: Arc<Notify>;
}

/// The router, whose requests end with 503 if the store fails.
pub(crate) fn around(router: Router) -> Router {
    let answer = move |request: Request| {
        let router = router.clone();
        async move {
            let ended = Arc::new(Notify::new());
            Ok::<Response, Infallible>(ENDED.scope(Arc::clone(&ended), answer(router, request, &ended)).await)
        }
    };
    Router::new().fallback_service(service_fn(answer))
}

async fn answer(router: Router, request: Request, ended: &Notify) -> Response {
    select! {
        answer = router.oneshot(request) => answer.unwrap_or_else(|never| match never {}),
        () = ended.notified() => {
            let headers = [(CONTENT_TYPE, "application/json"), (RETRY_AFTER, PAUSE)];
            (StatusCode::SERVICE_UNAVAILABLE, headers, CONTENT).into_response()
        }
    }
}

/// Ends the request of this task: whoever waits for its answer gets 503, and whoever waits for this waits no longer.
pub(crate) async fn end_request<T>() -> T {
    // A task without a request waits for ever, and whoever has begun it has to know.
    let _: Result<(), _> = ENDED.try_with(|ended| ended.notify_one());
    pending().await
}
