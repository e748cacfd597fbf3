//! What a connection waits for, and since when, so that nobody keeps it by being slow.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::{
    sync::Notify,
    time::{Instant, Sleep, sleep},
};

use crate::listening::Limits;

/// What a connection waits for.
pub(crate) struct Progress(Mutex<State>);

struct State {
    phase: Phase,
    /// Since when the other side has taken nothing although there is something to send.
    blocked: Option<Instant>,
}

enum Phase {
    /// The head of a request, since then.
    Head(Instant),
    /// The server.
    Answer,
    /// The next request, since then.
    Next(Instant),
}

impl Progress {
    /// That of a connection that has just been accepted.
    pub(crate) fn new() -> Self {
        Self(Mutex::new(State { phase: Phase::Head(Instant::now()), blocked: None }))
    }

    /// When the connection has waited for too long, unless something happens before.
    pub(crate) fn deadline(&self, limits: &Limits) -> Option<Instant> {
        let state = self.state();
        let phase = match state.phase {
            Phase::Head(since) => Some(since + limits.header),
            Phase::Next(since) => Some(since + limits.idle),
            Phase::Answer => None,
        };
        let blocked = state.blocked.map(|since| since + limits.body);
        match (phase, blocked) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        }
    }

    /// Something was received.
    pub(crate) fn received(&self) {
        let mut state = self.state();
        if let Phase::Next(_) = state.phase {
            state.phase = Phase::Head(Instant::now());
        }
    }

    /// The head of a request is there.
    pub(crate) fn begin_answer(&self) {
        self.state().phase = Phase::Answer;
    }

    /// The other side takes what is sent, or it does not.
    pub(crate) fn sending(&self, is_blocked: bool) {
        let mut state = self.state();
        if !is_blocked {
            state.blocked = None;
        } else if state.blocked.is_none() {
            state.blocked = Some(Instant::now());
        }
    }

    fn end_answer(&self) {
        self.state().phase = Phase::Next(Instant::now());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The content of an answer. When it is at its end, the connection waits for the next request.
pub(crate) struct Answer {
    content: Body,
    progress: Arc<Progress>,
}

impl Answer {
    pub(crate) fn new(content: Body, progress: Arc<Progress>) -> Self {
        Self { content, progress }
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.content).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.content.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.content.size_hint()
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.progress.end_answer();
    }
}

/// The content of a request. If nothing of it arrives for a time, it says so and never goes on.
pub(crate) struct Upload<B> {
    content: B,
    most: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
    stalled: Arc<Notify>,
}

impl<B> Upload<B> {
    pub(crate) fn new(content: B, most: Duration, stalled: Arc<Notify>) -> Self {
        Self { content, most, waiting: None, stalled }
    }
}

impl<B: HttpBody + Unpin> HttpBody for Upload<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.content).poll_frame(context) {
            this.waiting = None;
            return Poll::Ready(frame);
        }
        let waiting = this.waiting.get_or_insert_with(|| Box::pin(sleep(this.most)));
        if waiting.as_mut().poll(context).is_ready() {
            this.stalled.notify_one();
        }
        Poll::Pending
    }

    fn is_end_stream(&self) -> bool {
        self.content.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.content.size_hint()
    }
}
