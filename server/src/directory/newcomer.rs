//! What the directory learns while the server runs.

use tokio::sync::MutexGuard;

use super::{Directory, Records};
use crate::{
    account_name::AccountName,
    principal::Principal,
    registration::{Group, NewAccount, Registration},
};

impl Directory {
    /// Waits until nothing else is about to join.
    pub(crate) async fn wait_for_turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Learns of something that has joined, or of what a group is like now.
    pub(crate) fn add(&self, registration: Registration) {
        let mut records = self.records_to_change();
        match registration {
            Registration::User(account) => records.join(account, Principal::User),
            Registration::Thing(account) => records.join(account, Principal::Thing),
            Registration::Group(group) => drop(records.groups.insert(group.id.clone(), group)),
        }
    }

    /// The first of these names that an account has.
    pub(crate) fn taken<'a>(&self, names: &'a [AccountName]) -> Option<&'a AccountName> {
        let records = self.records();
        names.iter().find(|name| records.names.contains_key(name))
    }

    /// A group.
    pub(crate) fn group(&self, id: &str) -> Option<Group> {
        self.records().groups.get(id).cloned()
    }

    /// Whether there is a user under this ID.
    pub(crate) fn has_user(&self, id: &str) -> bool {
        self.records().accounts.contains_key(&Principal::User(id.to_owned()))
    }
}

impl Records {
    fn join(&mut self, account: NewAccount, principal: fn(String) -> Principal) {
        let NewAccount { id, names, password, token, refresh_token, profile } = account;
        let principal = principal(id);
        self.names.extend(names.into_iter().map(|name| (name, principal.clone())));
        self.profiles.insert(principal.clone(), profile);
        self.add(principal, password, token, Some(refresh_token));
    }
}
