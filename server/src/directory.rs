//! Who and what is known to the application: credentials, users, groups, things.

use std::collections::{HashMap, HashSet};

use kii_types::{Authorization, ObjectScope};

use crate::{fixture::Fixture, principal::Principal};

/// The application's ID, the tokens it has issued, and the owners of scopes that exist.
pub(crate) struct Directory {
    app_id: String,
    tokens: HashMap<String, Principal>,
    users: HashSet<String>,
    things: HashSet<String>,
    /// The members of each group.
    groups: HashMap<String, HashSet<String>>,
}

impl Directory {
    /// The directory of a server that starts with this fixture.
    pub(crate) fn new(fixture: Fixture) -> Self {
        let Fixture { app_id, admin_token, owner, stranger, thing, group_id, .. } = fixture;
        Self {
            app_id,
            users: HashSet::from([owner.id.clone(), stranger.id.clone()]),
            things: HashSet::from([thing.id.clone()]),
            groups: HashMap::from([(group_id, HashSet::from([owner.id.clone()]))]),
            tokens: HashMap::from([
                (admin_token, Principal::Administrator),
                (owner.token, Principal::User(owner.id)),
                (stranger.token, Principal::User(stranger.id)),
                (thing.token, Principal::Thing(thing.id)),
            ]),
        }
    }

    /// Whose credentials these are; `None` when they are nobody's in this application.
    pub(crate) fn principal(&self, app_id: &str, authorization: &Authorization) -> Option<Principal> {
        if app_id != self.app_id {
            return None;
        }
        match authorization {
            Authorization::Bearer(token) => self.tokens.get(token).cloned(),
            // The password is the application's key, which is no secret and need not be right.
            Authorization::Basic { user, .. } => (*user == self.app_id).then_some(Principal::Anonymous),
        }
    }

    /// Whether a group exists and has this member.
    pub(crate) fn is_member(&self, group_id: &str, user_id: &str) -> bool {
        self.groups.get(group_id).is_some_and(|members| members.contains(user_id))
    }

    /// Whether a scope's owner exists.
    pub(crate) fn has_owner(&self, scope: &ObjectScope) -> bool {
        match scope {
            ObjectScope::App { app_id } => *app_id == self.app_id,
            ObjectScope::AppAndUser { user_id, .. } => self.users.contains(user_id),
            ObjectScope::AppAndGroup { group_id, .. } => self.groups.contains_key(group_id),
            ObjectScope::AppAndThing { thing_id, .. } => self.things.contains(thing_id),
        }
    }
}
