//! Which difference follows from which, and what a difference is called.

use std::collections::BTreeSet;

use crate::judge::{Difference, Flaw};

/// So many due statuses are named.
const MOST_DUE: usize = 4;

/// Whether two differences are one and the same: the answer that came is no other, and what was due may have been the same.
pub(super) fn is_same(one: &Difference, other: &Difference) -> bool {
    match (one, other) {
        (Difference::Status { due, found }, Difference::Status { due: again, found: same }) => {
            found == same && due.iter().any(|due| again.contains(due))
        }
        (one, other) => one == other,
    }
}

/// Whether a difference follows from another one in the same answer.
pub(super) fn follows(from: &Difference, difference: &Difference) -> bool {
    match from {
        // An answer that is another one is wrong in all its parts.
        Difference::Status { .. } | Difference::Refusal { .. } | Difference::AsIf { .. } | Difference::Incomplete => {
            true
        }
        Difference::Content { .. } => {
            matches!(difference, Difference::Content { .. } | Difference::Member { .. } | Difference::Stored { .. })
        }
        Difference::Member { .. } => matches!(difference, Difference::Member { .. }),
        Difference::Stored { .. } => matches!(difference, Difference::Stored { .. }),
        Difference::MediaType { .. } => matches!(difference, Difference::MediaType { .. }),
        Difference::Published { .. } => matches!(difference, Difference::Published { .. }),
        Difference::Header { .. } | Difference::Leak | Difference::Order | Difference::Unnamed => false,
    }
}

/// Whether a difference shows only later in a case that an earlier answer was wrong.
pub(super) const fn is_late(difference: &Difference) -> bool {
    match difference {
        Difference::Unnamed | Difference::Order | Difference::AsIf { .. } => true,
        Difference::Status { .. }
        | Difference::Refusal { .. }
        | Difference::MediaType { .. }
        | Difference::Header { .. }
        | Difference::Member { .. }
        | Difference::Content { .. }
        | Difference::Stored { .. }
        | Difference::Published { .. }
        | Difference::Leak
        | Difference::Incomplete => false,
    }
}

/// Whether a case that builds on an answer with this difference can go wrong later: it may send back what the answer named,
/// or compare other answers with it.
pub(super) const fn can_mislead(difference: &Difference) -> bool {
    match difference {
        Difference::Header { flaw, .. } | Difference::Member { flaw, .. } => match flaw {
            Flaw::Missing | Flaw::Malformed | Flaw::Untrue => true,
            Flaw::Repeated | Flaw::Surplus | Flaw::Renamed => false,
        },
        Difference::Status { .. } | Difference::Content { .. } => true,
        Difference::Refusal { .. }
        | Difference::AsIf { .. }
        | Difference::MediaType { .. }
        | Difference::Stored { .. }
        | Difference::Published { .. }
        | Difference::Leak
        | Difference::Order
        | Difference::Unnamed
        | Difference::Incomplete => false,
    }
}

/// What differs, in a few words.
pub(super) fn title(differences: &BTreeSet<Difference>) -> String {
    let several = if differences.len() > 1 { " and others" } else { "" };
    match differences.first() {
        Some(Difference::Status { found, .. }) => {
            let due: BTreeSet<u16> = differences.iter().flat_map(Difference::due_statuses).copied().collect();
            match due.len() {
                ..=MOST_DUE => {
                    let due: Vec<String> = due.iter().map(u16::to_string).collect();
                    format!("status {found} where {} is due", due.join(" or "))
                }
                _ => format!("status {found} whatever is due"),
            }
        }
        Some(Difference::Refusal { status }) => format!("another refusal with status {status} than the due one"),
        Some(Difference::AsIf { stored }) => format!("the answer that is due if there is {stored}"),
        Some(Difference::MediaType { found }) => match found.as_str() {
            "none" => "no media type".to_owned(),
            found => format!("media type {found} in place of the due one"),
        },
        Some(Difference::Header { name, flaw }) => format!("header {name}: {flaw}"),
        Some(Difference::Member { path, flaw }) => format!("member {path}{several}: {flaw}"),
        Some(Difference::Content { flaw }) => format!("content: {flaw}"),
        Some(Difference::Stored { flaw }) => format!("what was stored: {flaw}"),
        Some(Difference::Published { flaw }) => format!("what was published: {flaw}"),
        Some(Difference::Leak) => "a refusal tells what is stored".to_owned(),
        Some(Difference::Order) => "no order explains the responses to requests at the same time".to_owned(),
        Some(Difference::Unnamed) => "a response lacks what the next request needs".to_owned(),
        Some(Difference::Incomplete) => "a response without its end".to_owned(),
        None => String::new(),
    }
}
