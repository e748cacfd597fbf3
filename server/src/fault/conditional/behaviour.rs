//! Behaviours: what a server does wrong once a trigger is met.

mod answer;
mod condition;
mod date;
mod effect;
mod members;
mod permission;
mod publication;
mod race;
mod reading;
mod upload;

use std::pin::Pin;

use super::{
    occasion::Occasion,
    operation::Operation,
    scene::{Outcome, Scene},
    trigger::Fact,
};

/// What a behaviour makes of a request, once it is known.
type Acting<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// A way to be wrong about a request.
pub(super) struct Behaviour {
    /// Its part of the ID: `ignores-if-match`.
    pub(super) id: &'static str,
    /// What the server does, behind the name of the operation.
    pub(super) words: &'static str,
    /// The operations in which servers do so.
    pub(super) operations: &'static [Operation],
    /// The statement that such a server violates in an operation.
    pub(super) violates: fn(Operation) -> &'static str,
    /// What has to be so for it to be wrong.
    pub(super) needs: &'static [Fact],
    /// Does it. Says that something is wrong only if the answer, or what is stored, is not as it has to be.
    pub(super) act: for<'a> fn(&'a Scene, &'a Occasion) -> Acting<'a>,
}

impl Behaviour {
    /// Every behaviour.
    pub(super) fn all() -> impl Iterator<Item = &'static Self> {
        [
            condition::BEHAVIOURS,
            permission::BEHAVIOURS,
            effect::BEHAVIOURS,
            members::BEHAVIOURS,
            upload::BEHAVIOURS,
            date::BEHAVIOURS,
            answer::BEHAVIOURS,
            reading::BEHAVIOURS,
            publication::BEHAVIOURS,
            race::BEHAVIOURS,
        ]
        .into_iter()
        .flatten()
    }
}

/// Which statement shows that what is read is not what is stored.
const fn reading(operation: Operation) -> &'static str {
    match operation {
        Operation::BodyGet | Operation::BodyHead => "reading-shows-the-body",
        Operation::Published => "published-content-is-served",
        Operation::CollectionPost
        | Operation::ObjectGet
        | Operation::ObjectHead
        | Operation::ObjectPut
        | Operation::ObjectPatch
        | Operation::ObjectDelete
        | Operation::BodyPut
        | Operation::BodyDelete
        | Operation::PublishPost => "reading-shows-the-object",
    }
}
