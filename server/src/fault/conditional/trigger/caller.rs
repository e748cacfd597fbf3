//! Who is asking.

use super::{Fact, Trigger, any_operation, nothing};
use crate::fault::conditional::{occasion::Caller, operation::Operation};

/// The administrator may do everything.
fn admitted(_: Operation) -> &'static [Fact] {
    &[Fact::Admitted]
}

/// Without an account, callers may read what everybody may read, and write nothing.
fn refused_to_write(operation: Operation) -> &'static [Fact] {
    if operation.is_in(crate::fault::conditional::operation::WRITES) { &[Fact::Refused] } else { &[] }
}

pub(super) const TRIGGERS: &[Trigger] = &[
    Trigger {
        id: "the-caller-is-the-administrator",
        words: "the administrator asks",
        operations: any_operation,
        facts: admitted,
        is_met: |it| it.caller == Caller::Administrator,
    },
    Trigger {
        id: "the-caller-is-a-stranger",
        words: "another user asks",
        operations: any_operation,
        facts: nothing,
        is_met: |it| it.caller == Caller::Stranger,
    },
    Trigger {
        id: "the-caller-is-a-thing",
        words: "a thing asks",
        operations: any_operation,
        facts: nothing,
        is_met: |it| it.caller == Caller::Thing,
    },
    Trigger {
        id: "the-caller-is-anonymous",
        words: "an anonymous caller asks",
        operations: any_operation,
        facts: refused_to_write,
        is_met: |it| it.caller == Caller::Anonymous,
    },
    Trigger {
        id: "another-has-made-the-object",
        words: "another caller has made the object",
        operations: super::about_an_object,
        facts: super::exists,
        is_met: |it| it.object.is_some() && it.past.origin.is_some_and(|(_, maker)| maker != it.caller),
    },
    Trigger {
        id: "the-administrator-has-made-the-object",
        words: "the administrator has made the object",
        operations: super::about_an_object,
        facts: super::exists,
        is_met: |it| it.object.is_some() && it.past.origin.is_some_and(|(_, maker)| maker == Caller::Administrator),
    },
];
