//! The keys of a target: one list for the file, the environment, the help text and every message.
//!
//! Some are the same for every API; the others follow from the spec's principals and scopes.

use std::fmt;

use kii_spec::{Api, Grant, OwnerKind, Principal, PrincipalName, Scope, ScopeName};

use super::PREFIX;

/// One value of a target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// The address of the deployment.
    BaseUrl,
    /// The application's ID.
    AppId,
    /// The application's key.
    AppKey,
    /// The proxy through which requests are sent.
    Proxy,
    /// A file with certificates of authorities to trust besides those of the system.
    TlsCa,
    /// A file with the client's certificate and its chain.
    TlsClientCertificate,
    /// A file with the private key of that certificate.
    TlsClientKey,
    /// A field of a principal.
    Principal(PrincipalName, Field),
    /// The ID of a scope's owner.
    OwnerId(ScopeName),
}

/// What a target says of a principal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Its ID, under the name that the spec gives to the ID.
    Id(String),
    /// Its token.
    Token,
    /// The name with which it logs in.
    LoginName(Grant),
    /// The secret with which it logs in.
    LoginSecret(Grant),
}

impl Field {
    /// Its name in a target file. Names and secrets are called as the parameters of the grant (RFC 6749, 4.3.2 and 2.3.1).
    fn name(&self) -> &str {
        match self {
            Self::Id(name) => name,
            Self::Token => "token",
            Self::LoginName(Grant::Password) => "username",
            Self::LoginName(Grant::ClientCredentials) => "client_id",
            Self::LoginSecret(Grant::Password) => "password",
            Self::LoginSecret(Grant::ClientCredentials) => "client_secret",
        }
    }
}

impl Key {
    /// Its place in a target file.
    #[must_use]
    pub fn path(&self) -> String {
        let path = match self {
            Self::BaseUrl => "base_url",
            Self::AppId => "app_id",
            Self::AppKey => "app_key",
            Self::Proxy => "proxy",
            Self::TlsCa => "tls.ca",
            Self::TlsClientCertificate => "tls.client_certificate",
            Self::TlsClientKey => "tls.client_key",
            Self::Principal(principal, field) => return format!("principals.{principal}.{}", field.name()),
            Self::OwnerId(scope) => return format!("scopes.{scope}.id"),
        };
        path.to_owned()
    }

    /// The environment variable of the same meaning: `KII_` and the path without `principals.` or `scopes.`, in capitals.
    #[must_use]
    pub fn variable(&self) -> String {
        let path = self.path();
        let name = path.strip_prefix("principals.").or_else(|| path.strip_prefix("scopes.")).unwrap_or(&path);
        format!("{PREFIX}{}", name.replace('.', "_").to_uppercase())
    }

    /// The ID of a principal, if it has one.
    pub(crate) fn id(principal: &Principal) -> Option<Self> {
        principal.id.as_ref().map(|id| Self::Principal(principal.name.clone(), Field::Id(id.clone())))
    }

    /// The token of a principal.
    pub(crate) const fn token(principal: PrincipalName) -> Self {
        Self::Principal(principal, Field::Token)
    }

    /// The name and the secret with which a principal logs in.
    pub(crate) fn login(principal: &Principal) -> [Self; 2] {
        let fields = [Field::LoginName(principal.grant), Field::LoginSecret(principal.grant)];
        fields.map(|field| Self::Principal(principal.name.clone(), field))
    }

    /// The ID of a scope's owner, if a target gives it for the scope.
    pub(crate) fn owner_id(scope: &Scope) -> Option<Self> {
        match scope.owner {
            OwnerKind::Named | OwnerKind::NamedPrincipal => Some(Self::OwnerId(scope.name.clone())),
            OwnerKind::Application | OwnerKind::Principal | OwnerKind::Caller => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path())
    }
}

/// Every key that a target of an API may have, in the order of a target file.
#[derive(Clone, Debug)]
pub struct Keys(Vec<Key>);

impl Keys {
    /// The keys of targets of this API.
    #[must_use]
    pub fn of(api: &Api) -> Self {
        let common = [
            Key::BaseUrl,
            Key::AppId,
            Key::AppKey,
            Key::Proxy,
            Key::TlsCa,
            Key::TlsClientCertificate,
            Key::TlsClientKey,
        ];
        let principals = api.service.principals.values().flat_map(|principal| {
            Key::id(principal).into_iter().chain([Key::token(principal.name.clone())]).chain(Key::login(principal))
        });
        let owners = api.service.scopes.values().filter_map(Key::owner_id);
        Self(common.into_iter().chain(principals).chain(owners).collect())
    }

    /// Every key.
    pub fn iter(&self) -> impl Iterator<Item = &Key> {
        self.0.iter()
    }

    /// The key at a place in a target file.
    pub(super) fn at(&self, path: &str) -> Option<&Key> {
        self.iter().find(|key| key.path() == path)
    }

    /// Whether a place in a target file is a table that holds keys.
    pub(super) fn is_table(&self, path: &str) -> bool {
        self.within(path).next().is_some()
    }

    /// The keys and tables that a table may hold, by their names in it. The empty path is the whole file.
    pub(super) fn names_in(&self, table: &str) -> Vec<String> {
        let mut names: Vec<String> =
            self.within(table).filter_map(|rest| rest.split('.').next().map(str::to_owned)).collect();
        names.dedup();
        names
    }

    /// The paths of the keys in a table, relative to it.
    fn within(&self, table: &str) -> impl Iterator<Item = String> {
        self.iter().filter_map(move |key| match table {
            "" => Some(key.path()),
            table => key.path().strip_prefix(table)?.strip_prefix('.').map(str::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use kii_spec::Api;

    use super::Keys;

    #[test]
    fn every_key_has_a_variable_of_its_own() {
        let keys = Keys::of(&Api::embedded().expect("a spec"));
        let variables: HashSet<String> = keys.iter().map(|key| key.variable()).collect();
        assert_eq!(variables.len(), keys.iter().count());
    }

    #[test]
    fn keys_and_variables_are_those_of_earlier_releases() {
        let keys = Keys::of(&Api::embedded().expect("a spec"));
        let lines: Vec<String> = keys.iter().map(|key| format!("{key} {}", key.variable())).collect();
        let released = "\
base_url KII_BASE_URL
app_id KII_APP_ID
app_key KII_APP_KEY
proxy KII_PROXY
tls.ca KII_TLS_CA
tls.client_certificate KII_TLS_CLIENT_CERTIFICATE
tls.client_key KII_TLS_CLIENT_KEY
principals.admin.token KII_ADMIN_TOKEN
principals.admin.client_id KII_ADMIN_CLIENT_ID
principals.admin.client_secret KII_ADMIN_CLIENT_SECRET
principals.owner.user_id KII_OWNER_USER_ID
principals.owner.token KII_OWNER_TOKEN
principals.owner.username KII_OWNER_USERNAME
principals.owner.password KII_OWNER_PASSWORD
principals.stranger.user_id KII_STRANGER_USER_ID
principals.stranger.token KII_STRANGER_TOKEN
principals.stranger.username KII_STRANGER_USERNAME
principals.stranger.password KII_STRANGER_PASSWORD
principals.thing.thing_id KII_THING_THING_ID
principals.thing.token KII_THING_TOKEN
principals.thing.username KII_THING_USERNAME
principals.thing.password KII_THING_PASSWORD
scopes.group.id KII_GROUP_ID
scopes.thing.id KII_THING_ID";
        assert_eq!(lines.join("\n"), released);
    }
}
