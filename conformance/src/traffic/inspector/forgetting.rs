//! What is known of other places than that of a request, and what a request makes unknown there.

use std::collections::BTreeSet;

use url::Url;

use super::{
    super::{place::Place, recorded::RecordedExchange, request_reading::RequestReading},
    Inspector,
};

impl Inspector<'_> {
    /// The IDs of the objects that are certainly stored in the bucket that a request names.
    pub(super) fn objects_beside(&self, reading: &RequestReading<'_>, exchange: &RecordedExchange) -> BTreeSet<String> {
        let new = Place::named(reading, exchange, String::new());
        new.map_or_else(BTreeSet::new, |new| self.places.objects_beside(&new))
    }

    /// Forgets what may be the same place under another path: a user has one of its own, and one that the token decides.
    pub(super) fn forget_aliases(&mut self, reading: &RequestReading<'_>, exchange: &RecordedExchange) {
        self.places.forget_in(&reading.known.bucket_id, |place| place.may_be(reading, exchange));
    }

    /// Forgets what another request than those to operations may have changed: everything in a bucket or of an owner that it
    /// names, and what there was of owners that did not exist.
    pub(super) fn forget_below(&mut self, url: &Url) {
        let segments: Vec<&str> = url.path_segments().map(Iterator::collect).unwrap_or_default();
        self.places.forget(|place, known| {
            let is_named = segments.contains(&place.bucket())
                || place.owner().is_some_and(|owner| segments.contains(&owner))
                || (place.is_of_caller() && segments.contains(&"me"));
            is_named || known.may_lack_an_owner()
        });
    }
}
