//! An occasion: a request, and everything about it that can make a server treat it differently from others.

use http::header::{AUTHORIZATION, IF_MATCH, IF_NONE_MATCH};
use kii_types::{BucketId, ObjectScope};

use super::{message::Sent, operation::Operation, past::Past};
use crate::{fixture::Fixture, key::ObjectKey, object::Object};

/// Who sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Caller {
    Administrator,
    Owner,
    Stranger,
    Thing,
    Anonymous,
    /// Whoever has no credentials, or none that are valid.
    Nobody,
}

/// The scope that a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    App,
    User,
    Me,
    Group,
    Thing,
}

/// A request, and everything that is known of it before it is carried out.
pub(super) struct Occasion {
    pub(super) operation: Operation,
    pub(super) place: Place,
    pub(super) caller: Caller,
    pub(super) sent: Sent,
    /// The bucket as the path names it.
    pub(super) bucket: String,
    /// The object as the path names it; empty where the server chooses the ID.
    pub(super) object_id: String,
    /// The object that it is about, unless the server is going to choose its ID, or there can be none.
    pub(super) key: Option<ObjectKey>,
    /// The object as it is before.
    pub(super) object: Option<Object>,
    /// What has happened to it so far.
    pub(super) past: Past,
    /// How many other objects its bucket has had.
    pub(super) neighbours: usize,
}

/// What the path of a request names.
pub(super) struct Address {
    pub(super) operation: Operation,
    pub(super) place: Place,
    pub(super) scope: Option<ObjectScope>,
    pub(super) bucket: String,
    pub(super) object_id: String,
}

impl Caller {
    /// Whose credentials these are.
    pub(super) fn of(sent: &Sent, fixture: &Fixture) -> Self {
        let Some(header) = sent.header(&AUTHORIZATION) else { return Self::Nobody };
        let Some((scheme, credentials)) = header.split_once(' ') else { return Self::Nobody };
        let token = credentials.trim();
        match scheme.to_ascii_lowercase().as_str() {
            "basic" => Self::Anonymous,
            "bearer" if token == fixture.admin_token => Self::Administrator,
            "bearer" if token == fixture.owner.token => Self::Owner,
            "bearer" if token == fixture.stranger.token => Self::Stranger,
            "bearer" if token == fixture.thing.token => Self::Thing,
            _ => Self::Nobody,
        }
    }
}

impl Address {
    /// What a request names; `None` when it is for no operation.
    pub(super) fn of(sent: &Sent, caller: Caller, fixture: &Fixture) -> Option<Self> {
        let path = sent.head.uri.path();
        let decoded = |segment: &&str| percent_encoding::percent_decode_str(segment).decode_utf8_lossy().into_owned();
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        let ["api", "apps", app_id, rest @ ..] = segments.as_slice() else { return None };
        let app_id = decoded(app_id);
        let (place, scope, rest) = match rest {
            ["users", "me", rest @ ..] => {
                let user_id = match caller {
                    Caller::Owner => Some(fixture.owner.id.clone()),
                    Caller::Stranger => Some(fixture.stranger.id.clone()),
                    Caller::Administrator | Caller::Thing | Caller::Anonymous | Caller::Nobody => None,
                };
                (Place::Me, user_id.map(|user_id| ObjectScope::AppAndUser { app_id, user_id }), rest)
            }
            ["users", id, rest @ ..] => {
                (Place::User, Some(ObjectScope::AppAndUser { app_id, user_id: decoded(id) }), rest)
            }
            ["groups", id, rest @ ..] => {
                (Place::Group, Some(ObjectScope::AppAndGroup { app_id, group_id: decoded(id) }), rest)
            }
            ["things", id, rest @ ..] => {
                (Place::Thing, Some(ObjectScope::AppAndThing { app_id, thing_id: decoded(id) }), rest)
            }
            rest => (Place::App, Some(ObjectScope::App { app_id }), rest),
        };
        let ["buckets", rest @ ..] = rest else { return None };
        let operation = Operation::of(&sent.head.method, rest)?;
        let object_id = rest.get(2).map(decoded).unwrap_or_default();
        Some(Self { operation, place, scope, bucket: rest.first().map(decoded)?, object_id })
    }

    /// The bucket, if there can be one.
    pub(super) fn bucket_id(&self) -> Option<BucketId> {
        BucketId::parse(&self.bucket).ok()
    }
}

impl Occasion {
    /// Whether a condition was sent.
    pub(super) fn has_condition(&self) -> bool {
        self.sent.header(&IF_MATCH).is_some() || self.sent.header(&IF_NONE_MATCH).is_some()
    }

    /// The body as it is before.
    pub(super) fn body(&self) -> Option<&crate::body::Body> {
        self.object.as_ref()?.body.as_ref()
    }
}
