//! Where an object is, and what the answers say about that place.

#[cfg(feature = "durable")]
use std::fmt;

use kii_server_stubs::Context;
use kii_types::{
    BucketId, ByteRange, ObjectAlreadyExists, ObjectBodyIntegrityNotAssured, ObjectBodyNotFound,
    ObjectBodyRangeNotSatisfiable, ObjectId, ObjectNotFound, ObjectScope, StaleVersionedObject,
};

use crate::random;

/// The place of an object. Buckets need no entry of their own: the first object that is written to one makes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ObjectKey {
    /// Whose bucket it is in. `users/me` is the same scope as `users/{userID}` once the caller is known.
    pub(crate) scope: ObjectScope,
    /// The bucket.
    pub(crate) bucket_id: BucketId,
    /// The object in the bucket.
    pub(crate) object_id: ObjectId,
}

impl ObjectKey {
    /// The place of an object that a request names.
    pub(crate) fn new(context: &Context, bucket_id: BucketId, object_id: ObjectId) -> Self {
        Self { scope: context.object_scope.clone(), bucket_id, object_id }
    }

    /// A place in a bucket that no object has had before.
    pub(crate) fn unused(context: &Context, bucket_id: BucketId) -> Self {
        #[expect(clippy::expect_used, reason = "letters and digits, no more than an objectID may have")]
        let object_id = ObjectId::parse(&random::text(24)).expect("a random text is an objectID");
        Self::new(context, bucket_id, object_id)
    }
}

impl ObjectKey {
    /// The ID of the application that it is in.
    pub(crate) fn app_id(&self) -> &str {
        match &self.scope {
            ObjectScope::App { app_id }
            | ObjectScope::AppAndUser { app_id, .. }
            | ObjectScope::AppAndGroup { app_id, .. }
            | ObjectScope::AppAndThing { app_id, .. } => app_id,
        }
    }
}

/// The path under which the object is found, for people.
#[cfg(feature = "durable")]
impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.scope {
            ObjectScope::App { app_id } => write!(f, "/api/apps/{app_id}")?,
            ObjectScope::AppAndUser { app_id, user_id } => write!(f, "/api/apps/{app_id}/users/{user_id}")?,
            ObjectScope::AppAndGroup { app_id, group_id } => write!(f, "/api/apps/{app_id}/groups/{group_id}")?,
            ObjectScope::AppAndThing { app_id, thing_id } => write!(f, "/api/apps/{app_id}/things/{thing_id}")?,
        }
        write!(f, "/buckets/{}/objects/{}", self.bucket_id, self.object_id)
    }
}

/// Adds a constructor for each error that has no other members than a message and the place.
macro_rules! errors_of_a_place {
    ($($(#[$doc:meta])* $name:ident -> $error:ident: $message:literal;)*) => {
        impl ObjectKey {
            $(
                $(#[$doc])*
                pub(crate) fn $name(&self) -> $error {
                    $error {
                        message: $message.to_owned(),
                        object_scope: self.scope.clone(),
                        bucket_id: self.bucket_id.to_string(),
                        object_id: self.object_id.to_string(),
                    }
                }
            )*
        }
    };
}

errors_of_a_place! {
    /// There is no object here.
    object_not_found -> ObjectNotFound: "There is no object under this ID.";
    /// The object here has no body.
    body_not_found -> ObjectBodyNotFound: "The object has no body.";
    /// The object here has another version than the request names.
    stale_object -> StaleVersionedObject: "If-Match does not name the object's version.";
    /// The body here has another version than the request names.
    stale_body -> ObjectBodyIntegrityNotAssured: "If-Match does not name the body's version.";
    /// There already is an object here.
    already_exists -> ObjectAlreadyExists: "There already is an object under this ID.";
}

impl ObjectKey {
    /// The body here has `total` bytes and none of those that are asked for. Where the request leaves an end open, the
    /// error names the one that it would begin with.
    pub(crate) fn unsatisfiable(&self, range: ByteRange, total: u64) -> ObjectBodyRangeNotSatisfiable {
        let long = |number| i64::try_from(number).unwrap_or(i64::MAX);
        let (from, to) = match range {
            ByteRange::FromTo { first, last } => (first, last),
            ByteRange::From { first } => (first, first),
            ByteRange::Last { .. } => (total, total),
        };
        ObjectBodyRangeNotSatisfiable {
            message: "The body has no bytes in the requested range.".to_owned(),
            object_scope: self.scope.clone(),
            bucket_id: self.bucket_id.to_string(),
            object_id: self.object_id.to_string(),
            from: long(from),
            to: long(to),
            total: long(total),
        }
    }
}
