//! Judges exchanges while they are made: those that were made at the same time together, once all of them have ended.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::forwarder::Event;
use crate::{
    report::terminal,
    traffic::{Inspector, RecordedExchange, Side, TrafficReport},
    values::har::Har,
};

/// Judges exchanges while they are made.
pub(super) struct Live<'a> {
    inspector: Inspector<'a>,
    /// When each exchange began that has not ended, by its number.
    open: BTreeMap<usize, Timestamp>,
    /// Those that have ended and are not judged yet.
    ended: Vec<RecordedExchange>,
    /// What has been printed.
    known: BTreeSet<String>,
    /// The exchanges as they are written at the end, if they are.
    archive: Option<Har>,
    /// Of which side findings are printed; `None`: of both.
    side: Option<Side>,
}

impl<'a> Live<'a> {
    /// `keeps`: whether the exchanges are written at the end. `side`: of which findings are printed; `None`: of both.
    pub(super) fn new(inspector: Inspector<'a>, keeps: bool, side: Option<Side>) -> Self {
        let archive = keeps.then(Har::new);
        Self { inspector, open: BTreeMap::new(), ended: Vec::new(), known: BTreeSet::new(), archive, side }
    }

    /// Whether exchanges are under way.
    pub(super) fn has_open_exchanges(&self) -> bool {
        !self.open.is_empty()
    }

    pub(super) fn note(&mut self, event: Event) {
        match event {
            Event::Began { number, at } => {
                self.open.insert(number, at);
            }
            Event::Ended(exchange) => {
                self.open.remove(&exchange.number);
                self.ended.push(*exchange);
                self.ended.sort_by_key(|exchange| exchange.began);
                let count = settled(&self.ended, self.open.values().min().copied());
                let exchanges: Vec<RecordedExchange> = self.ended.drain(..count).collect();
                self.judge(&exchanges);
            }
        }
    }

    /// What was found, and the exchanges.
    pub(super) fn end(mut self) -> (TrafficReport, Option<Har>) {
        let exchanges = std::mem::take(&mut self.ended);
        self.judge(&exchanges);
        (self.inspector.end(), self.archive)
    }

    /// Judges exchanges that are in the order in which they began.
    fn judge(&mut self, exchanges: &[RecordedExchange]) {
        self.inspector.inspect_all(exchanges);
        for finding in self.inspector.news() {
            if self.side.is_none_or(|side| finding.is_about(side)) && self.known.insert(finding.kind()) {
                terminal::notify(finding);
            }
        }
        if let Some(archive) = &mut self.archive {
            archive.log.entries.extend(exchanges.iter().map(|exchange| self.inspector.entry(exchange)));
        }
    }
}

/// How many of these exchanges, which have ended and are in the order in which they began, were over before any other of them
/// began, and before the first that is still open.
fn settled(ended: &[RecordedExchange], first_open: Option<Timestamp>) -> usize {
    let mut over = None;
    let mut count = 0;
    for (index, exchange) in ended.iter().enumerate() {
        over = over.max(exchange.ended());
        let next = ended.get(index + 1).and_then(|next| next.began).into_iter().chain(first_open).min();
        if next.is_none() || over < next {
            count = index + 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{HeaderMap, Method};
    use url::Url;

    use super::*;
    use crate::send::{Request, WireForm};

    fn exchange(number: usize, (began, ended): (i64, i64)) -> RecordedExchange {
        let url = Url::parse("http://h/").unwrap();
        let (headers, content, form) = (HeaderMap::new(), bytes::Bytes::new(), WireForm::default());
        let request = Request { method: Method::GET, url, headers, content, form };
        let time = Duration::from_millis((ended - began).unsigned_abs());
        let began = Some(Timestamp::from_millisecond(began).unwrap());
        RecordedExchange { number, began, time, request, is_request_whole: true, is_from_cache: false, response: None }
    }

    #[test]
    fn what_no_open_exchange_can_meet_is_judged_at_once() {
        let settled = |times: &[(i64, i64)], open: Option<i64>| {
            let exchanges: Vec<_> = times.iter().enumerate().map(|(index, times)| exchange(index, *times)).collect();
            super::settled(&exchanges, open.map(|open| Timestamp::from_millisecond(open).unwrap()))
        };
        assert_eq!(settled(&[], None), 0);
        assert_eq!(settled(&[(0, 10), (5, 20)], None), 2);
        // A long one is open all the time: what was over before it is settled, and what followed is not.
        assert_eq!(settled(&[(0, 10), (11, 12), (21, 30)], Some(20)), 2);
        assert_eq!(settled(&[(0, 25), (11, 12)], Some(20)), 0);
        // The second overlaps the third, which overlaps the open one.
        assert_eq!(settled(&[(0, 10), (11, 18), (17, 30)], Some(29)), 1);
    }
}
