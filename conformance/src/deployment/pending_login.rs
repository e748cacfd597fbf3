//! The principals that have to log in, and what becomes of the target once they have.

use std::time::{Duration, Instant};

use secrecy::SecretString;

use super::{Account, Key, Login, Principal, Target, resolve};

/// A principal that has to log in.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) login: Login,
    /// Its userID or thingID, as far as it was said.
    pub(super) id: Option<String>,
}

/// What a login brings.
#[derive(Clone, Debug)]
pub(crate) struct TokenResponse {
    pub(crate) token: SecretString,
    /// Who has logged in, as far as the answer says.
    pub(crate) id: Option<String>,
    /// How long the token is good, as far as the answer says.
    pub(crate) lifetime: Option<Duration>,
}

impl Target {
    /// The principals that have yet to log in, with what they do it.
    pub(crate) fn logins(&self) -> impl Iterator<Item = (Principal, &Login)> {
        let pending = self.logins.iter().filter(|(principal, _)| !self.accounts.contains_key(principal));
        pending.map(|(principal, pending)| (*principal, &pending.login))
    }

    /// What to correct when the credentials of a principal do not work.
    pub(crate) fn credentials(&self, principal: Principal) -> Key {
        match self.logins.contains_key(&principal) {
            true => principal.login()[0],
            false => principal.token(),
        }
    }

    /// Takes in a principal that has logged in.
    ///
    /// # Errors
    /// When the session is not what was said of the principal.
    pub(crate) fn take_in(&mut self, principal: Principal, session: TokenResponse) -> Result<(), String> {
        let TokenResponse { token, id: told, lifetime } = session;
        if !resolve::is_token(&token) {
            return Err(
                "the answer has a token with spaces, controls or letters beyond ASCII, or an empty one".to_owned()
            );
        }
        let given = self.logins.get(&principal).and_then(|pending| pending.id.clone());
        let id = match (principal.id(), given, told) {
            (None, _, _) => None,
            (Some(key), None, None) => {
                return Err(format!("the answer does not say whose token it is; give {key}, too"));
            }
            (Some(key), Some(given), Some(told)) if given != told => {
                return Err(format!(
                    "{key}: expected `{told}`, as the login says, found `{given}`; correct it or leave it out"
                ));
            }
            (Some(_), given, told) => given.or(told),
        };
        if principal == Principal::Thing {
            match (&self.thing, &id) {
                (Some(ours), Some(theirs)) if ours != theirs => {
                    let why = resolve::other_thing(theirs, "the login says", ours);
                    return Err(format!("{}: {why}", Key::ThingId));
                }
                // The only thing whose scope can be tested.
                (None, Some(_)) => self.thing.clone_from(&id),
                (_, None) | (Some(_), Some(_)) => {}
            }
        }
        let expiry = lifetime.and_then(|lifetime| Instant::now().checked_add(lifetime));
        self.accounts.insert(principal, Account { id, token, expiry });
        Ok(())
    }

    /// The first principal whose token is not good any more.
    pub(crate) fn expired(&self) -> Option<Principal> {
        let now = Instant::now();
        let ended = |account: &Account| account.expiry.is_some_and(|expiry| expiry <= now);
        self.accounts.iter().find(|(_, account)| ended(account)).map(|(principal, _)| *principal)
    }
}
