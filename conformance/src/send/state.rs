//! What a case knows of a place: a new bucket with a random name, and what should be stored in it.

use std::sync::Arc;

use http::HeaderValue;
use indexmap::IndexMap;
use kii_spec::{Change, MemberValue, Representation, State};
use serde_json::{Map, Value};
use tokio::time::Instant;
use url::Url;

use super::{merge::OtherMembers, other_objects::OtherObjects, publications::Publications};
use crate::{
    cases::{Place, Which},
    values::{
        Content, Source,
        random::{hash, mixed},
    },
};

/// What a case knows of a place: the names there, what should be stored, and what answers have said.
#[derive(Clone, Debug)]
pub struct CaseState {
    /// Where its names and random contents come from.
    pub source: Source,
    /// The bucket.
    pub bucket: String,
    /// The object that the case works with.
    pub object_id: String,
    /// An owner that does not exist.
    pub absent_owner: String,
    /// What should be stored, and the versions that the server has named.
    pub stored: State<Content>,
    /// Header values that a hand-written case has kept.
    pub kept: IndexMap<String, HeaderValue>,
    /// The address that the last answer named.
    pub location: Option<Url>,
    /// What has been published.
    pub published: Publications,
    /// The other objects in the bucket.
    pub others: OtherObjects,
    /// What answers have said of the server's time, about whichever object.
    pub moment: Moment,
    /// When everything must have ended that the case has published with a lifetime to wait for.
    pub ended: Option<Instant>,
    /// How many contents have been made.
    pub serial: usize,
}

/// What is known of a stored object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoredObject {
    /// Its members, shared with the content that has stored them.
    pub members: Arc<Map<String, Value>>,
    /// Its members by other readings of the updates in part since they were all replaced.
    pub(crate) other_members: OtherMembers,
    /// Its media type.
    pub media: String,
    /// What answers have said about its dates.
    pub dates: Dates,
}

/// The dates of an object, as far as answers have named them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// When the object was created, in milliseconds since 1970.
    pub created: Option<i64>,
    /// When the object was last changed, in milliseconds since 1970. Every answer about the present state must say so.
    pub modified: Option<i64>,
    /// The same date in whole seconds, as headers name it.
    pub modified_second: Option<i64>,
    /// A date of an earlier state, in milliseconds since 1970. No later date may be before it.
    pub floor: Option<i64>,
    /// Whether there was a pause since the present state was reached.
    pub is_rested: bool,
    /// A date of a state before a pause, in milliseconds since 1970. Every date of a later state must be after it.
    pub before_pause: Option<i64>,
    /// If the object is created with the answer: what was known of the server's time before.
    pub created_after: Moment,
}

/// What the dates in the answers of a case say of the server's time. Whatever is created later has a later date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// The latest date that an answer has named, in milliseconds since 1970.
    pub latest: Option<i64>,
    /// The latest one that was named before a pause.
    pub before_pause: Option<i64>,
}

impl CaseState {
    /// The initial state of the case's own place, in an unused bucket.
    #[must_use]
    pub fn new(source: Source) -> Self {
        Self::at(source, Place::default())
    }

    /// The initial state of a place. The same source gives it the same names.
    #[must_use]
    pub fn at(source: Source, place: Place) -> Self {
        let number = |which| match which {
            Which::Own => 0,
            Which::Other => 1,
        };
        Self {
            bucket: source.name("bucket", number(place.bucket)),
            object_id: source.name("object", number(place.object)),
            absent_owner: source.name("owner", 0),
            source,
            stored: State::default(),
            kept: IndexMap::new(),
            location: None,
            published: Publications::default(),
            others: OtherObjects::default(),
            moment: Moment::default(),
            ended: None,
            serial: 0,
        }
    }
}

impl CaseState {
    /// The ID of an owner that does not exist, where this one does. Half of them begin with its ID: some servers compare
    /// beginnings, or read a number and leave out what follows it.
    pub(crate) fn missing_owner(&self, existing: Option<&str>) -> String {
        let is_near = mixed(hash(&self.absent_owner)).is_multiple_of(2);
        format!("{}{}", existing.filter(|_| is_near).unwrap_or_default(), self.absent_owner)
    }

    /// The state after a change that a request with this content has made.
    #[must_use]
    pub fn after(&self, change: Change, sent: Option<&Content>) -> Self {
        let stored = match sent {
            Some(sent) => self.stored.after(change, sent),
            None => self.stored.after(change, &Content::default()),
        };
        self.with_stored(stored)
    }

    /// The same place before anything was created there. What was published there is still due, and what is stored stays.
    pub(crate) fn with_nothing_stored(&self) -> Self {
        let published = self.published.of_another_object();
        let mut others = self.others.clone();
        if let Some(id) = self.stored_id() {
            others.leave(id);
        }
        Self { stored: State::default(), published, others, ..self.clone() }
    }

    /// The object's ID, if it is stored.
    pub(crate) fn stored_id(&self) -> Option<&String> {
        self.stored.object.as_ref().map(|_| &self.object_id)
    }

    /// Notes that so much time goes by that every later date is another one.
    pub(crate) fn rest(&mut self) {
        self.moment.rest();
        if let Some(object) = &mut self.stored.object {
            object.dates.is_rested = true;
        }
    }

    /// The same state with something else stored.
    pub(crate) fn with_stored(&self, stored: State<Content>) -> Self {
        let published = self.published.after(&self.stored, &stored);
        // Field by field, as a clone of the whole would copy what is replaced.
        Self {
            source: self.source.clone(),
            bucket: self.bucket.clone(),
            object_id: self.object_id.clone(),
            absent_owner: self.absent_owner.clone(),
            stored,
            kept: self.kept.clone(),
            location: self.location.clone(),
            published,
            others: self.others.clone(),
            moment: self.moment,
            ended: self.ended,
            serial: self.serial,
        }
    }
}

impl Default for CaseState {
    /// The initial state of a place with unpredictable names.
    fn default() -> Self {
        Self::new(Source::random())
    }
}

impl Representation for Content {
    type Object = StoredObject;
    type Version = HeaderValue;

    fn replace(&self, before: Option<&StoredObject>) -> StoredObject {
        let members = self.members.clone().unwrap_or_default();
        let (media, dates) = match before {
            // An object keeps the media type that it was created with (decision A16).
            Some(before) => (&before.media, before.dates.superseded()),
            None => (&self.media, Dates::default()),
        };
        StoredObject { members, other_members: OtherMembers::default(), media: media.clone(), dates }
    }

    fn merge(&self, before: Option<&StoredObject>) -> StoredObject {
        let Some(before) = before else { return self.replace(None) };
        let (mut members, sent) = (Arc::clone(&before.members), self.members.clone().unwrap_or_default());
        Arc::make_mut(&mut members).extend(sent.iter().map(|(name, value)| (name.clone(), value.clone())));
        let other_members = before.other_members.merged(&before.members, &sent, &members);
        StoredObject { members, other_members, media: before.media.clone(), dates: before.dates.superseded() }
    }

    fn touch(object: &mut StoredObject) {
        // Whether that changes the date of the object is left open.
        let before_pause = object.dates.before_pause;
        object.dates = Dates { before_pause, ..object.dates.superseded() };
    }
}

impl StoredObject {
    /// An object of whose dates nothing is known.
    #[must_use]
    pub fn new(members: Map<String, Value>, media: String) -> Self {
        Self { members: Arc::new(members), media, ..Self::default() }
    }
}

impl Moment {
    /// Notes the dates that answers have named.
    pub(crate) fn note(&mut self, dates: &Dates) {
        self.latest = self.latest.max(dates.created).max(dates.modified);
    }

    /// Notes that so much time goes by that every later date is another one.
    pub(crate) const fn rest(&mut self) {
        self.before_pause = self.latest;
    }
}

impl Dates {
    /// Notes a date that a member names in milliseconds.
    pub(crate) fn note(&mut self, known: Option<&MemberValue>, date: i64) {
        match known {
            Some(MemberValue::CreationDate) => self.created = Some(date),
            Some(MemberValue::ModificationDate) => self.modified = Some(date),
            Some(
                MemberValue::Constant(_)
                | MemberValue::AppId
                | MemberValue::OwnerId
                | MemberValue::BucketId
                | MemberValue::ObjectId
                | MemberValue::ScopeType
                | MemberValue::DataType
                | MemberValue::CallerId
                | MemberValue::ByteCount
                | MemberValue::FirstByte
                | MemberValue::LastByte,
            )
            | None => {}
        }
    }

    /// The dates after another change, which cannot be earlier.
    fn superseded(self) -> Self {
        // A header's second may have been rounded up.
        let second = self.modified_second.map(|second| second.saturating_sub(1).saturating_mul(1000));
        let floor = self.modified.max(second).max(self.floor);
        let before_pause = if self.is_rested { floor.max(self.created) } else { self.before_pause };
        Self { created: self.created, floor, before_pause, ..Self::default() }
    }
}

/// Whether a date in whole seconds, rounded either way, is one in milliseconds.
#[must_use]
pub(crate) fn same_second(second: i64, millis: i64) -> bool {
    second.saturating_mul(1000).abs_diff(millis) < 1000
}

#[cfg(test)]
mod tests {
    use kii_spec::{Api, IdentifierForm, IdentifierRole, RequestChange};

    use super::*;

    #[test]
    fn names_are_identifiers_and_begin_with_the_run_as_far_as_their_length_allows() {
        let api = Api::embedded().unwrap_or_else(|problems| panic!("{problems}"));
        let state = CaseState::default();
        let run = &state.bucket[..state.bucket.len() - 16];
        assert!(run.len() == "cf-12345678-".len() && run.starts_with("cf-"), "{run}");
        for name in [&state.bucket, &state.object_id, &state.absent_owner] {
            assert!(name.starts_with(run), "{name}");
        }
        for (role, usual) in [(IdentifierRole::Bucket, &state.bucket), (IdentifierRole::Object, &state.object_id)] {
            let identifier = api.service.identifier(role).unwrap();
            assert!(identifier.admits(usual), "{usual}");
            for value in api.axes.request_settings().filter_map(|setting| api.axes.value(setting)) {
                let RequestChange::Identifier { parameter, form } = &value.change else { continue };
                if *parameter != identifier.name {
                    continue;
                }
                let formed = form.apply(usual);
                assert_eq!(identifier.admits(&formed), !value.malformed, "{}: {formed}", value.name);
                let begins = formed.starts_with(run);
                // A shorter identifier has no room for the run ID, and keeps the random end.
                assert!(begins || (usual.ends_with(&formed) && formed.len() < usual.len()), "{formed}");
            }
            let shortest = IdentifierForm::Length(*identifier.length.start()).apply(usual);
            assert!(usual.ends_with(&shortest) && shortest.len() == *identifier.length.start(), "{shortest}");
        }
    }
}
