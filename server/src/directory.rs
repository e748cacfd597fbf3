//! Who and what is known to the server: its applications, with their principals, names, tokens and groups.

mod app;

use std::{
    collections::HashMap,
    sync::{
        PoisonError, RwLock, RwLockWriteGuard,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use kii_types::{Authorization, JsonObject, ObjectScope};
use tokio::sync::{Mutex, MutexGuard};

use self::app::App;
use crate::{
    account_name::AccountName,
    application::Application,
    clock::Clock,
    login_request::Grant,
    login_secret::LoginSecret,
    principal::Principal,
    random,
    registration::{GroupEntry, Registration},
    secret_hash::SecretHash,
    tokens::{Holder, Token, TokenChanges, TokenKind, Tokens},
};

/// The applications, and the tokens of their principals.
pub(crate) struct Directory {
    apps: HashMap<String, App>,
    clock: Clock,
    /// The tokens that principals have from the start.
    lasting: HashMap<SecretHash, Holder>,
    given: RwLock<Tokens>,
    /// Compared where there is no such name, so that the time of an answer does not tell which names there are.
    decoy: LoginSecret,
    logins: AtomicUsize,
    /// Held by whoever is about to join.
    turn: Mutex<()>,
}

/// What a login brings. Holds tokens, so it is not `Debug`.
pub(crate) struct Session {
    /// The ID of the application.
    pub(crate) app_id: String,
    /// Who has logged in; for the administrator, the client.
    pub(crate) id: String,
    pub(crate) token: String,
    /// How long the token is valid; `None` if it never expires.
    pub(crate) lifetime: Option<Duration>,
    /// What gives another token; `None` if whoever has logged in can do so again.
    pub(crate) refresh_token: Option<String>,
    /// What has to be kept before anybody gets this.
    pub(crate) changes: TokenChanges,
}

/// Why a login brings nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefusedLogin {
    /// The name, the secret or the token is wrong.
    Unknown,
    /// There are several applications, and nothing says which one is meant.
    NoApplication,
}

impl Directory {
    /// The directory of a server that has these applications, that others have joined, and that has given these tokens before.
    /// Tokens expire by this clock.
    pub(crate) fn new(
        applications: Vec<Application>,
        joined: Vec<Registration>,
        given: Vec<Token>,
        clock: Clock,
    ) -> Self {
        let mut lasting = HashMap::new();
        for Application { id, identities, .. } in &applications {
            for identity in identities {
                let holder = Holder { app_id: id.clone(), principal: identity.principal.clone() };
                lasting.extend(identity.tokens.iter().map(|token| (*token, holder.clone())));
            }
        }
        // Whoever signs up has a password, so a check of a password is what takes the usual time.
        let mut secrets =
            applications.iter().flat_map(|app| &app.identities).filter_map(|identity| identity.secret.clone());
        let decoy = secrets.find(LoginSecret::is_password).unwrap_or_else(LoginSecret::decoy);
        let apps: HashMap<String, App> =
            applications.into_iter().map(|application| (application.id.clone(), App::new(application))).collect();
        for registration in joined {
            if let Some(app) = apps.get(registration.app_id()) {
                app.add(registration);
            }
        }
        // Whoever is no longer there has no token any more.
        let is_known =
            |token: &Token| apps.get(&token.holder.app_id).is_some_and(|app| app.has(&token.holder.principal));
        let given = RwLock::new(Tokens::new(given.into_iter().filter(is_known).collect()));
        Self { apps, clock, lasting, given, decoy, logins: AtomicUsize::new(0), turn: Mutex::default() }
    }

    /// How many logins have given a token.
    pub(crate) fn logins(&self) -> usize {
        self.logins.load(Ordering::Relaxed)
    }

    /// Whether there is an application with this ID.
    pub(crate) fn is_application(&self, app_id: &str) -> bool {
        self.apps.contains_key(app_id)
    }

    /// The session of the principal who asks for one so, in this application if one is named. Its token expires after this
    /// lifetime, or never.
    pub(crate) async fn log_in(
        &self,
        app_id: Option<&str>,
        grant: Grant,
        lifetime: Option<Duration>,
    ) -> Result<Session, RefusedLogin> {
        let holder = match grant {
            Grant::RefreshToken { refresh_token } => self
                .holder(&refresh_token, TokenKind::Refresh)
                .filter(|holder| app_id.is_none_or(|app_id| app_id == holder.app_id))
                .ok_or(RefusedLogin::Unknown)?,
            Grant::Password { username, password } => {
                let app = self.app_of(app_id, |_| false)?;
                let principal = app.named(&AccountName::meant(&username));
                self.with_secret(app, principal, password).await?
            }
            Grant::ClientCredentials { client_id, client_secret } => {
                let principal = Principal::Administrator { client_id: client_id.clone() };
                let app = self.app_of(app_id, |app| app.id == client_id || app.has(&principal))?;
                if app.id == client_id {
                    let is_right = app.has_key(&client_secret);
                    is_right.then(|| app.holder(Principal::Anonymous)).ok_or(RefusedLogin::Unknown)?
                } else {
                    self.with_secret(app, Some(principal), client_secret).await?
                }
            }
        };
        self.logins.fetch_add(1, Ordering::Relaxed);
        let refreshes = holder.principal.id().is_some();
        Ok(self.begin_session(holder, lifetime, refreshes))
    }

    /// The principal, if this is its secret.
    async fn with_secret(
        &self,
        app: &App,
        principal: Option<Principal>,
        given: String,
    ) -> Result<Holder, RefusedLogin> {
        let secret = principal.as_ref().and_then(|principal| app.secret(principal));
        let is_known = secret.is_some();
        let is_right = secret.unwrap_or_else(|| self.decoy.clone()).matches(given).await && is_known;
        principal.filter(|_| is_right).map(|principal| app.holder(principal)).ok_or(RefusedLogin::Unknown)
    }

    /// The application that a login is for: the one with this ID, the one that is meant, or the only one.
    fn app_of(&self, app_id: Option<&str>, is_meant: impl Fn(&App) -> bool) -> Result<&App, RefusedLogin> {
        if let Some(app_id) = app_id {
            return self.apps.get(app_id).ok_or(RefusedLogin::Unknown);
        }
        let mut apps = self.apps.values();
        match (self.apps.values().find(|app| is_meant(app)), apps.next(), apps.next()) {
            (Some(app), ..) | (None, Some(app), None) => Ok(app),
            (None, ..) => Err(RefusedLogin::NoApplication),
        }
    }

    /// The first session of somebody who has just joined. Whoever has a password logs in again and needs no refresh token.
    pub(crate) fn welcome(&self, app_id: &str, principal: Principal, lifetime: Option<Duration>) -> Session {
        let refreshes = self.apps.get(app_id).is_some_and(|app| app.secret(&principal).is_none());
        self.begin_session(Holder { app_id: app_id.to_owned(), principal }, lifetime, refreshes)
    }

    fn begin_session(&self, holder: Holder, lifetime: Option<Duration>, refreshes: bool) -> Session {
        let (token, now, mut changes) = (random::text(40), self.clock.now(), TokenChanges::default());
        let expiry = lifetime.map(|lifetime| now + lifetime);
        let mut given = self.given_to_change();
        given.give(SecretHash::of(&token), (holder.clone(), TokenKind::Access), expiry, now, &mut changes);
        let app_id = holder.app_id.clone();
        let id = match &holder.principal {
            Principal::User(id) | Principal::Thing(id) => id.clone(),
            Principal::Administrator { client_id } => client_id.clone(),
            Principal::Anonymous => holder.app_id.clone(),
        };
        let refresh_token = refreshes.then(|| {
            let refresh_token = random::text(40);
            given.give(SecretHash::of(&refresh_token), (holder, TokenKind::Refresh), None, now, &mut changes);
            refresh_token
        });
        Session { app_id, id, token, lifetime, refresh_token, changes }
    }

    /// The principal with these credentials; `None` when they are not valid in this application.
    pub(crate) fn principal(&self, app_id: &str, authorization: &Authorization) -> Option<Principal> {
        match authorization {
            Authorization::Bearer(token) => {
                let holder = self.holder(token, TokenKind::Access)?;
                (holder.app_id == app_id).then_some(holder.principal)
            }
            Authorization::Basic { user, password } => {
                let app = self.apps.get(app_id)?;
                (user == app_id && app.has_key(password)).then_some(Principal::Anonymous)
            }
        }
    }

    /// Whose credentials these are, in any application.
    pub(crate) fn caller(&self, authorization: &Authorization) -> Option<Holder> {
        match authorization {
            Authorization::Bearer(token) => self.holder(token, TokenKind::Access),
            Authorization::Basic { user, .. } => {
                Some(Holder { principal: self.principal(user, authorization)?, app_id: user.clone() })
            }
        }
    }

    /// The ID of the application if there is only one.
    pub(crate) fn only_application(&self) -> Option<&str> {
        let mut apps = self.apps.keys();
        apps.next().filter(|_| apps.next().is_none()).map(String::as_str)
    }

    /// Whose token this is.
    fn holder(&self, token: &str, kind: TokenKind) -> Option<Holder> {
        let hash = SecretHash::of(token);
        match self.lasting.get(&hash) {
            Some(holder) => (kind == TokenKind::Access).then(|| holder.clone()),
            None => {
                let given = self.given.read().unwrap_or_else(PoisonError::into_inner);
                given.holder(&hash, kind, self.clock.now()).cloned()
            }
        }
    }

    /// What an account says of itself, its names among it; `None` if there is no such account.
    pub(crate) fn profile_of(&self, app_id: &str, principal: &Principal) -> Option<JsonObject> {
        self.apps.get(app_id)?.profile_of(principal)
    }

    /// Waits until nothing else is about to join.
    pub(crate) async fn wait_for_turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Learns of something that has joined, or of what a group is like now.
    pub(crate) fn add(&self, registration: Registration) {
        if let Some(app) = self.apps.get(registration.app_id()) {
            app.add(registration);
        }
    }

    /// The first of these names that nobody can have any more: an account of the application has it, or logs in with its text.
    pub(crate) fn taken<'a>(&self, app_id: &str, names: &'a [AccountName]) -> Option<&'a AccountName> {
        let app = self.apps.get(app_id)?;
        names.iter().find(|name| app.named(&name.with_hidden()).is_some())
    }

    /// How many accounts have signed up, and groups and members of groups there are, in all applications: now, and once this has
    /// joined.
    pub(crate) fn sizes(&self, joining: &Registration) -> (usize, usize) {
        let before: usize = self.apps.values().map(App::size).sum();
        let replaced = self.apps.get(joining.app_id()).map_or(0, |app| app.size_before(joining));
        (before, before - replaced + joining.size())
    }

    /// A group of an application.
    pub(crate) fn group(&self, app_id: &str, group_id: &str) -> Option<GroupEntry> {
        self.apps.get(app_id)?.group(group_id)
    }

    /// Whether an application has a user under this ID.
    pub(crate) fn has_user(&self, app_id: &str, user_id: &str) -> bool {
        self.apps.get(app_id).is_some_and(|app| app.has(&Principal::User(user_id.to_owned())))
    }

    /// The ID of the user or thing with this name in an application.
    pub(crate) fn id_of(&self, app_id: &str, name: &AccountName) -> Option<String> {
        self.apps.get(app_id)?.named(std::slice::from_ref(name))?.id().map(str::to_owned)
    }

    /// Whether a group of an application exists and has this member.
    pub(crate) fn is_member(&self, app_id: &str, group_id: &str, user_id: &str) -> bool {
        self.apps.get(app_id).is_some_and(|app| app.is_member(group_id, user_id))
    }

    /// Whether a scope's owner exists.
    pub(crate) fn has_owner(&self, scope: &ObjectScope) -> bool {
        let has = |app_id: &str, principal: Principal| self.apps.get(app_id).is_some_and(|app| app.has(&principal));
        match scope {
            ObjectScope::App { app_id } => self.is_application(app_id),
            ObjectScope::AppAndUser { app_id, user_id } => has(app_id, Principal::User(user_id.clone())),
            ObjectScope::AppAndGroup { app_id, group_id } => {
                self.apps.get(app_id).is_some_and(|app| app.has_group(group_id))
            }
            ObjectScope::AppAndThing { app_id, thing_id } => has(app_id, Principal::Thing(thing_id.clone())),
        }
    }

    fn given_to_change(&self) -> RwLockWriteGuard<'_, Tokens> {
        // Whatever panicked meanwhile is that request's failure: a token is whole or not there.
        self.given.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(all(test, feature = "durable"))]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    /// People sign up with passwords, whatever the accounts have that are there from the start.
    #[test]
    fn whoever_is_unknown_is_compared_with_a_password() {
        let empty = Application { id: "app".to_owned(), key: None, identities: Vec::new(), groups: Vec::new() };
        for application in [empty, Application::from(&Fixture::demo())] {
            let directory = Directory::new(vec![application], Vec::new(), Vec::new(), Clock::system());
            assert!(directory.decoy.is_password());
        }
    }
}
