//! What a case knows of the place it works in: a fresh bucket with a random name, and what should be in it.

use http::HeaderValue;
use indexmap::IndexMap;
use kii_spec::{BodyChange, Change, ObjectChange, Version};
use serde_json::{Map, Value};
use url::Url;

use crate::{content::Content, random};

/// A bucket of a case's own, and what should be in it.
#[derive(Clone, Debug)]
pub struct World {
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

/// The versions of one thing that the server has named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versions {
    /// The one that was named last and has not been superseded since, as far as is known.
    pub current: Option<HeaderValue>,
    /// Those that have been superseded, the oldest first.
    pub superseded: Vec<HeaderValue>,
}

impl World {
    /// A fresh bucket, which nobody has used.
    #[must_use]
    pub fn new() -> Self {
        Self {
            bucket: format!("cf-{}", random::name(16)),
            object_id: format!("cf-{}", random::name(16)),
            absent_owner: format!("absent-{}", random::name(16)),
            object: None,
            body: None,
            object_versions: Versions::default(),
            body_versions: Versions::default(),
            kept: IndexMap::new(),
            location: None,
            serial: 0,
        }
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
        match change.object {
            Some(ObjectChange::Sent) => {
                // What is not documented to the letter: whether replacing an object can change its data type. The media
                // type that was sent last is what comes back here, and plain JSON leaves it open.
                world.object = Some(Stored { members: members(), media: media() });
                world.object_versions.supersede();
            }
            Some(ObjectChange::Merged) => {
                let mut stored = world.object.take().unwrap_or_else(|| Stored { members: Map::new(), media: media() });
                stored.members.extend(members());
                world.object = Some(stored);
                world.object_versions.supersede();
            }
            Some(ObjectChange::Deleted) => {
                world.object = None;
                world.body = None;
                world.object_versions.superseded.clear();
                world.body_versions.superseded.clear();
            }
            None => {}
        }
        match change.body {
            Some(BodyChange::Sent) => {
                world.body = sent.cloned();
                world.body_versions.supersede();
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
    fn default() -> Self {
        Self::new()
    }
}

impl Versions {
    fn supersede(&mut self) {
        self.superseded.extend(self.current.take());
    }

    fn forget(&mut self) {
        self.current = None;
    }
}
