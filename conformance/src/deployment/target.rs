//! A target: a deployment under test with the credentials that the suite has for it.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use http::{HeaderMap, HeaderValue};
use kii_spec::{Caller, CapabilityName, Credentials, OwnerKind, PrincipalName, Scope, ScopeName, TokenForm};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::{
    Connection, Key, MissingPrerequisite, Redactor, Validity, pending_login::PendingLogin, secret::Secrets,
    token::Token, without::Without,
};

/// A Bearer token of the usual length that no deployment has issued: 160 random bits, drawn once.
pub(crate) const NEVER_ISSUED: &str = "pNc1vY7mBqZ3sLx0WdKfT9hRgUoE5jA2iXbVnCQ4yM8";

/// The deployment under test.
#[derive(Clone, Debug)]
pub struct Target {
    /// The address to which the spec's paths are appended.
    pub base: Url,
    /// The application's ID.
    pub app_id: String,
    /// How it is reached.
    pub connection: Connection,
    pub(super) app_key: SecretString,
    /// The headers of every request to it.
    pub(super) headers: HeaderMap,
    /// The principals that have a token.
    pub(super) accounts: BTreeMap<PrincipalName, Account>,
    /// The principals that log in for a token; they stay here once they have an account.
    pub(super) logins: BTreeMap<PrincipalName, PendingLogin>,
    /// The IDs of scope owners that the target gives for the scope.
    pub(super) owners: BTreeMap<ScopeName, String>,
    /// The capabilities that it does not offer.
    pub(super) without: Vec<Without>,
}

/// A principal with a token.
#[derive(Clone, Debug)]
pub(super) struct Account {
    /// Whose it is.
    pub(super) principal: PrincipalName,
    /// Its ID, unless principals of this name have none.
    pub(super) id: Option<String>,
    pub(super) token: Token,
}

/// Whether two addresses have the same scheme, host and port.
fn is_of_one_origin(one: &Url, other: &Url) -> bool {
    // As `Url::origin` says for addresses of HTTP, without copying the hosts.
    (one.scheme(), one.host(), one.port_or_known_default())
        == (other.scheme(), other.host(), other.port_or_known_default())
}

impl Target {
    /// The value of `Authorization` that a caller sends to a scope; `None` for a caller that sends none.
    ///
    /// # Errors
    /// When the target does not give the principal whose token it is.
    pub fn authorization(&self, scope: &Scope, caller: &Caller) -> Result<Option<HeaderValue>, MissingPrerequisite> {
        let value = match &caller.credentials {
            Credentials::Permitted => self.account(&scope.permitted)?.token.authorization(),
            Credentials::Bearer(principal) => self.account(principal)?.token.authorization(),
            Credentials::Application => self.application(),
            Credentials::NeverIssued => HeaderValue::try_from(format!("Bearer {NEVER_ISSUED}")).ok(),
            Credentials::None => return Ok(None),
        };
        let mut value = value.ok_or_else(|| {
            let reason = format!("the credentials of caller `{}` cannot be sent in a header", caller.name);
            MissingPrerequisite::because(reason)
        })?;
        value.set_sensitive(true);
        Ok(Some(value))
    }

    /// The value of `Authorization` with credentials that are nearly those of the permitted caller of a scope, or of the
    /// application, and wrong like this.
    ///
    /// # Errors
    /// When the target does not give the principal whose token it is.
    pub(crate) fn wrong_token(&self, scope: &Scope, form: TokenForm) -> Result<HeaderValue, MissingPrerequisite> {
        let wrong = match form {
            TokenForm::OtherApplication => format!("Basic {}", self.other_basic()),
            TokenForm::BrokenBase64 => "Basic %%%".to_owned(),
            TokenForm::Shortened
            | TokenForm::Lengthened
            | TokenForm::OtherCase
            | TokenForm::Swapped
            | TokenForm::Reversed
            | TokenForm::Missing
            | TokenForm::Followed
            | TokenForm::OtherScheme => self.account(&scope.permitted)?.token.wrong_bearer(form),
        };
        let mut value = HeaderValue::try_from(wrong)
            .map_err(|_| MissingPrerequisite::because("the token cannot be sent in a header".to_owned()))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// How long the token is valid that a caller sends to a scope; `None` if it sends none or the end is not known.
    pub(crate) fn validity(&self, scope: &Scope, caller: &Caller) -> Option<Validity> {
        self.accounts.get(caller.principal(scope)?)?.token.validity()
    }

    /// The ID of a scope's owner; `None` when the application owns it.
    ///
    /// # Errors
    /// When the target does not offer the scope or does not give its owner.
    pub fn owner_id(&self, scope: &Scope) -> Result<Option<&str>, MissingPrerequisite> {
        let capability = || CapabilityName::of_scope(&scope.name);
        // Most targets offer everything, and this is asked for each request.
        if !self.without.is_empty() && self.is_without(&capability()) {
            return Err(MissingPrerequisite::of_capability(capability()));
        }
        if let Some(key) = Key::owner_id(scope) {
            let missing = || MissingPrerequisite { capability: Some(capability()), ..MissingPrerequisite::of(&key) };
            return self.owners.get(&scope.name).map(|id| Some(id.as_str())).ok_or_else(missing);
        }
        match scope.owner == OwnerKind::Application {
            true => Ok(None),
            false => Ok(self.account(&scope.permitted)?.id.as_deref()),
        }
    }

    /// The headers that every request to an address of the target has. Requests to other hosts get none of them.
    #[must_use]
    pub fn headers_to(&self, url: &Url) -> HeaderMap {
        match is_of_one_origin(url, &self.base) {
            true => self.headers.clone(),
            false => HeaderMap::new(),
        }
    }

    /// Whether an address belongs to the target, so that it may get credentials.
    pub(crate) fn is_own(&self, url: &Url) -> bool {
        is_of_one_origin(url, &self.base)
    }

    /// The value of `Authorization` with the application's ID and key, without any principal.
    pub(crate) fn application(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::try_from(format!("Basic {}", self.basic())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// The ID of the principal whose token a caller sends, if there is such a principal and it has an ID.
    #[must_use]
    pub fn caller_id(&self, scope: &Scope, caller: &Caller) -> Option<&str> {
        self.accounts.get(caller.principal(scope)?)?.id.as_deref()
    }

    /// The IDs of all principals but the one whose token a caller sends.
    pub(crate) fn ids_of_others(&self, scope: &Scope, caller: &Caller) -> Vec<String> {
        let own = caller.principal(scope);
        let others = self.accounts.iter().filter(|(principal, _)| Some(*principal) != own);
        others.filter_map(|(_, account)| account.id.clone()).collect()
    }

    /// This target with the account of another principal for the permitted caller of a scope, so that the other one's own
    /// scope is addressed.
    pub(crate) fn with_permitted(&self, scope: &Scope, principal: &PrincipalName) -> Self {
        let mut target = self.clone();
        if let Some(account) = self.accounts.get(principal) {
            target.accounts.insert(scope.permitted.clone(), account.clone());
        }
        target
    }

    /// A text without any secret of this target, however an answer spells it, and with its quotations cut short.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        self.redactor().redact(text)
    }

    /// Removes the secrets that this target has now from many texts.
    pub(crate) fn redactor(&self) -> Redactor {
        /// Shorter secrets would be found in ordinary words.
        const SHORTEST: usize = 4;
        /// The same for values that may be ordinary words: the application's key and the values of headers.
        const SHORTEST_WORD: usize = 8;
        let mut secrets = Secrets::default();
        let key = self.app_key.expose_secret();
        secrets.add(key, SHORTEST_WORD);
        secrets.add(&format!("{}:{key}", self.app_id), SHORTEST_WORD);
        secrets.add(&format!("x{}:{key}", self.app_id), SHORTEST_WORD);
        for header in self.headers.values() {
            secrets.add(&String::from_utf8_lossy(header.as_bytes()), SHORTEST_WORD);
        }
        for account in self.accounts.values() {
            account.token.add_secrets(&mut secrets, SHORTEST);
        }
        for pending in self.logins.values() {
            pending.login.add_secrets(&mut secrets, SHORTEST);
        }
        self.connection.add_secrets(&mut secrets, SHORTEST);
        Redactor::of(secrets)
    }

    /// How many tokens its principals have had: another number means that there are more secrets.
    pub(crate) fn tokens(&self) -> usize {
        self.accounts.values().map(|account| account.token.number()).sum()
    }

    /// Whether the target says that it does not offer a capability.
    pub(crate) fn is_without(&self, capability: &CapabilityName) -> bool {
        self.without.iter().any(|without| without.names(capability))
    }

    /// The principals that have a token.
    pub fn principals(&self) -> impl Iterator<Item = &PrincipalName> {
        self.accounts.keys()
    }

    /// The application's ID and key as Basic credentials (RFC 7617).
    fn basic(&self) -> String {
        BASE64.encode(format!("{}:{}", self.app_id, self.app_key.expose_secret()))
    }

    /// Basic credentials with the application's key and the ID of an application that does not exist.
    fn other_basic(&self) -> String {
        BASE64.encode(format!("x{}:{}", self.app_id, self.app_key.expose_secret()))
    }

    fn account(&self, principal: &PrincipalName) -> Result<&Account, MissingPrerequisite> {
        self.accounts.get(principal).ok_or_else(|| MissingPrerequisite::of(&Key::token(principal.clone())))
    }
}
