//! The deployment under test: where it is, and who the suite may be there.
//!
//! [`key`] lists what can be said about a target, once; `load` reads it from a file, the environment and the command
//! line; `resolve` makes a target of it. What is here is the target as meant, in which no secret can be printed.

mod connection;
mod environment;
mod header;
mod key;
mod load;
mod login;
mod missing_prerequisite;
mod pending_login;
mod resolve;
mod secret;
mod settings;
pub mod template;
mod without;

use std::{collections::BTreeMap, time::Instant};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use http::{HeaderMap, HeaderValue};
use kii_spec::{CapabilityName, OwnerKind, Scope, axis::Caller};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

pub use self::{
    connection::Connection,
    environment::{ENV_FILE, Environment, TARGET_FILE},
    key::Key,
    load::{Sources, TargetError},
    missing_prerequisite::MissingPrerequisite,
    without::WITHOUT,
};
pub(crate) use self::{login::Login, pending_login::TokenResponse};
use self::{pending_login::Pending, secret::Secrets, without::Without};

/// A Bearer token of the usual length that nobody was ever given: 160 random bits, drawn once.
const NEVER_ISSUED: &str = "pNc1vY7mBqZ3sLx0WdKfT9hRgUoE5jA2iXbVnCQ4yM8";

/// The deployment under test.
#[derive(Clone, Debug)]
pub struct Target {
    /// Where the spec's paths are appended.
    pub base: Url,
    /// The application's ID.
    pub app_id: String,
    /// How it is reached.
    pub connection: Connection,
    app_key: SecretString,
    /// What every request to it has.
    headers: HeaderMap,
    accounts: BTreeMap<Principal, Account>,
    /// The principals that have to log in first.
    logins: BTreeMap<Principal, Pending>,
    group: Option<String>,
    thing: Option<String>,
    /// What it does not offer.
    without: Vec<Without>,
}

/// Somebody with a token of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Principal {
    /// The application's administrator.
    Admin,
    /// The user whose scope is tested.
    Owner,
    /// Another user, without rights there.
    Stranger,
    /// A thing.
    Thing,
}

/// What a target says of a principal.
#[derive(Clone, Debug)]
struct Account {
    /// Its userID or thingID; the administrator has none.
    id: Option<String>,
    token: SecretString,
    /// When the token ends, if that is known.
    expiry: Option<Instant>,
}

/// The credentials that a caller sends.
enum Credentials {
    /// The token of a principal.
    Token(Principal),
    /// The application's ID and key.
    Application,
    /// A token that was never issued.
    NeverIssued,
    /// None.
    None,
}

impl Credentials {
    const fn of(scope: &Scope, caller: Caller) -> Self {
        match caller {
            Caller::Permitted => Self::Token(Principal::permitted(scope.owner)),
            Caller::Administrator => Self::Token(Principal::Admin),
            Caller::Stranger => Self::Token(Principal::Stranger),
            Caller::Thing => Self::Token(Principal::Thing),
            Caller::Anonymous => Self::Application,
            Caller::BadToken => Self::NeverIssued,
            Caller::None => Self::None,
        }
    }
}

impl Principal {
    /// Every principal.
    pub const ALL: &[Self] = &[Self::Admin, Self::Owner, Self::Stranger, Self::Thing];

    /// The permitted caller of scopes that are owned like this.
    #[must_use]
    pub const fn permitted(owner: OwnerKind) -> Self {
        match owner {
            OwnerKind::Application | OwnerKind::Principal | OwnerKind::Caller | OwnerKind::Named => Self::Owner,
            OwnerKind::NamedPrincipal => Self::Thing,
        }
    }

    /// Where a target file has its token.
    #[must_use]
    pub const fn token(self) -> Key {
        match self {
            Self::Admin => Key::AdminToken,
            Self::Owner => Key::OwnerToken,
            Self::Stranger => Key::StrangerToken,
            Self::Thing => Key::ThingToken,
        }
    }

    /// Where a target file has its ID, if it has one.
    #[must_use]
    pub const fn id(self) -> Option<Key> {
        match self {
            Self::Admin => None,
            Self::Owner => Some(Key::OwnerUserId),
            Self::Stranger => Some(Key::StrangerUserId),
            Self::Thing => Some(Key::ThingThingId),
        }
    }
}

impl Target {
    /// The value of `Authorization` with which a caller comes to a scope; `None` for a caller who sends none.
    ///
    /// # Errors
    /// When the target does not name that principal.
    pub fn authorization(&self, scope: &Scope, caller: Caller) -> Result<Option<HeaderValue>, MissingPrerequisite> {
        let text = match Credentials::of(scope, caller) {
            Credentials::Token(principal) => format!("Bearer {}", self.account(principal)?.token.expose_secret()),
            Credentials::Application => format!("Basic {}", self.basic()),
            Credentials::NeverIssued => format!("Bearer {NEVER_ISSUED}"),
            Credentials::None => return Ok(None),
        };
        let unsendable = |_| {
            MissingPrerequisite::because(format!(
                "the credentials of caller `{}` cannot be sent in a header",
                caller.word()
            ))
        };
        let mut value = HeaderValue::try_from(text).map_err(unsendable)?;
        value.set_sensitive(true);
        Ok(Some(value))
    }

    /// The ID of a scope's owner; `None` for the application.
    ///
    /// # Errors
    /// When the target does not name the owner.
    pub fn owner_id(&self, scope: &Scope) -> Result<Option<&str>, MissingPrerequisite> {
        let capability = CapabilityName::of_scope(&scope.name);
        if self.is_without(&capability) {
            return Err(MissingPrerequisite::of_capability(capability));
        }
        let left_out = |key| MissingPrerequisite { capability: Some(capability), ..MissingPrerequisite::of(key) };
        match scope.owner {
            OwnerKind::Application => Ok(None),
            OwnerKind::Principal | OwnerKind::Caller => Ok(self.account(Principal::Owner)?.id.as_deref()),
            OwnerKind::Named => self.group.as_deref().map(Some).ok_or_else(|| left_out(Key::GroupId)),
            OwnerKind::NamedPrincipal => self.thing.as_deref().map(Some).ok_or_else(|| left_out(Key::ThingId)),
        }
    }

    /// The headers that every request to an address of the target has. Other hosts get none of them.
    #[must_use]
    pub fn headers_to(&self, url: &Url) -> HeaderMap {
        match url.origin() == self.base.origin() {
            true => self.headers.clone(),
            false => HeaderMap::new(),
        }
    }

    /// The value of `Authorization` that names the application, and nobody in it.
    pub(crate) fn application(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::try_from(format!("Basic {}", self.basic())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// The userID or thingID of a caller, if it has one.
    #[must_use]
    pub fn caller_id(&self, scope: &Scope, caller: Caller) -> Option<&str> {
        match Credentials::of(scope, caller) {
            Credentials::Token(principal) => self.accounts.get(&principal)?.id.as_deref(),
            Credentials::Application | Credentials::NeverIssued | Credentials::None => None,
        }
    }

    /// This target with a principal in the owner's place: users other than the owner are at home there.
    #[must_use]
    pub fn seen_by(&self, principal: Principal) -> Self {
        let mut seen = self.clone();
        if let Some(account) = self.accounts.get(&principal) {
            seen.accounts.insert(Principal::Owner, account.clone());
        }
        seen
    }

    /// A text without any secret of this target, even where an answer has sent one back.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        /// What is shorter would be found in every other word.
        const SHORTEST: usize = 4;
        /// The same for what need not be a secret at all: an application's key may be any word, and a header, too.
        const SHORTEST_WORD: usize = 8;
        let mut secrets = Secrets::default();
        let key = self.app_key.expose_secret();
        secrets.add(key, SHORTEST_WORD);
        secrets.add(&format!("{}:{key}", self.app_id), SHORTEST_WORD);
        for header in self.headers.values() {
            secrets.add(&String::from_utf8_lossy(header.as_bytes()), SHORTEST_WORD);
        }
        for account in self.accounts.values() {
            secrets.add(account.token.expose_secret(), SHORTEST);
        }
        for pending in self.logins.values() {
            pending.login.conceal(&mut secrets, SHORTEST);
        }
        self.connection.conceal(&mut secrets, SHORTEST);
        secrets.redact(text)
    }

    /// The application's ID and key as Basic credentials (RFC 7617).
    fn basic(&self) -> String {
        BASE64.encode(format!("{}:{}", self.app_id, self.app_key.expose_secret()))
    }

    /// The principal that comes to a scope as this caller, if it is one.
    pub(crate) const fn principal(scope: &Scope, caller: Caller) -> Option<Principal> {
        match Credentials::of(scope, caller) {
            Credentials::Token(principal) => Some(principal),
            Credentials::Application | Credentials::NeverIssued | Credentials::None => None,
        }
    }

    /// Where a target file has the place that a scope is, if it has one of its own.
    pub(crate) const fn place(scope: &Scope) -> Option<Key> {
        match scope.owner {
            OwnerKind::Application | OwnerKind::Principal | OwnerKind::Caller => None,
            OwnerKind::Named => Some(Key::GroupId),
            OwnerKind::NamedPrincipal => Some(Key::ThingId),
        }
    }

    /// Whether the target says that it does not offer a capability.
    pub(crate) fn is_without(&self, capability: &CapabilityName) -> bool {
        self.without.iter().any(|without| without.names(capability))
    }

    /// The principals that the target names.
    pub fn principals(&self) -> impl Iterator<Item = Principal> {
        self.accounts.keys().copied()
    }

    fn account(&self, principal: Principal) -> Result<&Account, MissingPrerequisite> {
        self.accounts.get(&principal).ok_or_else(|| MissingPrerequisite::of(principal.token()))
    }
}
