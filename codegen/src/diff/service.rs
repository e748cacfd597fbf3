//! What holds for every operation: paths, scopes, permissions, limits.

use kii_spec::{Access, Api, Identifier, IdentifierRole, OwnerKind, Permission, Scope, axis::CallerId};

use super::{Found, Kind, Matched};

pub(super) fn compare(old: &Api, new: &Api, found: &mut Found) {
    let (before, now) = (&old.service, &new.service);
    found.compare(Kind::BasePathChanged, "base", before.base.to_string(), now.base.to_string());
    let Matched { both, added, removed } = Matched::of(&before.scopes, &now.scopes);
    for (name, before, now) in both {
        let place = format!("scope {name}");
        found.compare(Kind::ScopePathChanged, &place, before.prefix.to_string(), now.prefix.to_string());
        found.compare(Kind::ScopeChanged, &place, scope_facts(old, before), scope_facts(new, now));
        for access in [Access::Read, Access::Write] {
            permission((old, before), (new, now), access, found);
        }
    }
    added.iter().for_each(|(name, _)| found.alone(Kind::ScopeAdded, format!("scope {name}")));
    removed.iter().for_each(|(name, _)| found.alone(Kind::ScopeRemoved, format!("scope {name}")));
    let Matched { both, added, removed } = Matched::of(&before.identifiers, &now.identifiers);
    both.into_iter().for_each(|(name, before, now)| identifier(name, before, now, found));
    added.iter().for_each(|(name, _)| found.alone(Kind::IdentifierAdded, name));
    removed.iter().for_each(|(name, _)| found.alone(Kind::IdentifierRemoved, name));
    let (was, is) = (before.published.to_string(), now.published.to_string());
    found.compare(Kind::PublishedPathChanged, "published content", was, is);
    found.compare(Kind::ServerMembersChanged, "server_members", &before.server_members, &now.server_members);
    let (size, sizes) = ("object_size", (before.object_size.maximum, now.object_size.maximum));
    match sizes.0.cmp(&sizes.1) {
        std::cmp::Ordering::Less => found.differs(Kind::SizeRaised, size, sizes.0, sizes.1),
        std::cmp::Ordering::Greater => found.differs(Kind::SizeLowered, size, sizes.0, sizes.1),
        std::cmp::Ordering::Equal => {}
    }
    let sizes = (before.object_size.accepted, now.object_size.accepted);
    match sizes.0.cmp(&sizes.1) {
        std::cmp::Ordering::Less => found.differs(Kind::AcceptedSizeRaised, size, sizes.0, sizes.1),
        std::cmp::Ordering::Greater => found.differs(Kind::AcceptedSizeLowered, size, sizes.0, sizes.1),
        std::cmp::Ordering::Equal => {}
    }
    let media = |service: &kii_spec::Service| format!("{}, {}", service.plain_media, service.typed_media.template);
    found.compare(Kind::ObjectMediaChanged, "object media", media(before), media(now));
    let login = |service: &kii_spec::Service| match &service.login {
        Some(login) => {
            let paths: Vec<String> = login.paths.iter().map(ToString::to_string).collect();
            format!("{} ({}), which names {}", paths.join(" or "), login.media, login.id)
        }
        None => "not described".to_owned(),
    };
    found.compare(Kind::LoginChanged, "login", login(before), login(now));
    found.compare(Kind::ErrorMemberChanged, "error_code", &before.error_code, &now.error_code);
}

/// Whose a scope is, what it is called in errors, and which error a missing owner is.
fn scope_facts(api: &Api, scope: &Scope) -> String {
    let owner = match scope.owner {
        OwnerKind::Application => "the application",
        OwnerKind::Principal | OwnerKind::NamedPrincipal => "a principal in the path",
        OwnerKind::Caller => "the caller",
        OwnerKind::Named => "somebody in the path without a token",
    };
    let missing = scope.missing_owner.as_ref().map_or_else(|_| "none".to_owned(), ToString::to_string);
    let for_some = scope.no_owner_for.as_ref().map(|one| {
        let mut callers = names(api, &one.callers);
        callers.sort();
        format!(", for {} {}", callers.join(" and "), one.error)
    });
    let (kind, permitted) = (&scope.object_scope_type, &scope.permitted);
    let for_some = for_some.unwrap_or_default();
    format!("{kind}, owner: {owner}, may do everything: {permitted}, missing owner: {missing}{for_some}")
}

/// Callers by name.
fn names(api: &Api, ids: &[CallerId]) -> Vec<String> {
    let callers = api.service.callers.values().filter(|caller| ids.contains(&caller.id));
    callers.map(|caller| caller.name.to_string()).collect()
}

fn permission((old, before): (&Api, &Scope), (new, now): (&Api, &Scope), access: Access, found: &mut Found) {
    let word = match access {
        Access::Read => "read",
        Access::Write => "write",
    };
    let admitted = |api, permission: &Permission| names(api, &permission.admitted);
    let refused = |api, permission: &Permission| names(api, permission.refused.as_deref().unwrap_or_default());
    let (before_names, now_names) = (admitted(old, before.permission(access)), admitted(new, now.permission(access)));
    let place = |caller: &String| format!("scope {} {word} {caller}", now.name);
    for caller in now_names.iter().filter(|caller| !before_names.contains(caller)) {
        found.alone(Kind::PermissionGranted, place(caller));
    }
    for caller in before_names.iter().filter(|caller| !now_names.contains(caller)) {
        found.alone(Kind::PermissionRevoked, place(caller));
    }
    let was_refused = refused(old, before.permission(access));
    let is_new = |caller: &&String| !was_refused.contains(caller) && !before_names.contains(caller);
    let is_refused = refused(new, now.permission(access));
    for caller in is_refused.iter().filter(is_new) {
        found.alone(Kind::PermissionRefused, place(caller));
    }
    let is_left_open = |caller: &&String| !is_refused.contains(caller) && !now_names.contains(caller);
    for caller in was_refused.iter().filter(is_left_open) {
        found.alone(Kind::PermissionLeftOpen, place(caller));
    }
}

fn identifier(name: &str, before: &Identifier, now: &Identifier, found: &mut Found) {
    let shown = |one: &Identifier| {
        format!("{} to {} letters, digits and `{}`", one.length.start(), one.length.end(), one.punctuation)
    };
    let role = |one: &Identifier| match one.role {
        IdentifierRole::Bucket => "a bucket",
        IdentifierRole::Object => "an object",
    };
    found.compare(Kind::IdentifierChanged, name, role(before), role(now));
    let has = |one: &Identifier, other: &Identifier| {
        other.punctuation.chars().any(|character| !one.punctuation.contains(character))
            || other.length.start() < one.length.start()
            || other.length.end() > one.length.end()
    };
    for (kind, differs) in [(Kind::IdentifierWidened, has(before, now)), (Kind::IdentifierNarrowed, has(now, before))] {
        if differs {
            found.differs(kind, name, shown(before), shown(now));
        }
    }
}
