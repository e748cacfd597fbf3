//! Operations: their requests, their responses, and when these are given.

use std::collections::BTreeSet;

use kii_spec::{
    Access, Api, BodyChange, Change, Header, HeaderValue, Level, ObjectChange, Operation, Precondition, Request,
    RequestContent, Response, ResponseContent, Version,
};

use super::{Found, Kind, Matched, conditions};

pub(super) fn compare(old: &Api, new: &Api, found: &mut Found) {
    let Matched { both, added, removed } = Matched::of(&old.operations, &new.operations);
    for (id, before, now) in both {
        found.compare(Kind::MethodChanged, id, before.method.as_str(), now.method.as_str());
        found.compare(Kind::PathChanged, id, before.path.to_string(), now.path.to_string());
        found.compare(Kind::AccessChanged, id, access(before.access), access(now.access));
        request(id, &before.request, &now.request, found);
        responses((old, before), (new, now), found);
    }
    added.iter().for_each(|(id, _)| found.alone(Kind::OperationAdded, id));
    removed.iter().for_each(|(id, _)| found.alone(Kind::OperationRemoved, id));
}

fn request(id: &kii_spec::OperationId, before: &Request, now: &Request, found: &mut Found) {
    let conditions = |request: &Request| -> Vec<String> {
        let Some(Precondition { version, if_none_match }) = request.precondition else { return Vec::new() };
        let if_match = format!("If-Match with the version of the {}", versioned(version));
        [Some(if_match), if_none_match.then(|| "If-None-Match".to_owned())].into_iter().flatten().collect()
    };
    let (had, has) = (conditions(before), conditions(now));
    for condition in has.iter().filter(|one| !had.contains(one)) {
        found.alone(Kind::ConditionsAdded, format!("{id} {condition}"));
    }
    for condition in had.iter().filter(|one| !has.contains(one)) {
        found.alone(Kind::ConditionsRemoved, format!("{id} {condition}"));
    }
    match (before.range, now.range) {
        (false, true) => found.alone(Kind::RangeAdded, id),
        (true, false) => found.alone(Kind::RangeRemoved, id),
        (true, true) | (false, false) => {}
    }
    let media = |request: &Request| request.media.clone().unwrap_or_else(|| "any".to_owned());
    found.compare(Kind::RequestMediaChanged, id, media(before), media(now));
    let content = |request: &Request| match &request.content {
        RequestContent::None => "none".to_owned(),
        RequestContent::Object => "an object".to_owned(),
        RequestContent::Body => "a body".to_owned(),
        RequestContent::Json(name) => name.to_string(),
    };
    found.compare(Kind::RequestContentChanged, id, content(before), content(now));
}

fn responses((old, before): (&Api, &Operation), (new, now): (&Api, &Operation), found: &mut Found) {
    let Matched { both, added, removed } = Matched::of(&before.responses, &now.responses);
    for (name, was, is) in both {
        let place = format!("{}/{}", now.id, name.0);
        found.compare(Kind::StatusChanged, &place, was.status.as_u16(), is.status.as_u16());
        found.compare(Kind::ResponseContentChanged, &place, content(was), content(is));
        found.compare(Kind::EffectChanged, &place, effect(was.then), effect(is.then));
        found.compare(Kind::LeniencyChanged, &place, lenient(was), lenient(is));
        conditions::compare(&place, (old, was), (new, is), found);
        headers((old, was), (new, is), &place, found);
    }
    for (name, response) in added {
        let is_must = response.conditions.iter().any(|condition| condition.level == Level::Must);
        let kind = match (response.is_success(), is_must) {
            (true, _) => Kind::SuccessAdded,
            (false, true) => Kind::RefusalAdded,
            (false, false) => Kind::OptionalRefusalAdded,
        };
        found.alone(kind, format!("{}/{}", now.id, name.0));
    }
    for (name, response) in removed {
        let kind = if response.is_success() { Kind::SuccessRemoved } else { Kind::RefusalRemoved };
        found.alone(kind, format!("{}/{}", now.id, name.0));
    }
}

fn content(response: &Response) -> String {
    match &response.content {
        ResponseContent::None => "none".to_owned(),
        ResponseContent::Json(name) => name.to_string(),
        ResponseContent::Object => "the object".to_owned(),
        ResponseContent::Body => "the body".to_owned(),
        ResponseContent::BodyPart => "a part of the body".to_owned(),
        ResponseContent::Error(name) => name.to_string(),
        ResponseContent::OwnerMissing => "the error of a missing owner".to_owned(),
    }
}

/// What holds after a response.
fn effect(change: Change) -> String {
    let object = change.object.map(|object| match object {
        ObjectChange::Sent => "the object is what was sent",
        ObjectChange::Merged => "the object also has what was sent",
        ObjectChange::Deleted => "the object is gone",
    });
    let body = change.body.map(|body| match body {
        BodyChange::Sent => "the body is what was sent",
        BodyChange::Deleted => "the body is gone",
    });
    let effects: Vec<&str> = object.into_iter().chain(body).collect();
    if effects.is_empty() { "nothing changes".to_owned() } else { effects.join(", ") }
}

/// Which other statuses clients take for that of a response.
fn lenient(response: &Response) -> String {
    let statuses = response.leniency.iter().flat_map(|leniency| &leniency.statuses);
    let statuses: BTreeSet<String> = statuses.map(|status| status.as_u16().to_string()).collect();
    if statuses.is_empty() { "no other".to_owned() } else { statuses.into_iter().collect::<Vec<_>>().join(", ") }
}

const fn access(access: Access) -> &'static str {
    match access {
        Access::Read => "read",
        Access::Write => "write",
    }
}

fn headers((old, before): (&Api, &Response), (new, now): (&Api, &Response), place: &str, found: &mut Found) {
    let named = |response: &Response, name: &str| {
        response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)).cloned()
    };
    for header in &now.headers {
        let place = format!("{place}:header.{}", header.name);
        let Some(was) = named(before, &header.name) else {
            let is_must = header.level == Level::Must;
            found.alone(if is_must { Kind::HeaderAdded } else { Kind::OptionalHeaderAdded }, place);
            continue;
        };
        let is_must = |header: &Header| header.level == Level::Must;
        match (is_must(&was), is_must(header)) {
            (false, true) => found.alone(Kind::HeaderRequired, &place),
            (true, false) => found.alone(Kind::HeaderOptional, &place),
            (true, true) | (false, false) => {}
        }
        let alias = |header: &Header| header.alias.clone().unwrap_or_else(|| "no other name".to_owned());
        match (&was.alias, &header.alias) {
            (Some(_), None) => found.differs(Kind::AliasRemoved, &place, alias(&was), alias(header)),
            (None, Some(_)) => found.differs(Kind::AliasAdded, &place, alias(&was), alias(header)),
            (Some(_), Some(_)) | (None, None) => found.compare(Kind::AliasChanged, &place, alias(&was), alias(header)),
        }
        found.compare(Kind::HeaderChanged, &place, meaning(old, &was), meaning(new, header));
    }
    for header in before.headers.iter().filter(|header| named(now, &header.name).is_none()) {
        let kind = if header.level == Level::Must { Kind::HeaderRemoved } else { Kind::OptionalHeaderRemoved };
        found.alone(kind, format!("{place}:header.{}", header.name));
    }
}

/// What a header says, and when.
fn meaning(api: &Api, header: &Header) -> String {
    let value = match &header.value {
        HeaderValue::Version(version) => format!("the version of the {}", versioned(*version)),
        HeaderValue::Date => "a date".to_owned(),
        HeaderValue::Uri(operation) => format!("an address of {operation}"),
        HeaderValue::ObjectMedia => "the media type of the object".to_owned(),
        HeaderValue::BodyMedia => "the media type of the body".to_owned(),
        HeaderValue::ContentRange => "the part that is sent".to_owned(),
    };
    let states: Vec<String> = header.when.iter().flatten().map(|setting| api.axes.text(*setting)).collect();
    if states.is_empty() { value } else { format!("{value}, if {}", states.join(" and ")) }
}

const fn versioned(version: Version) -> &'static str {
    match version {
        Version::Object => "object",
        Version::Body => "body",
    }
}
