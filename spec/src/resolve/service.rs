//! The service: base path, scopes, identifiers, limits.

use super::{ResolveContext, capability, principal};
use crate::{
    operation::Segment,
    service::{Identifier, Login, ObjectSize, Permission, Scope, ScopeName, Service},
    types::ErrorName,
    wire,
    yaml::{At, Span},
};

/// The parameter that names the application.
const APP: &str = "appID";

pub(super) fn service(cx: &ResolveContext<'_>, written: &wire::Service) -> Option<Service> {
    let typed_media = &written.typed_media;
    for parameter in ["{appID}", "{dataType}"] {
        if !typed_media.value.contains(parameter) {
            let title = format!("a typed object's media type lacks `{parameter}`");
            cx.diagnostics.note(&typed_media.span, title, "has no place for it");
        }
    }
    let scopes = written.scopes.iter().filter_map(|(name, written)| scope(cx, name, written));
    let scopes = scopes.map(|scope| (scope.name.clone(), scope)).collect();
    let capabilities = capability::capabilities(cx, written.capabilities.as_ref(), &scopes);
    let principals = written.principals.iter().map(|(name, written)| principal::principal(cx, name, written));
    let principals = principals.map(|principal| (principal.name.clone(), principal)).collect();
    let callers = written.callers.value.iter().filter_map(|(name, written)| principal::caller(cx, name, written));
    let callers = callers.map(|caller| (caller.name.clone(), caller)).collect();
    if written.callers.value.0.is_empty() {
        cx.diagnostics.note(&written.callers.span, "a service has at least one caller", "nobody can send a request");
    }
    let identifiers = written.identifiers.iter().filter_map(|(name, written)| identifier(cx, name, written));
    Some(Service {
        title: written.title.clone(),
        base: written.base.clone(),
        error_code: written.error_code.clone(),
        principals,
        callers,
        scopes,
        identifiers: identifiers.map(|identifier| (identifier.name.clone(), identifier)).collect(),
        object_size: object_size(cx, &written.object_size)?,
        typed_media: typed_media.value.clone(),
        plain_media: written.plain_media.clone(),
        published: written.published.clone(),
        login: match &written.login {
            Some(written) => Some(login(cx, &written.span, &written.value)?),
            None => None,
        },
        capabilities,
    })
}

fn login(cx: &ResolveContext<'_>, span: &Span, written: &wire::Login) -> Option<Login> {
    if written.paths.is_empty() {
        cx.diagnostics.note(span, "a login has at least one address", "`paths` is empty");
    }
    let segments = written.paths.iter().flat_map(|path| &path.segments);
    let parameters = segments.filter_map(|segment| match segment {
        Segment::Parameter(name) if name != APP => Some(name),
        Segment::Parameter(_) | Segment::Literal(_) => None,
    });
    for name in parameters {
        let title = format!("before a login nothing but `{{{APP}}}` is known");
        cx.diagnostics.note(span, title, format!("`paths` has `{{{name}}}`"));
    }
    let origin = cx.origin(span, written.source.as_ref(), written.decision.as_ref())?;
    Some(Login { paths: written.paths.clone(), media: written.media.clone(), id: written.id.clone(), origin })
}

fn scope(cx: &ResolveContext<'_>, name: &At<String>, written: &wire::Scope) -> Option<Scope> {
    let keys = ["missing_owner", "no_missing_owner"];
    let missing = either(cx, &name.span, keys, written.missing_owner.as_ref(), written.no_missing_owner.as_ref());
    let missing = missing.map(|error| error.map(|name| ErrorName(cx.names.errors.look_up(cx, name))));
    let read = permission(cx, &written.read);
    let write = permission(cx, &written.write);
    let origin = cx.origin(&name.span, written.source.as_ref(), written.decision.as_ref());
    Some(Scope {
        name: ScopeName(name.value.clone()),
        summary: written.summary.clone(),
        prefix: written.prefix.clone(),
        owner: written.owner,
        permitted: cx.principal(&written.permitted),
        object_scope_type: written.object_scope_type.clone(),
        missing_owner: missing?,
        read: read?,
        write: write?,
        origin: origin?,
    })
}

fn permission(cx: &ResolveContext<'_>, written: &wire::Permission) -> Option<Permission> {
    let admitted = &written.admitted;
    if admitted.value.is_empty() {
        cx.diagnostics.note(&admitted.span, "a scope admits at least one caller", "admits nobody");
    }
    let keys = ["refused", "none_refused"];
    let refused = either(cx, &admitted.span, keys, written.refused.as_ref(), written.none_refused.as_ref())?;
    if let Ok(refused) = refused {
        for caller in refused.value.iter().filter(|caller| admitted.value.contains(caller)) {
            let title = format!("`{}` is both admitted and refused", caller.word());
            cx.diagnostics.note(&refused.span, title, "admitted, too");
        }
    }
    Some(Permission { admitted: admitted.value.clone(), refused: refused.map(|callers| callers.value.clone()) })
}

/// A value, or the reason why there is none; exactly one of both is written.
fn either<'a, T>(
    cx: &ResolveContext<'_>,
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
            cx.diagnostics.note_with(name, title, "here", format!("add `{key}`, or `{reason_key}` with the reason"));
            None
        }
        (Some(_), Some(reason)) => {
            cx.diagnostics.note(
                &reason.span,
                format!("`{key}` and `{reason_key}` exclude each other"),
                "both are given",
            );
            None
        }
    }
}

fn identifier(cx: &ResolveContext<'_>, name: &At<String>, written: &wire::Identifier) -> Option<Identifier> {
    let length = written.shortest..=written.longest.value;
    if length.is_empty() {
        let title = "the longest identifier is shorter than the shortest";
        cx.diagnostics.note(&written.longest.span, title, "less than `shortest`");
    }
    let origin = cx.origin(&name.span, written.source.as_ref(), written.decision.as_ref())?;
    Some(Identifier { name: name.value.clone(), punctuation: written.punctuation.clone(), length, origin })
}

fn object_size(cx: &ResolveContext<'_>, written: &wire::ObjectSize) -> Option<ObjectSize> {
    let (maximum, accepted) = (&written.maximum, &written.accepted);
    if accepted.value > maximum.value {
        cx.diagnostics.note(&accepted.span, "a size above the maximum cannot be accepted", "more than `maximum`");
    }
    let origin = cx.origin(&maximum.span, written.source.as_ref(), written.decision.as_ref())?;
    Some(ObjectSize { maximum: maximum.value, accepted: accepted.value, origin })
}
