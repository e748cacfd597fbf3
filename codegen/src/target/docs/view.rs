//! What the page shows, as HTML that the template only puts into place.

use indexmap::IndexMap;
use kii_spec::{
    Access, Api, ErrorType, Header, HeaderValue, Level, Member, Operation, Permission, Presence, RequestContent,
    Response, ResponseContent, Scope, Shape, Type, Version,
};
use serde::Serialize;

use super::{
    evidence::{self, Evidence, EvidenceView},
    html::{cited, code, escaped, link, origin, prose},
    rule::{RuleView, rules},
};
use crate::{banner, condition::conditions};

/// The page.
#[derive(Serialize)]
pub(super) struct Page {
    banner: &'static str,
    title: String,
    introduction: &'static str,
    base: String,
    navigation: Vec<Group>,
    scopes: Vec<ScopeView>,
    identifiers: Vec<Row>,
    operations: Vec<OperationView>,
    types: Vec<TypeView>,
    errors: Vec<TypeView>,
    rules: Vec<RuleView>,
    decisions: Vec<DecisionView>,
    pages: Vec<Row>,
}

/// The operations of a resource, for the navigation.
#[derive(Serialize)]
struct Group {
    name: String,
    links: Vec<String>,
}

/// A line of a table that can be linked to.
#[derive(Serialize)]
pub(super) struct Row {
    pub(super) anchor: String,
    pub(super) name: String,
    pub(super) text: String,
    pub(super) origin: String,
}

#[derive(Serialize)]
struct ScopeView {
    name: String,
    path: String,
    summary: String,
    read: String,
    write: String,
    origin: String,
}

#[derive(Serialize)]
struct OperationView {
    id: String,
    method: String,
    path: String,
    summary: String,
    origin: String,
    request: Vec<String>,
    responses: Vec<ResponseView>,
}

#[derive(Serialize)]
struct ResponseView {
    anchor: String,
    name: String,
    status: String,
    /// `success` or `refusal`.
    class: &'static str,
    summary: String,
    content: String,
    headers: Vec<Row>,
    conditions: Vec<String>,
    origin: String,
    evidence: Vec<EvidenceView>,
}

#[derive(Serialize)]
struct TypeView {
    name: String,
    summary: String,
    facts: String,
    members: Vec<Row>,
    origin: String,
}

#[derive(Serialize)]
struct DecisionView {
    id: String,
    question: String,
    choice: String,
    reason: String,
    sources: String,
}

/// What stands above a page that only says what is due.
const INTRODUCTION: &str = "Each part has an address of its own: <code>kii-conformance explain ID</code> takes the same IDs and \
    lists the cases that check them.";

/// What stands above a page that also says what checks it.
const WITH_EVIDENCE: &str = "Each statement names the cases of the suite that check it, and the faults that violate it, which these \
    cases have to detect; <code>KILL_RATE.md</code> says whether they do. Each part has an address of its own, and \
    <code>kii-conformance explain ID</code> takes the same IDs.";

pub(super) fn page(api: &Api, evidence: &Evidence) -> Page {
    let service = &api.service;
    let mut groups: IndexMap<&str, Vec<String>> = IndexMap::new();
    for operation in api.operations.values() {
        let (method, verb) = (operation.method.as_str(), &*operation.id.verb);
        let text = if method.eq_ignore_ascii_case(verb) { method.to_owned() } else { format!("{method} {verb}") };
        groups.entry(&operation.id.resource).or_default().push(link(&operation.id.to_string(), &text));
    }
    Page {
        banner: banner::TEXT,
        title: escaped(&service.title),
        introduction: if evidence.is_empty() { INTRODUCTION } else { WITH_EVIDENCE },
        base: code(&service.base.to_string()),
        navigation: groups.into_iter().map(|(name, links)| Group { name: escaped(name), links }).collect(),
        scopes: service.scopes.values().map(|scope| self::scope(api, scope)).collect(),
        identifiers: identifiers(api),
        operations: api.operations.values().map(|one| operation(api, evidence, one)).collect(),
        types: api.types.values().map(|one| described(api, one)).collect(),
        errors: api.errors.values().map(|one| error(api, one)).collect(),
        rules: rules(api, evidence),
        decisions: decisions(api),
        pages: pages(api),
    }
}

fn scope(api: &Api, scope: &Scope) -> ScopeView {
    let permission = |access| {
        let Permission { admitted, refused } = scope.permission(access);
        let names = |ids: &[kii_spec::axis::CallerId]| {
            let callers = api.service.callers.values().filter(|caller| ids.contains(&caller.id));
            callers.map(|caller| code(&caller.name.to_string())).collect::<Vec<_>>().join(", ")
        };
        let refused = match refused {
            Ok(refused) => format!("refuses {}", names(refused)),
            Err(_) => "refuses nobody with right credentials".to_owned(),
        };
        format!("admits {}; {refused}", names(admitted))
    };
    ScopeView {
        name: escaped(&scope.name.0),
        path: code(&format!("{}{}", api.service.base, scope.prefix)),
        summary: prose(&scope.summary),
        read: permission(Access::Read),
        write: permission(Access::Write),
        origin: origin(api, &scope.origin),
    }
}

fn identifiers(api: &Api) -> Vec<Row> {
    let service = &api.service;
    let identifiers = service.identifiers.values().map(|identifier| Row {
        anchor: escaped(&identifier.name),
        name: code(&identifier.name),
        text: format!(
            "{} to {} letters, digits and characters of {}",
            identifier.length.start(),
            identifier.length.end(),
            code(&identifier.punctuation)
        ),
        origin: origin(api, &identifier.origin),
    });
    let size = Row {
        anchor: "object-size".to_owned(),
        name: "an object".to_owned(),
        text: format!("more than {} characters of JSON are refused", service.object_size.maximum),
        origin: origin(api, &service.object_size.origin),
    };
    let media = Row {
        anchor: "object-media".to_owned(),
        name: "its media type".to_owned(),
        text: format!("{}, or {} with a data type", code(&service.plain_media), code(&service.typed_media.template)),
        origin: String::new(),
    };
    identifiers.chain([size, media]).collect()
}

fn operation(api: &Api, evidence: &Evidence, operation: &Operation) -> OperationView {
    let responses = operation.responses.values().map(|one| response(api, evidence, operation, one));
    OperationView {
        id: escaped(&operation.id.to_string()),
        method: escaped(operation.method.as_str()),
        path: escaped(&operation.path.to_string()),
        summary: prose(&operation.summary),
        origin: cited(api, &operation.source),
        request: request(operation),
        responses: responses.collect(),
    }
}

/// What a request may have.
fn request(operation: &Operation) -> Vec<String> {
    let request = &operation.request;
    let mut facts = Vec::new();
    if let Some(precondition) = request.precondition {
        let what = match precondition.version {
            Version::Object => "object",
            Version::Body => "body",
        };
        facts.push(format!("{} with the version of the {what}", code("If-Match")));
        if precondition.if_none_match {
            facts.push(format!("{}; not both", code("If-None-Match: *")));
        }
    }
    if request.range {
        facts.push(format!("{} asks for a part", code("Range")));
    }
    facts.extend(request.media.as_ref().map(|media| format!("{} is {}", code("Content-Type"), code(media))));
    facts.extend(match &request.content {
        RequestContent::None => None,
        RequestContent::Object => Some("the members of the object as JSON".to_owned()),
        RequestContent::Body => Some("bytes of any media type".to_owned()),
        RequestContent::Json(name) => Some(format!("JSON: {}", link(&name.0, &name.0))),
    });
    if facts.is_empty() {
        facts.push("nothing but its path and the credentials".to_owned());
    }
    facts
}

fn response(api: &Api, evidence: &Evidence, operation: &Operation, response: &Response) -> ResponseView {
    let reason = response.status.canonical_reason().unwrap_or_default();
    let anchor = format!("{}/{}", operation.id, response.name.0);
    ResponseView {
        name: escaped(&response.name.0),
        status: format!("{} {}", response.status.as_u16(), escaped(reason)),
        class: if response.is_success() { "success" } else { "refusal" },
        summary: prose(&response.summary),
        content: content(response),
        headers: response.headers.iter().map(|header| self::header(api, &anchor, header)).collect(),
        conditions: given(api, operation, response),
        origin: origin(api, &response.origin),
        evidence: evidence::view(api, evidence, &api.statements(operation, response)),
        anchor: escaped(&anchor),
    }
}

fn content(response: &Response) -> String {
    match &response.content {
        ResponseContent::None => "no content".to_owned(),
        ResponseContent::Json(name) => link(&name.0, &name.0),
        ResponseContent::Object => "the object".to_owned(),
        ResponseContent::Body => "the body".to_owned(),
        ResponseContent::BodyPart => "the part of the body that was asked for".to_owned(),
        ResponseContent::Error(name) => link(&name.0, &name.0),
        ResponseContent::OwnerMissing => "the error of the scope for a missing owner".to_owned(),
    }
}

fn header(api: &Api, place: &str, header: &Header) -> Row {
    let value = match &header.value {
        HeaderValue::Version(Version::Object) => "the version of the object",
        HeaderValue::Version(Version::Body) => "the version of the body",
        HeaderValue::Date => "a date",
        HeaderValue::Uri(_) => "an address",
        HeaderValue::ObjectMedia => "a media type of an object",
        HeaderValue::BodyMedia => "the media type of the body",
        HeaderValue::ContentRange => "the range that is sent",
    };
    let level = match header.level {
        Level::Must => "",
        Level::Should => " A server <em>should</em> send it.",
        Level::May => " A server <em>may</em> send it.",
    };
    Row {
        anchor: escaped(&format!("{place}:header.{}", header.name)),
        name: code(&header.name),
        text: format!("{} ({value}){level}", prose(&header.summary)),
        origin: origin(api, &header.origin),
    }
}

/// When a response is given: each condition with the scopes in which it holds.
fn given(api: &Api, operation: &Operation, response: &Response) -> Vec<String> {
    if let Some(why) = &response.unprovokable {
        return vec![format!("no request provokes it: {}", prose(why))];
    }
    let mut scopes_of: IndexMap<String, Vec<&str>> = IndexMap::new();
    for scope in api.service.scopes.values() {
        for text in conditions(api, operation, response, scope) {
            scopes_of.entry(text).or_default().push(&scope.name.0);
        }
    }
    let all = api.service.scopes.len();
    let texts = scopes_of.into_iter().map(|(text, scopes)| match scopes.len() == all {
        true => prose(&text),
        false => format!("{} <small>(scope {})</small>", prose(&text), escaped(&scopes.join(", "))),
    });
    texts.collect()
}

fn described(api: &Api, one: &Type) -> TypeView {
    let media = one.media.as_ref().map(|media| code(media));
    let exclusive = match one.exclusive.as_slice() {
        [] => None,
        several => {
            Some(format!("at most one of {}", several.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ")))
        }
    };
    TypeView {
        name: escaped(&one.name.0),
        summary: prose(&one.summary),
        facts: media.into_iter().chain(exclusive).collect::<Vec<_>>().join("; "),
        members: members(&one.name.0, &one.members),
        origin: origin(api, &one.origin),
    }
}

fn error(api: &Api, one: &ErrorType) -> TypeView {
    let reason = one.status.canonical_reason().unwrap_or_default();
    TypeView {
        name: escaped(&one.name.0),
        summary: prose(&one.summary),
        facts: format!("{} {}; {}; {}", one.status.as_u16(), escaped(reason), code(&one.code), code(&one.media)),
        members: members(&one.name.0, &one.members),
        origin: origin(api, &one.origin),
    }
}

fn members(owner: &str, members: &IndexMap<String, Member>) -> Vec<Row> {
    let rows = members.values().map(|member| {
        let shape = match &member.shape {
            Shape::String => "text".to_owned(),
            Shape::Long => "whole number, 64 bits".to_owned(),
            Shape::Int => "whole number, 32 bits".to_owned(),
            Shape::EpochMilliseconds => "milliseconds since 1970, UTC".to_owned(),
            Shape::Url => "URL".to_owned(),
            Shape::Type(name) => link(&name.0, &name.0),
        };
        let scopes: Vec<String> = member.scopes.iter().flatten().map(|scope| scope.to_string()).collect();
        let scopes = if scopes.is_empty() { None } else { Some(format!("only in scope {}", scopes.join(", "))) };
        let presence = match member.presence {
            Presence::Required => None,
            Presence::Optional => Some("optional".to_owned()),
            Presence::RequiredUnless(_) => Some("optional for some callers".to_owned()),
        };
        let least = member.minimum.map(|least| format!("at least {least}"));
        let facts: Vec<String> = [Some(shape), least, presence, scopes].into_iter().flatten().collect();
        Row {
            anchor: escaped(&format!("{owner}.{}", member.name)),
            name: code(&member.name),
            text: prose(&member.summary),
            origin: facts.join("; "),
        }
    });
    rows.collect()
}

fn decisions(api: &Api) -> Vec<DecisionView> {
    let views = api.decisions.values().map(|decision| DecisionView {
        id: escaped(&decision.id.0),
        question: prose(&decision.question),
        choice: prose(&decision.choice),
        reason: prose(&decision.reason),
        sources: decision.sources.iter().map(|source| cited(api, source)).collect::<Vec<_>>().join("; "),
    });
    views.collect()
}

fn pages(api: &Api) -> Vec<Row> {
    let rows = api.pages.values().map(|page| Row {
        anchor: escaped(&format!("page-{}", page.id.0)),
        name: format!("<a href=\"{}\">{}</a>", escaped(&page.url), escaped(&page.title)),
        text: prose(&page.read),
        origin: String::new(),
    });
    rows.collect()
}
