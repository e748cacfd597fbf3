//! The world that a server starts with: an application, its principals, a group.

use serde_json::Value;

use crate::random;

/// An application and its principals. Holds tokens, so it is not `Debug`.
#[derive(Clone)]
pub struct Fixture {
    /// The application's ID.
    pub app_id: String,
    /// The application's key, which together with its ID makes anonymous credentials.
    pub app_key: String,
    /// The administrator's token.
    pub admin_token: String,
    /// The user whose scope is used, and the only member of the group.
    pub owner: Account,
    /// Another user, with no rights in the owner's scope.
    pub stranger: Account,
    /// A thing.
    pub thing: Account,
    /// The ID of a group that has the owner as its member.
    pub group_id: String,
}

/// A user or a thing that has logged in. Holds a token, so it is not `Debug`.
#[derive(Clone)]
pub struct Account {
    /// Its ID.
    pub id: String,
    /// Its token.
    pub token: String,
}

impl Fixture {
    /// One of everything, with identifiers and tokens made up at random.
    #[must_use]
    pub fn demo() -> Self {
        let account = |kind: &str| Account { id: format!("{kind}-{}", random::text(12)), token: random::text(40) };
        Self {
            app_id: random::text(8),
            app_key: random::text(32),
            admin_token: random::text(40),
            owner: account("user"),
            stranger: account("user"),
            thing: account("thing"),
            group_id: format!("group-{}", random::text(12)),
        }
    }

    /// The `target.toml` with which the conformance suite tests a server that is reached under `base_url`.
    #[must_use]
    pub fn target_toml(&self, base_url: &str) -> String {
        let Self { app_id, app_key, admin_token, owner, stranger, thing, group_id } = self;
        let application = entries(&[("base_url", base_url), ("app_id", app_id), ("app_key", app_key)]);
        let tables = [
            ("principals.admin", entries(&[("token", admin_token)])),
            ("principals.owner", entries(&[("user_id", &owner.id), ("token", &owner.token)])),
            ("principals.stranger", entries(&[("user_id", &stranger.id), ("token", &stranger.token)])),
            ("principals.thing", entries(&[("thing_id", &thing.id), ("token", &thing.token)])),
            ("scopes.group", entries(&[("id", group_id)])),
            ("scopes.thing", entries(&[("id", &thing.id)])),
        ];
        let tables = tables.map(|(name, entries)| format!("\n[{name}]\n{entries}"));
        format!("{application}{}", tables.concat())
    }
}

/// Lines of a TOML table. JSON quotes a string as TOML does.
fn entries(entries: &[(&str, &str)]) -> String {
    entries.iter().map(|(key, value)| format!("{key} = {}\n", Value::from(*value))).collect()
}
