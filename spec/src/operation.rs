//! Operations and their documented responses.

use std::{fmt, sync::Arc};

use http::{Method, StatusCode};
use indexmap::IndexMap;

use crate::{
    axis::{Axis, Point, Setting},
    change::Change,
    service::ScopeName,
    source::{Origin, Source},
    types::{ErrorName, TypeName},
};

/// `resource.verb`, for example `object.put`. Never changes once released.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationId {
    /// The resource: the name of the file that describes it.
    pub resource: Arc<str>,
    /// The operation's name within the resource.
    pub verb: Arc<str>,
}

/// The name of a response within its operation, for example `stale`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResponseName(pub Arc<str>);

/// One operation, offered in every scope. Templates, routes, cases and faults read this and nothing else.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `resource.verb`.
    pub id: OperationId,
    /// What it does, one sentence.
    pub summary: String,
    /// The request method.
    pub method: Method,
    /// The path behind the scope's prefix, for example `/buckets/{bucketID}/objects/{objectID}`.
    pub path: PathTemplate,
    /// Whether it reads or writes, which decides whom a scope admits by default.
    pub access: Access,
    /// What a request carries.
    pub request: Request,
    /// The documented responses by name, in the spec's order.
    pub responses: IndexMap<ResponseName, Response>,
    /// The scope at which a seed document shows the operation; the others come from the wider reference.
    pub documented_scope: ScopeName,
    /// Where the operation is described.
    pub source: Source,
    /// The axes that mean something to it, in the spec's order.
    pub axes: Vec<Axis>,
}

/// Which of a scope's default permissions an operation needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It leaves everything as it is.
    Read,
    /// It creates, changes or deletes.
    Write,
}

/// A path with named segments, behind a scope's prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathTemplate {
    /// The segments between slashes.
    pub segments: Vec<Segment>,
}

/// A segment of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Fixed text.
    Literal(String),
    /// `{name}`.
    Parameter(String),
}

/// What a request carries beyond its path and credentials.
#[derive(Clone, Debug)]
pub struct Request {
    /// The conditional headers it may have.
    pub precondition: Option<Precondition>,
    /// Whether it may have a `Range` header.
    pub range: bool,
    /// The documented `Content-Type` of a request whose content is not the caller's own choice of media type.
    pub media: Option<String>,
    /// Its content.
    pub content: RequestContent,
}

/// The conditional headers of an operation. `If-Match` and `If-None-Match: *` exclude each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Precondition {
    /// Which version `If-Match` names.
    pub version: Version,
    /// Whether `If-None-Match: *` is documented as well.
    pub if_none_match: bool,
}

/// What is versioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// The object.
    Object,
    /// The object's body.
    Body,
}

/// The content of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestContent {
    /// None.
    None,
    /// The members of an object: all of them, or those to change.
    Object,
    /// The bytes of an object's body, with a media type of the caller's choice.
    Body,
    /// JSON of a described type.
    Json(TypeName),
}

/// A documented response. What a case expects is always one of these.
#[derive(Clone, Debug)]
pub struct Response {
    /// Its name within the operation.
    pub name: ResponseName,
    /// What it means, one sentence.
    pub summary: String,
    /// Its status.
    pub status: StatusCode,
    /// The statuses that clients take for its own.
    pub leniency: Option<Leniency>,
    /// What it holds.
    pub content: ResponseContent,
    /// Its headers, but for those that describe the content's framing.
    pub headers: Vec<Header>,
    /// When it is given. Empty when it cannot be provoked, and then `unprovokable` says why.
    pub conditions: Vec<Condition>,
    /// Why no request can provoke it, if so.
    pub unprovokable: Option<String>,
    /// What holds afterwards.
    pub then: Change,
    /// Where it comes from: a seed, the wider reference, an RFC or a decision.
    pub origin: Origin,
}

/// Statuses with which deployments are known to give a response, against the documents. Servers do not use them, and the suite
/// does not accept them; but a client that refused them would be of no use there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leniency {
    /// These statuses.
    pub statuses: Vec<StatusCode>,
    /// Where this comes from.
    pub origin: Origin,
}

/// What a response holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseContent {
    /// Nothing: no content and no media type of its own.
    None,
    /// JSON of a described type, which brings its media type.
    Json(TypeName),
    /// The stored object; its media type is the one it was created with.
    Object,
    /// The stored body, whole; its media type is the one it was uploaded with.
    Body,
    /// The requested part of the stored body.
    BodyPart,
    /// An error, which brings status, media type, code and members.
    Error(ErrorName),
    /// The error that says that the scope's owner does not exist; which one it is, the scope says.
    OwnerMissing,
}

/// A documented response header.
#[derive(Clone, Debug)]
pub struct Header {
    /// The field name, spelled as documented.
    pub name: Arc<str>,
    /// What its value is.
    pub value: HeaderValue,
    /// The state in which it is sent; `None`: always. In any other state it must be absent.
    pub when: Option<Vec<Setting>>,
    /// Another name under which the same value is tolerated, with a warning.
    pub alias: Option<String>,
    /// Whether its absence is a failure or a warning.
    pub level: Level,
    /// What it says, one sentence.
    pub summary: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// What a header's value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderValue {
    /// The current version, as an entity tag (RFC 9110, 8.8.3).
    Version(Version),
    /// A date (RFC 9110, 5.6.7).
    Date,
    /// A URI reference (RFC 9110, 10.2.2) under which this operation answers.
    Uri(OperationId),
    /// The media type of the stored object.
    ObjectMedia,
    /// The media type of the stored body.
    BodyMedia,
    /// Which part of the body is sent (RFC 9110, 14.4).
    ContentRange,
}

/// How binding a statement is (RFC 2119).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Breaking it is a failure.
    Must,
    /// Breaking it is a warning.
    Should,
    /// Permitted; never a failure or a warning.
    May,
}

/// A condition under which a response is expected, and how strictly.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The points at which it holds.
    pub when: Region,
    /// Which other answers are accepted.
    pub tolerance: Tolerance,
    /// How binding the condition is.
    pub level: Level,
    /// Where the condition comes from, when that is not where the response comes from.
    pub origin: Option<Origin>,
}

/// The answers accepted in place of the documented one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tolerance {
    /// None.
    None,
    /// Any client error (4xx), whatever it holds: the sources say only that the request must be refused.
    AnyClientError,
    /// One of these statuses, whatever it holds, with a warning unless it is the documented answer.
    Warned(Vec<StatusCode>),
}

/// A set of points: on each axis that it names, one of these values; on every other axis, the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Region {
    /// The axes that are named, with the values in the spec's order.
    pub axes: IndexMap<Axis, Choice>,
}

/// The values that a region has on an axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// These.
    Settings(Vec<Setting>),
    /// The callers whom the scope refuses by default for the operation's access.
    RefusedCallers,
    /// The callers whom the scope admits by default for the operation's access.
    AdmittedCallers,
}

/// The response that is expected at a point, and the condition of the response that holds there.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedResponse<'a> {
    /// The response.
    pub response: &'a Response,
    /// The condition.
    pub condition: &'a Condition,
    /// The point.
    pub point: Point,
}

impl Response {
    /// Whether this is a success (2xx).
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.status.is_success()
    }
}

impl Header {
    /// Whether the header is sent in the state of a point. In any other state it must be absent.
    #[must_use]
    pub fn is_sent_at(&self, point: &Point) -> bool {
        self.when.iter().flatten().all(|setting| point.setting(setting.axis()) == *setting)
    }
}

impl PathTemplate {
    /// The names of its parameters, in their order.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Parameter(name) => Some(name.as_str()),
            Segment::Literal(_) => None,
        })
    }
}

impl Operation {
    /// Whether an identifier of this name is part of the path.
    #[must_use]
    pub fn has_parameter(&self, name: &str) -> bool {
        self.path.parameters().any(|known| known == name)
    }

    /// Whether an axis means anything to this operation.
    #[must_use]
    pub fn has_axis(&self, axis: Axis) -> bool {
        self.axes.contains(&axis)
    }

    /// Whether a response says anything by its media type, or by having none. A refusal of HEAD does not: it has no content,
    /// and may have the headers that one of GET would have (RFC 9110, 9.3.2).
    #[must_use]
    pub fn states_media_type(&self, response: &Response) -> bool {
        self.method != Method::HEAD || response.is_success()
    }

    /// Whether the method is safe (RFC 9110, 9.2.1).
    #[must_use]
    pub fn is_safe(&self) -> bool {
        self.method.is_safe()
    }
}

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.resource, self.verb)
    }
}

impl fmt::Display for ResponseName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.segments {
            match segment {
                Segment::Literal(text) => write!(f, "/{text}")?,
                Segment::Parameter(name) => write!(f, "/{{{name}}}")?,
            }
        }
        Ok(())
    }
}
