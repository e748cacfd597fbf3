//! The window against targets of several kinds, in virtual time.

use std::collections::BTreeMap;

use super::*;

/// How a target treats a request: after which time it ends, and with which sign.
type Treatment = (Duration, Option<Sign>);

/// What happened in a simulation.
struct Trace {
    /// How many requests were in flight when one was sent, and when.
    levels: Vec<(Duration, usize)>,
    /// When requests ended with a sign.
    signs: Vec<Duration>,
    window: Window,
    end: Duration,
}

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// Sends so many requests, as soon as the window has room, to a target that treats each by how many are in flight then.
fn simulate(requests: usize, mut treat: impl FnMut(usize) -> Treatment) -> Trace {
    let (mut window, mut now, mut sent) = (Window::adaptive(), Duration::ZERO, 0);
    let (mut levels, mut signs) = (Vec::new(), Vec::new());
    // By when they end, and in the order in which they were sent.
    let mut flying = BTreeMap::new();
    while sent < requests || !flying.is_empty() {
        while sent < requests && flying.len() < window.size() {
            let level = flying.len() + 1;
            let (time, sign) = treat(level);
            flying.insert((now + time, sent), (now, window.send(level), sign));
            levels.push((now, level));
            sent += 1;
        }
        let Some(((end, _), (since, request, sign))) = flying.pop_first() else { break };
        now = end;
        signs.extend(sign.map(|_| now));
        window.end(request, now - since, sign);
    }
    Trace { levels, signs, window, end: now }
}

impl Trace {
    /// The most in flight from this time on.
    fn most_after(&self, time: Duration) -> usize {
        self.levels.iter().filter(|(at, _)| *at >= time).map(|(_, level)| *level).max().unwrap_or_default()
    }

    fn most(&self) -> usize {
        self.most_after(Duration::ZERO)
    }
}

#[test]
fn a_target_that_takes_everything_gets_twice_as_much_each_round_trip() {
    for latency in [ms(1), ms(50), ms(200)] {
        let trace = simulate(12_000, |_| (latency, None));
        assert_eq!((trace.most(), trace.window.first_sign()), (MOST, None));
        // 4, 8, 16, ... 256 are 6 round trips, and the rest at 256 at once is 46.
        assert!(trace.end <= latency * 54, "{:?}", trace.end);
    }
}

#[test]
fn a_target_that_refuses_above_a_level_is_asked_for_more_only_now_and_then() {
    // A refusal may come sooner than an answer.
    for (latency, refusal) in [(ms(1), ms(1)), (ms(50), ms(50)), (ms(50), ms(2))] {
        let treat = |level| if level > 8 { (refusal, Some(Sign::Unavailable)) } else { (latency, None) };
        let trace = simulate(12_000, treat);
        // While the first refusal is on its way, the window doubles once more.
        assert!(trace.most() <= 17, "{}", trace.most());
        // Eight at once, in round trips.
        let permitted = latency * (12_000 / 8);
        assert!(trace.end < permitted.mul_f64(1.15), "{:?} for what takes {permitted:?}", trace.end);
        let mut attempts: Vec<Duration> = trace.signs.clone();
        attempts.dedup_by(|next, last| *next - *last <= latency * 4);
        assert!(attempts.len() <= 8, "it is refused now and then, with growing times between: {attempts:?}");
    }
}

#[test]
fn a_target_that_resets_above_a_level_is_treated_like_one_that_refuses() {
    let trace = simulate(12_000, |level| (ms(10), (level > 20).then_some(Sign::Connection)));
    assert!(trace.most() <= 41, "{}", trace.most());
    assert!(trace.most_after(ms(1000)) <= 25, "{}", trace.most_after(ms(1000)));
    assert_eq!(trace.window.first_sign(), Some(Sign::Connection));
}

#[test]
fn a_target_that_takes_more_later_gets_more() {
    let mut treated = 0;
    let trace = simulate(40_000, |level| {
        treated += 1;
        (ms(10), (treated < 2000 && level > 8).then_some(Sign::Unavailable))
    });
    assert!(trace.most() >= 32, "{}", trace.most());
}

#[test]
fn a_connection_that_is_lost_by_chance_does_not_bring_the_window_down() {
    let mut treated = 0;
    let trace = simulate(12_000, |_| {
        treated += 1;
        (ms(50), (treated % 50 == 0).then_some(Sign::Connection))
    });
    // One at a time would take 600 s.
    assert!(trace.end < Duration::from_secs(150), "{:?}", trace.end);
}

#[test]
fn an_operation_that_is_always_refused_does_not_bring_the_window_down() {
    let mut treated = 0;
    let trace = simulate(12_000, |_| {
        treated += 1;
        (ms(50), (treated % 11 == 0).then_some(Sign::Unavailable))
    });
    assert!(trace.end < Duration::from_secs(200), "{:?}", trace.end);
}

#[test]
fn latency_that_grows_with_the_requests_in_flight_bounds_them() {
    // It serves ten at a time.
    let trace = simulate(40_000, |level| (ms(50).mul_f64((level as f64 / 10.0).max(1.0)), None));
    let later = trace.most_after(trace.end / 2);
    assert!((10..=40).contains(&later), "{later}");
    assert_eq!(trace.window.first_sign(), Some(Sign::Latency));
}

#[test]
fn slow_requests_among_quick_ones_are_no_sign() {
    let mut treated = 0;
    let trace = simulate(12_000, |_| {
        treated += 1;
        (if treated % 3 == 0 { ms(400) } else { ms(20) }, None)
    });
    assert_eq!((trace.most(), trace.window.first_sign()), (MOST, None));
}

#[test]
fn a_fixed_window_stays_as_it_is() {
    let mut window = Window::Fixed(5);
    for _ in 0..20 {
        let request = window.send(1);
        window.end(request, ms(1), Some(Sign::Connection));
        assert_eq!((window.size(), window.ceiling()), (5, None));
    }
}
