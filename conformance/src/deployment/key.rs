//! What can be said about a target: one list that the file, the environment and every message follow.

use std::fmt;

/// One value of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// Where the deployment is.
    BaseUrl,
    /// The application's ID.
    AppId,
    /// The application's key.
    AppKey,
    /// The proxy through which the deployment is reached.
    Proxy,
    /// A file with the certificates of authorities that are trusted besides those of the system.
    TlsCa,
    /// A file with the certificate that the suite shows, and its chain.
    TlsClientCertificate,
    /// A file with the private key of that certificate.
    TlsClientKey,
    /// The administrator's token.
    AdminToken,
    /// The administrator's client ID, to log in with.
    AdminClientId,
    /// The administrator's client secret.
    AdminClientSecret,
    /// The userID of the user whose scope is tested.
    OwnerUserId,
    /// That user's token.
    OwnerToken,
    /// That user's name, to log in with.
    OwnerUsername,
    /// That user's password.
    OwnerPassword,
    /// The userID of a user without rights there.
    StrangerUserId,
    /// That user's token.
    StrangerToken,
    /// That user's name, to log in with.
    StrangerUsername,
    /// That user's password.
    StrangerPassword,
    /// The thingID of the thing that has a token.
    ThingThingId,
    /// That thing's token.
    ThingToken,
    /// That thing's name, to log in with.
    ThingUsername,
    /// That thing's password.
    ThingPassword,
    /// The group whose scope is tested.
    GroupId,
    /// The thing whose scope is tested.
    ThingId,
}

impl Key {
    /// Every key, in the order of the file.
    pub const ALL: &[Self] = &[
        Self::BaseUrl,
        Self::AppId,
        Self::AppKey,
        Self::Proxy,
        Self::TlsCa,
        Self::TlsClientCertificate,
        Self::TlsClientKey,
        Self::AdminToken,
        Self::AdminClientId,
        Self::AdminClientSecret,
        Self::OwnerUserId,
        Self::OwnerToken,
        Self::OwnerUsername,
        Self::OwnerPassword,
        Self::StrangerUserId,
        Self::StrangerToken,
        Self::StrangerUsername,
        Self::StrangerPassword,
        Self::ThingThingId,
        Self::ThingToken,
        Self::ThingUsername,
        Self::ThingPassword,
        Self::GroupId,
        Self::ThingId,
    ];

    /// Its place in a target file.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::BaseUrl => "base_url",
            Self::AppId => "app_id",
            Self::AppKey => "app_key",
            Self::Proxy => "proxy",
            Self::TlsCa => "tls.ca",
            Self::TlsClientCertificate => "tls.client_certificate",
            Self::TlsClientKey => "tls.client_key",
            Self::AdminToken => "principals.admin.token",
            Self::AdminClientId => "principals.admin.client_id",
            Self::AdminClientSecret => "principals.admin.client_secret",
            Self::OwnerUserId => "principals.owner.user_id",
            Self::OwnerToken => "principals.owner.token",
            Self::OwnerUsername => "principals.owner.username",
            Self::OwnerPassword => "principals.owner.password",
            Self::StrangerUserId => "principals.stranger.user_id",
            Self::StrangerToken => "principals.stranger.token",
            Self::StrangerUsername => "principals.stranger.username",
            Self::StrangerPassword => "principals.stranger.password",
            Self::ThingThingId => "principals.thing.thing_id",
            Self::ThingToken => "principals.thing.token",
            Self::ThingUsername => "principals.thing.username",
            Self::ThingPassword => "principals.thing.password",
            Self::GroupId => "scopes.group.id",
            Self::ThingId => "scopes.thing.id",
        }
    }

    /// The environment variable that can give it: `KII_` and the path without its first table, in capitals.
    #[must_use]
    pub fn variable(self) -> String {
        let path = self.path();
        let name = path.strip_prefix("principals.").or_else(|| path.strip_prefix("scopes.")).unwrap_or(path);
        format!("KII_{}", name.replace('.', "_").to_uppercase())
    }

    /// The key at a place in a target file.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.path() == path)
    }

    /// Whether a place in a target file is a table that holds keys.
    pub(super) fn is_table(path: &str) -> bool {
        Self::within(path).next().is_some()
    }

    /// What a table may hold: keys and tables, by their names in it. The empty path is the whole file.
    pub(super) fn names_in(table: &str) -> Vec<&'static str> {
        let mut names: Vec<&str> = Self::within(table).filter_map(|rest| rest.split('.').next()).collect();
        names.dedup();
        names
    }

    /// What remains of the paths that lie in a table.
    fn within(table: &str) -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().filter_map(move |key| match table {
            "" => Some(key.path()),
            table => key.path().strip_prefix(table)?.strip_prefix('.'),
        })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::Key;

    #[test]
    fn every_key_has_a_variable_of_its_own() {
        let variables: HashSet<String> = Key::ALL.iter().map(|key| key.variable()).collect();
        assert_eq!(variables.len(), Key::ALL.len());
        assert_eq!(Key::BaseUrl.variable(), "KII_BASE_URL");
        assert_eq!(Key::OwnerUserId.variable(), "KII_OWNER_USER_ID");
        assert_eq!(Key::ThingThingId.variable(), "KII_THING_THING_ID");
        assert_eq!(Key::GroupId.variable(), "KII_GROUP_ID");
    }
}
