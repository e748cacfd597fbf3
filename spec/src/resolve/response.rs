//! Responses and their headers.

use http::{Method, StatusCode};
use indexmap::IndexMap;

use super::{
    ResolveContext,
    operation::{Described, Places},
    when::{Placed, Terms},
};
use crate::{
    change::Change,
    from_yaml::{Entries, OneOrMany},
    operation::{
        Header, HeaderValue, Leniency, Level, Operation, OperationId, Response, ResponseContent, ResponseName,
    },
    service::Service,
    source::Origin,
    types::{ErrorName, ErrorType, TypeName},
    wire::{self, HeaderWord},
    yaml::At,
};

/// Adds the responses of an operation.
pub(super) fn add_all(
    cx: &ResolveContext<'_>,
    described: &mut Described,
    responses: &Entries<wire::Response>,
    errors: &IndexMap<ErrorName, ErrorType>,
    service: &Service,
) {
    for (name, written) in responses.iter() {
        let operation = &described.operation;
        let content = content(cx, operation, written);
        // Without a status there is a problem, and what else it means for the operation is not looked at.
        let Some(status) = status(cx, name, written, &content, errors, service) else { continue };
        let own = cx.own_origin(written.source.as_ref(), written.decision.as_ref());
        let origin = own.unwrap_or_else(|| Origin::Page(operation.source.clone()));
        let headers = written.headers.iter().flat_map(Entries::iter);
        let headers = headers.map(|(name, written)| header(cx, name, written, &origin)).collect();
        let placed = conditions(cx, operation, name, written);
        let (conditions, places) = placed.into_iter().map(|placed| (placed.condition, placed.place)).unzip();
        let response = Response {
            name: ResponseName(name.value.as_str().into()),
            summary: written.summary.clone(),
            status,
            leniency: written.lenient.as_ref().and_then(|lenient| leniency(cx, lenient)),
            content,
            headers,
            conditions,
            unprovokable: written.unprovokable.as_ref().map(|reason| reason.value.clone()),
            then: written.then.as_ref().map_or_else(Change::default, change),
            origin,
        };
        let places = Places { name: cx.diagnostics.place(&name.span), conditions: places };
        described.places.insert(response.name.clone(), places);
        described.operation.responses.insert(response.name.clone(), response);
    }
}

fn leniency(cx: &ResolveContext<'_>, written: &wire::Lenient) -> Option<Leniency> {
    let origin = cx.own_origin(None, Some(&written.decision))?;
    Some(Leniency { statuses: written.statuses.clone(), origin })
}

const fn change(then: &wire::Then) -> Change {
    Change { object: then.object, body: then.body }
}

fn content(cx: &ResolveContext<'_>, operation: &Operation, written: &wire::Response) -> ResponseContent {
    let json = written.json.as_ref().map(|name| {
        let content = ResponseContent::Json(TypeName(cx.names.types.look_up(cx, name)));
        (content, &name.span)
    });
    let error = written.error.as_ref().map(|name| {
        let content = ResponseContent::Error(ErrorName(cx.names.errors.look_up(cx, name)));
        (content, &name.span)
    });
    let stored = written.content.as_ref().map(|content| (content.value.clone(), &content.span));
    let owner = written.owner_missing.as_ref().map(|flag| (ResponseContent::OwnerMissing, &flag.span));
    let mut given = [json, stored, error, owner].into_iter().flatten();
    let Some((content, span)) = given.next() else {
        return ResponseContent::None;
    };
    if let Some((_, second)) = given.next() {
        let title = "`json`, `content`, `error` and `owner_missing` exclude each other";
        cx.diagnostics.note(second, title, "more than one is given");
    }
    if operation.method == Method::HEAD {
        let title = format!("{} answers HEAD, so no response of it has content", operation.id);
        let help = "write `status:` alone; errors with the same status are one response".to_owned();
        cx.diagnostics.note_with(span, title, "would be content", help);
    }
    content
}

fn status(
    cx: &ResolveContext<'_>,
    name: &At<String>,
    written: &wire::Response,
    content: &ResponseContent,
    errors: &IndexMap<ErrorName, ErrorType>,
    service: &Service,
) -> Option<StatusCode> {
    let brought = match content {
        ResponseContent::Error(error) => errors.get(error).map(|error| error.status),
        ResponseContent::OwnerMissing => {
            let names = service.scopes.values().filter_map(|scope| scope.missing_owner.as_ref().ok());
            let names: Vec<_> = names.collect();
            let statuses: Vec<_> =
                names.iter().copied().filter_map(|name| errors.get(name)).map(|error| error.status).collect();
            if statuses.iter().any(|status| Some(status) != statuses.first()) {
                let title = "the scopes' errors for a missing owner have different statuses";
                cx.note_once(&name.span, title, "has one status in all scopes");
            }
            // A scope that has a problem may have one.
            if names.is_empty() && cx.diagnostics.is_clean("service.yaml") {
                let title = "no scope has an error for a missing owner";
                cx.note_once(&name.span, title, "is never given");
            }
            statuses.first().copied()
        }
        ResponseContent::None
        | ResponseContent::Json(_)
        | ResponseContent::Object
        | ResponseContent::Body
        | ResponseContent::BodyPart => {
            if written.status.is_none() {
                cx.diagnostics.note(&name.span, "a response that is not an error has a status", "has no `status`");
            }
            return written.status.as_ref().map(|status| status.value);
        }
    };
    if let Some(status) = &written.status {
        cx.diagnostics.note(&status.span, "an error brings its own status", "remove this line");
    }
    brought
}

fn conditions(
    cx: &ResolveContext<'_>,
    operation: &Operation,
    name: &At<String>,
    written: &wire::Response,
) -> Vec<Placed> {
    let terms = Terms { tolerate: written.tolerate.as_ref(), warn_on: written.warn_on.as_ref(), level: written.level };
    let none = OneOrMany(Vec::new());
    let when = written.when.as_ref().unwrap_or(&none);
    let mut placed = cx.conditions(when, terms, None);
    for also in written.also.iter().flatten() {
        placed.extend(cx.more_conditions(also, None));
    }
    cx.check_axes(operation, &placed);
    match &written.unprovokable {
        Some(reason) if !placed.is_empty() => {
            cx.diagnostics.note(&reason.span, "`when` and `unprovokable` exclude each other", "both are given");
        }
        None if placed.is_empty() => {
            let title = format!("nothing says when {}/{} is given", operation.id, name.value);
            let help = "add `when:`, or `unprovokable:` with the reason why no request gets this answer".to_owned();
            cx.diagnostics.note_with(&name.span, title, "has no condition", help);
        }
        Some(_) | None => {}
    }
    placed
}

fn header(cx: &ResolveContext<'_>, name: &At<String>, written: &wire::Header, inherited: &Origin) -> Header {
    let own = cx.own_origin(written.source.as_ref(), written.decision.as_ref());
    Header {
        name: name.value.as_str().into(),
        value: header_value(cx, written),
        when: written.when.as_ref().map(|condition| cx.state(condition)),
        alias: written.alias.clone(),
        level: written.level.unwrap_or(Level::Must),
        summary: written.summary.clone(),
        origin: own.unwrap_or_else(|| inherited.clone()),
    }
}

fn header_value(cx: &ResolveContext<'_>, written: &wire::Header) -> HeaderValue {
    let answers = written.answers.as_ref().map(|name| (cx.names.operations.look_up(cx, name), &name.span));
    let span = &written.is.span;
    match (&written.is.value, answers) {
        (HeaderWord::Value(value), None) => value.clone(),
        (HeaderWord::Value(value), Some((_, answers))) => {
            cx.diagnostics.note(answers, "`answers` belongs to a header that is a `uri`", "beside another `is`");
            value.clone()
        }
        (HeaderWord::Uri, Some((name, _))) => {
            let (resource, verb) = name.split_once('.').unwrap_or((&name, ""));
            HeaderValue::Uri(OperationId { resource: resource.into(), verb: verb.into() })
        }
        (HeaderWord::Uri, None) => {
            let help = "add `answers:` with the operation that answers there".to_owned();
            cx.diagnostics.note_with(span, "nothing says which operation answers at this `uri`", "leads nowhere", help);
            HeaderValue::Uri(OperationId { resource: "".into(), verb: "".into() })
        }
    }
}
