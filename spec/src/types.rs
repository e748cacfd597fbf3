//! Types of JSON bodies, and the errors among them.

use std::fmt;

use http::StatusCode;
use indexmap::IndexMap;

use crate::{axis::CallerId, service::ScopeName, source::Origin};

/// The name of a described type, for example `ObjectUpdateResponse`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeName(pub String);

/// The name of a described error without its `Exception` suffix, for example `ObjectNotFound`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ErrorName(pub String);

/// A JSON object that is sent or received.
#[derive(Clone, Debug)]
pub struct Type {
    /// Its name.
    pub name: TypeName,
    /// What it is, one sentence.
    pub summary: String,
    /// Its media type when it is a whole body; `None` when it is only a part of one.
    pub media: Option<String>,
    /// Its members by name, in the spec's order.
    pub members: IndexMap<String, Member>,
    /// Members of which at most one may be present.
    pub exclusive: Vec<String>,
    /// Where it comes from.
    pub origin: Origin,
}

/// An error answer: status, media type and code are fixed at once.
#[derive(Clone, Debug)]
pub struct ErrorType {
    /// Its name.
    pub name: ErrorName,
    /// What it means, one sentence.
    pub summary: String,
    /// Its status.
    pub status: StatusCode,
    /// Its media type.
    pub media: String,
    /// The constant that its code member holds.
    pub code: String,
    /// Its members by name: the code, the message and what is its own, in this order.
    pub members: IndexMap<String, Member>,
    /// Where it comes from.
    pub origin: Origin,
}

/// A member of a JSON object.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name as on the wire.
    pub name: String,
    /// What it is, one sentence.
    pub summary: String,
    /// The shape of its value.
    pub shape: Shape,
    /// What its value must equal.
    pub value: Option<MemberValue>,
    /// What it means, when that decides what a request sends or what an answer leads to.
    pub meaning: Option<Meaning>,
    /// The least value that may be sent, of a lifetime in seconds.
    pub minimum: Option<usize>,
    /// The scopes in which it is present; `None`: in all. In the others it must be absent.
    pub scopes: Option<Vec<ScopeName>>,
    /// When it may be left out.
    pub presence: Presence,
    /// A value that it may have, for documents.
    pub example: Option<Example>,
}

/// A value that a member may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Example {
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
}

/// When a member is present.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always.
    Required,
    /// As the sender likes.
    Optional,
    /// Always, but for these callers, for whom it may be missing or null.
    RequiredUnless(Vec<CallerId>),
}

/// The shape of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A string.
    String,
    /// A whole number of 64 bits.
    Long,
    /// A whole number of 32 bits.
    Int,
    /// Milliseconds since 1970-01-01T00:00:00Z: a whole number of 64 bits.
    EpochMilliseconds,
    /// An absolute URL.
    Url,
    /// An object of a described type.
    Type(TypeName),
}

/// What a member means to the sender or the receiver, who cannot compare it with anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The address of published content.
    PublishedUrl,
    /// The ID of a publication.
    PublicationId,
    /// The time at which a publication ends, in milliseconds since 1970.
    ExpiresAt,
    /// How many seconds a publication lives.
    ExpiresIn,
}

/// What the value of a member must equal: something that both client and server know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberValue {
    /// This text.
    Constant(String),
    /// The application's ID.
    AppId,
    /// The ID of the scope's owner.
    OwnerId,
    /// The `bucketID` of the request.
    BucketId,
    /// The `objectID` of the request.
    ObjectId,
    /// The scope's own name for its kind, for example `APP_AND_USER`.
    ScopeType,
    /// The media type or the short data type that the object was created with.
    DataType,
    /// The ID of the principal who sent the request.
    CallerId,
    /// When the object was created: the same in every answer.
    CreationDate,
    /// When the object was last changed: the same in every answer until the next change.
    ModificationDate,
    /// How many bytes there are: in the body, or from the first byte of a range that the same JSON names to its last.
    ByteCount,
    /// The place of the first byte of a range. What range it is, is left open.
    FirstByte,
    /// The place of its last byte.
    LastByte,
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ErrorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
