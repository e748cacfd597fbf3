//! Operations.

use indexmap::IndexMap;

use super::{ResolveContext, name::resource, response};
use crate::{
    load::Read,
    operation::{Operation, OperationId, Precondition, Request, RequestContent, ResponseName, Segment},
    problem::Place,
    service::{IdentifierRole, ScopeName, Service},
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
    /// The places of the response's conditions, in their order.
    pub(super) conditions: Vec<Place>,
}

pub(super) fn operations(
    cx: &ResolveContext<'_>,
    read: &Read<wire::Resource>,
    errors: &IndexMap<ErrorName, ErrorType>,
    service: &Service,
) -> Vec<(OperationId, Described)> {
    let written = &read.value;
    for segment in &written.path.value.segments {
        if let Segment::Parameter(name) = segment {
            cx.names.identifiers.look_up(cx, &At { value: name.clone(), span: written.path.span.clone() });
        }
    }
    let objects = service.identifiers.values().filter(|identifier| identifier.role == IdentifierRole::Object);
    let objects: Vec<&str> = objects.map(|identifier| identifier.name.as_str()).collect();
    let scope = ScopeName(cx.names.scopes.look_up(cx, &written.documented_scope));
    let operations = written.operations.iter().map(|(verb, written)| {
        let mut operation = Operation {
            id: OperationId { resource: resource(&read.file).into(), verb: verb.value.as_str().into() },
            summary: written.summary.clone(),
            method: written.method.clone(),
            path: read.value.path.value.clone(),
            access: written.access,
            request: request(cx, written.request.as_ref()),
            responses: IndexMap::new(),
            documented_scope: scope.clone(),
            source: cx.source(&written.source),
            axes: Vec::new(),
        };
        let is_known = operation.path.parameters().all(|name| service.identifiers.contains_key(name));
        // What cannot be looked up has been noted; it may be what an axis is about.
        operation.axes = if is_known { cx.axes.of(&operation, &objects) } else { cx.axes.all().collect() };
        let mut described = Described { operation, places: IndexMap::new() };
        response::add_all(cx, &mut described, &written.responses, errors, service);
        (described.operation.id.clone(), described)
    });
    operations.collect()
}

fn request(cx: &ResolveContext<'_>, written: Option<&wire::Request>) -> Request {
    let Some(written) = written else {
        return Request { precondition: None, range: false, media: None, content: RequestContent::None };
    };
    let json = written.json.as_ref().map(|name| (cx.names.types.look_up(cx, name), &name.span));
    let content = match (&written.content, json) {
        (None, None) => RequestContent::None,
        (None, Some((name, _))) => RequestContent::Json(TypeName(name)),
        (Some(content), None) => content.clone(),
        (Some(content), Some((_, span))) => {
            cx.diagnostics.note(span, "`content` and `json` exclude each other", "beside `content`");
            content.clone()
        }
    };
    let precondition = written.precondition.as_ref();
    let precondition =
        precondition.map(|written| Precondition { version: written.version, if_none_match: written.if_none_match });
    Request { precondition, range: written.range.is_some(), media: written.media.clone(), content }
}
