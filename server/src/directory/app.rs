//! An application as the directory looks things up in it.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use kii_types::JsonObject;

use crate::{
    account_name::AccountName,
    application::{Application, Identity},
    login_secret::LoginSecret,
    principal::Principal,
    registration::{Group, NewAccount, Registration},
    secret_hash::SecretHash,
    tokens::Holder,
};

/// An application, with its principals and groups.
pub(super) struct App {
    pub(super) id: String,
    key: Option<SecretHash>,
    records: RwLock<Records>,
}

/// Who belongs to an application.
#[derive(Default)]
struct Records {
    /// What each principal logs in with.
    secrets: HashMap<Principal, Option<LoginSecret>>,
    names: HashMap<AccountName, Principal>,
    /// What users and things have said of themselves when they joined.
    profiles: HashMap<Principal, JsonObject>,
    groups: HashMap<String, Group>,
}

impl App {
    pub(super) fn new(application: Application) -> Self {
        let Application { id, key, identities, groups } = application;
        let mut records = Records::default();
        records.add(Principal::Anonymous, Vec::new(), None);
        for Identity { principal, names, secret, .. } in identities {
            records.add(principal, names, secret);
        }
        let groups = groups.into_iter().map(|group| (group.id.clone(), Group::of_application(&id, group)));
        records.groups = groups.collect();
        Self { id, key, records: RwLock::new(records) }
    }

    /// Learns of something that has joined, or of what a group is like now.
    pub(super) fn add(&self, registration: Registration) {
        let mut records = self.records_to_change();
        match registration {
            Registration::User(account) => records.join(account, Principal::User),
            Registration::Thing(account) => records.join(account, Principal::Thing),
            Registration::Group(group) => drop(records.groups.insert(group.id.clone(), group)),
        }
    }

    /// Whether this is its key, or any will do.
    pub(super) fn has_key(&self, key: &str) -> bool {
        self.key.is_none_or(|own| own == SecretHash::of(key))
    }

    /// Whether it has this principal.
    pub(super) fn has(&self, principal: &Principal) -> bool {
        self.records().secrets.contains_key(principal)
    }

    /// One of its principals, for the tokens of all applications.
    pub(super) fn holder(&self, principal: Principal) -> Holder {
        Holder { app_id: self.id.clone(), principal }
    }

    /// What a principal logs in with, if it can.
    pub(super) fn secret(&self, principal: &Principal) -> Option<LoginSecret> {
        self.records().secrets.get(principal)?.clone()
    }

    /// The principal with the first of these names that there is.
    pub(super) fn named(&self, names: &[AccountName]) -> Option<Principal> {
        let records = self.records();
        names.iter().find_map(|name| records.names.get(name)).cloned()
    }

    /// What a principal says of itself, its names among it, if there is one.
    pub(super) fn profile_of(&self, principal: &Principal) -> Option<JsonObject> {
        let records = self.records();
        records.secrets.get(principal)?;
        let mut profile = records.profiles.get(principal).cloned().unwrap_or_default();
        let names = records.names.iter().filter(|(_, named)| *named == principal);
        profile.extend(names.map(|(name, _)| (name.member().to_owned(), name.text().into())));
        Some(profile)
    }

    /// A group that it has.
    pub(super) fn group(&self, group_id: &str) -> Option<Group> {
        self.records().groups.get(group_id).cloned()
    }

    /// Whether it has this group.
    pub(super) fn has_group(&self, group_id: &str) -> bool {
        self.records().groups.contains_key(group_id)
    }

    /// Whether it has this group, with this member.
    pub(super) fn is_member(&self, group_id: &str, user_id: &str) -> bool {
        self.records().groups.get(group_id).is_some_and(|group| group.members.contains(user_id))
    }

    fn records(&self) -> RwLockReadGuard<'_, Records> {
        self.records.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn records_to_change(&self) -> RwLockWriteGuard<'_, Records> {
        // Whatever panicked meanwhile is that request's failure: what has joined is found by its names or not at all.
        self.records.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Records {
    fn add(&mut self, principal: Principal, names: Vec<AccountName>, secret: Option<LoginSecret>) {
        self.names.extend(names.into_iter().map(|name| (name, principal.clone())));
        self.secrets.insert(principal, secret);
    }

    fn join(&mut self, account: NewAccount, principal: fn(String) -> Principal) {
        let principal = principal(account.id);
        self.profiles.insert(principal.clone(), account.profile);
        self.add(principal, account.names, account.secret);
    }
}
