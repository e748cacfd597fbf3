//! What time it is on the server, as its answers tell.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, header};

/// From which difference on two clocks are not the same one. `Date` may be a second behind, as it has whole seconds.
const SAME: Duration = Duration::from_secs(2);

/// How far apart the clocks of one service may be. Of two that are further apart, that of the changes counts, as the other may
/// be that of a server in front of it.
const FARTHEST: Duration = Duration::from_secs(10);

/// A time that an answer has told. The server's clock may differ from this machine's: only its own time counts for what it
/// does at a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ServerClock {
    /// The time on the server when it made the answer, or up to a second earlier.
    time: SystemTime,
    /// When the answer had arrived here.
    arrived: Instant,
    /// How far the clock of another part of the service is behind this one: what has ended by this clock has ended everywhere
    /// only so much later.
    spread: Duration,
}

impl ServerClock {
    /// The clock as the header `Date` of an answer tells it, in whole seconds (RFC 9110, 6.6.1).
    pub(crate) fn of(headers: &HeaderMap, arrived: Instant) -> Option<Self> {
        let date = headers.get(header::DATE)?.to_str().ok()?;
        Some(Self { time: httpdate::parse_http_date(date).ok()?, arrived, spread: Duration::ZERO })
    }

    /// The clock as the date of a change tells it, in milliseconds since 1970, if the answer to the change has just arrived.
    pub(crate) fn at_change(millis: i64, arrived: Instant) -> Option<Self> {
        let since = Duration::from_millis(u64::try_from(millis).ok()?);
        Some(Self { time: UNIX_EPOCH.checked_add(since)?, arrived, spread: Duration::ZERO })
    }

    /// What the answers before and this one have told together: the later time, as an answer that took long to arrive tells an
    /// earlier one. What is too far away is another time, and the last one counts.
    pub(crate) fn or_later(self, known: Option<Self>) -> Self {
        let now = Instant::now();
        let ahead = |known: &Self| known.time_at(now).duration_since(self.time_at(now)).unwrap_or_default();
        known.filter(|known| (Duration::from_nanos(1)..=FARTHEST).contains(&ahead(known))).unwrap_or(self)
    }

    /// The clock of a service whose answers have told one time in `Date` and another one as the date of a change: the later
    /// one, as nobody knows which of them decides.
    pub(crate) fn of_both(date: Self, change: Self) -> Self {
        let now = Instant::now();
        let (by_date, by_change) = (date.time_at(now), change.time_at(now));
        let (later, spread) = match by_date.duration_since(by_change) {
            Ok(ahead) => (date, ahead),
            Err(behind) => (change, behind.duration()),
        };
        match spread {
            spread if spread < SAME => date,
            spread if spread > FARTHEST => change,
            spread => Self { spread, ..later },
        }
    }

    /// How much later than by this clock something has ended everywhere.
    pub(crate) const fn spread(self) -> Duration {
        self.spread
    }

    /// The time on the server now, or up to a second earlier, as no answer takes less than no time.
    pub(crate) fn now(self) -> SystemTime {
        self.time_at(Instant::now())
    }

    fn time_at(self, now: Instant) -> SystemTime {
        self.time.checked_add(now.duration_since(self.arrived)).unwrap_or(self.time)
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
    fn an_answer_that_took_long_to_arrive_does_not_set_the_clock_back() {
        let arrived = Instant::now();
        let clock = |seconds: i64| ServerClock::at_change(1_000_000 + seconds * 1000, arrived).unwrap();
        assert_eq!(clock(0).or_later(None), clock(0));
        assert_eq!(clock(0).or_later(Some(clock(5))), clock(5), "it was under way for 5 s");
        assert_eq!(clock(5).or_later(Some(clock(0))), clock(5));
        assert_eq!(clock(0).or_later(Some(clock(3600))), clock(0), "somebody has set the server's clock");
    }

    #[test]
    fn a_change_tells_the_time_in_milliseconds() {
        let arrived = Instant::now();
        let clock = ServerClock::at_change(784_111_777_123, arrived);
        let time = UNIX_EPOCH + Duration::from_millis(784_111_777_123);
        assert_eq!(clock, Some(ServerClock { time, arrived, spread: Duration::ZERO }));
        assert_eq!(ServerClock::at_change(-1, arrived), None);
    }

    #[test]
    fn of_two_clocks_the_later_one_counts_unless_they_are_far_apart() {
        let arrived = Instant::now();
        let at = |seconds: i64| ServerClock::at_change(1_000_000 + seconds * 1000, arrived).unwrap();
        let both = |date: i64, change: i64| {
            let ServerClock { time, spread, .. } = ServerClock::of_both(at(date), at(change));
            (time == at(date).time, spread.as_secs())
        };
        assert_eq!(both(0, 1), (true, 0), "one clock, in whole seconds");
        assert_eq!(both(4, 0), (true, 4), "what ends by `Date` may go on for 4 s");
        assert_eq!(both(0, 4), (false, 4));
        assert_eq!(both(300, 0), (false, 0), "nobody waits for 5 minutes");
    }
}
