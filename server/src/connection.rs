//! One connection: its requests, one after the other, until it ends or has been slow or idle for too long.

use std::{
    convert::Infallible,
    future::poll_fn,
    io,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
};

use axum::{Router, body::Body, response::IntoResponse};
use http::{
    HeaderValue, Request, Response, StatusCode,
    header::{CONNECTION, CONTENT_TYPE},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    select,
    sync::{Notify, watch},
    time::{Duration, Instant, sleep_until},
};
use tower::ServiceExt;

use crate::{
    listening::{ConnectionCounts, Limits},
    progress::{Answer, Progress, Upload},
};

/// The content of the answer to a request whose content does not arrive.
const TIMED_OUT: &str = r#"{"errorCode":"REQUEST_TIMEOUT","message":"The content of the request did not arrive in time. Nothing was changed; send the request again."}"#;

/// A stream that says what happens on it.
struct Watched<S> {
    stream: S,
    progress: Arc<Progress>,
    counts: Arc<ConnectionCounts>,
}

/// Serves the requests on a stream. Gives whether that has been slow or idle for too long.
pub(crate) async fn serve<S>(
    stream: S,
    router: Router,
    limits: Limits,
    counts: Arc<ConnectionCounts>,
    mut stop: watch::Receiver<()>,
) -> bool
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let progress = Arc::new(Progress::new());
    let watched = Watched { stream, progress: Arc::clone(&progress), counts };
    let answering = Arc::clone(&progress);
    let service = service_fn(move |request: Request<Incoming>| {
        let (router, progress) = (router.clone(), Arc::clone(&answering));
        async move { Ok::<_, Infallible>(answer(router, request, progress, limits.body).await) }
    });
    let connection = http1::Builder::new().header_read_timeout(None).serve_connection(TokioIo::new(watched), service);
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
    let stalled = Arc::new(Notify::new());
    let request = request.map(|content| Body::new(Upload::new(content, most, Arc::clone(&stalled))));
    let response = select! {
        answer = router.oneshot(request) => answer.unwrap_or_else(|never| match never {}),
        () = stalled.notified() => {
            let headers = [
                (CONTENT_TYPE, HeaderValue::from_static("application/json")),
                (CONNECTION, HeaderValue::from_static("close")),
            ];
            (StatusCode::REQUEST_TIMEOUT, headers, TIMED_OUT).into_response()
        }
    };
    response.map(|content| Answer::new(content, progress))
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, to: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = to.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, to);
        let bytes = to.filled().len() - before;
        if bytes > 0 {
            self.progress.received();
            self.counts.count_received(bytes);
        }
        read
    }
}

impl<S> Watched<S> {
    fn written(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        self.progress.sending(written.is_pending());
        if let Poll::Ready(Ok(bytes)) = &written {
            self.counts.count_sent(*bytes);
        }
        written
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, from);
        self.written(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        from: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, from);
        self.written(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.progress.sending(flushed.is_pending());
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
