//! The tables in a transaction of the database.
//!
//! Whoever looks something up gets no error. If the disk fails meanwhile, it is noted, and whoever has begun the transaction
//! finds out at its end, before anybody is answered. A change that finds an object which cannot be read ends there instead, so
//! that it alone is refused: by unwinding, as a change that panics does.

use std::{borrow::Cow, cell::Cell, panic, sync::Arc};

use kii_types::{EpochMilliseconds, PublicationId};
use redb::{ReadTransaction, ReadableTable, ReadableTableMetadata, Table, TableError, WriteTransaction};

use super::{
    Unavailable,
    body_file::BodyFile,
    database::{ENDS, FILES, LAST_VERSIONS, OBJECTS, PUBLICATIONS, PUBLICATIONS_OF, REGISTRATIONS, TOKENS},
    disk::Disk,
    end, record,
    tables::{Lookup, Tables},
};
use crate::{
    key::ObjectKey, object::Object, publication::Publication, registration::Registration, tokens::TokenChanges,
    version::ObjectVersion,
};

/// How many expired publications are removed at once at most.
const REMOVED_AT_ONCE: usize = 64;

/// What a change ends with that finds an object which cannot be read.
struct Unreadable;

/// Whether the disk has failed, and a way to note it.
#[derive(Default)]
struct Health(Cell<bool>);

impl Health {
    /// The value, if it could be had.
    fn of<T>(&self, result: Result<T, impl Into<redb::Error>>) -> Option<T> {
        result.map_err(|_| self.0.set(true)).ok()
    }

    /// The value, if what is stored could be read.
    fn readable<T>(&self, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.0.set(true);
        }
        value
    }
}

/// The tables as the last commit left them.
pub(super) struct DiskView {
    transaction: ReadTransaction,
    disk: Arc<dyn Disk>,
    health: Health,
}

/// The tables of a transaction that writes.
pub(super) struct DiskTables<'t> {
    objects: Table<'t, &'static str, &'static [u8]>,
    last_versions: Table<'t, &'static str, u64>,
    publications: Table<'t, &'static str, &'static [u8]>,
    publications_of: Table<'t, (&'static str, &'static str), ()>,
    ends: Table<'t, (i64, &'static str), ()>,
    files: Table<'t, &'static str, ()>,
    registrations: Table<'t, &'static str, &'static [u8]>,
    tokens: Table<'t, &'static str, &'static [u8]>,
    changed: Files,
    disk: Arc<dyn Disk>,
    health: Health,
}

/// The files of bodies that a transaction is about.
#[derive(Default)]
pub(super) struct Files {
    /// Those that objects have now.
    pub(super) added: Vec<Arc<BodyFile>>,
    /// The names of those that objects had before.
    pub(super) removed: Vec<String>,
}

impl DiskView {
    pub(super) fn new(transaction: ReadTransaction, disk: Arc<dyn Disk>) -> Self {
        Self { transaction, disk, health: Health::default() }
    }

    /// What somebody has seen, if all of it could be read.
    pub(super) fn unless_failed<R>(&self, seen: R) -> Result<R, Unavailable> {
        if self.health.0.get() { Err(Unavailable) } else { Ok(seen) }
    }
}

impl Lookup for &DiskView {
    fn objects(&self) -> usize {
        let table = self.health.of(self.transaction.open_table(OBJECTS));
        let count = table.and_then(|table| self.health.of(table.len()));
        count.and_then(|count| usize::try_from(count).ok()).unwrap_or_default()
    }

    fn object(&self, key: &ObjectKey) -> Option<Cow<'_, Object>> {
        let table = self.health.of(self.transaction.open_table(OBJECTS))?;
        object(&table, key, &self.disk, &self.health)
    }

    fn last_version(&self, key: &ObjectKey) -> Option<ObjectVersion> {
        let table = self.health.of(self.transaction.open_table(LAST_VERSIONS))?;
        last_version(&table, key, &self.health)
    }

    fn publication(&self, id: &PublicationId) -> Option<Cow<'_, Publication>> {
        let table = self.health.of(self.transaction.open_table(PUBLICATIONS))?;
        publication(&table, id.as_str(), &self.health)
    }
}

impl<'t> DiskTables<'t> {
    pub(super) fn new(transaction: &'t WriteTransaction, disk: Arc<dyn Disk>) -> Result<Self, TableError> {
        Ok(Self {
            objects: transaction.open_table(OBJECTS)?,
            last_versions: transaction.open_table(LAST_VERSIONS)?,
            publications: transaction.open_table(PUBLICATIONS)?,
            publications_of: transaction.open_table(PUBLICATIONS_OF)?,
            ends: transaction.open_table(ENDS)?,
            files: transaction.open_table(FILES)?,
            registrations: transaction.open_table(REGISTRATIONS)?,
            tokens: transaction.open_table(TOKENS)?,
            changed: Files::default(),
            disk,
            health: Health::default(),
        })
    }

    /// Keeps the last version of an object that was removed from a place.
    pub(super) fn put_last_version(&mut self, key: &ObjectKey, version: u64) {
        self.health.of(self.last_versions.insert(record::of_key(key).as_str(), version).map(drop));
    }

    /// The files that were changed, if everything could be read and written.
    pub(super) fn end(self) -> Option<Files> {
        (!self.health.0.get()).then_some(self.changed)
    }

    /// The object has no longer the file that it had.
    fn let_go_of_file(&mut self, key: &ObjectKey, of: Option<&Object>) {
        let before = object(&self.objects, key, &self.disk, &self.health).map(Cow::into_owned);
        let name = |object: &Object| Some(object.body.as_ref()?.file()?.name.clone());
        let (before, after) = (before.as_ref().and_then(name), of.and_then(name));
        if before != after
            && let Some(name) = before
        {
            self.health.of(self.files.remove(name.as_str()).map(drop));
            self.changed.removed.push(name);
        }
    }

    fn remove_publication(&mut self, id: &str) {
        let Some(publication) = publication(&self.publications, id, &self.health).map(Cow::into_owned) else { return };
        let object = record::of_key(&publication.object);
        self.health.of(self.publications.remove(id).map(drop));
        self.health.of(self.publications_of.remove((object.as_str(), id)).map(drop));
        if let Some(end) = end(publication.lifetime) {
            self.health.of(self.ends.remove((end.0, id)).map(drop));
        }
    }
}

impl Lookup for &mut DiskTables<'_> {
    fn objects(&self) -> usize {
        self.health.of(self.objects.len()).and_then(|count| usize::try_from(count).ok()).unwrap_or_default()
    }

    /// A change is about one object, and looks it up before it writes anything. So nothing is left of one that ends here.
    fn object(&self, key: &ObjectKey) -> Option<Cow<'_, Object>> {
        let bytes = self.health.of(self.objects.get(record::of_key(key).as_str()))??;
        match record::object(key, bytes.value(), &self.disk) {
            Some(object) => Some(Cow::Owned(object)),
            None => panic::resume_unwind(Box::new(Unreadable)),
        }
    }

    fn last_version(&self, key: &ObjectKey) -> Option<ObjectVersion> {
        last_version(&self.last_versions, key, &self.health)
    }

    fn publication(&self, id: &PublicationId) -> Option<Cow<'_, Publication>> {
        publication(&self.publications, id.as_str(), &self.health)
    }
}

impl Tables for &mut DiskTables<'_> {
    fn put_object(&mut self, key: ObjectKey, object: Object) {
        self.let_go_of_file(&key, Some(&object));
        if let Some(file) = object.body.as_ref().and_then(|body| body.file()) {
            self.health.of(self.files.insert(file.name.as_str(), ()).map(drop));
            self.changed.added.push(Arc::clone(file));
        }
        let place = record::of_key(&key);
        if let Some(bytes) = self.health.readable(record::of_object(&object)) {
            self.health.of(self.objects.insert(place.as_str(), bytes.as_slice()).map(drop));
        }
        self.health.of(self.last_versions.remove(place.as_str()).map(drop));
    }

    fn remove_object(&mut self, key: &ObjectKey) {
        let Some(object) = self.object(key).map(Cow::into_owned) else { return };
        self.let_go_of_file(key, None);
        let place = record::of_key(key);
        self.health.of(self.last_versions.insert(place.as_str(), object.version.number()).map(drop));
        self.health.of(self.objects.remove(place.as_str()).map(drop));
    }

    fn put_publication(&mut self, id: PublicationId, publication: Publication) {
        let object = record::of_key(&publication.object);
        if let Some(bytes) = self.health.readable(record::of_publication(&publication)) {
            self.health.of(self.publications.insert(id.as_str(), bytes.as_slice()).map(drop));
        }
        self.health.of(self.publications_of.insert((object.as_str(), id.as_str()), ()).map(drop));
        if let Some(end) = end(publication.lifetime) {
            self.health.of(self.ends.insert((end.0, id.as_str()), ()).map(drop));
        }
    }

    fn remove_publications_of(&mut self, key: &ObjectKey) {
        let place = record::of_key(key);
        let ids = || -> Result<Vec<String>, redb::StorageError> {
            let all = self.publications_of.range((place.as_str(), "")..)?;
            let own = all.take_while(|entry| entry.as_ref().map_or(true, |(key, _)| key.value().0 == place));
            own.map(|entry| entry.map(|(key, _)| key.value().1.to_owned())).collect()
        };
        let ids = self.health.of(ids()).unwrap_or_default();
        ids.iter().for_each(|id| self.remove_publication(id));
    }

    fn put_registration(&mut self, registration: Registration) {
        if let Some(bytes) = self.health.readable(serde_json::to_vec(&registration).ok()) {
            self.health.of(self.registrations.insert(registration.key().as_str(), bytes.as_slice()).map(drop));
        }
    }

    fn keep_tokens(&mut self, changes: &TokenChanges) {
        for token in &changes.given {
            if let Some(bytes) = self.health.readable(serde_json::to_vec(token).ok()) {
                self.health.of(self.tokens.insert(token.hash.to_string().as_str(), bytes.as_slice()).map(drop));
            }
        }
        for hash in &changes.ended {
            self.health.of(self.tokens.remove(hash.to_string().as_str()).map(drop));
        }
    }

    fn remove_publications_until(&mut self, time: EpochMilliseconds) {
        let ids = || -> Result<Vec<String>, redb::StorageError> {
            let ended = self.ends.range(..(time.0.saturating_add(1), ""))?.take(REMOVED_AT_ONCE);
            ended.map(|entry| entry.map(|(key, _)| key.value().1.to_owned())).collect()
        };
        let ids = self.health.of(ids()).unwrap_or_default();
        ids.iter().for_each(|id| self.remove_publication(id));
    }
}

fn object<'a>(
    table: &impl ReadableTable<&'static str, &'static [u8]>,
    key: &ObjectKey,
    disk: &Arc<dyn Disk>,
    health: &Health,
) -> Option<Cow<'a, Object>> {
    let bytes = health.of(table.get(record::of_key(key).as_str()))??;
    health.readable(record::object(key, bytes.value(), disk)).map(Cow::Owned)
}

fn last_version(
    table: &impl ReadableTable<&'static str, u64>,
    key: &ObjectKey,
    health: &Health,
) -> Option<ObjectVersion> {
    let version = health.of(table.get(record::of_key(key).as_str()))??;
    Some(ObjectVersion::new(version.value()))
}

fn publication<'a>(
    table: &impl ReadableTable<&'static str, &'static [u8]>,
    id: &str,
    health: &Health,
) -> Option<Cow<'a, Publication>> {
    let bytes = health.of(table.get(id))??;
    health.readable(record::publication(bytes.value())).map(Cow::Owned)
}
