// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `object.patch`: Change some members of an object and keep the others.

use crate::prelude::*;

/// `object.patch`: Change some members of an object and keep the others.
///
/// PATCH `/buckets/{bucketID}/objects/{objectID}`
///
/// Source: Object (REST reference, user scope), "PATCH", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
#[derive(Debug)]
pub enum ObjectPatchAnswer {
    /// 200 OK: The object's members as they are now, with its own media type.
    ///
    /// Source: Object (REST reference, user scope), "PATCH".
    Updated {
        /// `BodyType`: The media type of the object's body.
        ///
        /// Source: Object (REST reference, user scope), "PATCH".
        body_type: Option<MediaType>,
        /// `ETag`: The object's new version.
        ///
        /// Source: Object (REST reference, user scope), "PATCH".
        e_tag: EntityTag,
        /// The object's media type.
        media_type: MediaType,
        /// The object's members.
        content: JsonObject,
    },
    /// 404 Not Found: There is no such user.
    ///
    /// Source: Object (REST reference, user scope), "PATCH".
    UserNotFound(UserNotFound),
    /// 404 Not Found: There is no such group.
    ///
    /// Source: Object (REST reference, user scope), "PATCH".
    GroupNotFound(GroupNotFound),
    /// 404 Not Found: There is no such thing.
    ///
    /// Source: Object (REST reference, user scope), "PATCH".
    ThingNotFound(ThingNotFound),
    /// 404 Not Found: There is no object under this ID.
    ///
    /// Source: Object (REST reference, user scope), "PATCH".
    ObjectMissing(ObjectNotFound),
    /// 409 Conflict: If-Match names a version that has been superseded.
    ///
    /// Source: Object (REST reference, user scope), "PATCH".
    Stale(StaleVersionedObject),
    /// 401 Unauthorized: The caller may not change the object.
    ///
    /// Source: Object (REST reference, user scope), "PATCH".
    Unauthorized(UnauthorizedAccess),
    /// 400 Bad Request: The bucketID is malformed.
    ///
    /// Source: Object (REST reference, user scope), "PATCH".
    InvalidBucket(InvalidBucket),
    /// 400 Bad Request: The objectID is malformed.
    ///
    /// Source: decision A15.
    InvalidObjectId(InvalidObjectId),
    /// 400 Bad Request: The content is not a JSON object.
    ///
    /// Source: decision A47.
    InvalidJson(InvalidJson),
    /// 400 Bad Request: The request contradicts itself or is too large.
    ///
    /// Source: decision A12.
    InvalidInput(InvalidInputData),
    /// Anything else.
    Unexpected(Unexpected),
}

impl Client {
    /// `object.patch`: Change some members of an object and keep the others.
    ///
    /// PATCH `/buckets/{bucketID}/objects/{objectID}`
    ///
    /// Source: Object (REST reference, user scope), "PATCH", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
    ///
    /// # Example
    ///
    /// ```
    /// use kii_client::*;
    ///
    /// # async fn example(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let request = ObjectPatchRequest::new(
    ///     Scope::Me,
    ///     BucketId::parse("notes")?,
    ///     ObjectId::parse("5e2cb1a0-7f11")?,
    ///     serde_json::from_str(r#"{"title": "First"}"#)?,
    /// );
    /// let success = client.object_patch(request).await?.into_result()?;
    /// println!("{success:?}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the request cannot be sent or the answer breaks off. Whatever arrives as a whole is an answer.
    pub async fn object_patch(
        &self,
        request: ObjectPatchRequest,
    ) -> Result<ObjectPatchAnswer, Error> {
        let call = Call::new("object.patch", Method::PATCH, request.path(self.app_id()))
            .with_precondition(&request.precondition)
            .with_object(request.media_type.as_ref(), &request.content)?;
        self.send(call).await?.choose(DOCUMENTED, ObjectPatchAnswer::Unexpected).await
    }
}

/// The documented answers.
const DOCUMENTED: &[Documented<ObjectPatchAnswer>] = &[
    Documented {
        status: StatusCode::OK,
        shape: Shape::Object,
        read: |received| Ok(ObjectPatchAnswer::Updated {
            body_type: received.optional(&["bodytype", "x-kii-bodytype"])?,
            e_tag: received.header(&["etag"])?,
            media_type: received.header(&["content-type"])?,
            content: received.json()?,
        }),
    },
    Documented {
        status: UserNotFound::STATUS,
        shape: Shape::Error {
            media: UserNotFound::MEDIA_TYPE,
            code: UserNotFound::ERROR_CODE,
        },
        read: |received| Ok(ObjectPatchAnswer::UserNotFound(received.json()?)),
    },
    Documented {
        status: GroupNotFound::STATUS,
        shape: Shape::Error {
            media: GroupNotFound::MEDIA_TYPE,
            code: GroupNotFound::ERROR_CODE,
        },
        read: |received| Ok(ObjectPatchAnswer::GroupNotFound(received.json()?)),
    },
    Documented {
        status: ThingNotFound::STATUS,
        shape: Shape::Error {
            media: ThingNotFound::MEDIA_TYPE,
            code: ThingNotFound::ERROR_CODE,
        },
        read: |received| Ok(ObjectPatchAnswer::ThingNotFound(received.json()?)),
    },
    Documented {
        status: ObjectNotFound::STATUS,
        shape: Shape::Error {
            media: ObjectNotFound::MEDIA_TYPE,
            code: ObjectNotFound::ERROR_CODE,
        },
        read: |received| Ok(ObjectPatchAnswer::ObjectMissing(received.json()?)),
    },
    Documented {
        status: StaleVersionedObject::STATUS,
        shape: Shape::Error {
            media: StaleVersionedObject::MEDIA_TYPE,
            code: StaleVersionedObject::ERROR_CODE,
        },
        read: |received| Ok(ObjectPatchAnswer::Stale(received.json()?)),
    },
    Documented {
        status: UnauthorizedAccess::STATUS,
        shape: Shape::Error {
            media: UnauthorizedAccess::MEDIA_TYPE,
            code: UnauthorizedAccess::ERROR_CODE,
        },
        read: |received| Ok(ObjectPatchAnswer::Unauthorized(received.json()?)),
    },
    Documented {
        status: InvalidBucket::STATUS,
        shape: Shape::Error {
            media: InvalidBucket::MEDIA_TYPE,
            code: InvalidBucket::ERROR_CODE,
        },
        read: |received| Ok(ObjectPatchAnswer::InvalidBucket(received.json()?)),
    },
    Documented {
        status: InvalidObjectId::STATUS,
        shape: Shape::Error {
            media: InvalidObjectId::MEDIA_TYPE,
            code: InvalidObjectId::ERROR_CODE,
        },
        read: |received| Ok(ObjectPatchAnswer::InvalidObjectId(received.json()?)),
    },
    Documented {
        status: InvalidJson::STATUS,
        shape: Shape::Error {
            media: InvalidJson::MEDIA_TYPE,
            code: InvalidJson::ERROR_CODE,
        },
        read: |received| Ok(ObjectPatchAnswer::InvalidJson(received.json()?)),
    },
    Documented {
        status: InvalidInputData::STATUS,
        shape: Shape::Error {
            media: InvalidInputData::MEDIA_TYPE,
            code: InvalidInputData::ERROR_CODE,
        },
        read: |received| Ok(ObjectPatchAnswer::InvalidInput(received.json()?)),
    },
];

/// The success of `object.patch`.
#[derive(Debug)]
#[non_exhaustive]
pub struct ObjectPatchSuccess {
    /// `BodyType`: The media type of the object's body.
    ///
    /// Source: Object (REST reference, user scope), "PATCH".
    pub body_type: Option<MediaType>,
    /// `ETag`: The object's new version.
    ///
    /// Source: Object (REST reference, user scope), "PATCH".
    pub e_tag: EntityTag,
    /// The object's media type.
    pub media_type: MediaType,
    /// The object's members.
    pub content: JsonObject,
}

impl ObjectPatchAnswer {
    /// The success, or the error.
    ///
    /// # Errors
    ///
    /// When the answer is not a success.
    pub fn into_result(self) -> Result<ObjectPatchSuccess, Failure> {
        match self {
            Self::Updated { body_type, e_tag, media_type, content } => {
                Ok(ObjectPatchSuccess {
                    body_type,
                    e_tag,
                    media_type,
                    content,
                })
            }
            Self::UserNotFound(error) => Err(Failure::UserNotFound(error)),
            Self::GroupNotFound(error) => Err(Failure::GroupNotFound(error)),
            Self::ThingNotFound(error) => Err(Failure::ThingNotFound(error)),
            Self::ObjectMissing(error) => Err(Failure::ObjectNotFound(error)),
            Self::Stale(error) => Err(Failure::StaleVersionedObject(error)),
            Self::Unauthorized(error) => Err(Failure::UnauthorizedAccess(error)),
            Self::InvalidBucket(error) => Err(Failure::InvalidBucket(error)),
            Self::InvalidObjectId(error) => Err(Failure::InvalidObjectId(error)),
            Self::InvalidJson(error) => Err(Failure::InvalidJson(error)),
            Self::InvalidInput(error) => Err(Failure::InvalidInputData(error)),
            Self::Unexpected(unexpected) => {
                Err(Failure::Undocumented(Box::new(unexpected)))
            }
        }
    }
    /// The status: the documented one of a documented answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Updated { .. } => StatusCode::OK,
            Self::UserNotFound { .. } => UserNotFound::STATUS,
            Self::GroupNotFound { .. } => GroupNotFound::STATUS,
            Self::ThingNotFound { .. } => ThingNotFound::STATUS,
            Self::ObjectMissing { .. } => ObjectNotFound::STATUS,
            Self::Stale { .. } => StaleVersionedObject::STATUS,
            Self::Unauthorized { .. } => UnauthorizedAccess::STATUS,
            Self::InvalidBucket { .. } => InvalidBucket::STATUS,
            Self::InvalidObjectId { .. } => InvalidObjectId::STATUS,
            Self::InvalidJson { .. } => InvalidJson::STATUS,
            Self::InvalidInput { .. } => InvalidInputData::STATUS,
            Self::Unexpected(unexpected) => unexpected.status,
        }
    }
}
