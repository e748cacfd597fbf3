//! JSON bodies and their members.

use kii_spec::{Api, ErrorType, Known, Member, Presence, Scope, Shape, Type};
use serde::Serialize;

use super::{docs, operation};
use crate::{
    Error,
    names::{literal, pascal, snake},
    render::Renderer,
};

/// A member of a JSON object.
#[derive(Debug, Serialize)]
pub(crate) struct MemberView {
    pub docs: String,
    pub attribute: String,
    pub name: String,
    pub variant: String,
    pub wire: String,
    pub ty: String,
}

/// A JSON object whose members are all independent of each other.
#[derive(Serialize)]
struct StructView {
    docs: String,
    name: String,
    members: Vec<MemberView>,
}

/// A JSON object that has other members in each kind of scope.
#[derive(Serialize)]
struct TaggedView {
    docs: String,
    name: String,
    tag: String,
    variants: Vec<TaggedVariant>,
}

#[derive(Serialize)]
struct TaggedVariant {
    docs: String,
    name: String,
    wire: String,
    members: Vec<MemberView>,
}

/// A JSON object of which at most one member may be present.
#[derive(Serialize)]
struct ExclusiveView {
    docs: String,
    name: String,
    wire: String,
    members: Vec<MemberView>,
}

/// An error body.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorView {
    pub docs: String,
    pub name: String,
    pub status: String,
    pub media: String,
    pub code: String,
    pub members: Vec<MemberView>,
}

/// The type with which bodies name a scope: the one that says which kind of scope it is.
pub(crate) fn scope_type(api: &Api) -> Result<&Type, Error> {
    let missing = || Error::Unsupported(String::from("no type has a member that says which kind of scope it is"));
    api.types.values().find(|ty| tag(ty).is_some()).ok_or_else(missing)
}

/// The members that the scope type has in a scope, but for the one that says which kind of scope it is.
pub(crate) fn members_in<'a>(ty: &'a Type, scope: &Scope) -> Vec<&'a Member> {
    let present = |member: &&Member| member.scopes.as_ref().is_none_or(|scopes| scopes.contains(&scope.name));
    let untagged = |member: &&Member| member.value != Some(Known::ScopeType);
    ty.members.values().filter(untagged).filter(present).collect()
}

/// Every type but the errors, laid out.
pub(crate) fn items(api: &Api, renderer: &Renderer) -> Result<Vec<String>, Error> {
    api.types.values().map(|ty| item(api, renderer, ty)).collect()
}

fn item(api: &Api, renderer: &Renderer, ty: &Type) -> Result<String, Error> {
    let docs = docs::docs(api, &ty.summary, &ty.origin);
    let name = pascal(&ty.name.0);
    if let Some(tag) = tag(ty) {
        let view = TaggedView { docs, name, tag: literal(&tag.name), variants: variants(api, ty)? };
        return renderer.text("part/json_tagged.rs", &view);
    }
    if ty.exclusive.is_empty() {
        return renderer.text("part/json_struct.rs", &StructView { docs, name, members: members(&ty.members) });
    }
    if ty.exclusive.len() != ty.members.len() {
        let problem = "has members that exclude each other besides members that do not";
        return Err(Error::Unsupported(format!("type {} {problem}", ty.name)));
    }
    let members = ty.members.values().map(|member| MemberView { ty: plain(member), ..view(member) }).collect();
    renderer.text("part/json_exclusive.rs", &ExclusiveView { docs, wire: format!("{name}Wire"), name, members })
}

fn tag(ty: &Type) -> Option<&Member> {
    ty.members.values().find(|member| member.value == Some(Known::ScopeType))
}

/// One variant a kind of scope. Scopes that bodies call the same must have the same members.
fn variants(api: &Api, ty: &Type) -> Result<Vec<TaggedVariant>, Error> {
    let mut variants: Vec<TaggedVariant> = Vec::new();
    for scope in api.service.scopes.values() {
        let members: Vec<MemberView> = members_in(ty, scope)
            .into_iter()
            .map(|member| MemberView { attribute: attribute(&member.name, false), ty: plain(member), ..view(member) })
            .collect();
        let names = |members: &[MemberView]| members.iter().map(|member| member.name.clone()).collect::<Vec<_>>();
        let wire = literal(&scope.object_scope_type);
        match variants.iter().find(|variant| variant.wire == wire) {
            Some(known) if names(&known.members) == names(&members) => {}
            Some(_) => {
                let kind = &scope.object_scope_type;
                return Err(Error::Unsupported(format!("type {} has two sets of members for {kind}", ty.name)));
            }
            None => variants.push(TaggedVariant {
                docs: docs::comment([scope.summary.as_str()]),
                name: pascal(&scope.object_scope_type),
                wire,
                members,
            }),
        }
    }
    Ok(variants)
}

/// Every error.
pub(crate) fn errors(api: &Api) -> Vec<ErrorView> {
    let error = |error: &ErrorType| ErrorView {
        docs: docs::docs(api, &error.summary, &error.origin),
        name: pascal(&error.name.0),
        status: operation::status(error.status),
        media: literal(&error.media),
        code: literal(&error.code),
        members: own_members(api, error).into_iter().map(view).collect(),
    };
    api.errors.values().map(error).collect()
}

/// The members of an error but for its code, which is a constant.
pub(crate) fn own_members<'a>(api: &Api, error: &'a ErrorType) -> Vec<&'a Member> {
    error.members.values().filter(|member| member.name != api.service.error_code).collect()
}

fn members<'a>(members: impl IntoIterator<Item = (&'a String, &'a Member)>) -> Vec<MemberView> {
    members.into_iter().map(|(_, member)| view(member)).collect()
}

fn view(member: &Member) -> MemberView {
    let optional = is_optional(member);
    MemberView {
        docs: docs::comment([member.summary.as_str()]),
        attribute: attribute(&member.name, optional),
        name: snake(&member.name),
        variant: pascal(&member.name),
        wire: literal(&member.name),
        ty: if optional { format!("Option<{}>", plain(member)) } else { plain(member) },
    }
}

/// Whether a member may be missing.
pub(crate) fn is_optional(member: &Member) -> bool {
    member.scopes.is_some()
        || match member.presence {
            Presence::Required => false,
            Presence::Optional | Presence::RequiredUnless(_) => true,
        }
}

fn attribute(wire: &str, optional: bool) -> String {
    let rename = literal(wire);
    if optional {
        format!("#[serde(rename = {rename}, default, skip_serializing_if = \"Option::is_none\")]")
    } else {
        format!("#[serde(rename = {rename})]")
    }
}

/// The Rust type of a member's value, as if it were always present.
fn plain(member: &Member) -> String {
    match &member.shape {
        Shape::String | Shape::Url => String::from("String"),
        Shape::Long => String::from("i64"),
        Shape::Int => String::from("i32"),
        Shape::EpochMilliseconds => String::from("EpochMilliseconds"),
        Shape::Type(name) => pascal(&name.0),
    }
}
