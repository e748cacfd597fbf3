//! The content of a request, as HTTP takes it: at once, or in parts with pauses between them.

use std::{
    collections::VecDeque,
    convert::Infallible,
    fmt,
    future::{Future, pending},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::{sync::Notify, time::sleep};

use crate::send::wire_form::Delivery;

/// The pause between the parts of a content that takes several writes: long enough for a server to read a part alone.
const SHORT_PAUSE: Duration = Duration::from_millis(2);

/// The pause in the middle of a slow upload.
const LONG_PAUSE: Duration = Duration::from_millis(1300);

/// What happens between the two halves of a content: it is called when the first half has been given to the connection, and
/// what it returns is awaited before the second half follows.
#[derive(Clone)]
pub(crate) struct Halfway(Arc<dyn Fn() -> Pause + Send + Sync>);

/// A pause of unknown length.
type Pause = Pin<Box<dyn Future<Output = ()> + Send + Sync>>;

/// Content that has not been sent yet.
pub(super) struct Content {
    /// `None` if there is none or it has been sent.
    next: Option<Bytes>,
    /// The further parts, and what happens before each.
    rest: VecDeque<(Option<Halfway>, Bytes)>,
    /// What is awaited now.
    pause: Option<Pause>,
    /// Whether the request says how long it is.
    is_announced: bool,
}

impl Halfway {
    pub(crate) fn new<F: Future<Output = ()> + Send + Sync + 'static>(
        pause: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(move || Box::pin(pause())))
    }

    fn pause(time: Duration) -> Self {
        Self::new(move || sleep(time))
    }

    /// Tells that the middle is reached, and never goes on.
    pub(super) fn end(reached: Arc<Notify>) -> Self {
        Self::new(move || {
            reached.notify_one();
            pending()
        })
    }
}

impl fmt::Debug for Halfway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Halfway")
    }
}

impl Content {
    /// The content, which is sent in two halves if something happens between them, or as it is to be delivered.
    pub(super) fn new(bytes: Bytes, delivery: Delivery, halfway: Option<&Halfway>) -> Self {
        let pauses = match (halfway, delivery) {
            (Some(halfway), _) => vec![Some(halfway.clone())],
            (None, Delivery::Whole | Delivery::BrokenOff) => Vec::new(),
            (None, Delivery::InParts) => vec![Some(Halfway::pause(SHORT_PAUSE)); 2],
            (None, Delivery::Slow) => vec![Some(Halfway::pause(LONG_PAUSE))],
            (None, Delivery::Chunked) => vec![None; 2],
        };
        let is_announced = delivery != Delivery::Chunked;
        let mut parts = split(bytes, pauses.len() + 1).into_iter();
        let next = parts.next().filter(|part| !part.is_empty());
        Self { next, rest: pauses.into_iter().zip(parts).collect(), pause: None, is_announced }
    }
}

/// Content in so many parts of nearly the same length; fewer if it has fewer bytes.
fn split(mut bytes: Bytes, count: usize) -> Vec<Bytes> {
    let mut parts = Vec::new();
    for left in (2..=count).rev() {
        let length = bytes.len() / left;
        if length > 0 {
            parts.push(bytes.split_to(length));
        }
    }
    parts.push(bytes);
    parts
}

impl Body for Content {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.next.is_none() {
            if let Some((Some(halfway), _)) = self.rest.front() {
                let begun = halfway.0.clone();
                if self.pause.get_or_insert_with(|| begun()).as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
            }
            self.pause = None;
            self.next = self.rest.pop_front().map(|(_, bytes)| bytes);
        }
        Poll::Ready(self.next.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.next.is_none() && self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        if !self.is_announced {
            return SizeHint::default();
        }
        let parts = self.next.iter().chain(self.rest.iter().map(|(_, bytes)| bytes));
        SizeHint::with_exact(parts.map(Bytes::len).sum::<usize>().try_into().unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(count: usize, parts: usize) -> Vec<usize> {
        split(Bytes::from(vec![b'x'; count]), parts).iter().map(Bytes::len).collect()
    }

    #[test]
    fn content_is_split_into_as_many_parts_as_it_has_bytes_for() {
        assert_eq!(lengths(10, 3), [3, 3, 4]);
        assert_eq!(lengths(2, 3), [1, 1]);
        assert_eq!(lengths(1, 3), [1]);
        assert_eq!(lengths(0, 3), [0]);
        assert_eq!(lengths(10, 1), [10]);
    }
}
