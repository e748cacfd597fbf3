//! The service: base path, scopes, identifiers, limits.

use indexmap::IndexMap;

use super::Desk;
use crate::{
    service::{Identifier, ObjectSize, OwnerKind, Permission, Scope, ScopeName, Service},
    types::ErrorName,
    wire,
    yaml::{At, Span},
};

pub(super) fn service(desk: &Desk<'_>, written: &wire::Service) -> Option<Service> {
    let base = desk.path(&written.base);
    let published = desk.path(&written.published);
    let typed_media = &written.typed_media;
    for parameter in ["{appID}", "{dataType}"] {
        if !typed_media.value.contains(parameter) {
            let title = format!("a typed object's media type lacks `{parameter}`");
            desk.sheet.note(&typed_media.span, title, "has nowhere to put it");
        }
    }
    let scopes = written.scopes.0.iter().filter_map(|(name, written)| scope(desk, name, written));
    let scopes: IndexMap<_, _> = scopes.map(|scope| (scope.name.clone(), scope)).collect();
    let identifiers = written.identifiers.0.iter().filter_map(|(name, written)| identifier(desk, name, written));
    let identifiers: IndexMap<_, _> = identifiers.map(|identifier| (identifier.name.clone(), identifier)).collect();
    let object_size = object_size(desk, &written.object_size);
    Some(Service {
        title: written.title.clone(),
        base: base?,
        error_code: written.error_code.clone(),
        scopes,
        identifiers,
        object_size: object_size?,
        typed_media: typed_media.value.clone(),
        plain_media: written.plain_media.clone(),
        published: published?,
    })
}

const OWNERS: [(&str, OwnerKind); 5] = [
    ("app", OwnerKind::App),
    ("user", OwnerKind::User),
    ("me", OwnerKind::Me),
    ("group", OwnerKind::Group),
    ("thing", OwnerKind::Thing),
];

fn scope(desk: &Desk<'_>, name: &At<String>, written: &wire::Scope) -> Option<Scope> {
    let prefix = desk.path(&written.prefix);
    let owner = desk.sheet.choose("a kind of owner", &written.owner, &OWNERS);
    let missing_owner = either(
        desk,
        &name.span,
        ["missing_owner", "no_missing_owner"],
        written.missing_owner.as_ref(),
        written.no_missing_owner.as_ref(),
    );
    let missing_owner = match missing_owner {
        Some(Ok(error)) => desk.names.errors.look_up(desk, error).map(|name| Ok(ErrorName(name))),
        Some(Err(reason)) => Some(Err(reason)),
        None => None,
    };
    let read = permission(desk, &written.read);
    let write = permission(desk, &written.write);
    let origin = desk.origin(&name.span, written.source.as_ref(), written.decision.as_ref());
    Some(Scope {
        name: ScopeName(name.value.clone()),
        summary: written.summary.clone(),
        prefix: prefix?,
        owner: owner?,
        object_scope_type: written.object_scope_type.clone(),
        missing_owner: missing_owner?,
        read: read?,
        write: write?,
        origin: origin?,
    })
}

fn permission(desk: &Desk<'_>, written: &wire::Permission) -> Option<Permission> {
    let admitted = desk.callers(&written.admitted.value);
    if written.admitted.value.is_empty() {
        desk.sheet.note(&written.admitted.span, "a scope admits at least one caller", "admits nobody");
    }
    let keys = ["refused", "none_refused"];
    let refused = either(desk, &written.admitted.span, keys, written.refused.as_ref(), written.none_refused.as_ref())?;
    let refused = match refused {
        Ok(callers) => desk.callers(&callers.value).map(Ok),
        Err(reason) => Some(Err(reason)),
    };
    Some(Permission { admitted: admitted?, refused: refused? })
}

/// A value, or the reason why there is none; exactly one of both is written.
fn either<'a, T>(
    desk: &Desk<'_>,
    name: &Span,
    [key, reason_key]: [&str; 2],
    value: Option<&'a At<T>>,
    reason: Option<&At<String>>,
) -> Option<Result<&'a At<T>, String>> {
    match (value, reason) {
        (Some(value), None) => Some(Ok(value)),
        (None, Some(reason)) => Some(Err(reason.value.clone())),
        (None, None) => {
            let title = format!("neither `{key}` nor `{reason_key}` is given");
            desk.sheet.note_with(name, title, "here", format!("add `{key}`, or `{reason_key}` with the reason"));
            None
        }
        (Some(_), Some(reason)) => {
            desk.sheet.note(&reason.span, format!("`{key}` and `{reason_key}` exclude each other"), "both are given");
            None
        }
    }
}

fn identifier(desk: &Desk<'_>, name: &At<String>, written: &wire::Identifier) -> Option<Identifier> {
    let origin = desk.origin(&name.span, written.source.as_ref(), written.decision.as_ref());
    let (shortest, longest) = (&written.shortest, &written.longest);
    if shortest.value > longest.value {
        desk.sheet.note(&longest.span, "the longest identifier is shorter than the shortest", "less than `shortest`");
    }
    Some(Identifier {
        name: name.value.clone(),
        punctuation: written.punctuation.clone(),
        length: shortest.value..=longest.value,
        origin: origin?,
    })
}

fn object_size(desk: &Desk<'_>, written: &wire::ObjectSize) -> Option<ObjectSize> {
    let (maximum, accepted) = (&written.maximum, &written.accepted);
    if accepted.value > maximum.value {
        desk.sheet.note(&accepted.span, "a size above the maximum cannot be accepted", "more than `maximum`");
    }
    let origin = desk.origin(&maximum.span, written.source.as_ref(), written.decision.as_ref());
    Some(ObjectSize { maximum: maximum.value, accepted: accepted.value, origin: origin? })
}
