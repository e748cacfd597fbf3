//! Where the object is, and what it is called.

use super::{Fact, Trigger, about_an_object, any_operation, nothing};
use crate::fault::conditional::{
    occasion::{Occasion, Place},
    operation::Operation,
};

fn owner_of_token(_: Operation) -> &'static [Fact] {
    &[Fact::OwnerOfToken]
}

/// Whether the client names the ID of the object. It chooses some with digits and letters itself.
fn is_named(it: &Occasion) -> bool {
    it.past.origin.is_none_or(|(origin, _)| origin != Operation::CollectionPost)
}

macro_rules! trigger {
    ($id:literal, $words:literal, $operations:expr, $facts:expr, $is_met:expr) => {
        Trigger { id: $id, words: $words, operations: $operations, facts: $facts, is_met: $is_met }
    };
}

pub(super) const TRIGGERS: &[Trigger] = &[
    trigger!("the-scope-is-app", "the bucket is the application's", |_| true, nothing, |it| it.place == Place::App),
    trigger!("the-scope-is-user", "the path names a user", |_| true, nothing, |it| it.place == Place::User),
    trigger!("the-scope-is-me", "the path says `me`", any_operation, owner_of_token, |it| it.place == Place::Me),
    trigger!("the-scope-is-group", "the bucket is a group's", |_| true, nothing, |it| it.place == Place::Group),
    trigger!("the-scope-is-thing", "the bucket is a thing's", |_| true, nothing, |it| it.place == Place::Thing),
    trigger!("the-bucket-has-another-object", "the bucket has had another object", any_operation, nothing, |it| {
        it.neighbours > 0
    }),
    trigger!("the-bucket-id-is-long", "the bucketID has more than 50 characters", any_operation, nothing, |it| {
        it.bucket.len() > 50
    }),
    trigger!("the-object-id-has-a-capital", "the objectID has a capital letter", about_an_object, nothing, |it| {
        it.object_id.bytes().any(|byte| byte.is_ascii_uppercase()) && is_named(it)
    }),
    trigger!("the-object-id-has-a-dot", "the objectID has a full stop", about_an_object, nothing, |it| {
        it.object_id.contains('.')
    }),
    trigger!("the-object-id-is-long", "the objectID has more than 64 characters", about_an_object, nothing, |it| {
        it.object_id.len() > 64
    }),
    trigger!("the-object-id-is-a-number", "the objectID has digits only", about_an_object, nothing, |it| {
        !it.object_id.is_empty() && it.object_id.bytes().all(|byte| byte.is_ascii_digit())
    }),
];
