//! What a proxy has to know of the spec to tell the parts of requests and answers apart.

use std::{collections::BTreeSet, sync::Arc};

use http::Method;
use kii_spec::{
    Api, HeaderValue, Level, Meaning, Member, MemberValue, Operation, Origin, PathTemplate, Presence, ResponseContent,
    Segment, Shape,
};
use serde_json::Value;

use super::message::{Answer, Headers, Request};

/// What a proxy has to know of the spec.
pub(super) struct Facts {
    pub(super) api: Arc<Api>,
    /// The names of members that are dates of an object.
    dates: BTreeSet<String>,
    /// The members of answers, each with the members that it has in some scopes only.
    scoped: Vec<(String, Vec<String>)>,
}

impl Facts {
    pub(super) fn of(api: &Arc<Api>) -> Self {
        let members = || {
            let types = api.types.values().map(|described| &described.members);
            types.chain(api.errors.values().map(|error| &error.members)).flat_map(|members| members.values())
        };
        let is_date =
            |member: &&Member| matches!(member.value, Some(MemberValue::CreationDate | MemberValue::ModificationDate));
        let dates = members().filter(is_date).map(|member| member.name.clone()).collect();
        let scoped = members().filter_map(|member| {
            let Shape::Type(name) = &member.shape else { return None };
            let parts = api.types.get(name)?.members.values().filter(|part| part.scopes.is_some());
            Some((member.name.clone(), parts.map(|part| part.name.clone()).collect::<Vec<_>>()))
        });
        let scoped = scoped.filter(|(_, parts)| !parts.is_empty()).collect();
        Self { api: Arc::clone(api), dates, scoped }
    }

    /// The operation that a request calls.
    pub(super) fn operation(&self, request: &Request) -> Option<&Operation> {
        let method = Method::from_bytes(request.method.as_bytes()).ok()?;
        self.api
            .operations
            .values()
            .find(|operation| operation.method == method && ends_so(&operation.path, &request.target))
    }

    /// Whether a request publishes a body.
    pub(super) fn publishes(&self, request: &Request) -> bool {
        self.operation(request).is_some_and(|operation| publishes(&self.api, operation))
    }

    /// Whether a request is for published content.
    pub(super) fn is_for_published(&self, request: &Request) -> bool {
        let path = request.target.split('/').skip(1);
        let template = &self.api.service.published.segments;
        path.clone().count() == template.len()
            && template.iter().zip(path).all(|(segment, part)| match segment {
                Segment::Literal(text) => text == part,
                Segment::Parameter(_) => true,
            })
    }

    /// Whether a member is a date of an object in milliseconds, one of the spec's or one that the server adds.
    pub(super) fn is_date(&self, name: &str, value: &Value) -> bool {
        let own = name.starts_with(&self.api.service.server_members);
        (self.dates.contains(name) || own) && value.as_i64().is_some_and(|date| date > 1_000_000_000_000)
    }

    /// Whether a date is that of a change: of the spec's members, or of the server's own that ends so.
    pub(super) fn is_date_of_change(&self, name: &str) -> bool {
        self.members().any(|member| {
            member.value == Some(MemberValue::ModificationDate)
                && (member.name == name || name.ends_with(member.name.trim_end_matches("At")))
        })
    }

    fn members(&self) -> impl Iterator<Item = &Member> {
        let types = self.api.types.values().map(|described| &described.members);
        types.chain(self.api.errors.values().map(|error| &error.members)).flat_map(|members| members.values())
    }

    /// What a member means.
    pub(super) fn meaning(&self, name: &str) -> Option<Meaning> {
        self.members().filter(|member| member.name == name).find_map(|member| member.meaning)
    }

    /// The name of the member that means this.
    pub(super) fn member_of(&self, meaning: Meaning) -> Option<String> {
        self.members().find(|member| member.meaning == Some(meaning)).map(|member| member.name.clone())
    }

    /// The JSON of an answer, unless it is the body of an object.
    pub(super) fn json(&self, request: &Request, answer: &Answer) -> Option<Value> {
        let is_body = |content: &ResponseContent| matches!(content, ResponseContent::Body | ResponseContent::BodyPart);
        let is_stored = answer.is_success() && (self.is_for_published(request) || self.gives(request, is_body));
        if is_stored { None } else { json(answer) }
    }

    /// Whether a request reads an object.
    pub(super) fn reads_object(&self, request: &Request) -> bool {
        request.method == "GET" && self.gives(request, |content| *content == ResponseContent::Object)
    }

    /// Whether the content of an answer is described by a type.
    pub(super) fn describes(&self, request: &Request, answer: &Answer) -> bool {
        let Some(operation) = self.operation(request) else { return false };
        let mut given = operation.responses.values().filter(|response| response.status.as_u16() == answer.status);
        given.any(|response| matches!(response.content, ResponseContent::Json(_)))
    }

    fn gives(&self, request: &Request, wanted: impl Fn(&ResponseContent) -> bool) -> bool {
        let operation = self.operation(request);
        operation.is_some_and(|operation| operation.responses.values().any(|response| wanted(&response.content)))
    }

    /// The members that a member has in some scopes only.
    pub(super) fn scoped_parts(&self, name: &str) -> &[String] {
        self.scoped.iter().find(|(member, _)| member == name).map_or(&[], |(_, parts)| parts)
    }

    /// The names of the documented headers with such values.
    pub(super) fn headers(&self, wanted: impl Fn(&HeaderValue) -> bool) -> BTreeSet<String> {
        let responses = self.api.operations.values().flat_map(|operation| operation.responses.values());
        let headers = responses.flat_map(|response| &response.headers).filter(|header| wanted(&header.value));
        headers.map(|header| header.name.to_string()).collect()
    }

    /// The names of the members that need not be there for some callers.
    pub(super) fn absent_for_some(&self) -> Vec<String> {
        let members = self.members().filter(|member| matches!(member.presence, Presence::RequiredUnless(_)));
        members.map(|member| member.name.clone()).collect()
    }

    /// The documented headers of an operation that have another name as well, each with it.
    pub(super) fn aliases_for(&self, request: &Request) -> Vec<(String, String)> {
        let Some(operation) = self.operation(request) else { return Vec::new() };
        let headers = operation.responses.values().flat_map(|response| &response.headers);
        headers.filter_map(|header| Some((header.name.to_string(), header.alias.clone()?))).collect()
    }

    /// The documented headers that should be there, and need not.
    pub(super) fn optional_headers(&self, request: &Request) -> Vec<String> {
        let Some(operation) = self.operation(request) else { return Vec::new() };
        let headers = operation.responses.values().flat_map(|response| &response.headers);
        headers.filter(|header| header.level != Level::Must).map(|header| header.name.to_string()).collect()
    }

    /// Whether the content of an answer is an error that no page describes, but a decision.
    pub(super) fn is_decided_error(&self, answer: &Answer) -> bool {
        let Some(value) = json(answer).filter(|_| !answer.is_success()) else { return false };
        let Some(code) = value.get(&self.api.service.error_code).and_then(Value::as_str) else { return false };
        let mut errors = self.api.errors.values().filter(|error| error.code == code);
        errors.all(|error| matches!(error.origin, Origin::Decision(_)))
    }

    /// Whether an answer has an error of this API as its content.
    pub(super) fn is_error(&self, answer: &Answer) -> bool {
        !answer.is_success() && json(answer).is_some_and(|value| value.get(&self.api.service.error_code).is_some())
    }
}

/// Whether an operation publishes a body: its answer has the address.
pub(super) fn publishes(api: &Api, operation: &Operation) -> bool {
    operation.responses.values().any(|response| match &response.content {
        ResponseContent::Json(name) => api.types.get(name).is_some_and(|described| {
            described.members.values().any(|member| member.meaning == Some(Meaning::PublishedUrl))
        }),
        ResponseContent::None
        | ResponseContent::Object
        | ResponseContent::Body
        | ResponseContent::BodyPart
        | ResponseContent::Error(_)
        | ResponseContent::OwnerMissing => false,
    })
}

/// Whether a path ends as a template says.
fn ends_so(template: &PathTemplate, path: &str) -> bool {
    let path: Vec<&str> = path.split(['?']).next().unwrap_or_default().split('/').collect();
    path.len() > template.segments.len()
        && template.segments.iter().rev().zip(path.iter().rev()).all(|(segment, part)| match segment {
            Segment::Literal(text) => text == part,
            Segment::Parameter(_) => true,
        })
}

/// Whether the content of a message is JSON by its media type.
pub(super) fn is_json(headers: &Headers) -> bool {
    let media = headers.get("content-type").unwrap_or_default();
    media.split(';').next().is_some_and(|media| media.trim_end().ends_with("json"))
}

/// The JSON content of an answer.
pub(super) fn json(answer: &Answer) -> Option<Value> {
    if is_json(&answer.headers) { serde_json::from_slice(&answer.content).ok() } else { None }
}

/// Changes every member of a JSON value, the inner ones first.
pub(super) fn each_member(value: &mut Value, change: &mut dyn FnMut(&str, &mut Value)) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                each_member(value, change);
                change(name, value);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| each_member(value, change)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
