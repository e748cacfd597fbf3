//! How large what is stored or sent is.

use super::{Fact, Trigger, about_bytes, about_members, exists, has_body, nothing, upload, with_members};
use crate::fault::conditional::{occasion::Occasion, operation::Operation};

const KIB: usize = 1024;

/// How many characters the members of the stored object have as JSON.
fn characters(it: &Occasion) -> usize {
    let text = it.object.as_ref().map(|object| serde_json::Value::Object(object.members.clone()).to_string());
    text.map_or(0, |text| text.chars().count())
}

fn bytes(it: &Occasion) -> Option<usize> {
    it.body().map(|body| body.bytes().len())
}

fn no_bytes(_: Operation) -> &'static [Fact] {
    &[Fact::Object, Fact::Body, Fact::NoBytes]
}

macro_rules! trigger {
    ($id:literal, $words:literal, $operations:expr, $facts:expr, $is_met:expr) => {
        Trigger { id: $id, words: $words, operations: $operations, facts: $facts, is_met: $is_met }
    };
}

pub(super) const TRIGGERS: &[Trigger] = &[
    trigger!("the-object-is-empty", "the object has no members", about_members, exists, |it| {
        it.object.as_ref().is_some_and(|object| object.members.is_empty())
    }),
    trigger!("the-object-is-large", "the object has more than 4,000 characters", about_members, exists, |it| {
        characters(it) > 4_000
    }),
    trigger!("the-body-is-empty", "the body has no bytes", about_bytes, no_bytes, |it| bytes(it) == Some(0)),
    trigger!("the-body-is-over-64-kib", "the body has more than 64 KiB", about_bytes, has_body, |it| {
        bytes(it) > Some(64 * KIB)
    }),
    trigger!("the-body-is-over-1-mib", "the body has more than 1 MiB", about_bytes, has_body, |it| {
        bytes(it) > Some(1024 * KIB)
    }),
    trigger!("the-content-is-empty", "the request has no members", with_members, |_| &[Fact::NoContent], |it| {
        it.sent.json().is_some_and(|content| content.as_object().is_some_and(serde_json::Map::is_empty))
    }),
    trigger!("the-content-is-large", "the content has more than 4,000 bytes", with_members, nothing, |it| {
        it.sent.content.len() > 4_000
    }),
    trigger!("the-upload-is-empty", "no bytes are uploaded", upload, |_| &[Fact::NoBytes], |it| {
        it.sent.content.is_empty()
    }),
    trigger!("the-upload-is-over-64-kib", "more than 64 KiB are uploaded", upload, nothing, |it| {
        it.sent.content.len() > 64 * KIB
    }),
    trigger!("the-upload-is-over-1-mib", "more than 1 MiB is uploaded", upload, nothing, |it| {
        it.sent.content.len() > 1024 * KIB
    }),
];
