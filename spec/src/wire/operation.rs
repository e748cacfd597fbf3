//! The files of `operations/`.

use http::{Method, StatusCode};

use super::{Condition, Source, word::HeaderWord};
use crate::{
    change::{BodyChange, ObjectChange},
    from_yaml::{Entries, Flag, OneOrMany},
    operation::{Access, Level, PathTemplate, RequestContent, ResponseContent, Tolerance, Version},
    yaml::At,
    yaml_structs,
};

yaml_structs! {
    /// The operations on one resource.
    struct Resource {
        /// The path behind a scope's prefix.
        path: At<PathTemplate>,
        /// The scope at which a seed page shows the operations.
        documented_scope: At<String>,
        /// The operations by name.
        operations: Entries<Operation>,
    }

    /// One operation.
    struct Operation {
        /// What it does, one sentence.
        summary: String,
        /// The request method.
        method: Method,
        /// Which of a scope's default permissions it needs.
        access: Access,
        /// Where it is described.
        source: Source,
        /// What a request carries beyond its path and credentials.
        request: Option<Request>,
        /// The documented responses by name.
        responses: Entries<Response>,
    }

    /// What a request carries beyond its path and credentials.
    struct Request {
        /// The documented `Content-Type` of a request without a media type of the caller's choice.
        media: Option<String>,
        /// Its content: an object, or the bytes of a body.
        content: Option<RequestContent>,
        /// The type of its JSON.
        json: Option<At<String>>,
        /// The conditional headers that it may have.
        precondition: Option<Precondition>,
        /// It may have a `Range` header.
        range: Option<Flag>,
    }

    /// The conditional headers of a request.
    struct Precondition {
        /// Which version `If-Match` names.
        version: Version,
        /// Whether `If-None-Match` is documented as well.
        if_none_match: bool,
    }

    /// One documented answer.
    struct Response {
        /// What it means, one sentence.
        summary: String,
        /// Its status; an error brings its own.
        status: Option<At<StatusCode>>,
        /// The type of its JSON.
        json: Option<At<String>>,
        /// What is stored: an object, a body, or a part of it.
        content: Option<At<ResponseContent>>,
        /// The error that it is.
        error: Option<At<String>>,
        /// It is the scope's error for an owner that does not exist.
        owner_missing: Option<At<Flag>>,
        /// The statuses that clients take for its own.
        lenient: Option<Lenient>,
        /// Its headers by field name.
        headers: Option<Entries<Header>>,
        /// When it is given.
        when: Option<OneOrMany<At<Condition>>>,
        /// Which other answers are accepted.
        tolerate: Option<At<Tolerance>>,
        /// The statuses that are accepted, with a warning unless it is the documented answer.
        warn_on: Option<Vec<StatusCode>>,
        /// How binding it is; `must` when left out.
        level: Option<Level>,
        /// More conditions, under terms of their own.
        also: Option<Vec<Also>>,
        /// Why no request gets it.
        unprovokable: Option<At<String>>,
        /// What holds afterwards, where it is not what held before.
        then: Option<Then>,
        /// Where this comes from, when not from the operation's page.
        source: Option<Source>,
        /// The decision that it comes from.
        decision: Option<At<String>>,
    }

    /// Statuses with which deployments are known to give a response, against the documents.
    struct Lenient {
        /// These statuses.
        statuses: Vec<StatusCode>,
        /// The decision that clients read them so.
        decision: At<String>,
    }

    /// A documented response header.
    struct Header {
        /// What its value is.
        is: At<HeaderWord>,
        /// The operation that answers at the URI that it holds.
        answers: Option<At<String>>,
        /// The state in which it is sent; always when left out.
        when: Option<At<Condition>>,
        /// Another name under which it passes with a warning.
        alias: Option<String>,
        /// How binding it is; `must` when left out.
        level: Option<Level>,
        /// What it says, one sentence.
        summary: String,
        /// Where this comes from, when not from where the response comes from.
        source: Option<Source>,
        /// The decision that it comes from.
        decision: Option<At<String>>,
    }

    /// More conditions of a response, under terms of their own.
    struct Also {
        /// Further points at which it is given.
        when: OneOrMany<At<Condition>>,
        /// Which other answers are accepted.
        tolerate: Option<At<Tolerance>>,
        /// The statuses that are accepted, with a warning unless it is the documented answer.
        warn_on: Option<Vec<StatusCode>>,
        /// How binding it is; `must` when left out.
        level: Option<Level>,
        /// Where this comes from.
        source: Option<Source>,
        /// The decision that it comes from.
        decision: Option<At<String>>,
    }

    /// What holds after a response.
    struct Then {
        /// What happens to the object.
        object: Option<ObjectChange>,
        /// What happens to its body.
        body: Option<BodyChange>,
    }
}
