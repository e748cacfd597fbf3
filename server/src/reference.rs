//! The reference implementation of the API, as a value that routers and wrappers share.

use std::{sync::Arc, time::Duration};

use axum::Router;
use http::{HeaderMap, header::AUTHORIZATION};
use kii_server_stubs::Context;
use kii_types::{AppId, Authorization, HeaderField, UnauthorizedAccess, UserId};

#[cfg(feature = "durable")]
use crate::store::{Disk, OpenError};
use crate::{
    account,
    application::Application,
    challenge,
    clock::Clock,
    cors::Cors,
    directory::Directory,
    fixture::Fixture,
    login,
    permission::{Access, is_permitted},
    principal::Principal,
    published,
    refusal::{Refusal, bad_credentials, no_right},
    store::Store,
    tolerance, unavailable, unserved,
};

/// The API's behaviour, in memory. Clones share everything.
///
/// It implements the generated [`ObjectStorage`](kii_server_stubs::ObjectStorage); whatever wraps that trait can change
/// single answers and leave the rest to it.
#[derive(Clone)]
pub struct ReferenceServer {
    pub(crate) directory: Arc<Directory>,
    pub(crate) store: Arc<Store>,
    /// The largest body that is kept, in bytes, if that was said.
    pub(crate) largest_body: Option<u64>,
    /// How long a token is valid that a login gives, if it expires.
    pub(crate) token_lifetime: Option<Duration>,
}

impl ReferenceServer {
    /// A server without objects.
    #[must_use]
    pub fn new(fixture: Fixture) -> Self {
        Self::with_clock(fixture, Clock::system())
    }

    /// A server without objects that takes the time from this clock.
    #[must_use]
    pub fn with_clock(fixture: Fixture, clock: Clock) -> Self {
        Self::of(Directory::new(vec![Application::from(&fixture)], Vec::new(), Vec::new()), Store::new(clock))
    }

    /// A server without objects that has these applications.
    #[must_use]
    pub fn with_applications(applications: Vec<Application>) -> Self {
        Self::of(Directory::new(applications, Vec::new(), Vec::new()), Store::new(Clock::system()))
    }

    /// The server whose data is on this disk, and its principals. On an empty disk, it makes them up. Otherwise they have new
    /// tokens besides those that they had, as nobody can read those.
    ///
    /// # Errors
    /// When the disk fails, or does not hold what this program can read.
    #[cfg(feature = "durable")]
    pub fn open(disk: Arc<dyn Disk>, clock: Clock) -> Result<(Self, Fixture), OpenError> {
        let mut fixture = Fixture::demo();
        let settle = |before: Option<Vec<Application>>| match before {
            None => Ok(vec![Application::from(&fixture)]),
            Some(mut applications) => {
                let renewed = applications.first_mut().and_then(Fixture::renewed);
                fixture = renewed.ok_or(OpenError::NoApplications)?;
                Ok(applications)
            }
        };
        let (store, kept) = Store::open(disk, clock, settle)?;
        Ok((Self::of(Directory::new(kept.applications, kept.registrations, kept.tokens), store), fixture))
    }

    /// The server that has these applications and whose other data is on this disk.
    ///
    /// # Errors
    /// When the disk fails, or does not hold what this program can read.
    #[cfg(feature = "durable")]
    pub fn open_with(disk: Arc<dyn Disk>, clock: Clock, applications: Vec<Application>) -> Result<Self, OpenError> {
        let (store, kept) = Store::open(disk, clock, |before| Ok(before.unwrap_or_default()))?;
        Ok(Self::of(Directory::new(applications, kept.registrations, kept.tokens), store))
    }

    fn of(directory: Directory, store: Store) -> Self {
        Self { directory: Arc::new(directory), store: Arc::new(store), largest_body: None, token_lifetime: None }
    }

    /// The same server, which keeps no body of more bytes than these: it answers 413.
    #[must_use]
    pub fn with_largest_body(self, bytes: u64) -> Self {
        Self { largest_body: Some(bytes), ..self }
    }

    /// The same server, in which the token that a login gives expires after this time.
    #[must_use]
    pub fn with_token_lifetime(self, lifetime: Duration) -> Self {
        Self { token_lifetime: Some(lifetime), ..self }
    }

    /// A server without objects, in which each login gives a new token that expires after `lifetime` of this clock.
    #[must_use]
    pub fn with_expiring_tokens(fixture: Fixture, lifetime: Duration, clock: Clock) -> Self {
        let directory = Directory::new(vec![Application::from(&fixture)], Vec::new(), Vec::new());
        Self::of(directory.with_clock(clock), Store::new(Clock::system())).with_token_lifetime(lifetime)
    }

    /// How many logins have given a token so far.
    #[must_use]
    pub fn logins_so_far(&self) -> usize {
        self.directory.logins()
    }

    /// Everything that is served: the API, what is published through it, and tokens for those who log in. Pages of every
    /// origin may use it.
    pub fn router(&self) -> Router {
        self.router_for(&Cors::AnyOrigin)
    }

    /// The same for pages of these origins.
    pub fn router_for(&self, cors: &Cors) -> Router {
        let api = kii_server_stubs::router(Arc::new(self.clone()));
        let beside = self.publications().merge(self.logins()).merge(account::router(self.clone()));
        let served = unserved::around(challenge::named(api.merge(beside)));
        cors.around(tolerance::before(unavailable::around(served), Arc::clone(&self.directory)))
    }

    /// The logins alone, for a router in which something else stands before the API.
    pub fn logins(&self) -> Router {
        login::router(self.clone())
    }

    /// How many objects it holds, in all scopes.
    #[must_use]
    pub fn objects(&self) -> usize {
        self.store.look(|view| view.objects()).unwrap_or_default()
    }

    /// Whether what is stored can be read now.
    #[must_use]
    pub fn is_available(&self) -> bool {
        self.store.look(|_| ()).is_ok()
    }

    /// How often something could not be read or written because the store failed.
    #[must_use]
    pub fn store_errors(&self) -> u64 {
        self.store.errors()
    }

    /// Who has sent a request with these headers, for people who read a log.
    #[must_use]
    pub fn caller(&self, headers: &HeaderMap) -> String {
        let Some(credentials) = headers.get(AUTHORIZATION) else { return "none".to_owned() };
        let principal = Authorization::from_value(credentials).and_then(|it| self.directory.caller(&it));
        principal.map_or_else(|| "unknown".to_owned(), |principal| principal.to_string())
    }

    /// The published content alone, for a router in which something else stands before the API.
    pub fn publications(&self) -> Router {
        published::router(Arc::clone(&self.store))
    }

    /// The caller, if credentials and default permissions admit the request and its scope's owner exists.
    pub(crate) fn admit(&self, context: &Context, access: Access) -> Result<Principal, Refusal> {
        let Context { app_id, object_scope, authorization, .. } = context;
        let caller = self.directory.principal(app_id.as_str(), authorization);
        let caller = caller.ok_or_else(|| Refusal::Unauthorized(bad_credentials()))?;
        let is_member = |group: &str, user: &str| self.directory.is_member(app_id.as_str(), group, user);
        if !is_permitted(&caller, access, object_scope, is_member) {
            return Err(Refusal::Unauthorized(no_right(app_id.as_str(), &caller)));
        }
        if !self.directory.has_owner(object_scope) {
            return Err(Refusal::owner_not_found(object_scope));
        }
        Ok(caller)
    }

    /// The user whose credentials these are. For the administrator, a thing or an anonymous caller, `me` is no user.
    pub(crate) fn user(&self, app_id: &AppId, authorization: &Authorization) -> Result<UserId, UnauthorizedAccess> {
        match self.directory.principal(app_id.as_str(), authorization) {
            Some(Principal::User(id)) => Ok(UserId::new(id)),
            Some(other @ (Principal::Administrator { .. } | Principal::Thing(_) | Principal::Anonymous)) => {
                Err(no_right(app_id.as_str(), &other))
            }
            None => Err(bad_credentials()),
        }
    }
}
