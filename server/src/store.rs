//! Everything that the server keeps: in memory or, with a data folder, on disk.
//!
//! All reads go through a [`View`] and all writes through a [`Transaction`], which nobody else writes beside, from the check of
//! a precondition to the write that depends on it. So conditional writes are atomic: of two that name the same version, one
//! finds it superseded. Neither is ever held across an `await`.

mod memory;
mod tables;

use std::{borrow::Cow, time::SystemTime};

use kii_types::{EpochMilliseconds, PublicationId};

use self::{memory::Memory, tables::Tables};
use crate::{
    clock::Clock,
    key::ObjectKey,
    object::{Object, Stamp},
    publication::{Lifetime, Publication, Published},
    random,
    version::ObjectVersion,
};

/// How long a publication is remembered that has expired, so that its address tells so.
const REMEMBERED: i64 = 24 * 60 * 60 * 1000;

/// The objects, bodies and publications of an application.
pub(crate) struct Store {
    memory: Memory,
    clock: Clock,
}

/// What is stored at one moment.
pub(crate) struct View<'a> {
    tables: Box<dyn Tables + 'a>,
    now: SystemTime,
}

/// Exclusive access to what is stored, at one moment.
pub(crate) struct Transaction<'a>(View<'a>);

impl Store {
    /// An empty store in memory.
    pub(crate) fn new(clock: Clock) -> Self {
        Self { memory: Memory::default(), clock }
    }

    /// Waits for exclusive access, which lasts until the transaction is dropped.
    pub(crate) fn begin(&self) -> Transaction<'_> {
        Transaction(View { tables: Box::new(self.memory.lock()), now: self.clock.now() })
    }

    /// What somebody sees who looks at what is stored.
    pub(crate) async fn read<R>(&self, look: impl FnOnce(&View<'_>) -> R) -> R {
        look(&self.begin().0)
    }

    /// Changes what is stored, and gives what the change says of it once that is safe.
    pub(crate) async fn write<R>(&self, change: impl FnOnce(&mut Transaction<'_>) -> R) -> R {
        change(&mut self.begin())
    }
}

impl View<'_> {
    /// The time of the view.
    pub(crate) fn now(&self) -> SystemTime {
        self.now
    }

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
            Some(body) => Published::Body(body),
            None => Published::Nothing,
        }
    }
}

impl<'a> std::ops::Deref for Transaction<'a> {
    type Target = View<'a>;

    fn deref(&self) -> &View<'a> {
        &self.0
    }
}

impl Transaction<'_> {
    /// The stamp of a new write to this place: the version after the last that anything there has had, and the time.
    pub(crate) fn stamp(&self, key: &ObjectKey) -> Stamp {
        let last = self.object(key).map(|object| object.version).or_else(|| self.0.tables.last_version(key));
        Stamp { version: last.map_or(ObjectVersion::FIRST, ObjectVersion::next), time: self.now }
    }

    /// The object at this place, to make another of it.
    pub(crate) fn copy(&self, key: &ObjectKey) -> Option<Object> {
        self.object(key).map(Cow::into_owned)
    }

    /// Stores an object, in place of the one that was there. If that had a body and this has none, its publications end.
    pub(crate) fn insert(&mut self, key: ObjectKey, object: Object) {
        if object.body.is_none() {
            self.end_publications(&key);
        }
        self.0.tables.put_object(key, object);
    }

    /// Removes an object, its body and its publications. Its last version is kept, so that it names nothing else.
    pub(crate) fn remove(&mut self, key: &ObjectKey) {
        self.end_publications(key);
        self.0.tables.remove_object(key);
    }

    /// Publishes the body of an object under a new ID, which is the answer.
    pub(crate) fn publish(&mut self, publication: Publication) -> PublicationId {
        let forgotten = EpochMilliseconds(EpochMilliseconds::from(self.now).0 - REMEMBERED);
        self.0.tables.remove_publications_until(forgotten);
        let id = PublicationId::new(random::text(26));
        self.0.tables.put_publication(id.clone(), publication);
        id
    }

    fn end_publications(&mut self, key: &ObjectKey) {
        if self.object(key).is_some_and(|object| object.body.is_some()) {
            self.0.tables.remove_publications_of(key);
        }
    }
}

/// The end of a publication, if it has one.
fn end(lifetime: Lifetime) -> Option<EpochMilliseconds> {
    match lifetime {
        Lifetime::Unlimited => None,
        Lifetime::Until(end) => Some(end),
    }
}
