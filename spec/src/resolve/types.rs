//! Types and errors.

use http::StatusCode;
use indexmap::IndexMap;

use super::Desk;
use crate::{
    axis::Caller,
    service::ScopeName,
    types::{ErrorName, ErrorType, Known, Member, Presence, Shape, Type, TypeName},
    wire,
    yaml::{At, Entries},
};

pub(super) fn types(desk: &Desk<'_>, types: &wire::Types) -> IndexMap<TypeName, Type> {
    let resolve = |(name, described): &(At<String>, wire::Type)| {
        let origin = desk.origin(&name.span, described.source.as_ref(), described.decision.as_ref());
        let members = members(desk, &described.members);
        let exclusive = described.exclusive.iter().filter_map(|member| {
            let known: Vec<_> = described.members.0.iter().map(|(name, _)| (name.value.as_str(), ())).collect();
            desk.sheet.choose("a member of this type", member, &known).map(|()| member.value.clone())
        });
        let described = Type {
            name: TypeName(name.value.clone()),
            summary: described.summary.clone(),
            media: described.media.clone(),
            members,
            exclusive: exclusive.collect(),
            origin: origin?,
        };
        Some((described.name.clone(), described))
    };
    types.0.iter().filter_map(resolve).collect()
}

pub(super) fn errors(desk: &Desk<'_>, errors: &wire::Errors, code: &str) -> IndexMap<ErrorName, ErrorType> {
    errors.0.iter().filter_map(|(name, written)| error(desk, name, written, code)).collect()
}

fn error(desk: &Desk<'_>, name: &At<String>, written: &wire::ErrorType, code: &str) -> Option<(ErrorName, ErrorType)> {
    let origin = desk.origin(&name.span, written.source.as_ref(), written.decision.as_ref());
    let status = desk.status(&written.status);
    if let Some(status) = status.filter(|status| !status.is_client_error() && !status.is_server_error()) {
        let label = "expected 400 to 599";
        desk.sheet.note(&written.status.span, format!("{} is not an error's status", status.as_u16()), label);
    }
    let constant = Member {
        name: code.to_owned(),
        summary: "The constant by which programs know the error.".to_owned(),
        shape: Shape::String,
        value: Some(Known::Constant(written.code.clone())),
        scopes: None,
        presence: Presence::Required,
    };
    if let Some((own, _)) = written.members.0.iter().find(|(own, _)| own.value == code) {
        desk.sheet.note(&own.span, format!("every error has `{code}` already"), "given by `code`");
    }
    let mut all = IndexMap::from([(code.to_owned(), constant)]);
    all.extend(members(desk, &written.members));
    let error = ErrorType {
        name: ErrorName(name.value.clone()),
        summary: written.summary.clone(),
        status: status?,
        media: written.media.clone(),
        code: written.code.clone(),
        members: all,
        origin: origin?,
    };
    Some((error.name.clone(), error))
}

fn members(desk: &Desk<'_>, members: &Entries<wire::Member>) -> IndexMap<String, Member> {
    let resolve = |(name, written): &(At<String>, wire::Member)| member(desk, name, written);
    members.0.iter().filter_map(resolve).map(|member| (member.name.clone(), member)).collect()
}

fn member(desk: &Desk<'_>, name: &At<String>, written: &wire::Member) -> Option<Member> {
    let shape = shape(desk, &written.shape);
    let value = match &written.is {
        Some(word) => desk.sheet.choose("something that both ends know", word, &KNOWN).map(Some),
        None => Some(None),
    };
    let scopes = written.scopes.as_ref().map(|scopes| {
        if scopes.value.is_empty() {
            desk.sheet.note(&scopes.span, "a member of no scope is never present", "names no scope");
        }
        let look_up = |scope| desk.names.scopes.look_up(desk, scope).map(ScopeName);
        scopes.value.iter().filter_map(look_up).collect()
    });
    let presence = presence(desk, written);
    Some(Member {
        name: name.value.clone(),
        summary: written.summary.clone(),
        shape: shape?,
        value: value?,
        scopes,
        presence: presence?,
    })
}

const KNOWN: [(&str, Known); 7] = [
    ("app_id", Known::AppId),
    ("owner_id", Known::OwnerId),
    ("bucket_id", Known::BucketId),
    ("object_id", Known::ObjectId),
    ("scope_type", Known::ScopeType),
    ("data_type", Known::DataType),
    ("caller_id", Known::CallerId),
];

const SHAPES: [(&str, Shape); 5] = [
    ("string", Shape::String),
    ("long", Shape::Long),
    ("int", Shape::Int),
    ("epoch_milliseconds", Shape::EpochMilliseconds),
    ("url", Shape::Url),
];

/// A shape's word, or the name of a type.
fn shape(desk: &Desk<'_>, written: &At<String>) -> Option<Shape> {
    if desk.names.types.contains(&written.value) {
        return desk.names.types.look_up(desk, written).map(|name| Shape::Type(TypeName(name)));
    }
    let types = desk.names.types.words().map(|name| (name, Shape::Type(TypeName(name.to_owned()))));
    let words: Vec<_> = SHAPES.into_iter().chain(types).collect();
    desk.sheet.choose("a shape or a type", written, &words)
}

fn presence(desk: &Desk<'_>, written: &wire::Member) -> Option<Presence> {
    let optional = written.optional.as_ref().filter(|optional| optional.value);
    match (optional, &written.optional_for) {
        (Some(_), Some(callers)) => {
            desk.sheet.note(&callers.span, "an optional member is optional for everybody", "beside `optional`");
            None
        }
        (Some(_), None) => Some(Presence::Optional),
        (None, Some(callers)) => desk.callers(&callers.value).map(Presence::RequiredUnless),
        (None, None) => Some(Presence::Required),
    }
}

impl Desk<'_> {
    /// Callers by their words; `None`, after all words were looked at, when one is wrong.
    pub(super) fn callers(&self, written: &[At<String>]) -> Option<Vec<Caller>> {
        let words: Vec<_> = Caller::ALL.iter().map(|caller| (caller.word(), *caller)).collect();
        let callers: Vec<_> = written.iter().map(|caller| self.sheet.choose("a caller", caller, &words)).collect();
        callers.into_iter().collect()
    }

    /// A status of a final answer.
    pub(super) fn status(&self, written: &At<u16>) -> Option<StatusCode> {
        let status = StatusCode::from_u16(written.value).ok().filter(|status| (200..600).contains(&status.as_u16()));
        if status.is_none() {
            let title = format!("{} is not the status of an answer", written.value);
            self.sheet.note(&written.span, title, "expected 200 to 599");
        }
        status
    }
}
