//! The reference implementation of the API, as a value that routers and wrappers share.

use std::{sync::Arc, time::Duration};

use axum::Router;
use kii_server_stubs::Context;
use kii_types::{AppId, Authorization, UnauthorizedAccess, UserId};

#[cfg(feature = "durable")]
use crate::store::{Disk, OpenError};
use crate::{
    account,
    application::Application,
    clock::Clock,
    cors::Cors,
    directory::Directory,
    fixture::Fixture,
    front::Front,
    login,
    permission::{Access, is_permitted},
    principal::Principal,
    public_address::PublicAddress,
    published,
    refusal::{Refusal, bad_credentials, no_right},
    store::Store,
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
    /// How many accounts can sign up, and groups and members of groups there can be, in all.
    pub(crate) most_accounts: usize,
    /// Where published content is found.
    pub(crate) address: PublicAddress,
}

/// How many accounts can sign up if nobody says so.
const MOST_ACCOUNTS: usize = 100_000;

impl ReferenceServer {
    /// A server without objects.
    #[must_use]
    pub fn new(fixture: Fixture) -> Self {
        Self::with_clock(fixture, Clock::system())
    }

    /// A server without objects that takes the time from this clock.
    #[must_use]
    pub fn with_clock(fixture: Fixture, clock: Clock) -> Self {
        Self::in_memory(vec![Application::from(&fixture)], clock)
    }

    /// A server without objects that has these applications.
    #[must_use]
    pub fn with_applications(applications: Vec<Application>) -> Self {
        Self::in_memory(applications, Clock::system())
    }

    fn in_memory(applications: Vec<Application>, clock: Clock) -> Self {
        Self::of(Directory::new(applications, Vec::new(), Vec::new(), clock.clone()), Store::new(clock))
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
        let (store, kept) = Store::open(disk, clock.clone(), settle)?;
        Ok((Self::of(Directory::new(kept.applications, kept.registrations, kept.tokens, clock), store), fixture))
    }

    /// The server that has these applications and whose other data is on this disk.
    ///
    /// # Errors
    /// When the disk fails, or does not hold what this program can read.
    #[cfg(feature = "durable")]
    pub fn open_with(disk: Arc<dyn Disk>, clock: Clock, applications: Vec<Application>) -> Result<Self, OpenError> {
        let (store, kept) = Store::open(disk, clock.clone(), |before| Ok(before.unwrap_or_default()))?;
        Ok(Self::of(Directory::new(applications, kept.registrations, kept.tokens, clock), store))
    }

    fn of(directory: Directory, store: Store) -> Self {
        let (directory, store) = (Arc::new(directory), Arc::new(store));
        Self {
            directory,
            store,
            largest_body: None,
            token_lifetime: None,
            most_accounts: MOST_ACCOUNTS,
            address: PublicAddress::Http,
        }
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

    /// The same server, which lets no more users and things sign up once there are so many of them, of groups, and of members of
    /// groups.
    #[must_use]
    pub fn with_most_accounts(self, number: usize) -> Self {
        Self { most_accounts: number, ..self }
    }

    /// The same server, at whose published content clients arrive so.
    #[must_use]
    pub fn with_address(self, address: PublicAddress) -> Self {
        Self { address, ..self }
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
        Front::new(api.merge(beside), Arc::clone(&self.directory)).router(cors)
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

    /// What of the data on a disk could not be read when this server was made, and what follows from that: a sentence for each.
    #[must_use]
    pub fn unreadable(&self) -> &[String] {
        self.store.unreadable()
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
