//! The service: base path, scopes, identifiers, limits.

use indexmap::IndexMap;

use super::{Basics, ResolveContext, capability, principal};
use crate::{
    from_yaml::Entries,
    operation::PathTemplate,
    service::{Identifier, Login, NoOwner, ObjectSize, Permission, Scope, ScopeName, Service, TypedMedia},
    types::ErrorName,
    wire,
    yaml::{At, Span},
};

pub(super) fn service(cx: &ResolveContext<'_>, written: &wire::Service, basics: &Basics) -> Option<Service> {
    let application = application(cx, &written.base);
    let typed_media = application.and_then(|application| typed_media(cx, &written.typed_media, application));
    let scopes = written.scopes.iter().filter_map(|(name, written)| scope(cx, name, written));
    let scopes = scopes.map(|scope| (scope.name.clone(), scope)).collect();
    let capabilities = capability::capabilities(cx, written.capabilities.as_ref(), &scopes);
    let principals = written.principals.iter().map(|(name, written)| principal::principal(cx, name, written));
    let principals = principals.map(|principal| (principal.name.clone(), principal)).collect();
    let login = written.login.as_ref().map(|written| login(cx, &written.span, &written.value, application));
    Some(Service {
        title: written.title.clone(),
        base: written.base.value.clone(),
        application: application?.to_owned(),
        error_code: written.error_code.clone(),
        server_members: written.server_members.clone(),
        principals,
        callers: basics.callers.clone(),
        scopes,
        identifiers: basics.identifiers.clone(),
        object_size: basics.object_size.clone()?,
        typed_media: typed_media?,
        plain_media: written.plain_media.clone(),
        published: written.published.clone(),
        login: match login {
            Some(login) => Some(login?),
            None => None,
        },
        capabilities,
    })
}

/// The only parameter of the base path: the application's ID.
fn application<'a>(cx: &ResolveContext<'_>, base: &'a At<PathTemplate>) -> Option<&'a str> {
    let mut parameters = base.value.parameters();
    match (parameters.next(), parameters.next()) {
        (Some(application), None) => Some(application),
        (None, _) | (Some(_), Some(_)) => {
            let count = base.value.parameters().count();
            let title = format!("the base path has {count} parameters and not one, the application's ID");
            let help = "write it like `/api/{application}`".to_owned();
            cx.diagnostics.note_with(&base.span, title, "expected one parameter", help);
            None
        }
    }
}

/// The media type of an object with a data type: the application's ID, and behind it another parameter.
fn typed_media(cx: &ResolveContext<'_>, written: &At<String>, application: &str) -> Option<TypedMedia> {
    let hole = format!("{{{application}}}");
    let parts = written.value.split_once(&hole).and_then(|(before, rest)| {
        let (between, rest) = rest.split_once('{')?;
        let (_, after) = rest.split_once('}')?;
        Some([before, between, after].map(str::to_owned))
    });
    let Some(around) = parts else {
        let title = format!("a typed object's media type has `{hole}` and behind it a parameter for the data type");
        cx.diagnostics.note(&written.span, title, "has no place for both");
        return None;
    };
    Some(TypedMedia { template: written.value.clone(), around })
}

fn login(cx: &ResolveContext<'_>, span: &Span, written: &wire::Login, application: Option<&str>) -> Option<Login> {
    if written.paths.is_empty() {
        cx.diagnostics.note(span, "a login has at least one address", "`paths` is empty");
    }
    let parameters = written.paths.iter().flat_map(PathTemplate::parameters);
    if let Some(application) = application {
        for name in parameters.filter(|name| *name != application) {
            let title = format!("before a login nothing but `{{{application}}}` is known");
            cx.diagnostics.note(span, title, format!("`paths` has `{{{name}}}`"));
        }
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
        no_owner_for: match &written.no_owner_for {
            Some(no_owner) => Some(self::no_owner(cx, no_owner, written)?),
            None => None,
        },
        read: read?,
        write: write?,
        origin: origin?,
    })
}

/// Callers whom the scope refuses, and the error that may come instead.
fn no_owner(cx: &ResolveContext<'_>, written: &At<wire::NoOwner>, scope: &wire::Scope) -> Option<NoOwner> {
    let At { value: wire::NoOwner { callers, error, source, decision }, span } = written;
    if callers.value.is_empty() {
        cx.diagnostics.note(&callers.span, "`no_owner_for` has at least one caller", "names no caller");
    }
    let admitted: Vec<&At<String>> = [&scope.read, &scope.write].iter().flat_map(|is| &is.admitted.value).collect();
    for caller in callers.value.iter().filter(|caller| admitted.iter().any(|admitted| admitted.value == caller.value)) {
        let title = format!("`{}` is admitted, so there is an owner for it", caller.value);
        cx.diagnostics.note(&caller.span, title, "has no owner");
    }
    if scope.missing_owner.is_some() {
        let title = "`missing_owner` and `no_owner_for` exclude each other";
        cx.diagnostics.note(span, title, "beside `missing_owner`, whose error is another");
    }
    let error = ErrorName(cx.names.errors.look_up(cx, error));
    Some(NoOwner {
        callers: cx.callers(&callers.value),
        error,
        origin: cx.origin(span, source.as_ref(), decision.as_ref())?,
    })
}

fn permission(cx: &ResolveContext<'_>, written: &wire::Permission) -> Option<Permission> {
    let admitted = &written.admitted;
    if admitted.value.is_empty() {
        cx.diagnostics.note(&admitted.span, "a scope admits at least one caller", "admits no caller");
    }
    let keys = ["refused", "none_refused"];
    let refused = either(cx, &admitted.span, keys, written.refused.as_ref(), written.none_refused.as_ref())?;
    if let Ok(refused) = refused {
        let is_admitted = |caller: &&At<String>| admitted.value.iter().any(|admitted| admitted.value == caller.value);
        for caller in refused.value.iter().filter(is_admitted) {
            let title = format!("`{}` is both admitted and refused", caller.value);
            cx.diagnostics.note(&refused.span, title, "admitted as well");
        }
    }
    let admitted = cx.callers(&admitted.value);
    Some(Permission { admitted, refused: refused.map(|callers| cx.callers(&callers.value)) })
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

/// The identifiers by name; there is one of buckets and one of objects at most.
pub(super) fn identifiers(
    cx: &ResolveContext<'_>,
    written: &Entries<wire::Identifier>,
) -> IndexMap<String, Identifier> {
    let mut identifiers: IndexMap<String, Identifier> = IndexMap::new();
    for identifier in written.iter().filter_map(|(name, written)| identifier(cx, name, written)) {
        if let Some(other) = identifiers.values().find(|known| known.role == identifier.role)
            && let Some((name, _)) = written.iter().find(|(name, _)| name.value == identifier.name)
        {
            let title = format!("`{}` and `{}` identify the same", other.name, identifier.name);
            cx.diagnostics.note(&name.span, title, format!("identified by `{}` already", other.name));
        }
        identifiers.insert(identifier.name.clone(), identifier);
    }
    identifiers
}

fn identifier(cx: &ResolveContext<'_>, name: &At<String>, written: &wire::Identifier) -> Option<Identifier> {
    let length = written.shortest..=written.longest.value;
    if length.is_empty() {
        let title = "the longest identifier is shorter than the shortest";
        cx.diagnostics.note(&written.longest.span, title, "less than `shortest`");
    }
    let origin = cx.origin(&name.span, written.source.as_ref(), written.decision.as_ref())?;
    let (name, role) = (name.value.clone(), written.names);
    Some(Identifier { name, role, punctuation: written.punctuation.clone(), length, origin })
}

pub(super) fn object_size(cx: &ResolveContext<'_>, written: &wire::ObjectSize) -> Option<ObjectSize> {
    let (maximum, accepted) = (&written.maximum, &written.accepted);
    if accepted.value > maximum.value {
        cx.diagnostics.note(&accepted.span, "a size above the maximum cannot be accepted", "more than `maximum`");
    }
    let origin = cx.origin(&maximum.span, written.source.as_ref(), written.decision.as_ref())?;
    Some(ObjectSize { maximum: maximum.value, accepted: accepted.value, origin })
}
