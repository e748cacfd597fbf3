//! Objects: members, media type, version and dates.

use std::time::SystemTime;

use kii_types::{AppId, EpochMilliseconds, JsonObject, MediaType, OBJECT_MAXIMUM, ObjectId};
use serde_json::Value;

use crate::{body::Body, version::ObjectVersion};

/// How many lists and objects may be nested in each other in what clients send to be kept, the outermost counted.
///
/// A record on the disk has a few more around it, and the parser that reads the record stops at 127.
const MOST_LEVELS: usize = 100;

/// Why something cannot be kept that is nested deeper.
pub(crate) const TOO_DEEP: &str = "At most 100 lists and objects may be nested in each other.";

/// A stored object.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    /// The members that clients have sent.
    pub(crate) members: JsonObject,
    /// The kind of object, which it keeps from its creation on.
    pub(crate) kind: Kind,
    /// Who created it: the ID of a user, a thing or, for the administrator, of the scope's owner.
    pub(crate) creator: String,
    /// The version, which changes with every write of members.
    pub(crate) version: ObjectVersion,
    /// When it was created.
    pub(crate) created_at: SystemTime,
    /// When its members or its body were last changed; never goes back.
    pub(crate) modified_at: SystemTime,
    /// Its body, if it has one.
    pub(crate) body: Option<Body>,
}

/// Whether the application has a name for what the members describe.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// It has none: `application/json`.
    Plain,
    /// It calls it this: `application/vnd.{appID}.{dataType}+json`.
    Typed {
        /// The short name.
        data_type: String,
        /// The whole media type.
        media_type: MediaType,
    },
}

/// What a write of members leaves on an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stamp {
    /// The version that it gives the object.
    pub(crate) version: ObjectVersion,
    /// When it happens.
    pub(crate) time: SystemTime,
}

impl Kind {
    /// The kind of object that a request's `Content-Type` makes; `None` when objects cannot have that media type.
    ///
    /// A request without `Content-Type` brings a plain object, as some clients never send one. Parameters
    /// (`;charset=UTF-8`) say nothing about the object and are not kept.
    pub(crate) fn of(content_type: Option<&MediaType>, app_id: &AppId) -> Option<Self> {
        let Some(content_type) = content_type else { return Some(Self::Plain) };
        if *content_type == MediaType::plain() {
            return Some(Self::Plain);
        }
        let data_type = content_type.data_type(app_id)?;
        Some(Self::Typed { data_type: data_type.to_owned(), media_type: MediaType::typed(app_id, data_type)? })
    }

    /// The media type of objects of this kind.
    pub(crate) fn media_type(&self) -> MediaType {
        match self {
            Self::Plain => MediaType::plain(),
            Self::Typed { media_type, .. } => media_type.clone(),
        }
    }
}

impl Object {
    /// A new object without a body.
    pub(crate) fn new(members: JsonObject, kind: Kind, creator: String, stamp: Stamp) -> Self {
        let Stamp { version, time } = stamp;
        Self { members, kind, creator, version, created_at: time, modified_at: time, body: None }
    }

    /// The object with these members in place of its own.
    pub(crate) fn with_members(self, members: JsonObject, stamp: Stamp) -> Self {
        let modified_at = self.modified_at.max(stamp.time);
        Self { members, version: stamp.version, modified_at, ..self }
    }

    /// The object with these members changed or added.
    pub(crate) fn with_changes(mut self, changes: JsonObject, stamp: Stamp) -> Self {
        let mut members = std::mem::take(&mut self.members);
        members.extend(changes);
        self.with_members(members, stamp)
    }

    /// The object with this body or without one. Its own version stays, as a body has a version of its own.
    pub(crate) fn with_body(self, body: Option<Body>, time: SystemTime) -> Self {
        let modified_at = self.modified_at.max(time);
        Self { body, modified_at, ..self }
    }

    /// The object as clients read it: its members and then the server's own.
    pub(crate) fn representation(&self, id: &ObjectId) -> JsonObject {
        let mut members = self.members.clone();
        members.insert("_id".to_owned(), id.as_str().into());
        members.insert("_version".to_owned(), self.version.to_string().into());
        members.insert("_created".to_owned(), EpochMilliseconds::from(self.created_at).0.into());
        members.insert("_modified".to_owned(), EpochMilliseconds::from(self.modified_at).0.into());
        members.insert("_owner".to_owned(), self.creator.as_str().into());
        if let Kind::Typed { data_type, .. } = &self.kind {
            members.insert("_dataType".to_owned(), data_type.as_str().into());
        }
        members
    }

    /// Whether it has more characters than an object may have. What counts is the JSON text that clients read.
    pub(crate) fn is_too_large(&self, id: &ObjectId) -> bool {
        let text = Value::Object(self.representation(id)).to_string();
        text.chars().count() > OBJECT_MAXIMUM
    }

    /// The media type of its body, if it has one.
    pub(crate) fn body_media_type(&self) -> Option<MediaType> {
        self.body.as_ref().map(|body| body.media_type.clone())
    }
}

/// Whether more lists and objects are nested in each other than may be kept.
pub(crate) fn is_too_deep(members: &JsonObject) -> bool {
    members.values().any(|value| has_more_levels(value, MOST_LEVELS - 1))
}

fn has_more_levels(value: &Value, most: usize) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        Value::Array(_) | Value::Object(_) if most == 0 => true,
        Value::Array(values) => values.iter().any(|value| has_more_levels(value, most - 1)),
        Value::Object(members) => members.values().any(|value| has_more_levels(value, most - 1)),
    }
}

/// The members without those whose names begin with `_`: they are the server's, and clients send them back as they read them.
pub(crate) fn without_reserved(mut members: JsonObject) -> JsonObject {
    members.retain(|name, _| !name.starts_with('_'));
    members
}
