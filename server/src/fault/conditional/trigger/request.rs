//! How the request is made.

use http::header::{AUTHORIZATION, CONTENT_TYPE, IF_MATCH, IF_NONE_MATCH, RANGE};

use super::{Fact, Trigger, any_operation, nothing, with_members};
use crate::fault::conditional::operation::{CONDITIONAL, Operation};

fn conditional(operation: Operation) -> bool {
    operation.is_in(CONDITIONAL)
}

/// Every conditional operation but the reading of a body.
fn creating_condition(operation: Operation) -> bool {
    conditional(operation) && operation != Operation::BodyGet
}

/// Every request that may have content.
fn with_content(operation: Operation) -> bool {
    with_members(operation) || operation == Operation::BodyPut
}

macro_rules! trigger {
    ($id:literal, $words:literal, $operations:expr, $facts:expr, $is_met:expr) => {
        Trigger { id: $id, words: $words, operations: $operations, facts: $facts, is_met: $is_met }
    };
}

pub(super) const TRIGGERS: &[Trigger] = &[
    trigger!("if-match-is-sent", "If-Match is sent", conditional, |_| &[Fact::IfMatch], |it| {
        it.sent.header(&IF_MATCH).is_some()
    }),
    trigger!("if-none-match-is-sent", "If-None-Match is sent", creating_condition, |_| &[Fact::IfNoneMatch], |it| {
        it.sent.header(&IF_NONE_MATCH).is_some()
    }),
    trigger!(
        "a-range-is-asked-for",
        "a part of the body is asked for",
        |it| it == Operation::BodyGet,
        |_| &[Fact::Range],
        |it| { it.sent.header(&RANGE).is_some() }
    ),
    trigger!(
        "a-range-is-open",
        "a part is asked for that has one end only",
        |it| it == Operation::BodyGet,
        |_| &[Fact::Range],
        |it| { it.sent.header(&RANGE).is_some_and(|range| range.ends_with('-') || range.contains("=-")) }
    ),
    trigger!("a-charset-is-sent", "Content-Type has a charset", with_members, nothing, |it| {
        it.sent.header(&CONTENT_TYPE).is_some_and(|media| media.contains("charset"))
    }),
    trigger!("a-data-type-is-sent", "Content-Type has a data type", with_members, nothing, |it| {
        it.sent.header(&CONTENT_TYPE).is_some_and(|media| media.contains("vnd."))
    }),
    trigger!("no-media-type-is-sent", "there is no Content-Type", with_content, nothing, |it| {
        it.sent.header(&CONTENT_TYPE).is_none()
    }),
    trigger!(
        "the-scheme-is-in-lower-case",
        "the scheme of the credentials is in lower case",
        any_operation,
        nothing,
        |it| {
            it.sent.header(&AUTHORIZATION).is_some_and(|header| header.starts_with(|c: char| c.is_ascii_lowercase()))
        }
    ),
    trigger!(
        "a-lifetime-is-asked-for",
        "an end or a lifetime is asked for",
        |it| it == Operation::PublishPost,
        nothing,
        |it| { it.sent.json().is_some_and(|content| content.as_object().is_some_and(|members| !members.is_empty())) }
    ),
    trigger!("no-content-is-sent", "the request has no content", |it| it == Operation::PublishPost, nothing, |it| {
        it.sent.content.is_empty()
    }),
];
