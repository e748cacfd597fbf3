//! The tables in memory, behind one lock.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap, HashSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use kii_types::{EpochMilliseconds, PublicationId};

use super::{
    end,
    tables::{Lookup, Tables},
};
use crate::{
    key::ObjectKey, object::Object, publication::Publication, registration::Registration, tokens::TokenChanges,
    version::ObjectVersion,
};

/// Of so many removed objects, the newest, the last versions are kept: memory must not grow with what is no more.
const LAST_VERSIONS: usize = 100_000;

/// A store in memory.
#[derive(Default)]
pub(super) struct Memory(Mutex<State>);

#[derive(Default)]
pub(super) struct State {
    objects: HashMap<ObjectKey, Object>,
    last_versions: LastVersions,
    publications: HashMap<PublicationId, Publication>,
    publications_of: HashMap<ObjectKey, HashSet<PublicationId>>,
    /// When publications expire, the earliest first.
    ends: BTreeSet<(EpochMilliseconds, PublicationId)>,
}

/// The last versions of removed objects.
#[derive(Default)]
struct LastVersions {
    of: HashMap<ObjectKey, ObjectVersion>,
    /// The removals in their order, each with the version that the object had.
    order: VecDeque<(ObjectKey, ObjectVersion)>,
}

impl Memory {
    /// Waits until nobody else has the tables.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        // Whatever panicked meanwhile is that request's failure: every change below leaves the tables whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn remove_publication(&mut self, id: &PublicationId) {
        let Some(publication) = self.publications.remove(id) else { return };
        if let Some(end) = end(publication.lifetime) {
            self.ends.remove(&(end, id.clone()));
        }
        if let Some(ids) = self.publications_of.get_mut(&publication.object) {
            ids.remove(id);
            if ids.is_empty() {
                self.publications_of.remove(&publication.object);
            }
        }
    }
}

impl Lookup for MutexGuard<'_, State> {
    fn objects(&self) -> usize {
        self.objects.len()
    }

    fn object(&self, key: &ObjectKey) -> Option<Cow<'_, Object>> {
        self.objects.get(key).map(Cow::Borrowed)
    }

    fn version(&self, key: &ObjectKey) -> Option<ObjectVersion> {
        self.objects.get(key).map(|object| object.version)
    }

    fn last_version(&self, key: &ObjectKey) -> Option<ObjectVersion> {
        self.last_versions.of.get(key).copied()
    }

    fn publication(&self, id: &PublicationId) -> Option<Cow<'_, Publication>> {
        self.publications.get(id).map(Cow::Borrowed)
    }
}

impl Tables for MutexGuard<'_, State> {
    fn put_object(&mut self, key: ObjectKey, object: Object) {
        self.last_versions.of.remove(&key);
        self.objects.insert(key, object);
    }

    fn remove_object(&mut self, key: &ObjectKey) {
        if let Some(object) = self.objects.remove(key) {
            self.last_versions.keep(key.clone(), object.version);
        }
    }

    fn put_publication(&mut self, id: PublicationId, publication: Publication) {
        if let Some(end) = end(publication.lifetime) {
            self.ends.insert((end, id.clone()));
        }
        self.publications_of.entry(publication.object.clone()).or_default().insert(id.clone());
        self.publications.insert(id, publication);
    }

    fn remove_publications_of(&mut self, key: &ObjectKey) {
        for id in self.publications_of.remove(key).unwrap_or_default() {
            self.remove_publication(&id);
        }
    }

    /// The directory has it, and ends with this.
    fn put_registration(&mut self, _: Registration) {}

    /// The directory has them, and ends with this.
    fn keep_tokens(&mut self, _: &TokenChanges) {}

    fn remove_publications_until(&mut self, time: EpochMilliseconds) {
        while let Some((end, id)) = self.ends.first().cloned()
            && end <= time
        {
            self.remove_publication(&id);
        }
    }
}

impl LastVersions {
    fn keep(&mut self, key: ObjectKey, version: ObjectVersion) {
        self.of.insert(key.clone(), version);
        self.order.push_back((key, version));
        while self.order.len() > LAST_VERSIONS {
            // Whatever was removed once more since keeps its newer version.
            if let Some((oldest, version)) = self.order.pop_front()
                && self.of.get(&oldest) == Some(&version)
            {
                self.of.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use kii_types::{BucketId, ObjectId, ObjectScope};

    use super::*;

    fn place(object: &str) -> ObjectKey {
        ObjectKey {
            scope: ObjectScope::App { app_id: "app".to_owned() },
            bucket_id: BucketId::parse("bb").unwrap(),
            object_id: ObjectId::parse(object).unwrap(),
        }
    }

    #[test]
    fn of_removed_objects_no_more_than_so_many_versions_are_kept() {
        let mut versions = LastVersions::default();
        for number in 0..LAST_VERSIONS + 10 {
            versions.keep(place(&format!("o{number}")), ObjectVersion::FIRST);
        }
        assert_eq!((versions.of.len(), versions.order.len()), (LAST_VERSIONS, LAST_VERSIONS));
        assert!(!versions.of.contains_key(&place("o9")) && versions.of.contains_key(&place("o10")));
    }

    #[test]
    fn an_object_that_is_removed_again_and_again_keeps_its_last_version() {
        let mut versions = LastVersions::default();
        let mut version = ObjectVersion::FIRST;
        for _ in 0..LAST_VERSIONS + 10 {
            version = version.next();
            versions.keep(place("o1"), version);
            assert_eq!(versions.of.get(&place("o1")), Some(&version));
        }
        assert_eq!(versions.order.len(), LAST_VERSIONS);
    }
}
