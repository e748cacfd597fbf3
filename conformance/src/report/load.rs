//! How much a run asked of its target at once, and what kept it from asking for more.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::values::{count::counted, words};

/// How much a run asked of its target at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Load {
    /// The most requests that were in flight at once; of several shards, in one of them.
    pub most_in_flight: usize,
    /// What bounded that.
    pub bound: LoadBound,
}

words! {
    /// What bounds the number of requests in flight.
    pub(crate) enum LoadBound {
        /// There were no more cases.
        Cases = "cases",
        /// The most that the suite keeps in flight unless a flag says so.
        Limit = "limit",
        /// `--concurrency`.
        Concurrency = "concurrency",
        /// `--max-connections`.
        MaxConnections = "max_connections",
        /// `--rate`.
        Rate = "rate",
        /// 429.
        TooManyRequests = "too_many_requests",
        /// 502, 503 or 504.
        Unavailable = "unavailable",
        /// Connections that were refused, closed or reset.
        Lost = "lost",
        /// No answer in time.
        Late = "late",
        /// Growing latency.
        Latency = "latency",
    }
}

impl Load {
    /// The load of several shards of a run: that of the shard with the most in flight, as each has a window of its own.
    pub(super) fn of_shards(shards: impl IntoIterator<Item = Self>) -> Option<Self> {
        shards.into_iter().max_by_key(|load| load.most_in_flight)
    }
}

impl fmt::Display for Load {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bound = match self.bound {
            LoadBound::Cases => "the number of cases",
            LoadBound::Limit => "the limit of the suite (--concurrency sets another number)",
            LoadBound::Concurrency => "--concurrency",
            LoadBound::MaxConnections => "--max-connections",
            LoadBound::Rate => "--rate",
            LoadBound::TooManyRequests => "overload: 429",
            LoadBound::Unavailable => "overload: 502, 503 or 504",
            LoadBound::Lost => "overload: connections that were refused, closed or reset",
            LoadBound::Late => "overload: responses that did not come in time",
            LoadBound::Latency => "growing latency",
        };
        write!(f, "at most {} in flight, bounded by {bound}", counted(self.most_in_flight, "request"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_load_of_shards_is_that_of_the_largest() {
        let shards = [(3, LoadBound::Rate), (9, LoadBound::Latency), (4, LoadBound::Cases)];
        let all = Load::of_shards(shards.map(|(most_in_flight, bound)| Load { most_in_flight, bound }));
        assert_eq!(all, Some(Load { most_in_flight: 9, bound: LoadBound::Latency }));
        assert_eq!(Load::of_shards([]), None);
    }
}
