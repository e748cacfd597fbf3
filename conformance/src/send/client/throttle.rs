//! An answer that asks to come back later: 429 or 503 with `Retry-After`, as seconds or as a date.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use http::{StatusCode, header};

use super::{SendError, SendErrorKind};
use crate::send::exchange::Response;

/// What is waited at least, so that a target that asks for no time at all is not flooded.
const LEAST: Duration = Duration::from_millis(100);

/// A request to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Throttle {
    status: StatusCode,
    asked: Duration,
}

impl Throttle {
    /// What an answer asks for at this time, if it is one that asks.
    pub(super) fn of(answer: &Response, now: SystemTime) -> Option<Self> {
        let status = answer.status;
        if ![StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE].contains(&status) {
            return None;
        }
        let value = answer.headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
        let asked = match value.parse() {
            Ok(seconds) => Duration::from_secs(seconds),
            // A date that has passed asks to come back now.
            Err(_) => httpdate::parse_http_date(value).ok()?.duration_since(now).unwrap_or_default(),
        };
        Some(Self { status, asked })
    }

    /// How long to wait.
    pub(super) fn pause(&self) -> Duration {
        self.asked.max(LEAST)
    }

    /// It asks for more than anybody waits for.
    pub(super) fn beyond(&self, patience: Duration, times: usize) -> SendError {
        let (patience, asked) = (patience.as_secs_f32(), self.asked.as_secs());
        let message = format!(
            "`{}` with `Retry-After`, {times} times, last for {asked} s; a request waits for {patience} s in all; \
             --rate sends fewer",
            self.status
        );
        SendError { message, kind: SendErrorKind::Throttled }
    }
}

impl fmt::Display for Throttle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` asked to send a request again later", self.status)
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
            content: bytes::Bytes::new(),
        };
        // Sun, 06 Nov 1994 08:49:37 GMT
        let now = UNIX_EPOCH + Duration::from_secs(784_111_777);
        Throttle::of(&answer, now).map(|throttle| throttle.asked.as_secs())
    }

    #[test]
    fn a_target_may_ask_in_seconds_or_with_a_date() {
        assert_eq!(asked(429, Some("7")), Some(7));
        assert_eq!(asked(503, Some("Sun, 06 Nov 1994 08:49:40 GMT")), Some(3));
        assert_eq!(asked(503, Some("Sun, 06 Nov 1994 08:00:00 GMT")), Some(0));
    }

    #[test]
    fn whatever_does_not_say_when_to_come_back_is_an_answer() {
        assert_eq!(asked(429, None), None);
        assert_eq!(asked(503, Some("soon")), None);
        assert_eq!(asked(500, Some("7")), None);
        assert_eq!(asked(200, Some("7")), None);
    }
}
