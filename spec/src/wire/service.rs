//! `service.yaml`.

use http::StatusCode;

use super::{Also, Caller, Condition, Principal, Source};
use crate::{
    from_yaml::{Entries, OneOrMany},
    operation::{Level, PathTemplate, Tolerance},
    service::{IdentifierRole, OwnerKind},
    yaml::At,
    yaml_structs,
};

yaml_structs! {
    /// What holds for every operation.
    struct Service {
        /// The API's title.
        title: String,
        /// The path in front of every scope's prefix.
        base: At<PathTemplate>,
        /// Where published content is served.
        published: PathTemplate,
        /// The media type of an object without a data type.
        plain_media: String,
        /// The media type of a typed object, with the parameter of `base` and one for the data type.
        typed_media: At<String>,
        /// The member of an error that holds its constant code.
        error_code: String,
        /// What the names of the members begin with that the server adds to a stored object.
        server_members: String,
        /// Where a token is to be had.
        login: Option<At<Login>>,
        /// The accounts that have a token of their own, by name.
        principals: Entries<Principal>,
        /// The choices of credentials, by name.
        callers: At<Entries<Caller>>,
        /// The identifiers in paths, by parameter.
        identifiers: Entries<Identifier>,
        /// Limits of an object's size.
        object_size: ObjectSize,
        /// The places in which buckets live, by name.
        scopes: Entries<Scope>,
        /// What every operation answers where its own page is silent, by the name of the response.
        rejections: Entries<Rejection>,
        /// What a deployment may leave out, by name; every scope is such a part without being named here.
        capabilities: Option<Entries<Capability>>,
    }

    /// Where a token is to be had, with a request and an answer of OAuth 2.0.
    struct Login {
        /// The addresses; the next one counts where one is not there.
        paths: Vec<PathTemplate>,
        /// The media type of the request.
        media: String,
        /// The member of the answer that names who has logged in.
        id: String,
        /// Where this comes from.
        source: Option<Source>,
        /// The decision that it comes from.
        decision: Option<At<String>>,
    }

    /// How an identifier in a path is formed.
    struct Identifier {
        /// What it identifies.
        names: IdentifierRole,
        /// The characters that it may have besides letters and digits of ASCII.
        punctuation: String,
        /// The fewest characters that it has.
        shortest: usize,
        /// The most characters that it has.
        longest: At<usize>,
        /// Where this comes from.
        source: Option<Source>,
        /// The decision that it comes from.
        decision: Option<At<String>>,
    }

    /// Limits of an object's size, in characters of its JSON text.
    struct ObjectSize {
        /// More than this must be refused.
        maximum: At<usize>,
        /// This many must be accepted.
        accepted: At<usize>,
        /// Where this comes from.
        source: Option<Source>,
        /// The decision that it comes from.
        decision: Option<At<String>>,
    }

    /// One of the places in which buckets live.
    struct Scope {
        /// What it is, one sentence.
        summary: String,
        /// The path behind the base.
        prefix: PathTemplate,
        /// Who owns its buckets.
        owner: OwnerKind,
        /// The principal who may do everything there.
        permitted: At<String>,
        /// How errors name it.
        object_scope_type: String,
        /// The error for an owner that does not exist.
        missing_owner: Option<At<String>>,
        /// Why the owner's absence cannot be provoked.
        no_missing_owner: Option<At<String>>,
        /// The callers for whom there is no owner.
        no_owner_for: Option<At<NoOwner>>,
        /// Whom it admits and refuses by default for reads.
        read: Permission,
        /// Whom it admits and refuses by default for writes.
        write: Permission,
        /// Where this comes from.
        source: Option<Source>,
        /// The decision that it comes from.
        decision: Option<At<String>>,
    }

    /// Callers for whom a scope has no owner: the error for a missing owner is as right as the refusal of the caller.
    struct NoOwner {
        /// Who they are.
        callers: At<Vec<At<String>>>,
        /// The error for a missing owner.
        error: At<String>,
        /// Where this comes from.
        source: Option<Source>,
        /// The decision that it comes from.
        decision: Option<At<String>>,
    }

    /// Whom a scope admits and refuses by default.
    struct Permission {
        /// Admitted, the permitted caller first.
        admitted: At<Vec<At<String>>>,
        /// Refused.
        refused: Option<At<Vec<At<String>>>>,
        /// Why no caller with valid credentials is refused.
        none_refused: Option<At<String>>,
    }

    /// What every operation answers where its own page is silent.
    struct Rejection {
        /// What it means, one sentence.
        summary: String,
        /// The error.
        error: At<String>,
        /// When it is given.
        when: OneOrMany<At<Condition>>,
        /// Which other answers are accepted.
        tolerate: Option<At<Tolerance>>,
        /// The statuses that are accepted, with a warning unless it is the documented answer.
        warn_on: Option<Vec<StatusCode>>,
        /// How binding it is; `must` when left out.
        level: Option<Level>,
        /// More conditions, under terms of their own.
        also: Option<Vec<Also>>,
        /// Where this comes from.
        source: Option<Source>,
        /// The decision that it comes from.
        decision: Option<At<String>>,
    }

    /// A part of the API that a deployment may leave out.
    struct Capability {
        /// What it is, one sentence.
        summary: String,
        /// The operations that belong to it.
        operations: Option<Vec<At<String>>>,
        /// The requests that belong to it, whatever their operation.
        when: Option<OneOrMany<At<Condition>>>,
        /// Where this comes from.
        source: Option<Source>,
        /// The decision that it comes from.
        decision: Option<At<String>>,
    }
}
