//! Why a request got no complete answer, and what had arrived by then.

use std::{
    error::Error,
    fmt,
    io::{self, ErrorKind},
    iter::successors,
    time::Duration,
};

use super::raw_probe::RawProbe;
use crate::send::exchange::Response;

/// Why there is no complete answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendError {
    /// What happened.
    pub message: String,
    /// What kind of error it is.
    pub kind: SendErrorKind,
}

/// How an exchange failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendErrorKind {
    /// No connection could be made.
    Connect,
    /// The answer was not complete before the time-out.
    Timeout,
    /// The connection was closed before the headers of an answer were complete, or reset later.
    Closed,
    /// The bytes that arrived are not an HTTP/1.1 answer, or its headers exceed the client's limits.
    Exchange,
    /// The content of the answer is shorter than its headers say, malformed, or longer than the client reads. Holds the
    /// answer with the beginning of its content.
    Content(Box<Response>),
    /// The target throttled for longer than the throttle wait.
    Throttled,
    /// The case exceeded its time limit.
    Expired,
    /// The run was to end early, so the request was not sent.
    Interrupted,
}

impl SendError {
    /// The error of a request for which not even the headers of an answer arrived.
    pub(super) fn new(error: &reqwest::Error, timeout: Duration) -> Self {
        let seconds = timeout.as_secs_f32();
        let (kind, message) = match (error.is_connect(), error.is_timeout(), cause::<hyper::Error>(error)) {
            (true, true, _) => (SendErrorKind::Connect, format!("no connection within {seconds} s")),
            (true, false, _) => {
                let tls = cause::<io::Error>(error).is_some_and(is_tls);
                let advice = if tls { "; does the port speak TLS (http:// or https://)?" } else { "" };
                (SendErrorKind::Connect, format!("{}{advice}", innermost(error)))
            }
            (false, true, _) => (SendErrorKind::Timeout, format!("no complete answer within {seconds} s")),
            (false, false, Some(http)) if http.is_parse() => {
                let bounds = "; the client reads at most 100 header lines and 400 kB of headers";
                let bounds = if http.to_string().contains("too large") { bounds } else { "" };
                (SendErrorKind::Exchange, format!("what came is not an HTTP/1.1 answer: {http}{bounds}"))
            }
            (false, false, Some(http)) if http.is_incomplete_message() || http.is_canceled() || http.is_closed() => {
                let message = "the connection was closed before the headers of an answer were complete";
                (SendErrorKind::Closed, message.to_owned())
            }
            (false, false, _) if is_reset(error) => {
                let message = "the connection was reset before the headers of an answer were complete";
                (SendErrorKind::Closed, message.to_owned())
            }
            (false, false, _) => (SendErrorKind::Exchange, innermost(error)),
        };
        Self { message, kind }
    }

    /// The error of an answer whose content is incomplete. The network may cause a reset or a time-out; only the target can
    /// close the connection in order.
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

    /// The error of an answer whose content exceeds the limit.
    pub(super) fn too_long(answer: Response, largest: usize) -> Self {
        let message = format!("`{}` and more than {largest} bytes of content; the rest was not read", answer.status);
        Self { message, kind: SendErrorKind::Content(Box::new(answer)) }
    }

    /// The error of a case that exceeded its time limit.
    pub(super) fn expired(limit: Duration) -> Self {
        let seconds = limit.as_secs_f32();
        let message = format!("the case took longer than {seconds} s; --case-timeout sets the limit");
        Self { message, kind: SendErrorKind::Expired }
    }

    /// The error of a request that was not sent because the run is to end early.
    pub(super) fn interrupted() -> Self {
        Self { message: "interrupted; the suite sends no more requests".to_owned(), kind: SendErrorKind::Interrupted }
    }

    /// Whether the target certainly changed nothing. An answer that throttles says so.
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

    /// Whether another attempt may succeed: the connection broke or could not be made. A time-out is not transient, as
    /// another attempt would cost the whole time-out again; nor is an error that is the target's own answer.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
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

    /// The same error, with the first bytes that the target sent.
    pub(super) fn with_raw_probe(self, probe: Option<&RawProbe>) -> Self {
        let Some(probe) = probe else { return self };
        Self { message: format!("{}; {probe}", self.message), ..self }
    }
}

/// The first cause of this type in the chain of causes.
fn cause<E: Error + 'static>(error: &reqwest::Error) -> Option<&E> {
    successors(error.source(), |cause| (*cause).source()).find_map(|cause| cause.downcast_ref())
}

/// Whether the connection was reset instead of being closed in order.
fn is_reset(error: &reqwest::Error) -> bool {
    let resets = [ErrorKind::ConnectionReset, ErrorKind::ConnectionAborted, ErrorKind::BrokenPipe];
    cause::<io::Error>(error).is_some_and(|cause| resets.contains(&cause.kind()))
}

/// Whether the cause is an error of the TLS library, which other layers wrap several times.
fn is_tls(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|cause| cause.is::<rustls::Error>() || cause.downcast_ref().is_some_and(is_tls))
}

/// The innermost cause. Those in between name layers of the client, and the outermost one repeats the URL.
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
