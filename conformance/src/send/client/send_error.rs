//! Why a request got no whole answer, and what did arrive.

use std::{
    error::Error,
    fmt,
    io::{self, ErrorKind},
    iter::successors,
    time::Duration,
};

use super::raw_probe::RawProbe;
use crate::send::exchange::Response;

/// Why there is no answer, or no whole one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendError {
    /// What happened.
    pub message: String,
    /// At which point it happened.
    pub kind: SendErrorKind,
}

/// At which point an exchange broke off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendErrorKind {
    /// No connection could be made.
    Connect,
    /// The answer did not come in time.
    Timeout,
    /// The connection ended before the answer did: before its head was complete, or by a reset later on.
    Closed,
    /// What came was not HTTP, or has a head beyond all bounds.
    Exchange,
    /// The head of an answer came, and then not the content that it announces. What had arrived, cut short.
    Content(Box<Response>),
    /// The target asked to wait longer than anybody would.
    Throttled,
    /// The case as a whole took too long.
    Expired,
    /// The run was to end early, so nothing was sent.
    Interrupted,
}

impl SendError {
    /// What became of a request of which not even the head of an answer came.
    pub(super) fn new(error: &reqwest::Error, timeout: Duration) -> Self {
        let seconds = timeout.as_secs_f32();
        let (kind, message) = match (error.is_connect(), error.is_timeout(), cause::<hyper::Error>(error)) {
            (true, true, _) => (SendErrorKind::Connect, format!("no connection within {seconds} s")),
            (true, false, _) => {
                let tls = cause::<io::Error>(error).is_some_and(is_tls);
                let advice = if tls { "; is it TLS that the port speaks (http:// or https://)?" } else { "" };
                (SendErrorKind::Connect, format!("{}{advice}", innermost(error)))
            }
            (false, true, _) => (SendErrorKind::Timeout, format!("no complete answer within {seconds} s")),
            (false, false, Some(http)) if http.is_parse() => {
                let bounds = "; of a head, 100 header lines and 400 kB are read";
                let bounds = if http.to_string().contains("too large") { bounds } else { "" };
                (SendErrorKind::Exchange, format!("what came is not an HTTP/1.1 answer: {http}{bounds}"))
            }
            (false, false, Some(http)) if http.is_incomplete_message() || http.is_canceled() || http.is_closed() => {
                let message = "the connection was closed before the head of an answer was complete";
                (SendErrorKind::Closed, message.to_owned())
            }
            (false, false, _) if is_reset(error) => {
                let message = "the connection was reset before the head of an answer was complete";
                (SendErrorKind::Closed, message.to_owned())
            }
            (false, false, _) => (SendErrorKind::Exchange, innermost(error)),
        };
        Self { message, kind }
    }

    /// The content stopped. A reset or silence may be the network's doing; an end in good order is the target's.
    pub(super) fn cut_off(
        error: &reqwest::Error,
        timeout: Duration,
        answer: Response,
        arrived: usize,
        announced: Option<u64>,
    ) -> Self {
        let of = announced.map_or_else(String::new, |length| format!(" of {length}"));
        let so_far = format!("`{}` and {arrived}{of} bytes of its content", answer.status);
        if error.is_timeout() {
            let message = format!("no complete answer within {} s: {so_far} had arrived", timeout.as_secs_f32());
            return Self { message, kind: SendErrorKind::Timeout };
        }
        if is_reset(error) {
            let message = format!("the connection was reset after {so_far}");
            return Self { message, kind: SendErrorKind::Closed };
        }
        let message = format!("{so_far}, then: {}", innermost(error));
        Self { message, kind: SendErrorKind::Content(Box::new(answer)) }
    }

    /// The content does not stop.
    pub(super) fn too_long(answer: Response, largest: usize) -> Self {
        let message = format!("`{}` and more than {largest} bytes of content; the rest was not read", answer.status);
        Self { message, kind: SendErrorKind::Content(Box::new(answer)) }
    }

    /// The case has had its time.
    pub(super) fn expired(limit: Duration) -> Self {
        let seconds = limit.as_secs_f32();
        let message = format!("the case took longer than {seconds} s; --case-timeout gives more");
        Self { message, kind: SendErrorKind::Expired }
    }

    /// The run is to end.
    pub(super) fn interrupted() -> Self {
        Self { message: "interrupted; nothing more is sent".to_owned(), kind: SendErrorKind::Interrupted }
    }

    /// Whether it is certain that the target has done nothing. One that asks to come back later says so.
    #[must_use]
    pub const fn is_without_effect(&self) -> bool {
        match self.kind {
            SendErrorKind::Connect | SendErrorKind::Throttled | SendErrorKind::Interrupted => true,
            SendErrorKind::Timeout
            | SendErrorKind::Closed
            | SendErrorKind::Exchange
            | SendErrorKind::Content(_)
            | SendErrorKind::Expired => false,
        }
    }

    /// Whether it may well not happen again: a connection that broke or could not be made. Silence is not among these, as
    /// it would cost the whole time-out once more; nor is anything that the target has said.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        match self.kind {
            SendErrorKind::Connect | SendErrorKind::Closed => true,
            SendErrorKind::Timeout
            | SendErrorKind::Exchange
            | SendErrorKind::Content(_)
            | SendErrorKind::Throttled
            | SendErrorKind::Expired
            | SendErrorKind::Interrupted => false,
        }
    }

    /// The same error, with a look at what the target sends.
    pub(super) fn with(self, glimpse: Option<&RawProbe>) -> Self {
        let Some(glimpse) = glimpse else { return self };
        Self { message: format!("{}; {glimpse}", self.message), ..self }
    }
}

/// The cause of this type, wherever it stands.
fn cause<E: Error + 'static>(error: &reqwest::Error) -> Option<&E> {
    successors(error.source(), |cause| (*cause).source()).find_map(|cause| cause.downcast_ref())
}

/// Whether the connection did not end in good order.
fn is_reset(error: &reqwest::Error) -> bool {
    let resets = [ErrorKind::ConnectionReset, ErrorKind::ConnectionAborted, ErrorKind::BrokenPipe];
    cause::<io::Error>(error).is_some_and(|cause| resets.contains(&cause.kind()))
}

/// Whether the TLS library is behind an error, which the layers above wrap several times.
fn is_tls(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|cause| cause.is::<rustls::Error>() || cause.downcast_ref().is_some_and(is_tls))
}

/// The causes in between name layers of the client, and the outermost one repeats the URL.
fn innermost(error: &reqwest::Error) -> String {
    let innermost = successors(error.source(), |cause| (*cause).source()).last();
    innermost.map_or_else(|| error.to_string(), ToString::to_string)
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for SendError {}
