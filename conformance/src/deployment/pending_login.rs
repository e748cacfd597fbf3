//! The principals that log in for a token, and the target with the tokens that they get.

use std::time::{Duration, Instant};

use kii_spec::{Api, Caller, OwnerKind, Principal, PrincipalName, Scope};
use secrecy::SecretString;

use super::{Key, Login, Target, Validity, resolve, target::Account, token::Token};

/// The login of a principal.
#[derive(Clone, Debug)]
pub(super) struct PendingLogin {
    pub(super) login: Login,
    /// The principal's ID, if the target gives it.
    pub(super) id: Option<String>,
}

/// A successful answer to a token request.
#[derive(Clone, Debug)]
pub(crate) struct TokenResponse {
    pub(crate) token: SecretString,
    /// When it was requested. Its lifetime begins then or later.
    pub(crate) requested: Instant,
    /// The ID of the principal that has logged in, if the answer has it.
    pub(crate) id: Option<String>,
    /// How long the token is valid, if the answer says so.
    pub(crate) lifetime: Option<Duration>,
}

impl Target {
    /// The principals that have yet to log in, with their logins.
    pub(crate) fn logins(&self) -> impl Iterator<Item = (&PrincipalName, &Login)> {
        let pending = self.logins.iter().filter(|(principal, _)| !self.accounts.contains_key(*principal));
        pending.map(|(principal, pending)| (principal, &pending.login))
    }

    /// The key to correct when the credentials of a principal do not work.
    pub(crate) fn credentials(&self, principal: &Principal) -> Key {
        let [name, _] = Key::login(principal);
        match self.logins.contains_key(&principal.name) {
            true => name,
            false => Key::token(principal.name.clone()),
        }
    }

    /// Adds the account of a principal that has logged in.
    ///
    /// # Errors
    /// When the answer has no usable token, or is about another principal than the target says.
    pub(crate) fn add_account(
        &mut self,
        api: &Api,
        principal: &Principal,
        response: TokenResponse,
    ) -> Result<(), String> {
        let (token, validity) = response.usable()?;
        let answered = response.id;
        let given = self.logins.get(&principal.name).and_then(|pending| pending.id.clone());
        let id = match (Key::id(principal), given, answered) {
            (None, _, _) => None,
            (Some(key), None, None) => {
                return Err(format!("the answer does not say whose token it is; give {key} as well"));
            }
            (Some(key), Some(given), Some(answered)) if given != answered => {
                return Err(format!(
                    "{key}: expected `{answered}`, as the login says, found `{given}`; correct it or leave it out"
                ));
            }
            (Some(_), given, answered) => given.or(answered),
        };
        let is_own = |scope: &&Scope| scope.owner == OwnerKind::NamedPrincipal && scope.permitted == principal.name;
        for scope in api.service.scopes.values().filter(is_own) {
            match (self.owners.get(&scope.name), &id) {
                (Some(owner), Some(id)) if owner != id => {
                    let why = resolve::other_owner(scope, id, "the login says", owner);
                    return Err(format!("{}: {why}", Key::OwnerId(scope.name.clone())));
                }
                // Without another ID, the scope of this principal is tested.
                (None, Some(id)) => _ = self.owners.insert(scope.name.clone(), id.clone()),
                (_, None) | (Some(_), Some(_)) => {}
            }
        }
        let (principal, token) = (principal.name.clone(), Token::new(token, validity));
        self.accounts.insert(principal.clone(), Account { principal, id, token });
        Ok(())
    }

    /// The renewal of the token that a caller sends to a scope; `None` if no login has given it.
    pub(crate) fn renewal(&self, scope: &Scope, caller: &Caller) -> Option<Renewal<'_>> {
        let account = self.accounts.get(caller.principal(scope)?)?;
        let PendingLogin { login, .. } = self.logins.get(&account.principal)?;
        Some(Renewal { account, login })
    }

    /// Why a token could not be renewed, if one could not.
    pub(crate) fn renewal_failure(&self) -> Option<String> {
        self.accounts.values().find_map(|account| account.token.failure())
    }
}

/// A token and the login that renews it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Renewal<'a> {
    account: &'a Account,
    /// The login.
    pub(crate) login: &'a Login,
}

impl<'a> Renewal<'a> {
    /// Whose token it is. This need not be the principal that the scope usually admits.
    pub(crate) const fn principal(&self) -> &'a PrincipalName {
        &self.account.principal
    }

    /// The token.
    pub(crate) const fn token(&self) -> &'a Token {
        &self.account.token
    }

    /// Whether the token has to be replaced before another request.
    pub(crate) fn is_due(&self) -> bool {
        self.account.token.validity().is_some_and(Validity::ends_soon)
    }

    /// Replaces the token.
    ///
    /// # Errors
    /// When the answer has no usable token, or is about another principal than before.
    pub(crate) fn finish(&self, response: TokenResponse) -> Result<(), String> {
        let (token, validity) = response.usable()?;
        match (&self.account.id, response.id) {
            (Some(before), Some(now)) if *before != now => {
                Err(format!("the login was about `{before}` before and is about `{now}` now"))
            }
            (Some(_) | None, _) => {
                self.account.token.replace(token, validity);
                Ok(())
            }
        }
    }
}

impl TokenResponse {
    /// The token with its validity.
    ///
    /// # Errors
    /// When no request can be made with it.
    fn usable(&self) -> Result<(SecretString, Option<Validity>), String> {
        if !resolve::is_token(&self.token) {
            return Err(
                "the token in the answer is empty or has spaces, control characters or characters beyond ASCII"
                    .to_owned(),
            );
        }
        if self.lifetime == Some(Duration::ZERO) {
            return Err(
                "the token in the answer expires at once (`expires_in` is 0), so no request can be made with it"
                    .to_owned(),
            );
        }
        let validity = self.lifetime.and_then(|lifetime| Validity::new(self.requested, lifetime));
        Ok((self.token.clone(), validity))
    }
}
