//! The principals that log in for a token, and the target with the tokens that they get.

use std::time::{Duration, Instant};

use kii_spec::{Api, OwnerKind, Principal, PrincipalName, Scope};
use secrecy::SecretString;

use super::{Key, Login, Target, resolve, target::Account};

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
        let TokenResponse { token, id: answered, lifetime } = response;
        if !resolve::is_token(&token) {
            return Err(
                "the token in the answer is empty or has spaces, control characters or characters beyond ASCII"
                    .to_owned(),
            );
        }
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
        let expiry = lifetime.and_then(|lifetime| Instant::now().checked_add(lifetime));
        self.accounts.insert(principal.name.clone(), Account { id, token, expiry });
        Ok(())
    }

    /// The first principal whose token has expired.
    pub(crate) fn expired(&self) -> Option<&PrincipalName> {
        let now = Instant::now();
        let has_expired = |account: &Account| account.expiry.is_some_and(|expiry| expiry <= now);
        self.accounts.iter().find(|(_, account)| has_expired(account)).map(|(principal, _)| principal)
    }
}
