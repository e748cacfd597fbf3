//! An application as a server is given it: its principals, and its groups with their members.

use crate::{
    account_name::AccountName, fixture::Fixture, login_secret::LoginSecret, principal::Principal,
    secret_hash::SecretHash,
};

/// An application. Of its secrets, it has only hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "durable", derive(serde::Serialize, serde::Deserialize))]
pub struct Application {
    /// Its ID.
    pub id: String,
    /// The key that callers without an account send with the ID; `None` if any will do.
    pub key: Option<SecretHash>,
    /// Its administrators, users and things.
    pub identities: Vec<Identity>,
    /// Its groups.
    pub groups: Vec<Group>,
}

/// A principal, and how it shows who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "durable", derive(serde::Serialize, serde::Deserialize))]
pub struct Identity {
    /// The principal.
    pub principal: Principal,
    /// The names that it logs in with, and that may stand in a path in place of its ID.
    pub names: Vec<AccountName>,
    /// What it logs in with besides a name; `None` if it cannot log in.
    pub secret: Option<LoginSecret>,
    /// The tokens that it has from the start. They never expire.
    pub tokens: Vec<SecretHash>,
}

/// A group of users.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "durable", derive(serde::Serialize, serde::Deserialize))]
pub struct Group {
    /// Its ID.
    pub id: String,
    /// The IDs of its members.
    pub members: Vec<String>,
}

impl From<&Fixture> for Application {
    fn from(fixture: &Fixture) -> Self {
        let Fixture { app_id, admin_token, admin_login, owner, stranger, thing, group_id, .. } = fixture;
        let identity = |principal, names, secret: &str, token: &str| Identity {
            principal,
            names,
            secret: Some(LoginSecret::Random(SecretHash::of(secret))),
            tokens: vec![SecretHash::of(token)],
        };
        let admin = Principal::Administrator { client_id: admin_login.name.clone() };
        let accounts = [
            (owner, Principal::User(owner.id.clone())),
            (stranger, Principal::User(stranger.id.clone())),
            (thing, Principal::Thing(thing.id.clone())),
        ];
        let accounts = accounts.map(|(account, principal)| {
            identity(principal, vec![AccountName::new(&account.login.name)], &account.login.secret, &account.token)
        });
        Self {
            id: app_id.clone(),
            key: None,
            identities: std::iter::once(identity(admin, Vec::new(), &admin_login.secret, admin_token))
                .chain(accounts)
                .collect(),
            groups: vec![Group { id: group_id.clone(), members: vec![owner.id.clone()] }],
        }
    }
}
