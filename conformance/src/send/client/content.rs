//! The content of a request, as HTTP takes it: at once, or in two halves with a pause between them.

use std::{
    convert::Infallible,
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

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
    /// The second half, and what happens before it.
    rest: Option<(Halfway, Bytes)>,
    /// What is awaited now.
    pause: Option<Pause>,
}

impl Halfway {
    pub(crate) fn new<F: Future<Output = ()> + Send + Sync + 'static>(
        pause: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(move || Box::pin(pause())))
    }
}

impl fmt::Debug for Halfway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Halfway")
    }
}

impl Content {
    /// The content, which is sent in two halves if something happens between them.
    pub(super) fn new(mut bytes: Bytes, halfway: Option<&Halfway>) -> Self {
        let halfway = halfway.filter(|_| bytes.len() > 1);
        let rest = halfway.map(|halfway| (halfway.clone(), bytes.split_off(bytes.len() / 2)));
        Self { next: Some(bytes).filter(|bytes| !bytes.is_empty()), rest, pause: None }
    }
}

impl Body for Content {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if let (None, Some((halfway, _))) = (&self.next, &self.rest) {
            let begun = halfway.0.clone();
            if self.pause.get_or_insert_with(|| begun()).as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            self.pause = None;
            self.next = self.rest.take().map(|(_, bytes)| bytes);
        }
        Poll::Ready(self.next.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.next.is_none() && self.rest.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        let lengths =
            [self.next.as_ref(), self.rest.as_ref().map(|(_, bytes)| bytes)].map(|part| part.map_or(0, Bytes::len));
        SizeHint::with_exact(lengths.iter().sum::<usize>().try_into().unwrap_or(u64::MAX))
    }
}
