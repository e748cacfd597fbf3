//! What JSON bodies hold.

use kii_spec::{Api, Member, MemberValue, Scope, Shape, Type};

use crate::Error;

/// What a described type holds.
pub(crate) enum Body<'a> {
    /// Always the same members.
    Record(Vec<&'a Member>),
    /// Some members always, and at most one of the others.
    Choice { shared: Vec<&'a Member>, exclusive: Vec<&'a Member> },
    /// Other members in each kind of scope, which the tag names.
    Scopes { tag: &'a Member, kinds: Vec<(&'a str, Vec<&'a Member>)> },
}

impl<'a> Body<'a> {
    /// What a type holds.
    pub(crate) fn of(api: &'a Api, ty: &'a Type) -> Result<Self, Error> {
        if let Some(tag) = tag(ty) {
            return Ok(Self::Scopes { tag, kinds: kinds(api, ty)? });
        }
        let (exclusive, shared): (Vec<_>, Vec<_>) =
            ty.members.values().partition(|member| ty.exclusive.contains(&member.name));
        Ok(if exclusive.is_empty() { Self::Record(shared) } else { Self::Choice { shared, exclusive } })
    }
}

/// The member that says which kind of scope a type is, if there is one.
pub(crate) fn tag(ty: &Type) -> Option<&Member> {
    ty.members.values().find(|member| member.value == Some(MemberValue::ScopeType))
}

/// The kinds of scope as bodies call them, each with the members that a type has there.
fn kinds<'a>(api: &'a Api, ty: &'a Type) -> Result<Vec<(&'a str, Vec<&'a Member>)>, Error> {
    let mut kinds: Vec<(&str, Vec<&Member>)> = Vec::new();
    for scope in api.service.scopes.values() {
        let kind = scope.object_scope_type.as_str();
        let members = members_in(ty, scope);
        match kinds.iter().find(|(known, _)| *known == kind) {
            Some((_, known)) if names(known) == names(&members) => {}
            Some((_, known)) => {
                return Err(Error::Unsupported(format!(
                    "type {} has two sets of members for {kind}, {:?} and {:?}; expected the same in all scopes with this \
                     `object_scope_type`",
                    ty.name,
                    names(known),
                    names(&members)
                )));
            }
            None => kinds.push((kind, members)),
        }
    }
    Ok(kinds)
}

/// The members that a type has in a scope, but for the one that says which kind of scope it is.
pub(crate) fn members_in<'a>(ty: &'a Type, scope: &Scope) -> Vec<&'a Member> {
    let present = |member: &&Member| member.scopes.as_ref().is_none_or(|scopes| scopes.contains(&scope.name));
    let untagged = |member: &&Member| member.value != Some(MemberValue::ScopeType);
    ty.members.values().filter(untagged).filter(present).collect()
}

fn names<'a>(members: &[&'a Member]) -> Vec<&'a str> {
    members.iter().map(|member| member.name.as_str()).collect()
}

/// What a member is, with its unit and its limits.
pub(crate) fn sentence(member: &Member) -> String {
    let unit = match member.shape {
        Shape::String | Shape::Type(_) => None,
        Shape::Int | Shape::Long => Some("A whole number."),
        Shape::EpochMilliseconds => Some("A whole number of milliseconds since 1970-01-01T00:00:00Z."),
        Shape::Url => Some("An absolute URL."),
    };
    let least = member.minimum.map(|least| format!("At least {least}."));
    let sentences = [Some(member.summary.as_str()), unit, least.as_deref()];
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
