//! Everything that the server keeps, in memory, behind one lock.
//!
//! All reads and writes go through a [`Transaction`], which holds the lock from the check of a precondition to the write
//! that depends on it. So conditional writes are atomic: of two that name the same version, one finds it superseded.
//! The lock is never held across an `await`: a transaction cannot be sent between threads, and the compiler sees to it.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use kii_types::PublicationId;

use crate::{
    clock::Clock,
    key::ObjectKey,
    object::{Object, Stamp},
    publication::{Publication, Published},
    random,
    version::VersionCounter,
};

/// The objects, bodies and publications of an application.
pub(crate) struct Store {
    state: Mutex<State>,
    clock: Clock,
}

#[derive(Default)]
struct State {
    objects: HashMap<ObjectKey, Object>,
    publications: HashMap<PublicationId, Publication>,
    versions: VersionCounter,
}

/// Exclusive access to a store, at one moment.
pub(crate) struct Transaction<'a> {
    state: MutexGuard<'a, State>,
    now: SystemTime,
}

impl Store {
    /// An empty store.
    pub(crate) fn new(clock: Clock) -> Self {
        Self { state: Mutex::default(), clock }
    }

    /// Waits for exclusive access, which lasts until the transaction is dropped.
    pub(crate) fn begin(&self) -> Transaction<'_> {
        // Whatever panicked meanwhile is that request's failure: every change below is one insertion or removal.
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        Transaction { state, now: self.clock.now() }
    }
}

impl Transaction<'_> {
    /// The time of the transaction.
    pub(crate) fn now(&self) -> SystemTime {
        self.now
    }

    /// The stamp of a new write: a version that nothing has had before, and the time.
    pub(crate) fn stamp(&mut self) -> Stamp {
        Stamp { version: self.state.versions.next_version(), time: self.now }
    }

    /// How many objects there are.
    pub(crate) fn objects(&self) -> usize {
        self.state.objects.len()
    }

    /// The object at this place.
    pub(crate) fn object(&self, key: &ObjectKey) -> Option<&Object> {
        self.state.objects.get(key)
    }

    /// Stores an object, in place of the one that was there. If that had a body and this has none, its publications end.
    pub(crate) fn insert(&mut self, key: ObjectKey, object: Object) {
        if object.body.is_none() {
            self.end_publications(&key);
        }
        self.state.objects.insert(key, object);
    }

    /// Removes an object, its body and its publications.
    pub(crate) fn remove(&mut self, key: &ObjectKey) {
        self.end_publications(key);
        self.state.objects.remove(key);
    }

    /// Publishes the body of an object under a new ID, which is the answer.
    pub(crate) fn publish(&mut self, publication: Publication) -> PublicationId {
        let id = PublicationId::new(random::text(26));
        self.state.publications.insert(id.clone(), publication);
        id
    }

    /// What is found under a publication's ID.
    pub(crate) fn published(&self, publication_id: &PublicationId) -> Published<'_> {
        let Some(publication) = self.state.publications.get(publication_id) else { return Published::Nothing };
        if publication.lifetime.is_over(self.now) {
            return Published::Expired;
        }
        match self.object(&publication.object).and_then(|object| object.body.as_ref()) {
            Some(body) => Published::Body(body),
            None => Published::Nothing,
        }
    }

    fn end_publications(&mut self, key: &ObjectKey) {
        let has_body = self.object(key).is_some_and(|object| object.body.is_some());
        if has_body {
            self.state.publications.retain(|_, publication| publication.object != *key);
        }
    }
}
