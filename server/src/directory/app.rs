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
    registration::{GroupEntry, NewAccount, Registration},
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
    accounts: HashMap<Principal, Account>,
    names: HashMap<AccountName, Principal>,
    groups: HashMap<String, GroupEntry>,
    /// How many accounts have signed up, and groups and members of groups there are.
    size: usize,
}

/// What is known of a principal.
#[derive(Default)]
struct Account {
    names: Vec<AccountName>,
    /// What it logs in with, if it can.
    secret: Option<LoginSecret>,
    /// What it has said of itself when it joined.
    profile: JsonObject,
}

impl App {
    pub(super) fn new(application: Application) -> Self {
        let Application { id, key, identities, groups } = application;
        let mut records = Records::default();
        records.add(Principal::Anonymous, Account::default());
        for Identity { principal, names, secret, .. } in identities {
            records.add(principal, Account { names, secret, profile: JsonObject::new() });
        }
        groups.into_iter().for_each(|group| records.put_group(GroupEntry::of_application(&id, group)));
        Self { id, key, records: RwLock::new(records) }
    }

    /// Learns of something that has joined, or of what a group is like now.
    pub(super) fn add(&self, registration: Registration) {
        let mut records = self.records_to_change();
        match registration {
            Registration::User(account) => records.join(account, Principal::User),
            Registration::Thing(account) => records.join(account, Principal::Thing),
            Registration::Group(group) => records.put_group(group),
        }
    }

    /// Whether this is its key, or any will do.
    pub(super) fn has_key(&self, key: &str) -> bool {
        self.key.is_none_or(|own| own == SecretHash::of(key))
    }

    /// Whether it has this principal.
    pub(super) fn has(&self, principal: &Principal) -> bool {
        self.records().accounts.contains_key(principal)
    }

    /// One of its principals, for the tokens of all applications.
    pub(super) fn holder(&self, principal: Principal) -> Holder {
        Holder { app_id: self.id.clone(), principal }
    }

    /// What a principal logs in with, if it can.
    pub(super) fn secret(&self, principal: &Principal) -> Option<LoginSecret> {
        self.records().accounts.get(principal)?.secret.clone()
    }

    /// The principal with the first of these names that there is.
    pub(super) fn named(&self, names: &[AccountName]) -> Option<Principal> {
        let records = self.records();
        names.iter().find_map(|name| records.names.get(name)).cloned()
    }

    /// What a principal says of itself, its names among it, if there is one.
    pub(super) fn profile_of(&self, principal: &Principal) -> Option<JsonObject> {
        let records = self.records();
        let Account { names, profile, .. } = records.accounts.get(principal)?;
        let mut profile = profile.clone();
        profile.extend(names.iter().map(|name| (name.member().to_owned(), name.text().into())));
        Some(profile)
    }

    /// A group that it has.
    pub(super) fn group(&self, group_id: &str) -> Option<GroupEntry> {
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

    /// How many accounts have signed up, and groups and members of groups there are.
    pub(super) fn size(&self) -> usize {
        self.records().size
    }

    /// How much of that is what a registration takes the place of.
    pub(super) fn size_before(&self, registration: &Registration) -> usize {
        match registration {
            Registration::User(_) | Registration::Thing(_) => 0,
            Registration::Group(group) => self.records().groups.get(&group.id).map_or(0, GroupEntry::size),
        }
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
    fn add(&mut self, principal: Principal, account: Account) {
        self.names.extend(account.names.iter().map(|name| (name.clone(), principal.clone())));
        self.accounts.insert(principal, account);
    }

    fn join(&mut self, account: NewAccount, principal: fn(String) -> Principal) {
        let NewAccount { id, names, secret, profile, .. } = account;
        self.add(principal(id), Account { names, secret, profile });
        self.size += 1;
    }

    fn put_group(&mut self, group: GroupEntry) {
        self.size += group.size();
        if let Some(before) = self.groups.insert(group.id.clone(), group) {
            self.size -= before.size();
        }
    }
}
