//! What a connection waits for, and since when, so that nobody keeps it by being slow.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{BoxError, body::Body};
use bytes::{Buf, Bytes};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

use crate::{listening::Limits, minimum_rate::MinimumRate, timed_out::Stall};

/// What a connection waits for.
pub(crate) struct Progress(Mutex<State>);

struct State {
    phase: Phase,
    /// Since when the other side has taken nothing although there is something to send.
    blocked: Option<Instant>,
    /// How fast the present answer is taken.
    rate: MinimumRate,
}

enum Phase {
    /// The head of a request, since then.
    Head(Instant),
    /// The server.
    Answer,
    /// The next request, since then: the end of the last answer, or the last byte of it that was sent.
    Next(Instant),
}

impl Progress {
    /// That of a connection that has just been accepted.
    pub(crate) fn new() -> Self {
        Self(Mutex::new(State { phase: Phase::Head(Instant::now()), blocked: None, rate: MinimumRate::default() }))
    }

    /// The head of a request is awaited from now on.
    #[cfg(feature = "cli")]
    pub(crate) fn begin(&self) {
        self.state().phase = Phase::Head(Instant::now());
    }

    /// When the connection has waited for too long, unless something happens before.
    pub(crate) fn deadline(&self, limits: &Limits) -> Option<Instant> {
        let state = self.state();
        let phase = match state.phase {
            Phase::Head(since) => Some(since + limits.header),
            // Whoever still takes the last answer does not wait for the next request.
            Phase::Next(_) if state.blocked.is_some() => None,
            Phase::Next(since) => Some(since + limits.idle),
            Phase::Answer => None,
        };
        let blocked = state.blocked.map(|since| since + state.rate.left(limits.body));
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
        let mut state = self.state();
        state.phase = Phase::Answer;
        state.rate = MinimumRate::default();
    }

    /// The other side has taken so many bytes.
    pub(crate) fn sent(&self, bytes: usize) {
        let mut state = self.state();
        if let Some(since) = state.blocked.take() {
            state.rate.wait(since.elapsed());
        }
        state.rate.count(bytes);
        if let Phase::Next(since) = &mut state.phase {
            *since = Instant::now();
        }
    }

    /// The other side does not take what there is to send.
    pub(crate) fn blocked(&self) {
        self.state().blocked.get_or_insert_with(Instant::now);
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

/// The content of a request. If nothing of it arrives for a time, or too little, it ends with an error.
pub(crate) struct Upload<B> {
    content: B,
    most: Duration,
    rate: MinimumRate,
    waiting: Option<Waiting>,
    stall: Stall,
}

/// Somebody who waits for bytes.
struct Waiting {
    since: Instant,
    end: Pin<Box<Sleep>>,
}

impl<B> Upload<B> {
    pub(crate) fn new(content: B, most: Duration, stall: Stall) -> Self {
        Self { content, most, rate: MinimumRate::default(), waiting: None, stall }
    }
}

impl<B: HttpBody<Error: Into<BoxError>> + Unpin> HttpBody for Upload<B> {
    type Data = B::Data;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, BoxError>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.content).poll_frame(context) {
            if let Some(waiting) = this.waiting.take() {
                this.rate.wait(waiting.since.elapsed());
            }
            if let Some(Ok(frame)) = &frame {
                this.rate.count(frame.data_ref().map_or(0, |bytes| bytes.remaining()));
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let (most, rate) = (this.most, this.rate);
        let waiting = this
            .waiting
            .get_or_insert_with(|| Waiting { since: Instant::now(), end: Box::pin(sleep(rate.left(most))) });
        waiting.end.as_mut().poll(context).map(|()| {
            this.stall.note();
            Some(Err(io::Error::from(io::ErrorKind::TimedOut).into()))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.content.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.content.size_hint()
    }
}
