//! The states of the places of a case: its own object in its own bucket, and others of each.

use super::state::CaseState;
use crate::{cases::Place, values::Source};

/// The states of the places that the current step of a case is not about.
#[derive(Debug, Default)]
pub(crate) struct Places {
    current: Place,
    others: Vec<(Place, CaseState)>,
}

impl Places {
    /// Stores the state of the current place, and returns that of another, as the case left it.
    pub(crate) fn switch_to(&mut self, place: Place, state: CaseState) -> CaseState {
        if place == self.current {
            return state;
        }
        let known = self.others.iter().position(|(known, _)| *known == place);
        let stored = known.map(|index| self.others.swap_remove(index).1);
        let (serial, moment, ended) = (state.serial, state.moment, state.ended);
        let (kept, source) = (state.kept.clone(), state.source.clone());
        self.others.push((self.current, state));
        self.current = place;
        let mut state =
            CaseState { serial, moment, ended, kept, ..stored.unwrap_or_else(|| self.fresh(place, source)) };
        state.published.note_others(self.others.iter().map(|(_, other)| &other.published));
        let beside = self
            .others
            .iter()
            .filter(|(other, _)| (other.bucket, other.owner) == (place.bucket, place.owner))
            .map(|(_, other)| other);
        let ids = beside.flat_map(|other| other.others.former().chain(other.stored_id()).cloned());
        state.others.note_elsewhere(ids.collect());
        state
    }

    /// Notes that so much time goes by that every later date of every place is another one.
    pub(crate) fn rest(&mut self) {
        self.others.iter_mut().for_each(|(_, state)| state.rest());
    }

    /// The initial state of a place: a name that another place shares is reused, the others are new.
    fn fresh(&self, place: Place, source: Source) -> CaseState {
        let known = |is_known: fn(Place, Place) -> bool| {
            self.others.iter().find(|(known, _)| is_known(*known, place)).map(|(_, state)| state)
        };
        let bucket = known(|known, place| known.bucket == place.bucket).map(|state| state.bucket.clone());
        let object_id = known(|known, place| known.object == place.object).map(|state| state.object_id.clone());
        let fresh = CaseState::at(source, place);
        CaseState {
            bucket: bucket.unwrap_or_else(|| fresh.bucket.clone()),
            object_id: object_id.unwrap_or_else(|| fresh.object_id.clone()),
            ..fresh
        }
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::cases::Which;

    const OWN: Place = Place { bucket: Which::Own, object: Which::Own, owner: Which::Own };
    const OTHER_OBJECT: Place = Place { object: Which::Other, ..OWN };
    const OTHER_BUCKET: Place = Place { bucket: Which::Other, ..OWN };
    const OTHER_OWNER: Place = Place { owner: Which::Other, ..OWN };

    #[test]
    fn another_object_is_in_the_same_bucket_and_the_same_id_in_another() {
        let mut places = Places::default();
        let own = CaseState::new(Source::random());
        let beside = places.switch_to(OTHER_OBJECT, own.clone());
        assert_eq!(beside.bucket, own.bucket);
        assert_ne!(beside.object_id, own.object_id);
        let elsewhere = places.switch_to(OTHER_BUCKET, beside);
        assert_ne!(elsewhere.bucket, own.bucket);
        assert_eq!(elsewhere.object_id, own.object_id);
    }

    #[test]
    fn every_object_that_is_stored_in_the_bucket_has_its_own_id() {
        let mut places = Places::default();
        let mut own = CaseState::new(Source::random());
        own.stored.object = Some(crate::send::StoredObject::default());
        let mut beside = places.switch_to(OTHER_OBJECT, own.clone());
        assert!(beside.others.with(None).contains(&own.object_id));
        beside.stored.object = Some(crate::send::StoredObject::default());
        let first = beside.object_id.clone();
        let mut second = beside.with_nothing_stored();
        assert!(second.others.with(None).contains(&first), "it is stored under an ID that the case uses no more");
        second.object_id = "second".to_owned();
        let own = places.switch_to(OWN, second);
        assert!(own.others.with(None).contains(&first));
        assert!(!own.others.with(None).contains("second"), "nothing was stored there");
        let elsewhere = places.switch_to(OTHER_BUCKET, own.clone());
        assert!(elsewhere.others.with(None).is_empty(), "another bucket has other objects");
        let (bucket, object_id) = (own.bucket, own.object_id);
        let of_another = places.switch_to(OTHER_OWNER, elsewhere);
        assert_eq!((&of_another.bucket, &of_another.object_id), (&bucket, &object_id), "the names are the same");
        assert!(of_another.others.with(None).is_empty(), "but not the objects");
    }

    #[test]
    fn a_pause_is_one_for_every_place() {
        let mut places = Places::default();
        let mut own = CaseState::new(Source::random());
        own.stored.object = Some(crate::send::StoredObject::default());
        let beside = places.switch_to(OTHER_OBJECT, own);
        places.rest();
        let own = places.switch_to(OWN, beside);
        assert!(own.stored.object.is_some_and(|object| object.dates.is_rested));
    }

    #[test]
    fn a_place_is_as_it_was_left_but_for_what_the_case_has_learned_since() {
        let mut places = Places::default();
        let mut own = CaseState::new(Source::random());
        own.location = Url::parse("http://target/own").ok();
        let mut beside = places.switch_to(OTHER_OBJECT, own.clone());
        assert_eq!(beside.location, None, "nothing has happened there");
        beside.serial = 7;
        beside.kept.insert("version".to_owned(), http::HeaderValue::from_static("\"2\""));
        let back = places.switch_to(OWN, beside);
        assert_eq!((back.location, back.object_id), (own.location, own.object_id));
        assert_eq!(back.serial, 7, "contents differ wherever they are sent");
        assert!(back.kept.contains_key("version"), "a version is sent to another object, too");
    }
}
