//! Why a request got no complete answer, and what had arrived by then.

use std::{
    error::Error,
    fmt,
    io::{self, ErrorKind},
    iter::successors,
    time::Duration,
};

use http::Method;
use rustls::CertificateError;
use url::Url;

use crate::send::{excerpt::excerpt, exchange::Response};

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
    /// The connection was closed before the headers of an answer were complete, or reset later, or had bytes left over from
    /// an earlier answer.
    Closed,
    /// The bytes that arrived are not an HTTP/1.1 answer, or its headers exceed the client's limits.
    Exchange,
    /// The content of the answer is shorter than its headers say, malformed, or longer than the client reads. Holds the
    /// answer with the beginning of its content.
    Content(Box<Response>),
    /// The target throttled for longer than the throttle wait.
    Throttled,
    /// The answer says that the target could not serve the request now, and nobody knows whether it did. Holds the answer.
    Unavailable(Box<Response>),
    /// The case exceeded its time limit.
    Expired,
    /// The run was to end early, so the request was not sent.
    Interrupted,
}

/// How long an exchange may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeLimit {
    /// The time-out, which is about the server.
    pub(super) timeout: Duration,
    /// What a slow line needs for the contents, on top of it.
    pub(super) contents: Duration,
}

/// How much of the content of an answer had arrived.
pub(super) struct Arrived {
    /// In bytes.
    pub(super) length: usize,
    /// How many bytes the head of the answer announced, if it did.
    pub(super) announced: Option<u64>,
}

impl SendError {
    /// The error of a client that cannot use TLS.
    pub(super) fn no_tls(error: &rustls::Error) -> Self {
        Self { message: format!("TLS cannot be set up: {error}"), kind: SendErrorKind::Connect }
    }

    /// The error of a request whose address or host HTTP cannot express.
    pub(super) fn unsendable(url: &Url, error: &dyn Error) -> Self {
        Self { message: format!("a request to {url} cannot be sent: {error}"), kind: SendErrorKind::Exchange }
    }

    /// The error of a request for which no connection could be made.
    pub(super) fn no_connection(error: &io::Error) -> Self {
        let advice = match tls(error) {
            Some(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)) => {
                "; if the certificate is right, name its authority as `tls.ca` in the target file"
            }
            Some(rustls::Error::InvalidCertificate(_)) | None => "",
            Some(_) => "; does the port speak TLS (http:// or https://)?",
        };
        Self { message: format!("{}{advice}", innermost(error)), kind: SendErrorKind::Connect }
    }

    /// The error of a request for which no connection could be made before the time-out. Another attempt would cost the
    /// time again, as with any time-out.
    pub(super) fn no_connection_in_time(limit: TimeLimit) -> Self {
        let message = format!("no connection within {limit}");
        Self { message, kind: SendErrorKind::Timeout }
    }

    /// The error of a request for which no head of an answer arrived before the time-out.
    pub(super) fn no_answer_in_time(limit: TimeLimit) -> Self {
        let message = format!("no complete answer within {limit}; --timeout allows more");
        Self { message, kind: SendErrorKind::Timeout }
    }

    /// The error of a request for which no head of an answer arrived, but these bytes, over a connection that had answered the
    /// previous request, if there was one.
    pub(super) fn no_answer(error: &hyper::Error, received: &[u8], previous: Option<&(Method, Url)>) -> Self {
        let is_end = error.is_incomplete_message() || error.is_canceled() || error.is_closed();
        let (kind, message) = if error.is_parse() {
            let bounds = "; the client reads at most 100 header lines and 400 kB of headers";
            let bounds = if error.to_string().contains("too large") { bounds } else { "" };
            let message =
                format!("what came is not an HTTP/1.1 answer: {error}{bounds}; it begins with {}", excerpt(received));
            (SendErrorKind::Exchange, message)
        } else if error.is_canceled() && !received.is_empty() {
            let message = format!(
                "what came is not an answer, as nothing had been sent yet; it begins with {}",
                excerpt(received)
            );
            (SendErrorKind::Exchange, message)
        } else if cause::<io::Error>(error).is_some_and(is_reset) {
            (SendErrorKind::Closed, broken("reset", previous))
        } else if is_end {
            (SendErrorKind::Closed, broken("closed", previous))
        } else {
            (SendErrorKind::Exchange, innermost(error))
        };
        Self { message, kind }
    }

    /// The error of a request over a used connection, for which bytes arrived that begin no answer. The server probably sent
    /// them late, behind an earlier answer, so another attempt over a new connection shows whose they are.
    pub(super) fn left_over(method: &Method, previous: &Url, received: &[u8]) -> Self {
        let message = format!(
            "what came is not an answer but probably left over from {method} {previous}, the request before on the same \
             connection; it begins with {}",
            excerpt(received)
        );
        Self { message, kind: SendErrorKind::Closed }
    }

    /// The error of an answer whose content is incomplete. The network may cause a reset; only the target can close the
    /// connection in order.
    pub(super) fn cut_off(error: &hyper::Error, answer: Response, arrived: &Arrived) -> Self {
        let so_far = arrived.beside(&answer);
        if cause::<io::Error>(error).is_some_and(is_reset) {
            let message = format!("the connection was reset after {so_far}");
            return Self { message, kind: SendErrorKind::Closed };
        }
        let message = format!("{so_far}, then: {}", innermost(error));
        Self { message, kind: SendErrorKind::Content(Box::new(answer)) }
    }

    /// The error of an answer whose content was not complete before the time-out.
    pub(super) fn unfinished(limit: TimeLimit, answer: &Response, arrived: &Arrived) -> Self {
        let so_far = arrived.beside(answer);
        let message = format!("no complete answer within {limit}: {so_far} had arrived; --timeout allows more");
        Self { message, kind: SendErrorKind::Timeout }
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

    /// The error of a request whose answer says that the target could not serve it now.
    pub(crate) fn unavailable(answer: Response) -> Self {
        let message = format!("`{}`: the target could not serve the request now", answer.status);
        Self { message, kind: SendErrorKind::Unavailable(Box::new(answer)) }
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
            | SendErrorKind::Unavailable(_)
            | SendErrorKind::Expired => false,
        }
    }

    /// Whether another attempt may succeed: the connection broke or could not be made, or the target could not serve the request. A time-out is not transient, as
    /// another attempt would cost the whole time-out again; nor is an error that is the target's own answer.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        match self.kind {
            SendErrorKind::Connect | SendErrorKind::Closed | SendErrorKind::Unavailable(_) => true,
            SendErrorKind::Timeout
            | SendErrorKind::Exchange
            | SendErrorKind::Content(_)
            | SendErrorKind::Throttled
            | SendErrorKind::Expired
            | SendErrorKind::Interrupted => false,
        }
    }
}

impl TimeLimit {
    /// All of it.
    pub(super) const fn whole(self) -> Duration {
        self.timeout.saturating_add(self.contents)
    }
}

impl fmt::Display for TimeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} s", self.whole().as_secs_f32())?;
        if self.contents.is_zero() {
            return Ok(());
        }
        let (timeout, contents) = (self.timeout.as_secs_f32(), self.contents.as_secs());
        write!(f, " (the time-out of {timeout} s, and {contents} s more for long content)")
    }
}

impl Arrived {
    /// The status of the answer and how much of its content had arrived.
    fn beside(&self, answer: &Response) -> String {
        let of = self.announced.map_or_else(String::new, |length| format!(" of {length}"));
        format!("`{}` and {}{of} bytes of its content", answer.status, self.length)
    }
}

/// What happened to a connection. One that a server closes behind an answer without saying so looks as if the next request had
/// been refused (RFC 9112, 9.6).
fn broken(how: &str, previous: Option<&(Method, Url)>) -> String {
    let what = format!("the connection was {how} before the headers of an answer were complete");
    match previous {
        None => what,
        Some((method, url)) => format!(
            "{what}; it had answered {method} {url} before, and a server that closes the connection behind an answer says \
             `Connection: close` in it"
        ),
    }
}

/// The first cause of this type in the chain of causes.
fn cause<E: Error + 'static>(error: &dyn Error) -> Option<&E> {
    successors(error.source(), |cause| (*cause).source()).find_map(|cause| cause.downcast_ref())
}

/// Whether the connection was reset instead of being closed in order.
pub(super) fn is_reset(error: &io::Error) -> bool {
    [ErrorKind::ConnectionReset, ErrorKind::ConnectionAborted, ErrorKind::BrokenPipe].contains(&error.kind())
}

/// The error of the TLS library that is the cause, which other layers wrap several times.
fn tls(error: &io::Error) -> Option<&rustls::Error> {
    let cause = error.get_ref()?;
    cause.downcast_ref().or_else(|| cause.downcast_ref().and_then(tls))
}

/// The innermost cause. Those in between name layers of the client.
fn innermost(error: &dyn Error) -> String {
    let innermost = successors(error.source(), |cause| (*cause).source()).last();
    innermost.map_or_else(|| error.to_string(), ToString::to_string)
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for SendError {}
