//! What time it is on the server, as its answers tell.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, header};

/// A time that an answer has told. The server's clock may differ from this machine's: only its own time counts for what it
/// does at a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ServerClock {
    /// The time on the server when it made the answer, or up to a second earlier.
    time: SystemTime,
    /// When the answer had arrived here.
    arrived: Instant,
}

impl ServerClock {
    /// The clock as the header `Date` of an answer tells it, in whole seconds (RFC 9110, 6.6.1).
    pub(crate) fn of(headers: &HeaderMap, arrived: Instant) -> Option<Self> {
        let date = headers.get(header::DATE)?.to_str().ok()?;
        Some(Self { time: httpdate::parse_http_date(date).ok()?, arrived })
    }

    /// The clock as the date of a change tells it, in milliseconds since 1970, if the answer to the change has just arrived.
    pub(crate) fn at_change(millis: i64, arrived: Instant) -> Option<Self> {
        let since = Duration::from_millis(u64::try_from(millis).ok()?);
        Some(Self { time: UNIX_EPOCH.checked_add(since)?, arrived })
    }

    /// The time on the server now, or up to a second earlier, as no answer takes less than no time.
    pub(crate) fn now(self) -> SystemTime {
        self.time.checked_add(self.arrived.elapsed()).unwrap_or(self.time)
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn dated(date: &'static str) -> Option<ServerClock> {
        let headers = HeaderMap::from_iter([(header::DATE, HeaderValue::from_static(date))]);
        ServerClock::of(&headers, Instant::now())
    }

    #[test]
    fn the_time_goes_on_from_what_the_server_told() {
        let time = UNIX_EPOCH + Duration::from_secs(784_111_777);
        let Some(mut clock) = dated("Sun, 06 Nov 1994 08:49:37 GMT") else { panic!("no clock") };
        clock.arrived -= Duration::from_secs(5);
        let passed = clock.now().duration_since(time).unwrap_or_default();
        assert!(passed >= Duration::from_secs(5) && passed < Duration::from_secs(60), "{passed:?}");
        assert_eq!(dated("yesterday"), None);
        assert_eq!(ServerClock::of(&HeaderMap::new(), Instant::now()), None);
    }

    #[test]
    fn a_change_tells_the_time_in_milliseconds() {
        let arrived = Instant::now();
        let clock = ServerClock::at_change(784_111_777_123, arrived);
        let time = UNIX_EPOCH + Duration::from_millis(784_111_777_123);
        assert_eq!(clock, Some(ServerClock { time, arrived }));
        assert_eq!(ServerClock::at_change(-1, arrived), None);
    }
}
