//! The order of exchanges, and which of them were made at the same time.

use std::time::Duration;

use jiff::Timestamp;
use kii_spec::Api;
use url::Url;

use super::{inspector::Inspector, recorded::RecordedExchange, traffic_report::TrafficReport};

/// Where times are recorded in milliseconds, exchanges that follow each other may seem to overlap by so much.
const ROUNDING: Duration = Duration::from_millis(2);

impl TrafficReport {
    /// Judges exchanges that are in the order in which they began.
    pub(crate) fn of(api: &Api, base: Url, exchanges: &[RecordedExchange]) -> Self {
        let records_credentials = exchanges.iter().any(|exchange| {
            exchange.request.url.origin() == base.origin()
                && exchange.request.headers.contains_key(http::header::AUTHORIZATION)
        });
        let mut inspector = Inspector::new(api, base, records_credentials);
        inspector.inspect_all(exchanges);
        inspector.end()
    }
}

impl Inspector<'_> {
    /// Judges exchanges that are in the order in which they began.
    pub(crate) fn inspect_all(&mut self, exchanges: &[RecordedExchange]) {
        for (exchange, is_concurrent) in exchanges.iter().zip(concurrent(exchanges)) {
            self.inspect(exchange, is_concurrent);
        }
    }
}

/// Which of the exchanges meet another one. Each is compared with those that have not ended when it begins: the others, in the
/// order in which they began, cannot overlap.
fn concurrent(exchanges: &[RecordedExchange]) -> Vec<bool> {
    let mut concurrent = vec![false; exchanges.len()];
    let mut open: Vec<usize> = Vec::new();
    for (index, exchange) in exchanges.iter().enumerate() {
        let Some(began) = exchange.began else { continue };
        let ends_later = |other: &usize| exchanges.get(*other).and_then(RecordedExchange::ended) > Some(began);
        open.retain(ends_later);
        let met: Vec<usize> = open
            .iter()
            .copied()
            .filter(|other| exchanges.get(*other).is_some_and(|other| meet(exchange, other)))
            .collect();
        let itself = (!met.is_empty()).then_some(index);
        for index in met.into_iter().chain(itself) {
            if let Some(concurrent) = concurrent.get_mut(index) {
                *concurrent = true;
            }
        }
        open.push(index);
    }
    concurrent
}

/// Whether two exchanges were made at the same time, and one may have changed what the other is about.
fn meet(one: &RecordedExchange, other: &RecordedExchange) -> bool {
    let may_change = !one.request.method.is_safe() || !other.request.method.is_safe();
    may_change && is_near(&one.request.url, &other.request.url) && overlap(one, other)
}

/// Whether one path is the beginning of the other: an object and its body.
fn is_near(one: &Url, other: &Url) -> bool {
    let begins = |one: &str, other: &str| {
        one.strip_prefix(other.trim_end_matches('/')).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    begins(one.path(), other.path()) || begins(other.path(), one.path())
}

fn overlap(one: &RecordedExchange, other: &RecordedExchange) -> bool {
    let times = || Some(((one.began?, one.ended()?), (other.began?, other.ended()?)));
    times().is_some_and(|((one_began, one_ended), (other_began, other_ended))| {
        let begin = one_began.max(other_began);
        let end = one_ended.min(other_ended);
        let is_rounded = |time: Timestamp| time.subsec_nanosecond() % 1_000_000 == 0;
        let rounding = if is_rounded(one_began) || is_rounded(other_began) { ROUNDING } else { Duration::ZERO };
        end.checked_sub(rounding).is_ok_and(|end| begin < end)
    })
}
