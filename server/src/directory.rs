//! Who and what is known to the application: accounts, their names and tokens, groups.

mod newcomer;

use std::{
    collections::{BTreeSet, HashMap},
    sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    time::{Duration, SystemTime},
};

use kii_types::{Authorization, JsonObject, ObjectScope};
use tokio::sync::Mutex;

use crate::{
    account_name::AccountName,
    clock::Clock,
    fixture::{self, Fixture},
    login_request::Grant,
    principal::Principal,
    random,
    registration::Group,
};

/// The application's ID, the accounts and the tokens it has issued, and the owners of scopes that exist.
pub(crate) struct Directory {
    app_id: String,
    clock: Clock,
    /// How long a token is valid that a login gives; `None` if every login gives the account's own, which never expires.
    lifetime: Option<Duration>,
    records: RwLock<Records>,
    /// Held by whoever is about to join.
    turn: Mutex<()>,
}

#[derive(Default)]
struct Records {
    accounts: HashMap<Principal, Account>,
    names: HashMap<AccountName, Principal>,
    tokens: HashMap<String, Token>,
    /// What users and things have said of themselves when they joined.
    profiles: HashMap<Principal, JsonObject>,
    groups: HashMap<String, Group>,
    /// How many tokens that expire have been given.
    given: usize,
}

/// A user, a thing, the administrator, or everybody without an account.
struct Account {
    /// What it logs in with; without one, any will do.
    secret: Option<String>,
    /// Its own token, which never expires.
    token: String,
    /// What it gets a new token for.
    refresh_token: Option<String>,
}

struct Token {
    principal: Principal,
    /// When it expires; `None` if it never does.
    expiry: Option<SystemTime>,
}

/// What a login brings. Holds tokens, so it is not `Debug`.
pub(crate) struct Session {
    /// Who has logged in; for the administrator, the client.
    pub(crate) id: String,
    pub(crate) token: String,
    /// How long the token is valid; `None` if it never expires.
    pub(crate) lifetime: Option<Duration>,
    /// What gives another token; `None` if whoever has logged in can do so again.
    pub(crate) refresh_token: Option<String>,
}

impl Directory {
    /// The directory of a server that starts with this fixture.
    pub(crate) fn new(fixture: Fixture) -> Self {
        let Fixture { app_id, admin_token, anonymous_token, admin_login, owner, stranger, thing, group_id, .. } =
            fixture;
        let mut records = Records::default();
        let members = BTreeSet::from([owner.id.clone()]);
        let group = Group { id: group_id.clone(), name: group_id.clone(), owner: Some(owner.id.clone()), members };
        records.groups.insert(group_id, group);
        records.add(
            Principal::Administrator { client_id: admin_login.name },
            Some(admin_login.secret),
            admin_token,
            None,
        );
        records.add(Principal::Anonymous, None, anonymous_token, None);
        for (account, principal) in [
            (owner, Principal::User as fn(String) -> Principal),
            (stranger, Principal::User),
            (thing, Principal::Thing),
        ] {
            let fixture::Account { id, token, refresh_token, login } = account;
            records.names.insert(AccountName::new(&login.name), principal(id.clone()));
            records.add(principal(id), Some(login.secret), token, Some(refresh_token));
        }
        Self { app_id, clock: Clock::system(), lifetime: None, records: RwLock::new(records), turn: Mutex::default() }
    }

    /// The same directory, in which each login gives a new token that expires after `lifetime` of this clock.
    pub(crate) fn with_expiring_tokens(self, lifetime: Duration, clock: Clock) -> Self {
        Self { lifetime: Some(lifetime), clock, ..self }
    }

    /// How many tokens that expire logins have given.
    pub(crate) fn expiring_tokens(&self) -> usize {
        self.records().given
    }

    /// Whether the application has this ID.
    pub(crate) fn is_application(&self, app_id: &str) -> bool {
        app_id == self.app_id
    }

    /// The session of the principal who asks for one so; `None` when the name, the secret or the token is wrong.
    pub(crate) fn log_in(&self, grant: &Grant) -> Option<Session> {
        let principal = self.records().granted(grant, &self.app_id)?;
        let mut records = self.records_to_change();
        let Account { token, refresh_token, .. } = records.accounts.get(&principal)?;
        let (token, refresh_token) = (token.clone(), refresh_token.clone());
        let id = match &principal {
            Principal::User(id) | Principal::Thing(id) => id.clone(),
            Principal::Administrator { client_id } => client_id.clone(),
            Principal::Anonymous => self.app_id.clone(),
        };
        let token = match self.lifetime {
            Some(lifetime) => records.give(principal, self.clock.now(), lifetime),
            None => token,
        };
        Some(Session { id, token, lifetime: self.lifetime, refresh_token })
    }

    /// The principal with these credentials; `None` when they are not valid in this application.
    pub(crate) fn principal(&self, app_id: &str, authorization: &Authorization) -> Option<Principal> {
        if app_id != self.app_id {
            return None;
        }
        match authorization {
            Authorization::Bearer(token) => {
                let records = self.records();
                let Token { principal, expiry } = records.tokens.get(token)?;
                expiry.is_none_or(|expiry| self.clock.now() < expiry).then(|| principal.clone())
            }
            // The password is the application's key, which is no secret and need not be right.
            Authorization::Basic { user, .. } => (*user == self.app_id).then_some(Principal::Anonymous),
        }
    }

    /// What an account says of itself, its names among it; `None` if there is no such account.
    pub(crate) fn profile_of(&self, principal: &Principal) -> Option<JsonObject> {
        let records = self.records();
        records.accounts.get(principal)?;
        let mut profile = records.profiles.get(principal).cloned().unwrap_or_default();
        let names = records.names.iter().filter(|(_, it)| *it == principal);
        profile.extend(names.map(|(name, _)| (name.member().to_owned(), name.text().into())));
        Some(profile)
    }

    /// The ID of the user or thing with this name.
    pub(crate) fn id_of(&self, name: &AccountName) -> Option<String> {
        self.records().names.get(name)?.id().map(str::to_owned)
    }

    /// Whether a group exists and has this member.
    pub(crate) fn is_member(&self, group_id: &str, user_id: &str) -> bool {
        self.records().groups.get(group_id).is_some_and(|group| group.members.contains(user_id))
    }

    /// Whether a scope's owner exists.
    pub(crate) fn has_owner(&self, scope: &ObjectScope) -> bool {
        let has = |principal: Principal| self.records().accounts.contains_key(&principal);
        match scope {
            ObjectScope::App { app_id } => *app_id == self.app_id,
            ObjectScope::AppAndUser { user_id, .. } => has(Principal::User(user_id.clone())),
            ObjectScope::AppAndGroup { group_id, .. } => self.records().groups.contains_key(group_id),
            ObjectScope::AppAndThing { thing_id, .. } => has(Principal::Thing(thing_id.clone())),
        }
    }

    fn records(&self) -> RwLockReadGuard<'_, Records> {
        // Whatever panicked meanwhile is that request's failure: every change is one insertion.
        self.records.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn records_to_change(&self) -> RwLockWriteGuard<'_, Records> {
        self.records.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Records {
    fn add(&mut self, principal: Principal, secret: Option<String>, token: String, refresh_token: Option<String>) {
        self.tokens.insert(token.clone(), Token { principal: principal.clone(), expiry: None });
        self.accounts.insert(principal, Account { secret, token, refresh_token });
    }

    /// Who gets a token for this.
    fn granted(&self, grant: &Grant, app_id: &str) -> Option<Principal> {
        let (principal, given) = match grant {
            Grant::Password { username, password } => {
                let names = AccountName::meant(username);
                (names.iter().find_map(|name| self.names.get(name)).cloned()?, password)
            }
            Grant::ClientCredentials { client_id, client_secret } if client_id == app_id => {
                (Principal::Anonymous, client_secret)
            }
            Grant::ClientCredentials { client_id, client_secret } => {
                (Principal::Administrator { client_id: client_id.clone() }, client_secret)
            }
            Grant::RefreshToken { refresh_token } => {
                let has_given =
                    |(_, account): &(&Principal, &Account)| account.refresh_token.as_ref() == Some(refresh_token);
                return self.accounts.iter().find(has_given).map(|(principal, _)| principal.clone());
            }
        };
        let is_right = self.accounts.get(&principal)?.secret.as_ref().is_none_or(|secret| secret == given);
        is_right.then_some(principal)
    }

    /// A new token, which expires after this time.
    fn give(&mut self, principal: Principal, now: SystemTime, lifetime: Duration) -> String {
        self.tokens.retain(|_, token| token.expiry.is_none_or(|expiry| now < expiry));
        self.given += 1;
        let token = random::text(40);
        self.tokens.insert(token.clone(), Token { principal, expiry: Some(now + lifetime) });
        token
    }
}
