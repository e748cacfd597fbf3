// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `object.put`: Replace an object, or create it under the ID in the path.

use crate::prelude::*;

/// `object.put`: Replace an object, or create it under the ID in the path.
///
/// PUT `/buckets/{bucketID}/objects/{objectID}`
///
/// Source: Object (REST reference, user scope), "PUT", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
#[derive(Debug)]
pub enum ObjectPutAnswer {
    /// 200 OK: The object has been replaced.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    Replaced {
        /// `ETag`: The object's new version.
        ///
        /// Source: Object (REST reference, user scope), "PUT".
        e_tag: EntityTag,
        /// The content.
        content: ObjectUpdateResponse,
    },
    /// 201 Created: The object has been created under the ID in the path.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    Created {
        /// `Location`: Where the object is.
        ///
        /// Source: Object (REST reference, user scope), "PUT".
        location: UriReference,
        /// `ETag`: The object's version.
        ///
        /// Source: Object (REST reference, user scope), "PUT".
        e_tag: EntityTag,
        /// The content.
        content: ObjectUpdateResponse,
    },
    /// 404 Not Found: There is no such user.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    UserNotFound(UserNotFound),
    /// 404 Not Found: There is no such group.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    GroupNotFound(GroupNotFound),
    /// 404 Not Found: There is no such thing.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    ThingNotFound(ThingNotFound),
    /// 404 Not Found: If-Match is sent, but there is no object under this ID.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    ObjectMissing(ObjectNotFound),
    /// 409 Conflict: If-Match names a version that has been superseded.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    Stale(StaleVersionedObject),
    /// 409 Conflict: If-None-Match asks for a new object, but there is one under this ID.
    ///
    /// Source: decision A09.
    AlreadyExists(ObjectAlreadyExists),
    /// 401 Unauthorized: The caller may not write the object.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    Unauthorized(UnauthorizedAccess),
    /// 400 Bad Request: The bucketID is malformed.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
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
    /// `object.put`: Replace an object, or create it under the ID in the path.
    ///
    /// PUT `/buckets/{bucketID}/objects/{objectID}`
    ///
    /// Source: Object (REST reference, user scope), "PUT", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
    ///
    /// # Example
    ///
    /// ```
    /// use kii_client::*;
    ///
    /// # async fn example(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let request = ObjectPutRequest::new(
    ///     Scope::Me,
    ///     BucketId::parse("notes")?,
    ///     ObjectId::parse("5e2cb1a0-7f11")?,
    ///     serde_json::from_str(r#"{"title": "First"}"#)?,
    /// );
    /// let success = client.object_put(request).await?.into_result()?;
    /// println!("{success:?}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the request cannot be sent or the answer breaks off. Whatever arrives as a whole is an answer.
    pub async fn object_put(
        &self,
        request: ObjectPutRequest,
    ) -> Result<ObjectPutAnswer, Error> {
        let call = Call::new("object.put", Method::PUT, request.path(self.app_id()))
            .with_precondition(&request.precondition)
            .with_object(request.media_type.as_ref(), &request.content)?;
        self.send(call).await?.choose(DOCUMENTED, ObjectPutAnswer::Unexpected).await
    }
}

/// The documented answers.
const DOCUMENTED: &[Documented<ObjectPutAnswer>] = &[
    Documented {
        status: StatusCode::OK,
        shape: Shape::Json("application/vnd.kii.ObjectUpdateResponse+json"),
        read: |received| Ok(ObjectPutAnswer::Replaced {
            e_tag: received.header(&["etag"])?,
            content: received.json()?,
        }),
    },
    Documented {
        status: StatusCode::CREATED,
        shape: Shape::Json("application/vnd.kii.ObjectUpdateResponse+json"),
        read: |received| Ok(ObjectPutAnswer::Created {
            location: received.header(&["location"])?,
            e_tag: received.header(&["etag"])?,
            content: received.json()?,
        }),
    },
    Documented {
        status: UserNotFound::STATUS,
        shape: Shape::Error {
            media: UserNotFound::MEDIA_TYPE,
            code: UserNotFound::ERROR_CODE,
        },
        read: |received| Ok(ObjectPutAnswer::UserNotFound(received.json()?)),
    },
    Documented {
        status: GroupNotFound::STATUS,
        shape: Shape::Error {
            media: GroupNotFound::MEDIA_TYPE,
            code: GroupNotFound::ERROR_CODE,
        },
        read: |received| Ok(ObjectPutAnswer::GroupNotFound(received.json()?)),
    },
    Documented {
        status: ThingNotFound::STATUS,
        shape: Shape::Error {
            media: ThingNotFound::MEDIA_TYPE,
            code: ThingNotFound::ERROR_CODE,
        },
        read: |received| Ok(ObjectPutAnswer::ThingNotFound(received.json()?)),
    },
    Documented {
        status: ObjectNotFound::STATUS,
        shape: Shape::Error {
            media: ObjectNotFound::MEDIA_TYPE,
            code: ObjectNotFound::ERROR_CODE,
        },
        read: |received| Ok(ObjectPutAnswer::ObjectMissing(received.json()?)),
    },
    Documented {
        status: StaleVersionedObject::STATUS,
        shape: Shape::Error {
            media: StaleVersionedObject::MEDIA_TYPE,
            code: StaleVersionedObject::ERROR_CODE,
        },
        read: |received| Ok(ObjectPutAnswer::Stale(received.json()?)),
    },
    Documented {
        status: ObjectAlreadyExists::STATUS,
        shape: Shape::Error {
            media: ObjectAlreadyExists::MEDIA_TYPE,
            code: ObjectAlreadyExists::ERROR_CODE,
        },
        read: |received| Ok(ObjectPutAnswer::AlreadyExists(received.json()?)),
    },
    Documented {
        status: UnauthorizedAccess::STATUS,
        shape: Shape::Error {
            media: UnauthorizedAccess::MEDIA_TYPE,
            code: UnauthorizedAccess::ERROR_CODE,
        },
        read: |received| Ok(ObjectPutAnswer::Unauthorized(received.json()?)),
    },
    Documented {
        status: InvalidBucket::STATUS,
        shape: Shape::Error {
            media: InvalidBucket::MEDIA_TYPE,
            code: InvalidBucket::ERROR_CODE,
        },
        read: |received| Ok(ObjectPutAnswer::InvalidBucket(received.json()?)),
    },
    Documented {
        status: InvalidObjectId::STATUS,
        shape: Shape::Error {
            media: InvalidObjectId::MEDIA_TYPE,
            code: InvalidObjectId::ERROR_CODE,
        },
        read: |received| Ok(ObjectPutAnswer::InvalidObjectId(received.json()?)),
    },
    Documented {
        status: InvalidJson::STATUS,
        shape: Shape::Error {
            media: InvalidJson::MEDIA_TYPE,
            code: InvalidJson::ERROR_CODE,
        },
        read: |received| Ok(ObjectPutAnswer::InvalidJson(received.json()?)),
    },
    Documented {
        status: InvalidInputData::STATUS,
        shape: Shape::Error {
            media: InvalidInputData::MEDIA_TYPE,
            code: InvalidInputData::ERROR_CODE,
        },
        read: |received| Ok(ObjectPutAnswer::InvalidInput(received.json()?)),
    },
];

/// The successes of `object.put`.
#[derive(Debug)]
pub enum ObjectPutSuccess {
    /// 200 OK: The object has been replaced.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    Replaced {
        /// `ETag`: The object's new version.
        ///
        /// Source: Object (REST reference, user scope), "PUT".
        e_tag: EntityTag,
        /// The content.
        content: ObjectUpdateResponse,
    },
    /// 201 Created: The object has been created under the ID in the path.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    Created {
        /// `Location`: Where the object is.
        ///
        /// Source: Object (REST reference, user scope), "PUT".
        location: UriReference,
        /// `ETag`: The object's version.
        ///
        /// Source: Object (REST reference, user scope), "PUT".
        e_tag: EntityTag,
        /// The content.
        content: ObjectUpdateResponse,
    },
}

impl ObjectPutSuccess {
    /// `ETag`: The object's new version.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    #[must_use]
    pub fn e_tag(&self) -> &EntityTag {
        match self {
            Self::Replaced { e_tag, .. } | Self::Created { e_tag, .. } => e_tag,
        }
    }
    /// The content.
    #[must_use]
    pub fn content(&self) -> &ObjectUpdateResponse {
        match self {
            Self::Replaced { content, .. } | Self::Created { content, .. } => content,
        }
    }
}

impl ObjectPutAnswer {
    /// The success, or the error.
    ///
    /// # Errors
    ///
    /// When the answer is not a success.
    pub fn into_result(self) -> Result<ObjectPutSuccess, Failure> {
        match self {
            Self::Replaced { e_tag, content } => {
                Ok(ObjectPutSuccess::Replaced {
                    e_tag,
                    content,
                })
            }
            Self::Created { location, e_tag, content } => {
                Ok(ObjectPutSuccess::Created {
                    location,
                    e_tag,
                    content,
                })
            }
            Self::UserNotFound(error) => Err(Failure::UserNotFound(error)),
            Self::GroupNotFound(error) => Err(Failure::GroupNotFound(error)),
            Self::ThingNotFound(error) => Err(Failure::ThingNotFound(error)),
            Self::ObjectMissing(error) => Err(Failure::ObjectNotFound(error)),
            Self::Stale(error) => Err(Failure::StaleVersionedObject(error)),
            Self::AlreadyExists(error) => Err(Failure::ObjectAlreadyExists(error)),
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
            Self::Replaced { .. } => StatusCode::OK,
            Self::Created { .. } => StatusCode::CREATED,
            Self::UserNotFound { .. } => UserNotFound::STATUS,
            Self::GroupNotFound { .. } => GroupNotFound::STATUS,
            Self::ThingNotFound { .. } => ThingNotFound::STATUS,
            Self::ObjectMissing { .. } => ObjectNotFound::STATUS,
            Self::Stale { .. } => StaleVersionedObject::STATUS,
            Self::AlreadyExists { .. } => ObjectAlreadyExists::STATUS,
            Self::Unauthorized { .. } => UnauthorizedAccess::STATUS,
            Self::InvalidBucket { .. } => InvalidBucket::STATUS,
            Self::InvalidObjectId { .. } => InvalidObjectId::STATUS,
            Self::InvalidJson { .. } => InvalidJson::STATUS,
            Self::InvalidInput { .. } => InvalidInputData::STATUS,
            Self::Unexpected(unexpected) => unexpected.status,
        }
    }
}
