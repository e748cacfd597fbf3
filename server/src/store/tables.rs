//! What a place for everything has to offer, be it memory or a disk.

use std::borrow::Cow;

use kii_types::{EpochMilliseconds, PublicationId};

use crate::{
    key::ObjectKey, object::Object, publication::Publication, registration::Registration, tokens::TokenChanges,
    version::ObjectVersion,
};

/// The tables of a store, to look things up. Whoever holds them sees nobody else's changes meanwhile.
pub(super) trait Lookup {
    /// How many objects there are.
    fn objects(&self) -> usize;

    /// The object at a place.
    fn object(&self, key: &ObjectKey) -> Option<Cow<'_, Object>>;

    /// The version of the object at a place. It may be there although the object cannot be read.
    fn version(&self, key: &ObjectKey) -> Option<ObjectVersion>;

    /// The last version of an object that has been removed from a place.
    fn last_version(&self, key: &ObjectKey) -> Option<ObjectVersion>;

    /// A publication that has not been removed; it may have expired.
    fn publication(&self, id: &PublicationId) -> Option<Cow<'_, Publication>>;
}

/// The tables of a store, to change them.
pub(super) trait Tables: Lookup {
    /// Puts an object at a place, instead of the one that was there.
    fn put_object(&mut self, key: ObjectKey, object: Object);

    /// Removes the object at a place and keeps its last version.
    fn remove_object(&mut self, key: &ObjectKey);

    /// Adds a publication.
    fn put_publication(&mut self, id: PublicationId, publication: Publication);

    /// Removes all publications of an object.
    fn remove_publications_of(&mut self, key: &ObjectKey);

    /// Keeps what has joined an application, instead of what was kept of it before.
    fn put_registration(&mut self, registration: Registration);

    /// Keeps tokens that were given, and forgets those that have ended.
    fn keep_tokens(&mut self, changes: &TokenChanges);

    /// Removes publications that had expired by then, perhaps not all at once.
    fn remove_publications_until(&mut self, time: EpochMilliseconds);
}
