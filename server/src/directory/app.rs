//! An application as the directory looks things up in it.

use std::collections::{HashMap, HashSet};

use crate::{
    account_name::AccountName,
    application::{Application, Identity},
    login_secret::LoginSecret,
    principal::Principal,
    secret_hash::SecretHash,
    tokens::Holder,
};

/// An application, with its principals and groups.
pub(super) struct App {
    pub(super) id: String,
    key: Option<SecretHash>,
    /// What each principal logs in with.
    secrets: HashMap<Principal, Option<LoginSecret>>,
    names: HashMap<AccountName, Principal>,
    /// The members of each group.
    groups: HashMap<String, HashSet<String>>,
}

impl App {
    pub(super) fn new(application: Application) -> Self {
        let Application { id, key, identities, groups } = application;
        let mut secrets = HashMap::from([(Principal::Anonymous, None)]);
        let mut all_names = HashMap::new();
        for Identity { principal, names, secret, .. } in identities {
            all_names.extend(names.into_iter().map(|name| (name, principal.clone())));
            secrets.insert(principal, secret);
        }
        let groups = groups.into_iter().map(|group| (group.id, group.members.into_iter().collect())).collect();
        Self { id, key, secrets, names: all_names, groups }
    }

    /// Whether this is its key, or any will do.
    pub(super) fn has_key(&self, key: &str) -> bool {
        self.key.is_none_or(|own| own == SecretHash::of(key))
    }

    /// Whether it has this principal.
    pub(super) fn has(&self, principal: &Principal) -> bool {
        self.secrets.contains_key(principal)
    }

    /// One of its principals, for the tokens of all applications.
    pub(super) fn holder(&self, principal: Principal) -> Holder {
        Holder { app_id: self.id.clone(), principal }
    }

    /// What a principal logs in with, if it can.
    pub(super) fn secret(&self, principal: &Principal) -> Option<&LoginSecret> {
        self.secrets.get(principal)?.as_ref()
    }

    /// The principal with the first of these names that there is.
    pub(super) fn named(&self, names: &[AccountName]) -> Option<Principal> {
        names.iter().find_map(|name| self.names.get(name)).cloned()
    }

    /// The names of a principal, if there is one.
    pub(super) fn names_of(&self, principal: &Principal) -> Option<Vec<AccountName>> {
        let own = self.names.iter().filter(|(_, named)| *named == principal).map(|(name, _)| name.clone());
        self.has(principal).then(|| own.collect())
    }

    /// Whether it has this group.
    pub(super) fn has_group(&self, group_id: &str) -> bool {
        self.groups.contains_key(group_id)
    }

    /// Whether it has this group, with this member.
    pub(super) fn is_member(&self, group_id: &str, user_id: &str) -> bool {
        self.groups.get(group_id).is_some_and(|members| members.contains(user_id))
    }
}
