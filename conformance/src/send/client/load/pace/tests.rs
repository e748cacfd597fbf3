//! The pace against targets that permit 20 requests per second, in virtual time.

use super::*;

/// Sends 600 requests at the learned pace, at most `at_once` in flight, each of which takes `trip`. `takes` says whether the
/// target accepts a request that comes at this time, in seconds. Refusals ask to wait a second. The requests per second.
fn used(trip: Duration, at_once: usize, mut takes: impl FnMut(f64) -> bool) -> f64 {
    const PAUSE: Duration = Duration::from_secs(1);
    let (mut pace, mut accepted) = (Pace::default(), 0_u32);
    let (mut due, mut paused_until) = (Duration::ZERO, Duration::ZERO);
    // The ends of the requests in flight; all take the same time.
    let mut flying: std::collections::VecDeque<(Duration, bool)> = std::collections::VecDeque::new();
    let mut now = Duration::ZERO;
    while accepted < 600 {
        let send_at = due.max(paused_until).max(now);
        match flying.front().copied() {
            Some((end, taken)) if end <= send_at || flying.len() >= at_once => {
                flying.pop_front();
                now = end;
                if taken {
                    accepted += 1;
                    pace.accept(now);
                } else {
                    pace.refuse(now, PAUSE);
                    paused_until = paused_until.max(now + PAUSE);
                }
            }
            Some(_) | None => {
                now = send_at;
                due = now + pace.interval();
                flying.push_back((now + trip, takes((now + trip / 2).as_secs_f64())));
            }
        }
    }
    f64::from(accepted) / now.as_secs_f64()
}

/// 20 requests in each second, which begins with the first request after the end of the last one.
fn fixed_window() -> impl FnMut(f64) -> bool {
    let (mut began, mut count) = (f64::MIN, 0);
    move |now| {
        if now - began >= 1.0 {
            (began, count) = (now, 0);
        }
        count += 1;
        count <= 20
    }
}

/// A bucket with room for so many tokens, which gets 20 per second.
fn bucket(room: f64) -> impl FnMut(f64) -> bool {
    let (mut tokens, mut last) = (room, 0.0);
    move |now| {
        tokens = (tokens + 20.0 * (now - last)).min(room);
        last = now;
        let takes = tokens >= 1.0;
        tokens -= if takes { 1.0 } else { 0.0 };
        takes
    }
}

#[test]
fn nearly_all_of_a_permitted_rate_is_used() {
    let mut wrong = Vec::new();
    for trip in [Duration::from_millis(1), Duration::from_millis(50)] {
        for at_once in [4, 16] {
            let rates = [
                ("fixed window", used(trip, at_once, fixed_window())),
                ("bucket of 20", used(trip, at_once, bucket(20.0))),
            ];
            for (kind, rate) in rates {
                if rate < 19.0 {
                    wrong.push((kind, trip, at_once, rate));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn a_rate_without_bursts_is_searched_for() {
    // Each refusal costs a second, and the first requests show nothing, so less of it is used in so short a run.
    let rate = used(Duration::from_millis(50), 4, bucket(1.0));
    assert!(rate >= 16.0, "pauses alone would use 1: {rate}");
}

#[test]
fn a_target_that_permits_a_faster_pace_later_gets_it() {
    let (mut pace, mut now) = (Pace::default(), Duration::ZERO);
    for _ in 0..20 {
        pace.accept(now);
    }
    pace.refuse(now, Duration::from_secs(1));
    for _ in 0..4000 {
        now += pace.interval();
        pace.accept(now);
    }
    assert!(pace.interval() < Duration::from_millis(10), "{:?}", pace.interval());
}

/// Sends requests one behind the other, each of which takes a millisecond, and refuses those whose number says so, without a
/// delay. The time between two at the end.
fn interval_after(requests: u32, is_refused: impl Fn(u32) -> bool) -> Duration {
    let (mut pace, mut now) = (Pace::default(), Duration::ZERO);
    for number in 1..=requests {
        now += pace.interval().max(Duration::from_millis(1));
        match is_refused(number) {
            true => pace.refuse_without_delay(now),
            false => pace.accept(now),
        }
    }
    pace.interval()
}

#[test]
fn what_is_refused_at_any_rate_is_not_paced() {
    assert_eq!(interval_after(6000, |number| number % 150 == 0), Duration::ZERO, "now and then");
    assert_eq!(interval_after(6000, |_| true), Duration::ZERO, "from the beginning");
    assert_eq!(interval_after(6000, |number| number > 3000), Duration::ZERO, "from some moment on");
    assert_eq!(interval_after(6000, |number| number % 3 == 0), Duration::ZERO, "what one in three asks for");
    // Numbers that are as good as random.
    let mixed = |number: u32| number.wrapping_mul(0x9e37_79b9).rotate_left(13).wrapping_mul(0x85eb_ca6b) >> 16;
    for percent in [1, 2, 5, 10, 20] {
        let interval = interval_after(20_000, |number| mixed(number) % 100 < percent);
        assert_eq!(interval, Duration::ZERO, "{percent} of 100");
    }
}

#[test]
fn a_limit_that_names_no_delay_is_found() {
    let (mut pace, mut now, mut takes) = (Pace::default(), Duration::ZERO, bucket(20.0));
    let mut refused = 0;
    for _ in 0..600 {
        now += pace.interval().max(Duration::from_millis(1));
        match takes(now.as_secs_f64()) {
            true => pace.accept(now),
            false => {
                refused += 1;
                pace.refuse_without_delay(now);
            }
        }
    }
    let rate = 1.0 / pace.interval().as_secs_f64();
    assert!((10.0..21.0).contains(&rate), "20 a second are permitted, and the pace is {rate}");
    assert!(refused < 200, "{refused} of 600 were refused");
}
