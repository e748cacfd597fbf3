//! An answer that throttles: 429, or 503 with `Retry-After` (RFC 9110, 10.2.3), in seconds or as a date.
//!
//! 429 says that the request was not carried out (RFC 6585, 4), so it is sent again even if the answer names no delay.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use http::{StatusCode, header};

use super::{SendError, SendErrorKind};
use crate::send::exchange::Response;

/// The shortest pause, so that the suite does not flood a target that asks for none.
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);

/// The first pause after an answer that names no delay; each further pause is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// How many such pauses there are, 6.2 s in all. Then the answer counts as any other.
const PAUSES: usize = 5;

/// An answer that throttles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Throttle {
    status: StatusCode,
    /// The delay that the answer names, or the suite's own.
    retry_after: Duration,
    /// Whether the answer names it.
    is_named: bool,
}

impl Throttle {
    /// Reads an answer that arrived at this time, to a request that was sent again so many times; `None` when it does not
    /// throttle.
    pub(super) fn of(answer: &Response, now: SystemTime, times: usize) -> Option<Self> {
        let status = answer.status;
        if ![StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE].contains(&status) {
            return None;
        }
        let named = named(answer, now);
        match named {
            Some(retry_after) => Some(Self { status, retry_after, is_named: true }),
            None if status == StatusCode::SERVICE_UNAVAILABLE || times >= PAUSES => None,
            None => Some(Self { status, retry_after: FIRST_PAUSE * (1 << times), is_named: false }),
        }
    }

    /// How long to wait before the request is sent again.
    pub(super) fn pause(&self) -> Duration {
        self.retry_after.max(SHORTEST_PAUSE)
    }

    /// How long no other request of the run is to be sent either: as long as the target asks for. A target that does not say
    /// how long may mean only this request.
    pub(super) fn pause_of_run(&self) -> Option<Duration> {
        self.is_named.then(|| self.pause())
    }

    /// The error of a request that the target has throttled this often, for longer than the throttle wait.
    pub(super) fn exceeded(&self, limit: Duration, times: usize) -> SendError {
        let (limit, last) = (limit.as_secs_f32(), self.retry_after.as_secs());
        let with = if self.is_named { "with" } else { "without" };
        let message = format!(
            "`{}` {with} `Retry-After`, {times} times, last for {last} s; a request waits at most {limit} s in all; \
             --rate lowers the number of requests per second",
            self.status
        );
        SendError { message, kind: SendErrorKind::Throttled }
    }
}

impl fmt::Display for Throttle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let with = if self.is_named { "with" } else { "without" };
        write!(f, "`{}` {with} `Retry-After`: the request was sent again", self.status)
    }
}

/// The delay that an answer names.
fn named(answer: &Response, now: SystemTime) -> Option<Duration> {
    let value = answer.headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    match value.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        // A date in the past asks for no delay.
        Err(_) => Some(httpdate::parse_http_date(value).ok()?.duration_since(now).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use http::{HeaderMap, HeaderValue, Version};

    use super::*;

    fn asked(status: u16, retry_after: Option<&'static str>) -> Option<u64> {
        let headers = retry_after.map(|value| (header::RETRY_AFTER, HeaderValue::from_static(value)));
        let answer = Response {
            version: Version::HTTP_11,
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::from_iter(headers),
            ..Response::default()
        };
        // Sun, 06 Nov 1994 08:49:37 GMT
        let now = UNIX_EPOCH + Duration::from_secs(784_111_777);
        Throttle::of(&answer, now, 0).map(|throttle| throttle.retry_after.as_secs())
    }

    #[test]
    fn a_delay_is_given_in_seconds_or_as_a_date() {
        assert_eq!(asked(429, Some("7")), Some(7));
        assert_eq!(asked(503, Some("Sun, 06 Nov 1994 08:49:40 GMT")), Some(3));
        assert_eq!(asked(503, Some("Sun, 06 Nov 1994 08:00:00 GMT")), Some(0));
    }

    #[test]
    fn too_many_requests_without_a_delay_are_sent_again_after_pauses_that_grow() {
        let answer = Response { status: StatusCode::TOO_MANY_REQUESTS, ..Response::default() };
        let pause = |times| Some(Throttle::of(&answer, UNIX_EPOCH, times)?.pause().as_millis());
        assert_eq!([0, 1, 2, 3, 4].map(pause), [200, 400, 800, 1600, 3200].map(Some));
        assert_eq!(pause(5), None, "then the answer counts");
    }

    #[test]
    fn another_answer_without_a_delay_does_not_throttle() {
        assert_eq!(asked(503, Some("soon")), None);
        assert_eq!(asked(500, Some("7")), None);
        assert_eq!(asked(200, Some("7")), None);
    }
}
