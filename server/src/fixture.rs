//! What exists when a server starts: an application, its principals, a group.

use serde_json::Value;

use crate::random;
#[cfg(feature = "durable")]
use crate::{
    application::{Application, Identity},
    login_secret::LoginSecret,
    principal::Principal,
    secret_hash::SecretHash,
};

/// So many tokens of a principal stay valid.
#[cfg(feature = "durable")]
const TOKENS: usize = 100;

/// An application and its principals. Holds tokens, so it is not `Debug`.
#[derive(Clone)]
#[cfg_attr(feature = "durable", derive(serde::Serialize, serde::Deserialize))]
pub struct Fixture {
    /// The application's ID.
    pub app_id: String,
    /// The application's key, which together with its ID makes anonymous credentials.
    pub app_key: String,
    /// The administrator's token.
    pub admin_token: String,
    /// The client ID and secret that the administrator logs in with.
    pub admin_login: Login,
    /// The user whose scope is used, and the only member of the group.
    pub owner: Account,
    /// Another user, with no rights in the owner's scope.
    pub stranger: Account,
    /// A thing.
    pub thing: Account,
    /// The ID of a group that has the owner as its member.
    pub group_id: String,
}

/// What a principal logs in with: a name and a password, or a client's ID and secret. Holds a secret, so it is not `Debug`.
#[derive(Clone)]
#[cfg_attr(feature = "durable", derive(serde::Serialize, serde::Deserialize))]
pub struct Login {
    /// The name.
    pub name: String,
    /// The secret.
    pub secret: String,
}

/// A user or a thing that has logged in. Holds a token, so it is not `Debug`.
#[derive(Clone)]
#[cfg_attr(feature = "durable", derive(serde::Serialize, serde::Deserialize))]
pub struct Account {
    /// Its ID.
    pub id: String,
    /// Its token.
    pub token: String,
    /// What it has logged in with, and can again.
    pub login: Login,
}

impl Fixture {
    /// One of everything, with identifiers and tokens made up at random.
    #[must_use]
    pub fn demo() -> Self {
        let login = |kind: &str| Login { name: format!("{kind}{}", random::text(12)), secret: random::text(24) };
        let account = |kind: &str, prefix: &str| Account {
            id: format!("{kind}-{}", random::text(12)),
            token: random::text(40),
            login: login(prefix),
        };
        Self {
            app_id: random::text(8),
            app_key: random::text(32),
            admin_token: random::text(40),
            admin_login: login("client-"),
            owner: account("user", "name-"),
            stranger: account("user", "EMAIL:name-"),
            thing: account("thing", "VENDOR_THING_ID:"),
            group_id: format!("group-{}", random::text(12)),
        }
    }

    /// What is known of an application that was made of a fixture, with new secrets: its tokens stay valid beside the new ones,
    /// the newest of them. `None` if it was not made of one.
    #[cfg(feature = "durable")]
    pub(crate) fn renewed(application: &mut Application) -> Option<Self> {
        let mut fixture = Self::demo();
        fixture.app_id.clone_from(&application.id);
        let [group] = application.groups.as_slice() else { return None };
        fixture.group_id.clone_from(&group.id);
        let [admin, owner, stranger, thing] = application.identities.as_mut_slice() else { return None };
        let Principal::Administrator { client_id } = &admin.principal else { return None };
        fixture.admin_login.name.clone_from(client_id);
        renew(admin, &fixture.admin_login.secret, &fixture.admin_token);
        for (identity, account) in
            [(owner, &mut fixture.owner), (stranger, &mut fixture.stranger), (thing, &mut fixture.thing)]
        {
            identity.principal.id()?.clone_into(&mut account.id);
            account.login.name = identity.names.first()?.prefixed_text();
            renew(identity, &account.login.secret, &account.token);
        }
        Some(fixture)
    }

    /// The `target.toml` with which the conformance suite tests a server that is reached under `base_url`.
    #[must_use]
    pub fn target_toml(&self, base_url: &str) -> String {
        let Self { admin_token, owner, stranger, thing, .. } = self;
        let principals = [
            ("principals.admin", entries(&[("token", admin_token)])),
            ("principals.owner", entries(&[("user_id", &owner.id), ("token", &owner.token)])),
            ("principals.stranger", entries(&[("user_id", &stranger.id), ("token", &stranger.token)])),
            ("principals.thing", entries(&[("thing_id", &thing.id), ("token", &thing.token)])),
        ];
        self.target(base_url, &principals) + &table("scopes.thing", &entries(&[("id", &thing.id)]))
    }

    /// The same in which everybody has yet to log in.
    #[must_use]
    pub fn login_toml(&self, base_url: &str) -> String {
        let Self { admin_login, owner, stranger, thing, .. } = self;
        let account =
            |account: &Account| entries(&[("username", &account.login.name), ("password", &account.login.secret)]);
        let admin = entries(&[("client_id", &admin_login.name), ("client_secret", &admin_login.secret)]);
        let principals = [
            ("principals.admin", admin),
            ("principals.owner", account(owner)),
            ("principals.stranger", account(stranger)),
            ("principals.thing", account(thing)),
        ];
        self.target(base_url, &principals)
    }

    fn target(&self, base_url: &str, principals: &[(&str, String)]) -> String {
        let Self { app_id, app_key, group_id, .. } = self;
        let application = entries(&[("base_url", base_url), ("app_id", app_id), ("app_key", app_key)]);
        let principals: String = principals.iter().map(|(name, entries)| table(name, entries)).collect();
        format!("{application}{principals}{}", table("scopes.group", &entries(&[("id", group_id)])))
    }
}

#[cfg(feature = "durable")]
fn renew(identity: &mut Identity, secret: &str, token: &str) {
    identity.secret = Some(LoginSecret::Random(SecretHash::of(secret)));
    let surplus = (identity.tokens.len() + 1).saturating_sub(TOKENS);
    identity.tokens.drain(..surplus);
    identity.tokens.push(SecretHash::of(token));
}

fn table(name: &str, entries: &str) -> String {
    format!("\n[{name}]\n{entries}")
}

/// Lines of a TOML table. JSON quotes a string as TOML does.
fn entries(entries: &[(&str, &str)]) -> String {
    entries.iter().map(|(key, value)| format!("{key} = {}\n", Value::from(*value))).collect()
}
