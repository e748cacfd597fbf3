//! One connection: its requests, one after the other, until it ends or has been slow or idle for too long.

use std::{convert::Infallible, future::poll_fn, pin::pin, sync::Arc, task::Poll};

use axum::{Router, body::Body};
use http::{Request, Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    select,
    sync::watch,
    time::{Duration, Instant, sleep_until},
};
use tower::ServiceExt;

use crate::{
    listening::Limits,
    progress::{Answer, Progress, Upload},
    timed_out::Stall,
};

/// Serves the requests on a stream, of which `progress` knows what happens below it. Gives whether that has been slow or idle for
/// too long.
pub(crate) async fn serve<S>(
    stream: S,
    router: Router,
    limits: Limits,
    progress: Arc<Progress>,
    mut stop: watch::Receiver<()>,
) -> bool
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let answering = Arc::clone(&progress);
    let service = service_fn(move |request: Request<Incoming>| {
        let (router, progress) = (router.clone(), Arc::clone(&answering));
        async move { Ok::<_, Infallible>(answer(router, request, progress, limits.body).await) }
    });
    let connection = http1::Builder::new().header_read_timeout(None).serve_connection(TokioIo::new(stream), service);
    let (mut connection, mut waiting) = (pin!(connection), pin!(sleep_until(Instant::now())));
    let mut is_stopping = false;
    loop {
        // What the connection waits for changes only while it is polled.
        let ended = poll_fn(|context| {
            if connection.as_mut().poll(context).is_ready() {
                return Poll::Ready(false);
            }
            let Some(deadline) = progress.deadline(&limits) else { return Poll::Pending };
            if waiting.deadline() != deadline {
                waiting.as_mut().reset(deadline);
            }
            waiting.as_mut().poll(context).map(|()| true)
        });
        select! {
            has_timed_out = ended => return has_timed_out,
            _ = stop.changed(), if !is_stopping => is_stopping = true,
        }
        connection.as_mut().graceful_shutdown();
    }
}

async fn answer(
    router: Router,
    request: Request<Incoming>,
    progress: Arc<Progress>,
    most: Duration,
) -> Response<Answer> {
    progress.begin_answer();
    let stall = Stall::default();
    let mut request = request.map(|content| Body::new(Upload::new(content, most, stall.clone())));
    request.extensions_mut().insert(stall.clone());
    let response = router.oneshot(request).await.unwrap_or_else(|never| match never {});
    stall.answer_or(response).map(|content| Answer::new(content, progress))
}

#[cfg(test)]
mod tests;
