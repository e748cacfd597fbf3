//! The responses of an operation in a scope, by status: OpenAPI knows several responses of one status only as one.

use http::StatusCode;
use indexmap::IndexMap;
use kii_spec::{Api, HeaderValue, Level, Operation, Response as Answer, ResponseContent, Scope, Version};

use super::{
    PLACE,
    document::{Documented, Header, MediaType, Named, ReferenceOr, Response},
    links, paths,
};
use crate::{
    condition::{conditions, states},
    schema::{Kind, Schema, decision},
};

/// The responses of an operation in one scope, by status.
pub(super) struct Responses(IndexMap<StatusCode, Response>);

/// Responses that are the same in every scope, by the names of their components.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) responses: Named<Response>,
}

impl Shared {
    /// Moves what is the same in every scope to the components, and refers to it.
    pub(super) fn share(
        &mut self,
        operation: &str,
        in_scopes: Vec<(&Scope, Responses)>,
    ) -> Vec<Named<ReferenceOr<Response>>> {
        let (first, rest) = match in_scopes.split_first() {
            Some(((_, first), rest)) => (first, rest),
            None => return Vec::new(),
        };
        let common = first.0.iter().filter(|(status, response)| {
            !rest.is_empty() && rest.iter().all(|(_, other)| other.0.get(*status) == Some(*response))
        });
        let common: IndexMap<StatusCode, String> =
            common.map(|(status, _)| (*status, format!("{operation}.{}", status.as_str()))).collect();
        for (status, name) in &common {
            let response = first.0.get(status).cloned();
            self.responses.extend(response.map(|response| (name.clone(), response)));
        }
        let referring = |(status, response): (StatusCode, Response)| {
            let item = match common.get(&status) {
                Some(name) => ReferenceOr::Reference(paths::reference("responses", name)),
                None => ReferenceOr::Item(response),
            };
            (status.as_str().to_owned(), item)
        };
        in_scopes.into_iter().map(|(_, responses)| responses.0.into_iter().map(referring).collect()).collect()
    }
}

/// A response that is given in a scope, with what it holds there.
struct Given<'a> {
    answer: &'a Answer,
    error: Option<&'a kii_spec::ErrorType>,
}

impl Responses {
    /// What an operation answers in a scope.
    pub(super) fn of(api: &Api, operation: &Operation, scope: &Scope) -> Self {
        let mut by_status: IndexMap<StatusCode, Vec<Given<'_>>> = IndexMap::new();
        for answer in operation.responses.values() {
            let error = api.error(answer, scope);
            if answer.content == ResponseContent::OwnerMissing && error.is_none() {
                continue;
            }
            let status = error.map_or(answer.status, |error| error.status);
            by_status.entry(status).or_default().push(Given { answer, error });
        }
        by_status.sort_keys();
        let merged = |(status, given): (StatusCode, Vec<Given<'_>>)| (status, response(api, operation, scope, &given));
        Self(by_status.into_iter().map(merged).collect())
    }
}

fn response(api: &Api, operation: &Operation, scope: &Scope, given: &[Given<'_>]) -> Response {
    let several = given.len() > 1;
    let descriptions = given.iter().map(|one| description(api, operation, scope, one, several));
    let mut content: Named<MediaType> = Named::new();
    for (media, described) in given.iter().flat_map(|one| media_types(api, operation, one)) {
        match content.get_mut(&media) {
            None => {
                content.insert(media, described);
            }
            Some(known) if known.schema == described.schema => {}
            Some(known) => known.schema = either(std::mem::take(&mut known.schema), described.schema),
        }
    }
    Response {
        description: descriptions.collect::<Vec<_>>().join("\n\n"),
        headers: headers(api, given),
        content,
        links: given.iter().flat_map(|one| links::links(api, operation, scope, one.answer)).collect(),
        responses: given.iter().map(|one| (one.answer.name.to_string(), documented(api, operation, one))).collect(),
    }
}

fn either(known: Schema, other: Schema) -> Schema {
    let mut alternatives = if known.one_of.is_empty() { vec![known] } else { known.one_of };
    alternatives.push(other);
    Schema { one_of: alternatives, ..Schema::default() }
}

fn description(api: &Api, operation: &Operation, scope: &Scope, given: &Given<'_>, several: bool) -> String {
    let Given { answer, error } = given;
    let summary = match (&answer.content, error) {
        (ResponseContent::OwnerMissing, Some(error)) => &error.summary,
        _ => &answer.summary,
    };
    let mut text = if several { format!("`{}`: {summary}", answer.name) } else { summary.clone() };
    let mut when = conditions(api, operation, answer, scope);
    if let (ResponseContent::OwnerMissing, Some(no_owner)) = (&answer.content, &scope.no_owner_for) {
        let callers = api.service.callers.values().filter(|caller| no_owner.callers.contains(&caller.id));
        let names: Vec<&str> = callers.map(|caller| caller.name.0.as_str()).collect();
        let decision = decision(&no_owner.origin).map(|id| format!(" (decision {id})")).unwrap_or_default();
        when.push(format!(
            "the caller is {}, for whom the refusal of the caller is as right{decision}",
            names.join(" or ")
        ));
    }
    if when.is_empty() {
        let why = api.unprovoked(operation, answer, scope).unwrap_or_default();
        text.push_str(&format!("\n\nNo request is known that is answered so: {why}."));
    } else {
        text.push_str("\n\nGiven when:\n");
        when.iter().for_each(|condition| text.push_str(&format!("\n- {condition}")));
    }
    text
}

fn media_types(api: &Api, operation: &Operation, given: &Given<'_>) -> Named<MediaType> {
    if !operation.states_media_type(given.answer) {
        return Named::new();
    }
    let json = |media: String, name: &str| Named::from([(media, MediaType { schema: Schema::reference(PLACE(name)) })]);
    match (&given.answer.content, given.error) {
        (_, Some(error)) => json(error.media.clone(), &error.name.0),
        (ResponseContent::Json(name), None) => {
            let media = api.types.get(name).and_then(|ty| ty.media.clone());
            json(media.unwrap_or_else(|| api.service.plain_media.clone()), &name.0)
        }
        (ResponseContent::Object, None) => paths::object_content(api, "The object as it is stored."),
        (ResponseContent::Body | ResponseContent::BodyPart, None) => paths::stream_content(),
        (ResponseContent::None | ResponseContent::Error(_) | ResponseContent::OwnerMissing, None) => Named::new(),
    }
}

/// The headers of all responses of a status; those are required that each of them always has.
fn headers(api: &Api, given: &[Given<'_>]) -> Named<Header> {
    let mut headers: Named<Header> = Named::new();
    for header in given.iter().flat_map(|one| &one.answer.headers).filter(|header| can_be_described(header)) {
        let is_always = |one: &Given<'_>| {
            let mut same = one.answer.headers.iter().filter(|other| other.name == header.name);
            same.any(|other| other.when.is_none() && other.level == Level::Must)
        };
        let mut text = header.summary.clone();
        if let Some(when) = &header.when {
            text.push_str(&format!(" Sent if {}, and absent otherwise.", states(api, when)));
        }
        if header.level != Level::Must {
            text.push_str(" It *should* be sent.");
        }
        if let Some(alias) = &header.alias {
            text.push_str(&format!(" `{alias}` is tolerated in its place."));
        }
        let described = Header {
            description: text,
            required: given.iter().all(is_always),
            schema: value(&header.value),
            decision: decision(&header.origin),
        };
        headers.entry(header.name.to_string()).or_insert(described);
    }
    headers
}

/// OpenAPI ignores a header that is a part of the content's description.
fn can_be_described(header: &kii_spec::Header) -> bool {
    !header.name.eq_ignore_ascii_case(http::header::CONTENT_TYPE.as_str())
}

fn value(value: &HeaderValue) -> Schema {
    let text = Schema::of(Kind::String);
    match value {
        HeaderValue::Version(Version::Object | Version::Body) => text.described("An entity tag (RFC 9110, 8.8.3)."),
        HeaderValue::Date => text.described("A date (RFC 9110, 5.6.7)."),
        HeaderValue::Uri(_) => Schema { format: Some("uri-reference"), ..text },
        HeaderValue::ObjectMedia | HeaderValue::BodyMedia => text.described("A media type (RFC 9110, 8.3.1)."),
        HeaderValue::ContentRange => Schema { pattern: Some(String::from("^bytes ")), ..text },
    }
}

fn documented(api: &Api, operation: &Operation, given: &Given<'_>) -> Documented {
    let statements = api.statements(operation, given.answer);
    Documented {
        error: given.error.map(|error| error.name.0.clone()),
        decision: decision(&given.answer.origin),
        statements: statements.iter().map(ToString::to_string).collect(),
    }
}
