//! Who and what is known to the application: credentials, users, groups, things.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use kii_types::{Authorization, ObjectScope};

use crate::{
    clock::Clock,
    fixture::{Fixture, Login},
    principal::Principal,
    random,
};

/// The application's ID, the tokens it has issued, and the owners of scopes that exist.
pub(crate) struct Directory {
    app_id: String,
    tokens: HashMap<String, Principal>,
    /// Tokens that expire; `None` if every login gives the fixture's token, which never does.
    expiring: Option<ExpiringTokens>,
    users: HashSet<String>,
    things: HashSet<String>,
    /// Who has logged in with what: the grant, the name and the secret.
    logins: HashMap<(Grant, String, String), Session>,
    /// The members of each group.
    groups: HashMap<String, HashSet<String>>,
}

/// A new token for each login, which expires.
struct ExpiringTokens {
    lifetime: Duration,
    clock: Clock,
    /// The tokens so far, with the token of the fixture for the same principal and the time of expiry.
    given: Mutex<HashMap<String, (String, SystemTime)>>,
}

/// What is given for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Grant {
    /// A user's or a thing's name and password.
    Password,
    /// The administrator's client ID and secret.
    ClientCredentials,
}

/// What a login brings. Holds a token, so it is not `Debug`.
#[derive(Clone)]
pub(crate) struct Session {
    /// Who has logged in; for the administrator, the client.
    pub(crate) id: String,
    pub(crate) token: String,
    /// How long the token is valid; `None` if it never expires.
    pub(crate) lifetime: Option<Duration>,
}

impl Directory {
    /// The directory of a server that starts with this fixture.
    pub(crate) fn new(fixture: Fixture) -> Self {
        let Fixture { app_id, admin_token, admin_login, owner, stranger, thing, group_id, .. } = fixture;
        let session = |id: &str, token: &str| Session { id: id.to_owned(), token: token.to_owned(), lifetime: None };
        let login = |grant, Login { name, secret }: &Login, session| ((grant, name.clone(), secret.clone()), session);
        let accounts = [&owner, &stranger, &thing];
        let accounts =
            accounts.map(|account| login(Grant::Password, &account.login, session(&account.id, &account.token)));
        let admin = session(&admin_login.name, &admin_token);
        let admin = login(Grant::ClientCredentials, &admin_login, admin);
        Self {
            app_id,
            expiring: None,
            logins: accounts.into_iter().chain([admin]).collect(),
            users: HashSet::from([owner.id.clone(), stranger.id.clone()]),
            things: HashSet::from([thing.id.clone()]),
            groups: HashMap::from([(group_id, HashSet::from([owner.id.clone()]))]),
            tokens: HashMap::from([
                (admin_token, Principal::Administrator),
                (owner.token, Principal::User(owner.id)),
                (stranger.token, Principal::User(stranger.id)),
                (thing.token, Principal::Thing(thing.id)),
            ]),
        }
    }

    /// The same directory, in which each login gives a new token that expires after `lifetime` of this clock.
    pub(crate) fn with_expiring_tokens(self, lifetime: Duration, clock: Clock) -> Self {
        Self { expiring: Some(ExpiringTokens { lifetime, clock, given: Mutex::default() }), ..self }
    }

    /// How many tokens that expire logins have given.
    pub(crate) fn expiring_tokens(&self) -> usize {
        let given = |tokens: &ExpiringTokens| tokens.given.lock().unwrap_or_else(PoisonError::into_inner).len();
        self.expiring.as_ref().map_or(0, given)
    }

    /// Whether the application has this ID.
    pub(crate) fn is_application(&self, app_id: &str) -> bool {
        app_id == self.app_id
    }

    /// The session of the principal with this login; `None` when there is none.
    pub(crate) fn log_in(&self, grant: Grant, name: &str, secret: &str) -> Option<Session> {
        let session = self.logins.get(&(grant, name.to_owned(), secret.to_owned()))?.clone();
        Some(match &self.expiring {
            Some(tokens) => tokens.give(session),
            None => session,
        })
    }

    /// The principal with these credentials; `None` when they are not valid in this application.
    pub(crate) fn principal(&self, app_id: &str, authorization: &Authorization) -> Option<Principal> {
        if app_id != self.app_id {
            return None;
        }
        match authorization {
            Authorization::Bearer(token) => match self.expiring.as_ref().and_then(|tokens| tokens.of_fixture(token)) {
                Some(token) => self.tokens.get(&token).cloned(),
                None => self.tokens.get(token).cloned(),
            },
            // The password is the application's key, which is no secret and need not be right.
            Authorization::Basic { user, .. } => (*user == self.app_id).then_some(Principal::Anonymous),
        }
    }

    /// Whether a group exists and has this member.
    pub(crate) fn is_member(&self, group_id: &str, user_id: &str) -> bool {
        self.groups.get(group_id).is_some_and(|members| members.contains(user_id))
    }

    /// Whether a scope's owner exists.
    pub(crate) fn has_owner(&self, scope: &ObjectScope) -> bool {
        match scope {
            ObjectScope::App { app_id } => *app_id == self.app_id,
            ObjectScope::AppAndUser { user_id, .. } => self.users.contains(user_id),
            ObjectScope::AppAndGroup { group_id, .. } => self.groups.contains_key(group_id),
            ObjectScope::AppAndThing { thing_id, .. } => self.things.contains(thing_id),
        }
    }
}

impl ExpiringTokens {
    /// The session with a new token.
    fn give(&self, session: Session) -> Session {
        let token = random::text(40);
        let expiry = self.clock.now() + self.lifetime;
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        given.insert(token.clone(), (session.token, expiry));
        Session { token, lifetime: Some(self.lifetime), ..session }
    }

    /// The token of the fixture for which this one stands, unless it has expired.
    fn of_fixture(&self, token: &str) -> Option<String> {
        let given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        let (of_fixture, expiry) = given.get(token)?;
        (self.clock.now() < *expiry).then(|| of_fixture.clone())
    }
}
