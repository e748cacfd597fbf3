//! What is known of all places.

use std::collections::{BTreeSet, HashMap};

use super::{knowledge::Knowledge, place::Place};

/// What is known of places. Whatever a request may be about is in its bucket, so no other one is looked through.
#[derive(Default)]
pub(super) struct Places(HashMap<String, HashMap<Place, Knowledge>>);

impl Places {
    /// What is known of a place from now on.
    pub(super) fn insert(&mut self, place: Place, knowledge: Knowledge) {
        self.0.entry(place.bucket().to_owned()).or_default().insert(place, knowledge);
    }

    /// What is known of a place.
    pub(super) fn get(&self, place: &Place) -> Option<&Knowledge> {
        self.0.get(place.bucket())?.get(place)
    }

    /// What is known of a place, and no longer will be.
    pub(super) fn remove(&mut self, place: &Place) -> Option<Knowledge> {
        self.0.get_mut(place.bucket())?.remove(place)
    }

    /// Forgets the places in a bucket for which this holds.
    pub(super) fn forget_in(&mut self, bucket: &str, is_forgotten: impl Fn(&Place) -> bool) {
        if let Some(places) = self.0.get_mut(bucket) {
            places.retain(|place, _| !is_forgotten(place));
        }
    }

    /// Forgets the places in all buckets for which this holds.
    pub(super) fn forget(&mut self, is_forgotten: impl Fn(&Place, &Knowledge) -> bool) {
        for places in self.0.values_mut() {
            places.retain(|place, known| !is_forgotten(place, known));
        }
        self.0.retain(|_, places| !places.is_empty());
    }

    /// The IDs of the objects that are certainly stored in the bucket of a place.
    pub(super) fn objects_beside(&self, place: &Place) -> BTreeSet<String> {
        let places = self.0.get(place.bucket()).into_iter().flatten();
        let stored = places.filter(|(_, known)| known.has_an_object());
        stored.filter_map(|(other, _)| other.object_beside(place).cloned()).collect()
    }
}
