//! The requests of a run, as far as cases sent them: how many, what for, and how many had to wait for each other.

use std::{collections::BTreeSet, fmt};

use serde::{Deserialize, Serialize};

use super::case_result::CaseResult;
use crate::{run::Requests, values::count::counted};

/// The requests that the cases of a run have sent. Logins, and the probes before the first case, are not among them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestTotals {
    /// All of them.
    sent: usize,
    set_up: usize,
    control: usize,
    act: usize,
    verification: usize,
    cleanup: usize,
    resent: usize,
    /// How many statements the cases are about that came to a result.
    checked_statements: usize,
    /// The case with the longest chain of requests of which each waits for the answer to the one before.
    longest_chain: Option<LongestChain>,
}

/// The longest chain of dependent requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LongestChain {
    case: String,
    requests: usize,
}

impl RequestTotals {
    /// The requests of these cases.
    pub(super) fn of(results: &[CaseResult]) -> Self {
        let all = results.iter().fold(Requests::default(), |all, result| all.and(&result.requests));
        let checked = results.iter().filter(|result| result.is_scored()).flat_map(|result| &result.statements);
        // The first of several.
        let longest = results.iter().rev().max_by_key(|result| result.requests.longest_chain);
        let longest = longest.filter(|result| result.requests.longest_chain > 0);
        let Requests { set_up, control, act, verification, cleanup, resent, longest_chain: _ } = all;
        Self {
            sent: all.total(),
            set_up,
            control,
            act,
            verification,
            cleanup,
            resent,
            checked_statements: checked.collect::<BTreeSet<_>>().len(),
            longest_chain: longest
                .map(|result| LongestChain { case: result.name.clone(), requests: result.requests.longest_chain }),
        }
    }
}

/// One line: `requests: 13690 (24.5 per checked statement), longest chain: 17 requests (object.put/x@app)`.
impl fmt::Display for RequestTotals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sent, checked_statements, longest_chain, .. } = self;
        write!(f, "requests: {sent}")?;
        if *checked_statements > 0 {
            // In tenths, rounded to the nearest.
            let tenths = (sent * 20 + checked_statements) / (checked_statements * 2);
            write!(f, " ({}.{} per checked statement)", tenths / 10, tenths % 10)?;
        }
        if let Some(LongestChain { case, requests }) = longest_chain {
            write!(f, ", longest chain: {} ({case})", counted(*requests, "request"))?;
        }
        writeln!(f)
    }
}
