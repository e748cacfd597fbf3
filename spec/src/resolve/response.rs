//! Responses and their headers.

use http::StatusCode;
use indexmap::IndexMap;

use super::{
    Desk,
    operation::{Described, Places},
    when::{Placed, Terms},
};
use crate::{
    change::{BodyChange, Change, ObjectChange},
    operation::{Header, HeaderValue, Operation, OperationId, Response, ResponseContent, ResponseName, Version},
    service::Service,
    source::Origin,
    types::{ErrorName, ErrorType, TypeName},
    wire,
    yaml::{At, Entries, OneOrMany},
};

/// Adds the responses of an operation, as far as they can be resolved.
pub(super) fn add_all(
    desk: &Desk<'_>,
    described: &mut Described,
    responses: &Entries<wire::Response>,
    errors: &IndexMap<ErrorName, ErrorType>,
    service: Option<&Service>,
) {
    for (name, written) in &responses.0 {
        if let Some((response, places)) = response(desk, &described.operation, name, written, errors, service) {
            described.places.insert(response.name.clone(), places);
            described.operation.responses.insert(response.name.clone(), response);
        }
    }
}

fn response(
    desk: &Desk<'_>,
    operation: &Operation,
    name: &At<String>,
    written: &wire::Response,
    errors: &IndexMap<ErrorName, ErrorType>,
    service: Option<&Service>,
) -> Option<(Response, Places)> {
    let content = content(desk, written);
    let status = status(desk, name, written, content.as_ref(), errors, service);
    let own = desk.own_origin(written.source.as_ref(), written.decision.as_ref());
    let origin = own.unwrap_or_else(|| Origin::Page(operation.source.clone()));
    let headers = written.headers.iter().flat_map(|headers| &headers.0);
    let headers = headers.filter_map(|(name, written)| header(desk, name, written, &origin)).collect();
    let placed = occasions(desk, operation, name, written);
    let then = written.then.as_ref().map_or(Some(Change::default()), |then| change(desk, then));
    let (occasions, places) = placed.into_iter().map(|placed| (placed.occasion, placed.place)).unzip();
    let response = Response {
        name: ResponseName(name.value.clone()),
        summary: written.summary.clone(),
        status: status?,
        content: content?,
        headers,
        occasions,
        unprovokable: written.unprovokable.as_ref().map(|reason| reason.value.clone()),
        then: then?,
        origin,
    };
    Some((response, Places { name: desk.sheet.place(&name.span), occasions: places }))
}

fn content(desk: &Desk<'_>, written: &wire::Response) -> Option<ResponseContent> {
    let owner_missing = written.owner_missing.as_ref().filter(|flag| flag.value);
    let spans = [
        written.json.as_ref().map(|json| &json.span),
        written.content.as_ref().map(|content| &content.span),
        written.error.as_ref().map(|error| &error.span),
        owner_missing.map(|flag| &flag.span),
    ];
    if let Some(second) = spans.into_iter().flatten().nth(1) {
        let title = "`json`, `content`, `error` and `owner_missing` exclude each other";
        desk.sheet.note(second, title, "more than one is given");
        return None;
    }
    if let Some(name) = &written.json {
        return desk.names.types.look_up(desk, name).map(|name| ResponseContent::Json(TypeName(name)));
    }
    if let Some(name) = &written.error {
        return desk.names.errors.look_up(desk, name).map(|name| ResponseContent::Error(ErrorName(name)));
    }
    if let Some(word) = &written.content {
        let words = [
            ("object", ResponseContent::Object),
            ("body", ResponseContent::Body),
            ("body_part", ResponseContent::BodyPart),
        ];
        return desk.sheet.choose("a response's content", word, &words);
    }
    Some(owner_missing.map_or(ResponseContent::None, |_| ResponseContent::OwnerMissing))
}

fn status(
    desk: &Desk<'_>,
    name: &At<String>,
    written: &wire::Response,
    content: Option<&ResponseContent>,
    errors: &IndexMap<ErrorName, ErrorType>,
    service: Option<&Service>,
) -> Option<StatusCode> {
    let brought = match content? {
        ResponseContent::Error(error) => errors.get(error).map(|error| error.status),
        ResponseContent::OwnerMissing => {
            let scopes = service.into_iter().flat_map(|service| service.scopes.values());
            let mut names = scopes.filter_map(|scope| scope.missing_owner.as_ref().ok());
            names.find_map(|name| errors.get(name)).map(|error| error.status)
        }
        ResponseContent::None
        | ResponseContent::Json(_)
        | ResponseContent::Object
        | ResponseContent::Body
        | ResponseContent::BodyPart => {
            if written.status.is_none() {
                desk.sheet.note(&name.span, "a response that is not an error has a status", "has no `status`");
            }
            return written.status.as_ref().and_then(|status| desk.status(status));
        }
    };
    if let Some(status) = &written.status {
        desk.sheet.note(&status.span, "an error brings its own status", "remove this line");
    }
    brought
}

fn occasions(desk: &Desk<'_>, operation: &Operation, name: &At<String>, written: &wire::Response) -> Vec<Placed> {
    let terms =
        Terms { tolerate: written.tolerate.as_ref(), warn_on: written.warn_on.as_ref(), level: written.level.as_ref() };
    let none = OneOrMany(Vec::new());
    let when = written.when.as_ref().unwrap_or(&none);
    desk.check_axes(operation, when);
    let mut placed = desk.occasions(&name.span, when, terms, None);
    for also in &written.also {
        desk.check_axes(operation, &also.when);
        placed.extend(desk.more_occasions(&name.span, also, None));
    }
    let provokable = written.when.as_ref().is_some_and(|when| !when.0.is_empty()) || !written.also.is_empty();
    match (&written.unprovokable, provokable) {
        (Some(_), false) | (None, true) => {}
        (None, false) => {
            let title = format!("nothing says when {}/{} is given", operation.id, name.value);
            let help = "add `when:`, or `unprovokable:` with the reason why no request gets this answer".to_owned();
            desk.sheet.note_with(&name.span, title, "has no condition", help);
        }
        (Some(reason), true) => {
            let title = "`when` and `unprovokable` exclude each other";
            desk.sheet.note(&reason.span, title, "both are given");
        }
    }
    placed
}

fn header(desk: &Desk<'_>, name: &At<String>, written: &wire::Header, inherited: &Origin) -> Option<Header> {
    let value = header_value(desk, written);
    let when = written.when.as_ref().map(|condition| desk.state(condition));
    let level = desk.level(written.level.as_ref());
    let origin = desk.own_origin(written.source.as_ref(), written.decision.as_ref());
    Some(Header {
        name: name.value.clone(),
        value: value?,
        when: match when {
            None => None,
            Some(state) => Some(state?),
        },
        alias: written.alias.clone(),
        level: level?,
        summary: written.summary.clone(),
        origin: origin.unwrap_or_else(|| inherited.clone()),
    })
}

fn header_value(desk: &Desk<'_>, written: &wire::Header) -> Option<HeaderValue> {
    let answers = written.answers.as_ref().map(|name| {
        let known = desk.names.operations.look_up(desk, name)?;
        let (resource, verb) = known.split_once('.')?;
        Some(OperationId { resource: resource.to_owned(), verb: verb.to_owned() })
    });
    let words = [
        ("object_version", Some(HeaderValue::Version(Version::Object))),
        ("body_version", Some(HeaderValue::Version(Version::Body))),
        ("date", Some(HeaderValue::Date)),
        ("object_media", Some(HeaderValue::ObjectMedia)),
        ("body_media", Some(HeaderValue::BodyMedia)),
        ("content_range", Some(HeaderValue::ContentRange)),
        ("uri", None),
    ];
    match (desk.sheet.choose("a header's value", &written.is, &words)?, answers) {
        (Some(value), None) => Some(value),
        (None, Some(answers)) => answers.map(HeaderValue::Uri),
        (None, None) => {
            let help = "add `answers:` with an operation, for example the one that reads what was created".to_owned();
            desk.sheet.note_with(&written.is.span, "nothing says which operation answers there", "a `uri`", help);
            None
        }
        (Some(_), Some(_)) => {
            desk.sheet.note(&written.is.span, "`answers` belongs to a header that is a `uri`", "not a `uri`");
            None
        }
    }
}

fn change(desk: &Desk<'_>, written: &wire::Then) -> Option<Change> {
    let objects = [("sent", ObjectChange::Sent), ("merged", ObjectChange::Merged), ("deleted", ObjectChange::Deleted)];
    let bodies = [("sent", BodyChange::Sent), ("deleted", BodyChange::Deleted)];
    let object = written.object.as_ref().map(|word| desk.sheet.choose("a change of an object", word, &objects));
    let body = written.body.as_ref().map(|word| desk.sheet.choose("a change of a body", word, &bodies));
    let resolved = !matches!((object, body), (Some(None), _) | (_, Some(None)));
    resolved.then_some(Change { object: object.flatten(), body: body.flatten() })
}
