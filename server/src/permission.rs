//! What a principal may do in a scope, by Kii's default permissions.

use kii_types::ObjectScope;

use crate::principal::Principal;

/// What a request is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Leave everything as it is.
    Read,
    /// Create, change or delete.
    Write,
}

/// Whether a principal may do this; `is_member` tells whether a group has a user as its member.
///
/// The question is asked before it is known whether the scope's owner exists: whoever has no rights shall not learn it.
pub(crate) fn is_permitted(
    principal: &Principal,
    access: Access,
    scope: &ObjectScope,
    is_member: impl Fn(&str, &str) -> bool,
) -> bool {
    match principal {
        Principal::Administrator { .. } => true,
        Principal::Anonymous => matches!((scope, access), (ObjectScope::App { .. }, Access::Read)),
        Principal::User(user) => match scope {
            ObjectScope::App { .. } => true,
            ObjectScope::AppAndUser { user_id, .. } => user_id == user,
            ObjectScope::AppAndGroup { group_id, .. } => is_member(group_id, user),
            ObjectScope::AppAndThing { .. } => false,
        },
        Principal::Thing(thing) => match scope {
            ObjectScope::App { .. } => true,
            ObjectScope::AppAndThing { thing_id, .. } => thing_id == thing,
            ObjectScope::AppAndUser { .. } | ObjectScope::AppAndGroup { .. } => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(id: &str) -> ObjectScope {
        ObjectScope::AppAndUser { app_id: "app".into(), user_id: id.into() }
    }

    fn group(id: &str) -> ObjectScope {
        ObjectScope::AppAndGroup { app_id: "app".into(), group_id: id.into() }
    }

    fn thing(id: &str) -> ObjectScope {
        ObjectScope::AppAndThing { app_id: "app".into(), thing_id: id.into() }
    }

    #[test]
    fn default_permissions() {
        let app = || ObjectScope::App { app_id: "app".into() };
        let principals = [
            ("admin", Principal::Administrator { client_id: String::new() }),
            ("owner", Principal::User("owner".into())),
            ("stranger", Principal::User("stranger".into())),
            ("thing", Principal::Thing("thing".into())),
            ("other thing", Principal::Thing("other".into())),
            ("anonymous", Principal::Anonymous),
        ];
        let rights: [(ObjectScope, Access, &[&str]); 11] = [
            (app(), Access::Read, &["admin", "owner", "stranger", "thing", "other thing", "anonymous"]),
            (app(), Access::Write, &["admin", "owner", "stranger", "thing", "other thing"]),
            (user("owner"), Access::Read, &["admin", "owner"]),
            (user("owner"), Access::Write, &["admin", "owner"]),
            (user("thing"), Access::Read, &["admin"]),
            (group("club"), Access::Read, &["admin", "owner"]),
            (group("club"), Access::Write, &["admin", "owner"]),
            (group("empty"), Access::Read, &["admin"]),
            (thing("thing"), Access::Read, &["admin", "thing"]),
            (thing("thing"), Access::Write, &["admin", "thing"]),
            (thing("owner"), Access::Read, &["admin"]),
        ];
        let is_member = |group: &str, user: &str| (group, user) == ("club", "owner");
        for (scope, access, expected) in rights {
            let admitted = |(_, principal): &&(&str, Principal)| is_permitted(principal, access, &scope, is_member);
            let admitted: Vec<_> = principals.iter().filter(admitted).map(|(name, _)| *name).collect();
            assert_eq!(admitted, expected, "{access:?} in {scope:?}");
        }
    }
}
