//! What has happened to the object before.

use super::{Fact, Trigger, about_an_object, exists, has_body, nothing};
use crate::fault::conditional::operation::Operation;

fn no_body(_: Operation) -> &'static [Fact] {
    &[Fact::NoBody]
}

macro_rules! trigger {
    ($id:literal, $words:literal, $facts:expr, $is_met:expr) => {
        Trigger { id: $id, words: $words, operations: about_an_object, facts: $facts, is_met: $is_met }
    };
}

pub(super) const TRIGGERS: &[Trigger] = &[
    trigger!("the-object-was-made-by-post", "the object was made by POST", exists, |it| {
        it.object.is_some() && it.past.origin.is_some_and(|(origin, _)| origin == Operation::CollectionPost)
    }),
    trigger!("the-object-had-been-deleted", "the object had been deleted before", nothing, |it| {
        it.past.lives > u32::from(it.object.is_some())
    }),
    trigger!("the-object-was-written-thrice", "the object was written three times or more", exists, |it| {
        it.object.is_some() && it.past.writes >= 3
    }),
    trigger!("the-object-was-patched", "some members of the object were updated before", exists, |it| {
        it.object.is_some() && it.past.patches > 0
    }),
    trigger!("a-request-was-refused-before", "an earlier request about the object was refused", nothing, |it| {
        it.past.refusals > 0
    }),
    trigger!("the-object-has-a-body", "the object has a body", has_body, |it| it.body().is_some()),
    trigger!("the-body-was-replaced", "the body was replaced before", has_body, |it| {
        it.body().is_some() && it.past.uploads >= 2
    }),
    trigger!("the-body-was-deleted", "the object had a body that was deleted, and has none", no_body, |it| {
        it.past.body_deletions > 0 && it.body().is_none()
    }),
    trigger!("the-body-came-back", "the object has a body again after one was deleted", has_body, |it| {
        it.past.body_deletions > 0 && it.body().is_some()
    }),
    trigger!("the-body-is-published", "the body is published", has_body, |it| {
        it.body().is_some() && it.past.publications > 0
    }),
    trigger!("the-object-was-read-before", "the object was read before", exists, |it| {
        it.object.is_some() && !it.past.first_answers.is_empty()
    }),
    trigger!("another-request-is-under-way", "another request about the object is under way", nothing, |it| {
        it.past.in_flight > 0
    }),
];
