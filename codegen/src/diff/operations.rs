//! Operations: their requests, their responses, and when these are given.

use std::collections::BTreeSet;

use kii_spec::{
    Api, Choice, Header, HeaderValue, Level, Operation, Precondition, Request, RequestContent, Response,
    ResponseContent, Tolerance, Version, axis::Setting,
};

use super::{Found, Kind, Matched};

pub(super) fn compare(old: &Api, new: &Api, found: &mut Found) {
    let Matched { both, added, removed } = Matched::of(&old.operations, &new.operations);
    for (id, before, now) in both {
        found.compare(Kind::MethodChanged, id, before.method.as_str(), now.method.as_str());
        found.compare(Kind::PathChanged, id, before.path.to_string(), now.path.to_string());
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
        if !binding(&place, was, is, found) {
            found.compare(Kind::WhenChanged, &place, when(old, was), when(new, is));
        }
        tolerance(&place, was, is, found);
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

/// When a response is given, by the names of the spec: their places differ between specs.
fn when(api: &Api, response: &Response) -> String {
    let texts = |settings: &[Setting]| {
        let texts: Vec<String> = settings.iter().map(|setting| api.axes.text(*setting)).collect();
        texts.join("|")
    };
    let regions = response.conditions.iter().map(|condition| {
        let axes = condition.when.axes.iter().map(|(axis, choice)| match choice {
            Choice::Settings(settings) => texts(settings),
            Choice::RefusedCallers => format!("{}=refused", api.axes.name(*axis)),
            Choice::AdmittedCallers => format!("{}=admitted", api.axes.name(*axis)),
        });
        let axes: BTreeSet<String> = axes.collect();
        let text = if axes.is_empty() { "always".to_owned() } else { axes.into_iter().collect::<Vec<_>>().join(",") };
        if condition.level == Level::Must { text } else { format!("{text} ({})", word(condition.level)) }
    });
    let regions: BTreeSet<String> = regions.collect();
    if regions.is_empty() { "never".to_owned() } else { regions.into_iter().collect::<Vec<_>>().join(" or ") }
}

/// Which other statuses are as right: the widest of the conditions.
fn tolerance(place: &str, before: &Response, now: &Response, found: &mut Found) {
    let width = |response: &Response| {
        let widths = response.conditions.iter().map(|condition| match &condition.tolerance {
            Tolerance::None | Tolerance::Warned(_) => 0,
            Tolerance::AnyClientError => 1,
        });
        widths.max().unwrap_or_default()
    };
    match width(before).cmp(&width(now)) {
        std::cmp::Ordering::Less => found.alone(Kind::ToleranceAdded, place),
        std::cmp::Ordering::Greater => found.alone(Kind::ToleranceRemoved, place),
        std::cmp::Ordering::Equal => {}
    }
}

/// How binding a response is where it is most binding; whether that has changed.
fn binding(place: &str, before: &Response, now: &Response, found: &mut Found) -> bool {
    let level = |response: &Response| response.conditions.iter().map(|condition| condition.level).min();
    let (Some(was), Some(is)) = (level(before), level(now)) else { return false };
    match was.cmp(&is) {
        std::cmp::Ordering::Less => found.differs(Kind::BindingLowered, place, word(was), word(is)),
        std::cmp::Ordering::Greater => found.differs(Kind::BindingRaised, place, word(was), word(is)),
        std::cmp::Ordering::Equal => {}
    }
    was != is
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

const fn word(level: Level) -> &'static str {
    match level {
        Level::Must => "must",
        Level::Should => "should",
        Level::May => "may",
    }
}
