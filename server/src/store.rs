//! Everything that the server keeps: in memory or, with a data folder, on disk.
//!
//! All reads go through a [`View`] and all writes through a [`Transaction`], which nobody else writes beside, from the check of
//! a precondition to the write that depends on it. So conditional writes are atomic: of two that name the same version, one
//! finds it superseded. Neither is ever held across an `await`.

#[cfg(feature = "durable")]
mod body_file;
#[cfg(feature = "durable")]
mod database;
#[cfg(feature = "durable")]
mod disk;
#[cfg(feature = "durable")]
mod disk_tables;
#[cfg(feature = "durable")]
mod durable;
#[cfg(feature = "durable")]
mod export;
mod failure;
#[cfg(feature = "durable")]
mod folder;
#[cfg(feature = "durable")]
mod import;
#[cfg(feature = "durable")]
mod kept;
#[cfg(feature = "durable")]
mod line;
mod memory;
#[cfg(feature = "durable")]
mod migration;
mod receive;
#[cfg(feature = "durable")]
mod record;
mod tables;

#[cfg(feature = "durable")]
use std::sync::Arc;
use std::{
    borrow::Cow,
    sync::atomic::{AtomicU64, Ordering},
    time::SystemTime,
};

use kii_types::{BodyStream, EpochMilliseconds, PublicationId};

#[cfg(feature = "durable")]
pub(crate) use self::body_file::BodyFile;
#[cfg(feature = "fuzzing")]
pub(crate) use self::record::{key as place_of, of_key as text_of};
#[cfg(feature = "durable")]
pub use self::{
    database::OpenError,
    disk::{Disk, DiskFile},
    export::{ExportError, Exported, export},
    folder::Folder,
    import::{ImportError, import},
};
#[cfg(feature = "durable")]
use self::{durable::Durable, kept::Kept};
pub(crate) use self::{
    failure::StoreFailure,
    receive::{MOST_IN_MEMORY, ReceiveError},
};
use self::{
    memory::Memory,
    tables::{Lookup, Tables},
};
#[cfg(feature = "durable")]
use crate::application::Application;
use crate::{
    body::Body,
    clock::Clock,
    key::ObjectKey,
    object::{Object, Stamp},
    publication::{Lifetime, Publication, Published},
    random,
    registration::Registration,
    tokens::TokenChanges,
    unavailable,
    version::ObjectVersion,
};

/// How long a publication is remembered that has expired, so that its address tells so.
const REMEMBERED: i64 = 24 * 60 * 60 * 1000;

/// The objects, bodies and publications of an application.
pub(crate) struct Store {
    place: Place,
    clock: Clock,
    /// How often something could not be read or written.
    errors: AtomicU64,
    /// What could not be read when the store was opened.
    unreadable: Vec<String>,
}

/// Where everything is.
enum Place {
    Memory(Box<Memory>),
    #[cfg(feature = "durable")]
    Disk(Durable),
}

/// What is stored at one moment.
pub(crate) struct View<'a> {
    tables: Box<dyn Lookup + 'a>,
    now: SystemTime,
}

/// Exclusive access to what is stored, at one moment.
pub(crate) struct Transaction<'a> {
    tables: Box<dyn Tables + 'a>,
    now: SystemTime,
}

impl Store {
    /// An empty store in memory.
    pub(crate) fn new(clock: Clock) -> Self {
        Self { place: Place::Memory(Box::default()), clock, errors: AtomicU64::default(), unreadable: Vec::new() }
    }

    /// The store on a disk, with the applications and tokens in it. `settle` makes the applications of those that are there.
    #[cfg(feature = "durable")]
    pub(crate) fn open(
        disk: Arc<dyn Disk>,
        clock: Clock,
        settle: impl FnOnce(Option<Vec<Application>>) -> Result<Vec<Application>, OpenError>,
    ) -> Result<(Self, Kept), OpenError> {
        let (durable, mut kept) = Durable::open(disk, clock.clone(), settle)?;
        let unreadable = std::mem::take(&mut kept.unreadable);
        Ok((Self { place: Place::Disk(durable), clock, errors: AtomicU64::default(), unreadable }, kept))
    }

    /// Waits for exclusive access to a store in memory, which lasts until the transaction is dropped.
    #[cfg(feature = "faults")]
    pub(crate) fn begin(&self) -> Transaction<'_> {
        match &self.place {
            Place::Memory(memory) => Transaction { tables: Box::new(memory.lock()), now: self.clock.now() },
            #[cfg(feature = "durable")]
            Place::Disk(_) => unreachable!("servers with faults keep everything in memory"),
        }
    }

    /// The time.
    pub(crate) fn now(&self) -> SystemTime {
        self.clock.now()
    }

    /// What somebody sees who looks at what is stored.
    pub(crate) fn look<R>(&self, look: impl FnOnce(&View<'_>) -> R) -> Result<R, StoreFailure> {
        match &self.place {
            Place::Memory(memory) => Ok(look(&View { tables: Box::new(memory.lock()), now: self.clock.now() })),
            #[cfg(feature = "durable")]
            Place::Disk(durable) => durable.read(look),
        }
    }

    /// What somebody sees who looks at what is stored. If that cannot be read, the request ends here.
    pub(crate) async fn read<R>(&self, look: impl FnOnce(&View<'_>) -> R) -> R {
        match self.look(look) {
            Ok(seen) => seen,
            Err(failure) => self.fail(failure).await,
        }
    }

    /// Changes what is stored, and gives what the change says of it once that is safe. If it never will be, the request ends
    /// here.
    pub(crate) async fn write<R: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Transaction<'_>) -> R + Send + 'static,
    ) -> R {
        match self.change(change).await {
            Ok(said) => said,
            Err(failure) => self.fail(failure).await,
        }
    }

    /// Keeps what has joined an application, in place of what it was before.
    pub(crate) async fn keep(&self, registration: Registration) -> Result<(), StoreFailure> {
        self.change(move |transaction| transaction.tables.put_registration(registration)).await
    }

    async fn change<R: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Transaction<'_>) -> R + Send + 'static,
    ) -> Result<R, StoreFailure> {
        match &self.place {
            Place::Memory(memory) => {
                Ok(change(&mut Transaction { tables: Box::new(memory.lock()), now: self.clock.now() }))
            }
            #[cfg(feature = "durable")]
            Place::Disk(durable) => durable.write(change).await,
        }
    }

    /// How often something could not be read or written.
    pub(crate) fn errors(&self) -> u64 {
        self.errors.load(Ordering::Relaxed)
    }

    /// What could not be read when the store was opened, and what follows from that.
    pub(crate) fn unreadable(&self) -> &[String] {
        &self.unreadable
    }

    /// Ends the request, as something could not be read or written.
    pub(crate) async fn fail<T>(&self, failure: StoreFailure) -> T {
        self.errors.fetch_add(1, Ordering::Relaxed);
        unavailable::end_request(failure).await
    }

    /// Keeps tokens that were given, and forgets those that have ended, before anybody gets one of them.
    pub(crate) async fn keep_tokens(&self, changes: TokenChanges) {
        self.write(move |store| store.tables.keep_tokens(&changes)).await;
    }

    /// Reads an upload to its end, of at most so many bytes; without a limit, as many as fit into memory, or any number on disk.
    pub(crate) async fn receive(&self, content: BodyStream, most: Option<u64>) -> Result<Body, ReceiveError> {
        match &self.place {
            Place::Memory(_) => receive::into_memory(content, most.unwrap_or(MOST_IN_MEMORY)).await,
            #[cfg(feature = "durable")]
            Place::Disk(durable) => receive::to_disk(content, durable, most.unwrap_or(u64::MAX)).await,
        }
    }
}

impl View<'_> {
    /// How many objects there are.
    pub(crate) fn objects(&self) -> usize {
        self.tables.objects()
    }

    /// The object at this place.
    pub(crate) fn object(&self, key: &ObjectKey) -> Option<Cow<'_, Object>> {
        self.tables.object(key)
    }

    /// What is found under a publication's ID.
    pub(crate) fn published(&self, publication_id: &PublicationId) -> Published {
        let Some(publication) = self.tables.publication(publication_id) else { return Published::Nothing };
        if publication.lifetime.is_over(self.now) {
            return Published::Expired;
        }
        match self.object(&publication.object).and_then(|object| object.body.clone()) {
            Some(body) => Published::Body { body, object: publication.object.clone() },
            None => Published::Nothing,
        }
    }
}

impl Transaction<'_> {
    /// The time of the transaction.
    pub(crate) fn now(&self) -> SystemTime {
        self.now
    }

    /// The object at this place.
    pub(crate) fn object(&self, key: &ObjectKey) -> Option<Cow<'_, Object>> {
        self.tables.object(key)
    }

    /// The version of the object at this place, which is there even if the object cannot be read.
    pub(crate) fn version(&self, key: &ObjectKey) -> Option<ObjectVersion> {
        self.tables.version(key)
    }

    /// The stamp of a new write to this place: the version after the last that anything there has had, and the time.
    pub(crate) fn stamp(&self, key: &ObjectKey) -> Stamp {
        let last = self.version(key).or_else(|| self.tables.last_version(key));
        Stamp { version: last.map_or(ObjectVersion::FIRST, ObjectVersion::next), time: self.now }
    }

    /// The object at this place, to make another of it.
    pub(crate) fn copy(&self, key: &ObjectKey) -> Option<Object> {
        self.object(key).map(Cow::into_owned)
    }

    /// Stores an object, in place of the one that was there. If that had a body and this has none, its publications end.
    pub(crate) fn insert(&mut self, key: ObjectKey, object: Object) {
        if object.body.is_none() {
            self.tables.remove_publications_of(&key);
        }
        self.tables.put_object(key, object);
    }

    /// Removes an object, its body and its publications. Its last version is kept, so that it names nothing else.
    pub(crate) fn remove(&mut self, key: &ObjectKey) {
        self.tables.remove_publications_of(key);
        self.tables.remove_object(key);
    }

    /// Publishes the body of an object under a new ID, which is the answer.
    pub(crate) fn publish(&mut self, publication: Publication) -> PublicationId {
        let forgotten = EpochMilliseconds(EpochMilliseconds::from(self.now).0 - REMEMBERED);
        self.tables.remove_publications_until(forgotten);
        let id = PublicationId::new(random::text(26));
        self.tables.put_publication(id.clone(), publication);
        id
    }
}

/// The end of a publication, if it has one.
fn end(lifetime: Lifetime) -> Option<EpochMilliseconds> {
    match lifetime {
        Lifetime::Unlimited => None,
        Lifetime::Until(end) => Some(end),
    }
}
