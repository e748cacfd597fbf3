//! Counts requests on connections that carry one request at a time, as HTTP/1.1 clients without pipelining do.

use std::sync::{Mutex, PoisonError};

/// What was seen on all connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Requests.
    pub(crate) requests: u64,
    /// Requests that have no answer yet.
    in_flight: u64,
    /// The highest number of requests at a time that had no answer yet.
    pub(crate) most_in_flight: u64,
}

/// The traffic on all connections.
#[derive(Debug, Default)]
pub(crate) struct Traffic(Mutex<Counts>);

/// The traffic on one connection.
#[derive(Debug)]
pub(crate) struct Connection<'a> {
    traffic: &'a Traffic,
    /// Whether a request has been sent that has no answer yet.
    waits: Mutex<bool>,
}

impl Traffic {
    /// A new connection.
    pub(crate) fn connection(&self) -> Connection<'_> {
        Connection { traffic: self, waits: Mutex::new(false) }
    }

    /// What was seen so far.
    pub(crate) fn counts(&self) -> Counts {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Connection<'_> {
    /// Notes that bytes came from the client.
    pub(crate) fn asked(&self) {
        if !self.exchange(true) {
            self.traffic.count(|counts| {
                counts.requests += 1;
                counts.in_flight += 1;
                counts.most_in_flight = counts.most_in_flight.max(counts.in_flight);
            });
        }
    }

    /// Notes that bytes came from the server, or that the connection ended.
    pub(crate) fn answered(&self) {
        if self.exchange(false) {
            self.traffic.count(|counts| counts.in_flight -= 1);
        }
    }

    fn exchange(&self, waits: bool) -> bool {
        std::mem::replace(&mut *self.waits.lock().unwrap_or_else(PoisonError::into_inner), waits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_counts_once_in_however_many_pieces_it_comes() {
        let traffic = Traffic::default();
        let (one, other) = (traffic.connection(), traffic.connection());
        one.asked();
        one.asked();
        other.asked();
        one.answered();
        one.answered();
        one.asked();
        other.answered();
        one.answered();
        assert_eq!(traffic.counts(), Counts { requests: 3, in_flight: 0, most_in_flight: 2 });
    }
}
