// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Requests, one type an operation. Each knows its path; who sends it is not part of it.

use crate::{
    JsonObject, body::BodyStream, header::EntityTag, identifier::*, json::*,
    media_type::MediaType, precondition::Precondition, range::ByteRange,
    scope::{Scope, path},
};

/// `body.head`: Ask whether an object has a body, and for its version and media type.
///
/// HEAD `/buckets/{bucketID}/objects/{objectID}/body`
///
/// Source: Object Body (REST reference, user scope), "HEAD", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>. The page shows it in user scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyHeadRequest {
    /// Where the bucket lives.
    pub scope: Scope,
    /// `bucketID` of the path.
    pub bucket_id: BucketId,
    /// `objectID` of the path.
    pub object_id: ObjectId,
}

impl BodyHeadRequest {
    /// A request that has nothing but what each must have.
    #[must_use]
    pub fn new(scope: Scope, bucket_id: BucketId, object_id: ObjectId) -> Self {
        Self {
            scope,
            bucket_id,
            object_id,
        }
    }
    /// The path under which the operation answers, percent-encoded.
    #[must_use]
    pub fn path(&self, app_id: &AppId) -> String {
        self.scope.path(app_id)
            + &path([
                "buckets",
                self.bucket_id.as_str(),
                "objects",
                self.object_id.as_str(),
                "body",
            ])
    }
}

/// `body.get`: Read an object's body, whole or in part.
///
/// GET `/buckets/{bucketID}/objects/{objectID}/body`
///
/// Source: Object Body (REST reference, user scope), "GET", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>. The page shows it in user scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyGetRequest {
    /// Where the bucket lives.
    pub scope: Scope,
    /// `bucketID` of the path.
    pub bucket_id: BucketId,
    /// `objectID` of the path.
    pub object_id: ObjectId,
    /// The version that must be the current one.
    pub if_match: Option<EntityTag>,
    /// The part that is asked for, if not the whole.
    pub range: Option<ByteRange>,
}

impl BodyGetRequest {
    /// A request that has nothing but what each must have.
    #[must_use]
    pub fn new(scope: Scope, bucket_id: BucketId, object_id: ObjectId) -> Self {
        Self {
            scope,
            bucket_id,
            object_id,
            if_match: Default::default(),
            range: Default::default(),
        }
    }
    /// The version that must be the current one.
    #[must_use]
    pub fn with_if_match(mut self, if_match: impl Into<Option<EntityTag>>) -> Self {
        self.if_match = if_match.into();
        self
    }
    /// The part that is asked for, if not the whole.
    #[must_use]
    pub fn with_range(mut self, range: impl Into<Option<ByteRange>>) -> Self {
        self.range = range.into();
        self
    }
    /// The path under which the operation answers, percent-encoded.
    #[must_use]
    pub fn path(&self, app_id: &AppId) -> String {
        self.scope.path(app_id)
            + &path([
                "buckets",
                self.bucket_id.as_str(),
                "objects",
                self.object_id.as_str(),
                "body",
            ])
    }
}

/// `body.put`: Add a body to an object, or replace the one it has.
///
/// PUT `/buckets/{bucketID}/objects/{objectID}/body`
///
/// Source: Object Body (REST reference, user scope), "PUT", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>. The page shows it in user scope.
#[derive(Debug)]
pub struct BodyPutRequest {
    /// Where the bucket lives.
    pub scope: Scope,
    /// `bucketID` of the path.
    pub bucket_id: BucketId,
    /// `objectID` of the path.
    pub object_id: ObjectId,
    /// What must hold for the request to be carried out.
    pub precondition: Precondition,
    /// The bytes, with their media type.
    pub content: BodyStream,
}

impl BodyPutRequest {
    /// A request that has nothing but what each must have.
    #[must_use]
    pub fn new(
        scope: Scope,
        bucket_id: BucketId,
        object_id: ObjectId,
        content: BodyStream,
    ) -> Self {
        Self {
            scope,
            bucket_id,
            object_id,
            content,
            precondition: Default::default(),
        }
    }
    /// What must hold for the request to be carried out.
    #[must_use]
    pub fn with_precondition(mut self, precondition: impl Into<Precondition>) -> Self {
        self.precondition = precondition.into();
        self
    }
    /// The path under which the operation answers, percent-encoded.
    #[must_use]
    pub fn path(&self, app_id: &AppId) -> String {
        self.scope.path(app_id)
            + &path([
                "buckets",
                self.bucket_id.as_str(),
                "objects",
                self.object_id.as_str(),
                "body",
            ])
    }
}

/// `body.delete`: Delete an object's body.
///
/// DELETE `/buckets/{bucketID}/objects/{objectID}/body`
///
/// Source: Object Body (REST reference, user scope), "DELETE", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>. The page shows it in user scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyDeleteRequest {
    /// Where the bucket lives.
    pub scope: Scope,
    /// `bucketID` of the path.
    pub bucket_id: BucketId,
    /// `objectID` of the path.
    pub object_id: ObjectId,
    /// What must hold for the request to be carried out.
    pub precondition: Precondition,
}

impl BodyDeleteRequest {
    /// A request that has nothing but what each must have.
    #[must_use]
    pub fn new(scope: Scope, bucket_id: BucketId, object_id: ObjectId) -> Self {
        Self {
            scope,
            bucket_id,
            object_id,
            precondition: Default::default(),
        }
    }
    /// What must hold for the request to be carried out.
    #[must_use]
    pub fn with_precondition(mut self, precondition: impl Into<Precondition>) -> Self {
        self.precondition = precondition.into();
        self
    }
    /// The path under which the operation answers, percent-encoded.
    #[must_use]
    pub fn path(&self, app_id: &AppId) -> String {
        self.scope.path(app_id)
            + &path([
                "buckets",
                self.bucket_id.as_str(),
                "objects",
                self.object_id.as_str(),
                "body",
            ])
    }
}

/// `collection.post`: Create an object under an ID that the server chooses, and the bucket with it if need be.
///
/// POST `/buckets/{bucketID}/objects`
///
/// Source: Object Collection (REST reference, app scope), "POST", <http://docs.kii.com/rest/apps-collection/application/bucket-collection/bucket-of-default-type/object-collection/>. The page shows it in app scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollectionPostRequest {
    /// Where the bucket lives.
    pub scope: Scope,
    /// `bucketID` of the path.
    pub bucket_id: BucketId,
    /// The media type, which names the data type.
    pub media_type: Option<MediaType>,
    /// The object's members.
    pub content: JsonObject,
}

impl CollectionPostRequest {
    /// A request that has nothing but what each must have.
    #[must_use]
    pub fn new(scope: Scope, bucket_id: BucketId, content: JsonObject) -> Self {
        Self {
            scope,
            bucket_id,
            content,
            media_type: Default::default(),
        }
    }
    /// The media type, which names the data type.
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<Option<MediaType>>) -> Self {
        self.media_type = media_type.into();
        self
    }
    /// The path under which the operation answers, percent-encoded.
    #[must_use]
    pub fn path(&self, app_id: &AppId) -> String {
        self.scope.path(app_id) + &path(["buckets", self.bucket_id.as_str(), "objects"])
    }
}

/// `object.delete`: Delete an object, and its body and publications with it.
///
/// DELETE `/buckets/{bucketID}/objects/{objectID}`
///
/// Source: Object (REST reference, user scope), "DELETE", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectDeleteRequest {
    /// Where the bucket lives.
    pub scope: Scope,
    /// `bucketID` of the path.
    pub bucket_id: BucketId,
    /// `objectID` of the path.
    pub object_id: ObjectId,
    /// What must hold for the request to be carried out.
    pub precondition: Precondition,
}

impl ObjectDeleteRequest {
    /// A request that has nothing but what each must have.
    #[must_use]
    pub fn new(scope: Scope, bucket_id: BucketId, object_id: ObjectId) -> Self {
        Self {
            scope,
            bucket_id,
            object_id,
            precondition: Default::default(),
        }
    }
    /// What must hold for the request to be carried out.
    #[must_use]
    pub fn with_precondition(mut self, precondition: impl Into<Precondition>) -> Self {
        self.precondition = precondition.into();
        self
    }
    /// The path under which the operation answers, percent-encoded.
    #[must_use]
    pub fn path(&self, app_id: &AppId) -> String {
        self.scope.path(app_id)
            + &path([
                "buckets",
                self.bucket_id.as_str(),
                "objects",
                self.object_id.as_str(),
            ])
    }
}

/// `object.get`: Read an object.
///
/// GET `/buckets/{bucketID}/objects/{objectID}`
///
/// Source: Object (REST reference, user scope), "GET", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectGetRequest {
    /// Where the bucket lives.
    pub scope: Scope,
    /// `bucketID` of the path.
    pub bucket_id: BucketId,
    /// `objectID` of the path.
    pub object_id: ObjectId,
}

impl ObjectGetRequest {
    /// A request that has nothing but what each must have.
    #[must_use]
    pub fn new(scope: Scope, bucket_id: BucketId, object_id: ObjectId) -> Self {
        Self {
            scope,
            bucket_id,
            object_id,
        }
    }
    /// The path under which the operation answers, percent-encoded.
    #[must_use]
    pub fn path(&self, app_id: &AppId) -> String {
        self.scope.path(app_id)
            + &path([
                "buckets",
                self.bucket_id.as_str(),
                "objects",
                self.object_id.as_str(),
            ])
    }
}

/// `object.head`: Ask whether an object exists, and for its version, date and types.
///
/// HEAD `/buckets/{bucketID}/objects/{objectID}`
///
/// Source: Object (REST reference, user scope), "HEAD", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectHeadRequest {
    /// Where the bucket lives.
    pub scope: Scope,
    /// `bucketID` of the path.
    pub bucket_id: BucketId,
    /// `objectID` of the path.
    pub object_id: ObjectId,
}

impl ObjectHeadRequest {
    /// A request that has nothing but what each must have.
    #[must_use]
    pub fn new(scope: Scope, bucket_id: BucketId, object_id: ObjectId) -> Self {
        Self {
            scope,
            bucket_id,
            object_id,
        }
    }
    /// The path under which the operation answers, percent-encoded.
    #[must_use]
    pub fn path(&self, app_id: &AppId) -> String {
        self.scope.path(app_id)
            + &path([
                "buckets",
                self.bucket_id.as_str(),
                "objects",
                self.object_id.as_str(),
            ])
    }
}

/// `object.put`: Replace an object, or create it under the ID in the path.
///
/// PUT `/buckets/{bucketID}/objects/{objectID}`
///
/// Source: Object (REST reference, user scope), "PUT", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectPutRequest {
    /// Where the bucket lives.
    pub scope: Scope,
    /// `bucketID` of the path.
    pub bucket_id: BucketId,
    /// `objectID` of the path.
    pub object_id: ObjectId,
    /// What must hold for the request to be carried out.
    pub precondition: Precondition,
    /// The media type, which names the data type.
    pub media_type: Option<MediaType>,
    /// The object's members.
    pub content: JsonObject,
}

impl ObjectPutRequest {
    /// A request that has nothing but what each must have.
    #[must_use]
    pub fn new(
        scope: Scope,
        bucket_id: BucketId,
        object_id: ObjectId,
        content: JsonObject,
    ) -> Self {
        Self {
            scope,
            bucket_id,
            object_id,
            content,
            precondition: Default::default(),
            media_type: Default::default(),
        }
    }
    /// What must hold for the request to be carried out.
    #[must_use]
    pub fn with_precondition(mut self, precondition: impl Into<Precondition>) -> Self {
        self.precondition = precondition.into();
        self
    }
    /// The media type, which names the data type.
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<Option<MediaType>>) -> Self {
        self.media_type = media_type.into();
        self
    }
    /// The path under which the operation answers, percent-encoded.
    #[must_use]
    pub fn path(&self, app_id: &AppId) -> String {
        self.scope.path(app_id)
            + &path([
                "buckets",
                self.bucket_id.as_str(),
                "objects",
                self.object_id.as_str(),
            ])
    }
}

/// `object.patch`: Change some members of an object and keep the others.
///
/// PATCH `/buckets/{bucketID}/objects/{objectID}`
///
/// Source: Object (REST reference, user scope), "PATCH", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectPatchRequest {
    /// Where the bucket lives.
    pub scope: Scope,
    /// `bucketID` of the path.
    pub bucket_id: BucketId,
    /// `objectID` of the path.
    pub object_id: ObjectId,
    /// What must hold for the request to be carried out.
    pub precondition: Precondition,
    /// The media type, which names the data type.
    pub media_type: Option<MediaType>,
    /// The object's members.
    pub content: JsonObject,
}

impl ObjectPatchRequest {
    /// A request that has nothing but what each must have.
    #[must_use]
    pub fn new(
        scope: Scope,
        bucket_id: BucketId,
        object_id: ObjectId,
        content: JsonObject,
    ) -> Self {
        Self {
            scope,
            bucket_id,
            object_id,
            content,
            precondition: Default::default(),
            media_type: Default::default(),
        }
    }
    /// What must hold for the request to be carried out.
    #[must_use]
    pub fn with_precondition(mut self, precondition: impl Into<Precondition>) -> Self {
        self.precondition = precondition.into();
        self
    }
    /// The media type, which names the data type.
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<Option<MediaType>>) -> Self {
        self.media_type = media_type.into();
        self
    }
    /// The path under which the operation answers, percent-encoded.
    #[must_use]
    pub fn path(&self, app_id: &AppId) -> String {
        self.scope.path(app_id)
            + &path([
                "buckets",
                self.bucket_id.as_str(),
                "objects",
                self.object_id.as_str(),
            ])
    }
}

/// `publish.post`: Publish an object's body and learn its address.
///
/// POST `/buckets/{bucketID}/objects/{objectID}/body/publish`
///
/// Source: Publish (REST reference, scope of the logged-in user), "POST", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-logged-in/bucket-collection/bucket-of-default-type/object-collection/object/body/publish/>. The page shows it in me scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishPostRequest {
    /// Where the bucket lives.
    pub scope: Scope,
    /// `bucketID` of the path.
    pub bucket_id: BucketId,
    /// `objectID` of the path.
    pub object_id: ObjectId,
    /// The content.
    pub content: ObjectBodyPublicationRequest,
}

impl PublishPostRequest {
    /// A request that has nothing but what each must have.
    #[must_use]
    pub fn new(
        scope: Scope,
        bucket_id: BucketId,
        object_id: ObjectId,
        content: ObjectBodyPublicationRequest,
    ) -> Self {
        Self {
            scope,
            bucket_id,
            object_id,
            content,
        }
    }
    /// The path under which the operation answers, percent-encoded.
    #[must_use]
    pub fn path(&self, app_id: &AppId) -> String {
        self.scope.path(app_id)
            + &path([
                "buckets",
                self.bucket_id.as_str(),
                "objects",
                self.object_id.as_str(),
                "body",
                "publish",
            ])
    }
}
