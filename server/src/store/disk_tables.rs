//! The tables in a transaction of the database.
//!
//! Whoever looks something up gets no error. If the disk fails meanwhile, it is noted, and whoever has begun the transaction
//! finds out at its end, before anybody is answered. A change that finds something which cannot be read ends there instead, so
//! that it alone is refused: by unwinding, as a change that panics does.

use std::{borrow::Cow, cell::OnceCell, panic, sync::Arc};

use kii_types::{EpochMilliseconds, PublicationId};
use redb::{ReadTransaction, ReadableTable, ReadableTableMetadata, Table, TableError, WriteTransaction};

use super::{
    StoreFailure,
    body_file::BodyFile,
    database::{ENDS, FILES, LAST_VERSIONS, OBJECTS, PUBLICATIONS, PUBLICATIONS_OF, REGISTRATIONS, TOKENS},
    disk::Disk,
    end,
    failure::{self, Unreadable},
    record::{self, Head},
    tables::{Lookup, Tables},
};
use crate::{
    key::ObjectKey, object::Object, publication::Publication, registration::Registration, tokens::TokenChanges,
    version::ObjectVersion,
};

/// How many expired publications are removed at once at most.
const REMOVED_AT_ONCE: usize = 64;

/// What has happened if the disk fails.
const FAILED: &str = "the database cannot be read or written";

/// What has failed first, and ways to note it.
#[derive(Default)]
struct Health(OnceCell<StoreFailure>);

impl Health {
    /// The value, if it could be had.
    fn of<T>(&self, result: Result<T, impl Into<redb::Error>>) -> Option<T> {
        self.had(result.map_err(|error| failure::log(FAILED, &error.into())).ok())
    }

    /// The value, if it could be had.
    fn had<T>(&self, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.0.get_or_init(|| StoreFailure::Unavailable);
        }
        value
    }

    /// The value, if what is stored could be understood.
    fn readable<T>(&self, value: Option<T>, what: impl FnOnce() -> Unreadable) -> Option<T> {
        if value.is_none() {
            self.0.get_or_init(|| what().into());
        }
        value
    }
}

/// The value, if what is stored could be understood; otherwise the change ends here.
fn or_end<T>(value: Option<T>, what: impl FnOnce() -> Unreadable) -> T {
    value.unwrap_or_else(|| panic::resume_unwind(Box::new(what())))
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
    pub(super) fn unless_failed<R>(&self, seen: R) -> Result<R, StoreFailure> {
        match self.health.0.get() {
            None => Ok(seen),
            Some(failure) => Err(failure.clone()),
        }
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
        let bytes = self.health.of(table.get(record::of_key(key).as_str()))??;
        let object = record::object(key, bytes.value(), &self.disk);
        self.health.readable(object, || Unreadable::object(key)).map(Cow::Owned)
    }

    fn version(&self, key: &ObjectKey) -> Option<ObjectVersion> {
        self.object(key).map(|object| object.version)
    }

    fn last_version(&self, key: &ObjectKey) -> Option<ObjectVersion> {
        let table = self.health.of(self.transaction.open_table(LAST_VERSIONS))?;
        last_version(&table, key, &self.health)
    }

    fn publication(&self, id: &PublicationId) -> Option<Cow<'_, Publication>> {
        let table = self.health.of(self.transaction.open_table(PUBLICATIONS))?;
        let bytes = self.health.of(table.get(id.as_str()))??;
        let publication = record::publication(bytes.value());
        self.health.readable(publication, || Unreadable::Publication(id.to_string())).map(Cow::Owned)
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
        self.health.0.get().is_none().then_some(self.changed)
    }

    /// What can be read of an object in any case. A change looks at its object before it writes anything, so nothing is left of
    /// one that ends here.
    fn head(&self, key: &ObjectKey) -> Option<Head> {
        let bytes = self.health.of(self.objects.get(record::of_key(key).as_str()))??;
        Some(or_end(Head::of(bytes.value()), || Unreadable::object(key)))
    }

    /// The object has no longer the file that it had.
    fn let_go_of_file(&mut self, key: &ObjectKey, of: Option<&Object>) {
        let head = self.head(key);
        let before = head.as_ref().and_then(Head::file);
        let after = of.and_then(|object| Some(object.body.as_ref()?.file()?.name.as_str()));
        if before != after
            && let Some(name) = before
        {
            self.health.of(self.files.remove(name).map(drop));
            self.changed.removed.push(name.to_owned());
        }
    }

    /// Removes what is stored of a publication under its ID, and its places in the other tables as far as it can be read. The
    /// place at which somebody has found it is theirs to remove.
    fn remove_publication(&mut self, id: &str) {
        let removed = self.health.of(self.publications.remove(id).map(|bytes| record::publication(bytes?.value())));
        let Some(Some(Publication { object, lifetime })) = removed else { return };
        self.health.of(self.publications_of.remove((record::of_key(&object).as_str(), id)).map(drop));
        if let Some(end) = end(lifetime) {
            self.health.of(self.ends.remove((end.0, id)).map(drop));
        }
    }
}

impl Lookup for &mut DiskTables<'_> {
    fn objects(&self) -> usize {
        self.health.of(self.objects.len()).and_then(|count| usize::try_from(count).ok()).unwrap_or_default()
    }

    fn object(&self, key: &ObjectKey) -> Option<Cow<'_, Object>> {
        let bytes = self.health.of(self.objects.get(record::of_key(key).as_str()))??;
        Some(Cow::Owned(or_end(record::object(key, bytes.value(), &self.disk), || Unreadable::object(key))))
    }

    fn version(&self, key: &ObjectKey) -> Option<ObjectVersion> {
        self.head(key).map(|head| ObjectVersion::new(head.version))
    }

    fn last_version(&self, key: &ObjectKey) -> Option<ObjectVersion> {
        last_version(&self.last_versions, key, &self.health)
    }

    fn publication(&self, id: &PublicationId) -> Option<Cow<'_, Publication>> {
        let bytes = self.health.of(self.publications.get(id.as_str()))??;
        let publication = record::publication(bytes.value());
        Some(Cow::Owned(or_end(publication, || Unreadable::Publication(id.to_string()))))
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
        if let Some(bytes) = self.health.had(record::of_object(&object)) {
            self.health.of(self.objects.insert(place.as_str(), bytes.as_slice()).map(drop));
        }
        self.health.of(self.last_versions.remove(place.as_str()).map(drop));
    }

    fn remove_object(&mut self, key: &ObjectKey) {
        let Some(version) = self.version(key) else { return };
        self.let_go_of_file(key, None);
        let place = record::of_key(key);
        self.health.of(self.last_versions.insert(place.as_str(), version.number()).map(drop));
        self.health.of(self.objects.remove(place.as_str()).map(drop));
    }

    fn put_publication(&mut self, id: PublicationId, publication: Publication) {
        let object = record::of_key(&publication.object);
        if let Some(bytes) = self.health.had(record::of_publication(&publication)) {
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
        for id in self.health.of(ids()).unwrap_or_default() {
            self.remove_publication(&id);
            self.health.of(self.publications_of.remove((place.as_str(), id.as_str())).map(drop));
        }
    }

    fn put_registration(&mut self, registration: Registration) {
        if let Some(bytes) = self.health.had(serde_json::to_vec(&registration).ok()) {
            self.health.of(self.registrations.insert(registration.key().as_str(), bytes.as_slice()).map(drop));
        }
    }

    fn keep_tokens(&mut self, changes: &TokenChanges) {
        for token in &changes.given {
            if let Some(bytes) = self.health.had(serde_json::to_vec(token).ok()) {
                self.health.of(self.tokens.insert(token.hash.to_string().as_str(), bytes.as_slice()).map(drop));
            }
        }
        for hash in &changes.ended {
            self.health.of(self.tokens.remove(hash.to_string().as_str()).map(drop));
        }
    }

    fn remove_publications_until(&mut self, time: EpochMilliseconds) {
        let ended = || -> Result<Vec<(i64, String)>, redb::StorageError> {
            let ended = self.ends.range(..(time.0.saturating_add(1), ""))?.take(REMOVED_AT_ONCE);
            let owned = |(end, id): (i64, &str)| (end, id.to_owned());
            ended.map(|entry| entry.map(|(key, _)| owned(key.value()))).collect()
        };
        for (end, id) in self.health.of(ended()).unwrap_or_default() {
            self.remove_publication(&id);
            self.health.of(self.ends.remove((end, id.as_str())).map(drop));
        }
    }
}

fn last_version(
    table: &impl ReadableTable<&'static str, u64>,
    key: &ObjectKey,
    health: &Health,
) -> Option<ObjectVersion> {
    let version = health.of(table.get(record::of_key(key).as_str()))??;
    Some(ObjectVersion::new(version.value()))
}
