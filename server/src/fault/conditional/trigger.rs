//! Triggers: what a request has to be like for a server to treat it differently.

mod caller;
mod content;
mod past;
mod place;
mod request;
mod size;

use super::{occasion::Occasion, operation::Operation};

/// Something that distinguishes one request from others.
pub(super) struct Trigger {
    /// Its part of the ID: `the-object-was-made-by-post`.
    pub(super) id: &'static str,
    /// The same in words, behind "when".
    pub(super) words: &'static str,
    /// The operations whose requests can be like this.
    pub(super) operations: fn(Operation) -> bool,
    /// What is known of such a request.
    pub(super) facts: fn(Operation) -> &'static [Fact],
    /// Whether a request is like this.
    pub(super) is_met: fn(&Occasion) -> bool,
}

/// What can be known of a request before it is sent. Two facts that exclude each other are never met at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    /// It has `If-Match`, or `If-None-Match`.
    IfMatch,
    IfNoneMatch,
    /// The object that it is about exists, or does not.
    Object,
    NoObject,
    /// The object has a body, or none.
    Body,
    NoBody,
    /// The body has at least one byte, or none.
    Bytes,
    NoBytes,
    /// The default permissions admit the caller, or refuse the caller.
    Admitted,
    Refused,
    /// The path names the owner of the scope, or leaves it to the token.
    NamedOwner,
    OwnerOfToken,
    /// It is for a part of the body.
    Range,
    /// The object has a data type, or none.
    Typed,
    Plain,
    /// At least one member is sent, or none.
    Content,
    NoContent,
}

impl Fact {
    /// Whether this is never so where that is.
    pub(super) fn excludes(self, other: Self) -> bool {
        use Fact as F;
        let pairs = [
            (F::IfMatch, F::IfNoneMatch),
            (F::Object, F::NoObject),
            (F::Body, F::NoBody),
            (F::Body, F::NoObject),
            (F::Bytes, F::NoBytes),
            (F::Bytes, F::NoBody),
            (F::Admitted, F::Refused),
            (F::NamedOwner, F::OwnerOfToken),
            (F::Typed, F::Plain),
            (F::Typed, F::NoObject),
            (F::Content, F::NoContent),
        ];
        pairs.contains(&(self, other)) || pairs.contains(&(other, self))
    }
}

impl Trigger {
    /// The triggers, by what they are about.
    pub(super) const BY_TOPIC: &[(&'static str, &'static [Self])] = &[
        ("caller", caller::TRIGGERS),
        ("place", place::TRIGGERS),
        ("past", past::TRIGGERS),
        ("size", size::TRIGGERS),
        ("content", content::TRIGGERS),
        ("request", request::TRIGGERS),
    ];

    /// Every trigger.
    pub(super) fn all() -> impl Iterator<Item = &'static Self> {
        Self::BY_TOPIC.iter().flat_map(|(_, triggers)| *triggers)
    }

    /// What it is about.
    pub(super) fn topic(&self) -> &'static str {
        let is_in = |triggers: &[Self]| triggers.iter().any(|trigger| trigger.id == self.id);
        Self::BY_TOPIC.iter().find(|(_, triggers)| is_in(triggers)).map_or("", |(topic, _)| topic)
    }
}

/// Nothing is known.
fn nothing(_: Operation) -> &'static [Fact] {
    &[]
}

/// The object exists.
fn exists(_: Operation) -> &'static [Fact] {
    &[Fact::Object]
}

/// The object has a body.
fn has_body(_: Operation) -> &'static [Fact] {
    &[Fact::Object, Fact::Body]
}

/// Every request for an operation, but not for published content.
fn any_operation(operation: Operation) -> bool {
    operation != Operation::Published
}

/// Every request that names an object.
fn about_an_object(operation: Operation) -> bool {
    operation != Operation::CollectionPost
}

/// Every request for which the members of the object count.
fn about_members(operation: Operation) -> bool {
    about_an_object(operation) && !about_bytes(operation)
}

/// Every request for which the bytes of the body count.
fn about_bytes(operation: Operation) -> bool {
    operation.is_about_the_body() || matches!(operation, Operation::PublishPost | Operation::Published)
}

/// Every request that stores members.
fn with_members(operation: Operation) -> bool {
    operation.is_in(super::operation::MEMBERS)
}

/// Every upload.
fn upload(operation: Operation) -> bool {
    operation == Operation::BodyPut
}
