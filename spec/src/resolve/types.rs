//! Types and errors.

use indexmap::IndexMap;

use super::ResolveContext;
use crate::{
    from_yaml::Entries,
    problem::Problem,
    service::ScopeName,
    suggestion::{is_near, suggestion},
    types::{ErrorName, ErrorType, Example, Meaning, Member, MemberValue, Presence, Shape, Type, TypeName},
    wire::{self, MemberWord},
    yaml::At,
};

pub(super) fn types(cx: &ResolveContext<'_>, types: &wire::Types) -> Vec<(TypeName, Type)> {
    let types = types.iter().filter_map(|(name, written)| {
        let origin = cx.origin(&name.span, written.source.as_ref(), written.decision.as_ref());
        let exclusive = written.exclusive.iter().flatten();
        let exclusive = exclusive.inspect(|member| {
            check_member(cx, written, member);
        });
        let described = Type {
            name: TypeName(name.value.clone()),
            summary: written.summary.clone(),
            media: written.media.clone(),
            members: members(cx, &written.members),
            exclusive: exclusive.map(|member| member.value.clone()).collect(),
            origin: origin?,
        };
        Some((described.name.clone(), described))
    });
    types.collect()
}

/// Notes a name that no member of the type has.
fn check_member(cx: &ResolveContext<'_>, written: &wire::Type, name: &At<String>) {
    let members = || written.members.0.iter().map(|(name, _)| name);
    if members().any(|member| member.value == name.value) {
        return;
    }
    let title = format!("`{}` is not a member of this type", name.value);
    let help = suggestion(&name.value, members().map(|member| member.value.as_str()));
    let problem = Problem::new(cx.diagnostics.place(&name.span), title, "expected a member of this type").help(help);
    let near = members().find(|member| is_near(&name.value, &member.value));
    cx.diagnostics.push(match near {
        Some(member) => problem.related(cx.diagnostics.place(&member.span), "is this meant?"),
        None => problem,
    });
}

pub(super) fn errors(cx: &ResolveContext<'_>, errors: &wire::Errors, code: &str) -> IndexMap<ErrorName, ErrorType> {
    let errors = errors.iter().filter_map(|(name, written)| error(cx, name, written, code));
    errors.map(|error| (error.name.clone(), error)).collect()
}

fn error(cx: &ResolveContext<'_>, name: &At<String>, written: &wire::ErrorType, code: &str) -> Option<ErrorType> {
    let At { value: status, span } = &written.status;
    if !status.is_client_error() && !status.is_server_error() {
        cx.diagnostics.note(span, format!("{} is not an error's status", status.as_u16()), "expected 400 to 599");
    }
    let constant = Member {
        name: code.to_owned(),
        summary: "The constant by which programs know the error.".to_owned(),
        shape: Shape::String,
        value: Some(MemberValue::Constant(written.code.clone())),
        meaning: None,
        minimum: None,
        scopes: None,
        presence: Presence::Required,
        example: Some(Example::Text(written.code.clone())),
    };
    if let Some((own, _)) = written.members.0.iter().find(|(own, _)| own.value == code) {
        cx.diagnostics.note(&own.span, format!("every error has `{code}` already"), "given by `code`");
    }
    let mut all = IndexMap::from([(code.to_owned(), constant)]);
    all.extend(members(cx, &written.members));
    Some(ErrorType {
        name: ErrorName(name.value.clone()),
        summary: written.summary.clone(),
        status: *status,
        media: written.media.clone(),
        code: written.code.clone(),
        members: all,
        origin: cx.origin(&name.span, written.source.as_ref(), written.decision.as_ref())?,
    })
}

fn members(cx: &ResolveContext<'_>, members: &Entries<wire::Member>) -> IndexMap<String, Member> {
    let members = members.iter().filter_map(|(name, written)| member(cx, name, written));
    members.map(|member| (member.name.clone(), member)).collect()
}

fn member(cx: &ResolveContext<'_>, name: &At<String>, written: &wire::Member) -> Option<Member> {
    let shape = shape(cx, &written.shape);
    let scopes = written.scopes.as_ref().map(|scopes| {
        if scopes.value.is_empty() {
            cx.diagnostics.note(&scopes.span, "a member of no scope is never present", "names no scope");
        }
        scopes.value.iter().map(|scope| ScopeName(cx.names.scopes.look_up(cx, scope))).collect()
    });
    let presence = match (written.optional, &written.optional_for) {
        (None, None) => Presence::Required,
        (None, Some(callers)) => Presence::RequiredUnless(cx.callers(&callers.value)),
        (Some(_), None) => Presence::Optional,
        (Some(_), Some(callers)) => {
            cx.diagnostics.note(&callers.span, "an optional member is optional for everybody", "beside `optional`");
            Presence::Optional
        }
    };
    let meaning = match &written.is {
        Some(MemberWord::Meaning(meaning)) => Some(*meaning),
        Some(MemberWord::Value(_)) | None => None,
    };
    match (&written.minimum, meaning) {
        // Whoever waits for the end of a publication asks for the shortest lifetime.
        (None, Some(Meaning::ExpiresIn)) => {
            cx.diagnostics.note(
                &name.span,
                "a lifetime has no `minimum`",
                "add the least number of seconds, such as 1",
            );
        }
        (Some(minimum), Some(Meaning::ExpiresIn)) if minimum.value == 0 => {
            cx.diagnostics.note(&minimum.span, "a lifetime of 0 seconds is none", "expected 1 or more");
        }
        (Some(minimum), None | Some(Meaning::PublishedUrl | Meaning::PublicationId | Meaning::ExpiresAt)) => {
            cx.diagnostics.note(&minimum.span, "only a lifetime has a `minimum`", "beside no `is: expires_in`");
        }
        (None, None | Some(Meaning::PublishedUrl | Meaning::PublicationId | Meaning::ExpiresAt))
        | (Some(_), Some(Meaning::ExpiresIn)) => {}
    }
    let example = written.example.as_ref().zip(shape.as_ref());
    let example = example.and_then(|(example, shape)| self::example(cx, example, shape));
    Some(Member {
        name: name.value.clone(),
        summary: written.summary.clone(),
        shape: shape?,
        value: match &written.is {
            Some(MemberWord::Value(known)) => Some(known.clone()),
            Some(MemberWord::Meaning(_)) | None => None,
        },
        meaning,
        minimum: written.minimum.as_ref().map(|minimum| minimum.value),
        scopes,
        presence,
        example,
    })
}

/// An example in the shape of its member.
fn example(cx: &ResolveContext<'_>, written: &At<String>, shape: &Shape) -> Option<Example> {
    let At { value, span } = written;
    match shape {
        Shape::String | Shape::Url => Some(Example::Text(value.clone())),
        Shape::Long | Shape::Int | Shape::EpochMilliseconds => {
            let number = value.parse().ok().map(Example::Number);
            if number.is_none() {
                cx.diagnostics.note(
                    span,
                    "the member is a number, its example is not",
                    "expected a whole number in quotes, such as \"1\"",
                );
            }
            number
        }
        Shape::Type(_) => {
            cx.diagnostics.note(
                span,
                "a described type has examples of its own",
                "give the members of the type examples instead",
            );
            None
        }
    }
}

const SHAPES: [(&str, Shape); 5] = [
    ("string", Shape::String),
    ("long", Shape::Long),
    ("int", Shape::Int),
    ("epoch_milliseconds", Shape::EpochMilliseconds),
    ("url", Shape::Url),
];

/// A shape's word, or the name of a type.
fn shape(cx: &ResolveContext<'_>, written: &At<String>) -> Option<Shape> {
    if cx.names.types.contains(&written.value) {
        return Some(Shape::Type(TypeName(cx.names.types.look_up(cx, written))));
    }
    if let Some((_, shape)) = SHAPES.iter().find(|(word, _)| *word == written.value) {
        return Some(shape.clone());
    }
    let words = SHAPES.map(|(word, _)| word);
    cx.names.types.look_up_beside(cx, written, "a shape or a type", &words);
    None
}
