//! Operations.

use http::Method;
use indexmap::IndexMap;

use super::{Desk, name::resource, response};
use crate::{
    load::Read,
    operation::{
        Access, Operation, OperationId, PathTemplate, Precondition, Request, RequestContent, ResponseName, Segment,
        Version,
    },
    problem::Place,
    service::{ScopeName, Service},
    types::{ErrorName, ErrorType, TypeName},
    wire,
    yaml::At,
};

/// Operations with the places of what they say, in the spec's order.
pub(super) type Operations = IndexMap<OperationId, Described>;

/// An operation and where its responses are written.
pub(super) struct Described {
    pub(super) operation: Operation,
    pub(super) places: IndexMap<ResponseName, Places>,
}

/// Where a response is written.
pub(super) struct Places {
    pub(super) name: Place,
    /// The places of the response's occasions, in their order.
    pub(super) occasions: Vec<Place>,
}

pub(super) fn operations(
    desk: &Desk<'_>,
    read: &Read<wire::Resource>,
    errors: &IndexMap<ErrorName, ErrorType>,
    service: Option<&Service>,
) -> Vec<(OperationId, Described)> {
    let written = &read.value;
    let path = desk.path(&written.path);
    for segment in path.iter().flat_map(|path| &path.segments) {
        if let Segment::Parameter(name) = segment {
            let name = At { value: name.clone(), span: written.path.span.clone() };
            desk.names.identifiers.look_up(desk, &name);
        }
    }
    let scope = desk.names.scopes.look_up(desk, &written.documented_scope).map(ScopeName);
    let resource = resource(&read.file);
    let resolve = |(verb, written): &(At<String>, wire::Operation)| {
        let id = OperationId { resource: resource.to_owned(), verb: verb.value.clone() };
        let operation = operation(desk, &id, written, path.as_ref(), scope.as_ref());
        let mut described = Described { operation: operation?, places: IndexMap::new() };
        response::add_all(desk, &mut described, &written.responses, errors, service);
        Some((id, described))
    };
    written.operations.0.iter().filter_map(resolve).collect()
}

const METHODS: [(&str, Method); 6] = [
    ("GET", Method::GET),
    ("HEAD", Method::HEAD),
    ("PUT", Method::PUT),
    ("POST", Method::POST),
    ("PATCH", Method::PATCH),
    ("DELETE", Method::DELETE),
];

/// The operation without its responses.
fn operation(
    desk: &Desk<'_>,
    id: &OperationId,
    written: &wire::Operation,
    path: Option<&PathTemplate>,
    scope: Option<&ScopeName>,
) -> Option<Operation> {
    let method = desk.sheet.choose("a method", &written.method, &METHODS);
    let accesses = [("read", Access::Read), ("write", Access::Write)];
    let access = desk.sheet.choose("an access", &written.access, &accesses);
    let source = desk.source(&written.source);
    let request = request(desk, &written.request);
    Some(Operation {
        id: id.clone(),
        summary: written.summary.clone(),
        method: method?,
        path: path?.clone(),
        access: access?,
        request: request?,
        responses: IndexMap::new(),
        documented_scope: scope?.clone(),
        source: source?,
    })
}

fn request(desk: &Desk<'_>, written: &wire::Request) -> Option<Request> {
    let content = match (&written.content, &written.json) {
        (None, None) => Some(RequestContent::None),
        (Some(word), None) => {
            let words = [("object", RequestContent::Object), ("body", RequestContent::Body)];
            desk.sheet.choose("a request's content", word, &words)
        }
        (None, Some(name)) => desk.names.types.look_up(desk, name).map(|name| RequestContent::Json(TypeName(name))),
        (Some(_), Some(name)) => {
            desk.sheet.note(&name.span, "`content` and `json` exclude each other", "both are given");
            None
        }
    };
    let precondition = match &written.precondition {
        None => Some(None),
        Some(precondition) => {
            let words = [("object", Version::Object), ("body", Version::Body)];
            let version = desk.sheet.choose("something that has versions", &precondition.version, &words);
            version.map(|version| Some(Precondition { version, if_none_match: precondition.if_none_match }))
        }
    };
    let (range, media) = (written.range, written.media.clone());
    Some(Request { precondition: precondition?, range, media, content: content? })
}
