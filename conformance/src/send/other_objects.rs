//! The IDs of the other objects that a case has stored in a bucket: a server that chooses an ID must choose another one.

use std::{collections::BTreeSet, sync::Arc};

/// The IDs of the objects in a bucket, without the one that a case works with.
#[derive(Clone, Debug, Default)]
pub struct OtherObjects {
    /// Objects that the place has had before and that are still stored.
    former: BTreeSet<String>,
    /// Those in other places of the case.
    elsewhere: Arc<BTreeSet<String>>,
}

impl OtherObjects {
    /// Notes that the place gets another object, and that the one with this ID stays stored.
    pub(crate) fn leave(&mut self, id: &str) {
        self.former.insert(id.to_owned());
    }

    /// Notes what is stored in other places.
    pub(crate) fn note_elsewhere(&mut self, ids: BTreeSet<String>) {
        if ids != *self.elsewhere {
            self.elsewhere = Arc::new(ids);
        }
    }

    /// The IDs of the objects that the place has had before.
    pub(crate) fn former(&self) -> impl Iterator<Item = &String> {
        self.former.iter()
    }

    /// All of them, and this one.
    pub(crate) fn with(&self, id: Option<&String>) -> BTreeSet<String> {
        self.former.iter().chain(self.elsewhere.iter()).chain(id).cloned().collect()
    }
}
