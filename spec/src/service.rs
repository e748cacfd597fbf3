//! The service as a whole: base path, scopes, identifiers, limits.

use std::{fmt, ops::RangeInclusive};

use indexmap::IndexMap;

use crate::{
    axis::CallerId,
    capability::Capabilities,
    operation::{Access, PathTemplate},
    principal::{Callers, PrincipalName, Principals},
    source::Origin,
    types::ErrorName,
};

/// The name of a scope, for example `user`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeName(pub String);

/// What holds for every operation.
#[derive(Clone, Debug)]
pub struct Service {
    /// The API's title.
    pub title: String,
    /// The path in front of every scope's prefix, for example `/api/apps/{appID}`.
    pub base: PathTemplate,
    /// The parameter of the base path that is the application's ID.
    pub application: String,
    /// The member of an error body that holds its constant code.
    pub error_code: String,
    /// What the names of the members begin with that the server adds to a stored object.
    pub server_members: String,
    /// The accounts that have a token of their own, by name, in the spec's order.
    pub principals: Principals,
    /// The choices of credentials, by name, in the spec's order.
    pub callers: Callers,
    /// The scopes by name, in the spec's order.
    pub scopes: IndexMap<ScopeName, Scope>,
    /// The identifiers in paths, by parameter name.
    pub identifiers: IndexMap<String, Identifier>,
    /// Limits of an object's size.
    pub object_size: ObjectSize,
    /// The media type of an object with a data type.
    pub typed_media: TypedMedia,
    /// The media type of an object without a data type.
    pub plain_media: String,
    /// Where published content is served, for example `/api/x/{publicationID}`.
    pub published: PathTemplate,
    /// How to get a token, if that is described.
    pub login: Option<Login>,
    /// What a deployment may leave out, by name: what is declared, then every scope.
    pub capabilities: Capabilities,
}

/// How to get a token, with a request and a response of OAuth 2.0 (RFC 6749).
#[derive(Clone, Debug)]
pub struct Login {
    /// The paths, at least one; a client tries the next when one is not found. The application is their only parameter.
    pub paths: Vec<PathTemplate>,
    /// The media type of the request.
    pub media: String,
    /// The member of the response that names who has logged in.
    pub id: String,
    /// Where this comes from.
    pub origin: Origin,
}

/// One of the places in which buckets live.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Its name.
    pub name: ScopeName,
    /// What it is, one sentence.
    pub summary: String,
    /// The path behind the base, for example `/users/{userID}`; empty for the application itself.
    pub prefix: PathTemplate,
    /// Who owns its buckets.
    pub owner: OwnerKind,
    /// The principal who may do everything there: the permitted caller.
    pub permitted: PrincipalName,
    /// How error bodies name it, for example `APP_AND_USER`.
    pub object_scope_type: String,
    /// The error for an owner that does not exist, or why its absence cannot be provoked.
    pub missing_owner: Result<ErrorName, String>,
    /// The callers for whom there is no owner, if there are such callers.
    pub no_owner_for: Option<NoOwner>,
    /// Whom it admits and refuses by default for reads.
    pub read: Permission,
    /// Whom it admits and refuses by default for writes.
    pub write: Permission,
    /// Where its permissions come from.
    pub origin: Origin,
}

/// Callers for whom a scope has no owner: the error for a missing owner is as right as the refusal of the caller.
#[derive(Clone, Debug)]
pub struct NoOwner {
    /// Who they are; the scope admits none of them.
    pub callers: Vec<CallerId>,
    /// The error for a missing owner.
    pub error: ErrorName,
    /// Where this comes from.
    pub origin: Origin,
}

/// Who owns the buckets of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerKind {
    /// The application.
    Application,
    /// The scope's permitted principal, named in the path.
    Principal,
    /// The principal who sends the request.
    Caller,
    /// Something that has no token, whose ID a target gives for the scope.
    Named,
    /// The scope's permitted principal, whose ID a target gives for the scope once more.
    NamedPrincipal,
}

/// Whom a scope admits and refuses by default.
#[derive(Clone, Debug)]
pub struct Permission {
    /// Admitted, the permitted caller first.
    pub admitted: Vec<CallerId>,
    /// Refused, or why no caller with valid credentials is.
    pub refused: Result<Vec<CallerId>, String>,
}

/// The media type of an object with a data type: text around the application's ID and the data type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedMedia {
    /// The template, as written.
    pub template: String,
    /// The text before the application's ID, between it and the data type, and behind that.
    pub around: [String; 3],
}

/// What an identifier in a path identifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentifierRole {
    /// The bucket.
    Bucket,
    /// The object in the bucket.
    Object,
}

/// How an identifier in a path is formed.
#[derive(Clone, Debug)]
pub struct Identifier {
    /// The parameter's name.
    pub name: String,
    /// What it identifies.
    pub role: IdentifierRole,
    /// The characters that it may have: letters and digits of ASCII and these.
    pub punctuation: String,
    /// How many characters it has.
    pub length: RangeInclusive<usize>,
    /// Where this comes from.
    pub origin: Origin,
}

/// Limits of an object's size, in characters of its JSON text.
#[derive(Clone, Debug)]
pub struct ObjectSize {
    /// More than this must be refused.
    pub maximum: usize,
    /// This many must be accepted: less than the maximum, as what counts is not documented to the character.
    pub accepted: usize,
    /// Where this comes from.
    pub origin: Origin,
}

impl Service {
    /// The identifier of buckets or of objects, if paths have one.
    #[must_use]
    pub fn identifier(&self, role: IdentifierRole) -> Option<&Identifier> {
        self.identifiers.values().find(|identifier| identifier.role == role)
    }
}

impl TypedMedia {
    /// The media type for an application and a data type.
    #[must_use]
    pub fn of(&self, application: &str, data_type: &str) -> String {
        let [before, between, after] = &self.around;
        format!("{before}{application}{between}{data_type}{after}")
    }
}

impl Scope {
    /// Whether the scope has no owner for a caller, so that the error for a missing owner is as right as a refusal.
    #[must_use]
    pub fn has_no_owner_for(&self, caller: CallerId) -> bool {
        self.no_owner_for.as_ref().is_some_and(|no_owner| no_owner.callers.contains(&caller))
    }

    /// Whom the scope admits and refuses by default for this access.
    #[must_use]
    pub const fn permission(&self, access: Access) -> &Permission {
        match access {
            Access::Read => &self.read,
            Access::Write => &self.write,
        }
    }
}

impl Identifier {
    /// Whether a text is a well-formed identifier.
    #[must_use]
    pub fn admits(&self, text: &str) -> bool {
        self.length.contains(&text.len())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || self.punctuation.contains(c))
    }
}

impl fmt::Display for ScopeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
