//! What a case knows of the place it works in: a fresh bucket with a random name, and what should be in it.

use http::HeaderValue;
use indexmap::IndexMap;
use kii_spec::{
    BodyChange, Change, ObjectChange, Version,
    axis::{Body, Object, Point},
};
use serde_json::{Map, Value};
use url::Url;

use crate::{
    cases::{Place, Which},
    values::{Content, Source},
};

/// A bucket of a case's own, and what should be in it.
#[derive(Clone, Debug)]
pub struct World {
    /// Where its names and random contents come from.
    pub source: Source,
    /// The bucket.
    pub bucket: String,
    /// The object that the case works with.
    pub object_id: String,
    /// An owner that does not exist.
    pub absent_owner: String,
    /// What the object should hold.
    pub object: Option<Stored>,
    /// What the body should hold.
    pub body: Option<Content>,
    /// The versions of the object that the server has named.
    pub object_versions: Versions,
    /// The versions of the body that the server has named.
    pub body_versions: Versions,
    /// Header values that a hand-written case has kept.
    pub kept: IndexMap<String, HeaderValue>,
    /// The address that the last answer named.
    pub location: Option<Url>,
    /// The address of the content that was published last.
    pub published: Option<Url>,
    /// When the object was created, in milliseconds since 1970, as far as an answer has said.
    pub created: Option<i64>,
    /// When the object was last changed.
    pub modified: Modified,
    /// How many contents have been made.
    pub serial: usize,
}

/// What an object should hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Its members.
    pub members: Map<String, Value>,
    /// Its media type.
    pub media: String,
}

/// When an object was last changed, as far as answers have said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modified {
    /// The date that answers about the present state must have, in milliseconds since 1970.
    pub now: Option<i64>,
    /// The same date in whole seconds, as headers name it.
    pub second: Option<i64>,
    /// The date below which no later one may be, in milliseconds since 1970.
    pub floor: Option<i64>,
}

/// The versions of one thing that the server has named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versions {
    /// The one that was named last and has not been superseded since, as far as is known. It stays when the thing is
    /// deleted, so that it can be named all the same.
    pub current: Option<HeaderValue>,
    /// Those that have been superseded, the oldest first.
    pub superseded: Vec<HeaderValue>,
}

impl World {
    /// A fresh bucket, which nobody has used.
    #[must_use]
    pub fn new(source: Source) -> Self {
        Self::at(source, Place::default())
    }

    /// A place that nobody has used. The same source has the same names for it.
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
            object: None,
            body: None,
            object_versions: Versions::default(),
            body_versions: Versions::default(),
            kept: IndexMap::new(),
            location: None,
            published: None,
            created: None,
            modified: Modified::default(),
            serial: 0,
        }
    }

    /// The state that requests will find.
    #[must_use]
    pub fn point(&self) -> Point {
        let object = if self.object.is_some() { Object::Exists } else { Object::Absent };
        let body = if self.body.is_some() { Body::Exists } else { Body::Absent };
        Point { object, body, ..Point::default() }
    }

    /// The versions of an object or a body.
    #[must_use]
    pub const fn versions(&self, version: Version) -> &Versions {
        match version {
            Version::Object => &self.object_versions,
            Version::Body => &self.body_versions,
        }
    }

    /// The world after a change that `sent` brought about.
    #[must_use]
    pub fn after(&self, change: Change, sent: Option<&Content>) -> Self {
        let mut world = self.clone();
        let members = || sent.and_then(|content| content.members.clone()).unwrap_or_default();
        let media = || sent.map(|content| content.media.clone()).unwrap_or_default();
        if !change.is_none() {
            world.modified = world.modified.superseded();
        }
        match change.object {
            Some(ObjectChange::Sent) => {
                world.object_versions.supersede(world.object.is_some());
                world.object = Some(Stored { members: members(), media: media() });
            }
            Some(ObjectChange::Merged) => {
                let mut stored = world.object.take().unwrap_or_else(|| Stored { members: Map::new(), media: media() });
                stored.members.extend(members());
                world.object = Some(stored);
                world.object_versions.supersede(true);
            }
            Some(ObjectChange::Deleted) => {
                world.object = None;
                world.body = None;
                world.created = None;
                world.modified = Modified::default();
                world.object_versions.superseded.clear();
                world.body_versions.superseded.clear();
            }
            None => {}
        }
        match change.body {
            Some(BodyChange::Sent) => {
                world.body_versions.supersede(world.body.is_some());
                world.body = sent.cloned();
                // Whether a new body gives the object a new version is left open.
                world.object_versions.forget();
            }
            Some(BodyChange::Deleted) => {
                world.body = None;
                world.body_versions.superseded.clear();
                world.object_versions.forget();
            }
            None => {}
        }
        world
    }

    /// Notes the version that the server names for an object or a body.
    pub fn note(&mut self, version: Version, value: HeaderValue) {
        let versions = match version {
            Version::Object => &mut self.object_versions,
            Version::Body => &mut self.body_versions,
        };
        versions.current = Some(value);
    }
}

impl Default for World {
    /// A fresh bucket with names that nobody can foresee.
    fn default() -> Self {
        Self::new(Source::random())
    }
}

impl Versions {
    /// There is a new version: of the same thing, or of a new one, which may have any version that an old one had.
    fn supersede(&mut self, same: bool) {
        let current = self.current.take();
        if same {
            self.superseded.extend(current);
        } else {
            self.superseded.clear();
        }
    }

    fn forget(&mut self) {
        self.current = None;
    }
}

impl Modified {
    /// The dates after another change, which cannot be earlier.
    fn superseded(self) -> Self {
        // A header's second may have been rounded up.
        let second = self.second.map(|second| second.saturating_sub(1).saturating_mul(1000));
        Self { now: None, second: None, floor: self.now.max(second).max(self.floor) }
    }
}

/// Whether a date in whole seconds, rounded either way, is one in milliseconds.
#[must_use]
pub(crate) fn same_second(second: i64, millis: i64) -> bool {
    second.saturating_mul(1000).abs_diff(millis) < 1000
}

#[cfg(test)]
mod tests {
    use kii_spec::{
        Api,
        axis::{BucketId, ObjectId},
    };

    use super::*;
    use crate::values::identifier::{Form, Length};

    #[test]
    fn names_are_identifiers_and_begin_with_the_run_as_far_as_their_length_allows() {
        let api = Api::embedded().unwrap_or_else(|problems| panic!("{problems}"));
        let world = World::default();
        let run = &world.bucket[..world.bucket.len() - 16];
        assert!(run.len() == "cf-12345678-".len() && run.starts_with("cf-"), "{run}");
        for name in [&world.bucket, &world.object_id, &world.absent_owner] {
            assert!(name.starts_with(run), "{name}");
        }
        for (parameter, valid) in [(BucketId::PARAMETER, &world.bucket), (ObjectId::PARAMETER, &world.object_id)] {
            let identifier = &api.service.identifiers[parameter];
            for form in [Form::Valid, Form::Mixed, Form::Length(Length::Longest)] {
                let formed = form.apply(identifier, valid);
                assert!(formed.starts_with(run) && identifier.length.contains(&formed.len()), "{formed}");
            }
            assert!(Form::Length(Length::TooLong).apply(identifier, valid).starts_with(run));
            let shortest = Form::Length(Length::Shortest).apply(identifier, valid);
            assert!(valid.ends_with(&shortest) && shortest.len() == *identifier.length.start(), "{shortest}");
        }
    }
}
