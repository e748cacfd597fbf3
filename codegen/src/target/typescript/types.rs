//! JSON objects: their types, and the checks of their members.

use kii_spec::{ErrorType, Member, MemberValue, Shape, Type};
use serde::Serialize;

use super::{
    comment::comment,
    names::{camel, literal, pascal, property},
};
use crate::{
    Error,
    model::{Body, ClientModel, sentence},
};

/// A described type.
#[derive(Serialize)]
pub(super) struct TypeView {
    docs: String,
    /// The declaration.
    declaration: String,
    pub name: String,
    check: String,
    /// The expression that makes the check.
    checked: String,
}

/// An error.
#[derive(Serialize)]
pub(super) struct ErrorView {
    docs: String,
    pub name: String,
    declaration: String,
    status: u16,
    media: String,
    code: String,
    checked: String,
}

/// A member as a type declares it, and as a check knows it.
struct MemberView {
    /// What it is; nothing for one that must not be there.
    summary: Option<String>,
    /// Its name as on the wire.
    pub name: String,
    presence: Presence,
    ty: String,
    /// The expression that makes the check.
    check: String,
}

/// When a member is there.
enum Presence {
    Required,
    Optional,
    /// Missing or null.
    Nullable,
}

/// The name of the check of a type.
pub(super) fn check_of(ty: &Type) -> String {
    format!("{}Check", camel(&ty.name.0))
}

/// Every type but the errors; a type is behind those that it has as members.
pub(super) fn types(model: &ClientModel<'_>) -> Result<Vec<TypeView>, Error> {
    model.types_behind_their_parts().into_iter().map(|ty| type_view(model, ty)).collect()
}

fn type_view(model: &ClientModel<'_>, ty: &Type) -> Result<TypeView, Error> {
    let name = pascal(&ty.name.0);
    let (declaration, checked) = match Body::of(model.api, ty)? {
        Body::Record(members) => {
            let members: Vec<MemberView> = members.into_iter().map(|one| member(model, one)).collect();
            (interface(&name, &members), record(0, &members))
        }
        Body::Choice { shared, exclusive } => {
            let chosen = exclusive.iter().map(|one| Some(*one)).chain([None]);
            let variants: Vec<String> = chosen.map(|chosen| choice(model, &shared, &exclusive, chosen)).collect();
            let all: Vec<MemberView> = shared.iter().chain(&exclusive).map(|one| member(model, one)).collect();
            (union(&name, &variants), record(0, &all))
        }
        Body::Scopes { tag, kinds } => {
            let kinds: Vec<(&str, Vec<MemberView>)> = kinds
                .into_iter()
                .map(|(kind, members)| {
                    let members = members.into_iter().map(|one| required(member(model, one)));
                    (kind, members.chain([constant(member(model, tag), kind)]).collect())
                })
                .collect();
            let checks = kinds.iter().map(|(kind, members)| format!("  {}: {},\n", property(kind), record(2, members)));
            let checked = format!("tagged({}, {{\n{}}})", literal(&tag.name), checks.collect::<String>());
            let variants: Vec<String> = kinds.iter().map(|(_, members)| object(4, members)).collect();
            (union(&name, &variants), checked)
        }
    };
    let docs = comment(0, &[&ty.summary, &model.citations.cite(&ty.origin)]);
    Ok(TypeView { docs, declaration, check: check_of(ty), name, checked })
}

/// Every error.
pub(super) fn errors(model: &ClientModel<'_>) -> Vec<ErrorView> {
    let view = |error: &ErrorType| {
        let name = pascal(&error.name.0);
        let members = error.members.values().map(|one| match one.name == model.service().error_code {
            true => constant(member(model, one), &error.code),
            false => member(model, one),
        });
        let members: Vec<MemberView> = members.collect();
        ErrorView {
            docs: comment(0, &[&error.summary, &model.citations.cite(&error.origin)]),
            declaration: interface(&name, &members),
            status: error.status.as_u16(),
            media: literal(&error.media),
            code: literal(&error.code),
            checked: record(4, &members),
            name,
        }
    };
    model.api.errors.values().map(view).collect()
}

fn member(model: &ClientModel<'_>, member: &Member) -> MemberView {
    let (ty, check) = match &member.shape {
        Shape::String => (String::from("string"), String::from("text")),
        Shape::Url => (String::from("string"), String::from("url")),
        Shape::Long | Shape::Int | Shape::EpochMilliseconds => (String::from("number"), String::from("integer")),
        Shape::Type(name) => {
            let check = model.api.types.get(name).map_or_else(|| String::from("text"), check_of);
            (pascal(&name.0), check)
        }
    };
    let presence = match (&member.presence, &member.scopes) {
        (kii_spec::Presence::RequiredUnless(_), _) => Presence::Nullable,
        (kii_spec::Presence::Optional, _) | (kii_spec::Presence::Required, Some(_)) => Presence::Optional,
        (kii_spec::Presence::Required, None) => Presence::Required,
    };
    let view = MemberView { summary: Some(sentence(member)), name: member.name.clone(), presence, ty, check };
    match &member.value {
        Some(MemberValue::Constant(text)) => constant(view, text),
        Some(
            MemberValue::AppId
            | MemberValue::OwnerId
            | MemberValue::BucketId
            | MemberValue::ObjectId
            | MemberValue::ScopeType
            | MemberValue::DataType
            | MemberValue::CallerId
            | MemberValue::CreationDate
            | MemberValue::ModificationDate
            | MemberValue::ByteCount
            | MemberValue::FirstByte
            | MemberValue::LastByte,
        )
        | None => view,
    }
}

fn required(member: MemberView) -> MemberView {
    MemberView { presence: Presence::Required, ..member }
}

/// The member with a value that is always the same.
fn constant(member: MemberView, value: &str) -> MemberView {
    MemberView { ty: literal(value), check: format!("constant({})", literal(value)), ..member }
}

/// The members if at most this one of those is there that exclude each other.
fn choice(model: &ClientModel<'_>, shared: &[&Member], exclusive: &[&Member], chosen: Option<&Member>) -> String {
    let alternatives = exclusive.iter().map(|one| match chosen.is_some_and(|chosen| chosen.name == one.name) {
        true => required(member(model, one)),
        false => {
            MemberView { summary: None, presence: Presence::Optional, ty: String::from("never"), ..member(model, one) }
        }
    });
    let members: Vec<MemberView> = shared.iter().map(|one| member(model, one)).chain(alternatives).collect();
    object(4, &members)
}

fn interface(name: &str, members: &[MemberView]) -> String {
    format!("export interface {name} {}", object(0, members))
}

fn union(name: &str, variants: &[String]) -> String {
    let variants: String = variants.iter().map(|variant| format!("\n  | {variant}")).collect();
    format!("export type {name} ={variants};")
}

/// The type of an object whose last line is indented so far.
fn object(indent: usize, members: &[MemberView]) -> String {
    let (outer, inner) = (" ".repeat(indent), " ".repeat(indent + 2));
    let members = members.iter().map(|MemberView { summary, name, presence, ty, .. }| {
        let docs = summary.iter().map(|summary| format!("{inner}{}\n", comment(indent + 2, &[summary.as_str()])));
        let (mark, null) = match presence {
            Presence::Required => ("", ""),
            Presence::Optional => ("?", ""),
            Presence::Nullable => ("?", " | null"),
        };
        format!("{}{inner}readonly {}{mark}: {ty}{null};\n", docs.collect::<String>(), property(name))
    });
    format!("{{\n{}{outer}}}", members.collect::<String>())
}

/// The check of an object whose last line is indented so far.
fn record(indent: usize, members: &[MemberView]) -> String {
    let (outer, inner) = (" ".repeat(indent), " ".repeat(indent + 2));
    let members = members.iter().map(|MemberView { name, presence, check, .. }| {
        // A call and no literal: that of a member `constructor` would have to be one of what every object inherits.
        let member = match presence {
            Presence::Required => "requiredMember",
            Presence::Optional => "optionalMember",
            Presence::Nullable => "nullableMember",
        };
        format!("{inner}{}: {member}({check}),\n", property(name))
    });
    format!("record({{\n{}{outer}}})", members.collect::<String>())
}
