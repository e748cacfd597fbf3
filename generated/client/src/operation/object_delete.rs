// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `object.delete`: Delete an object, and its body and publications with it.

use crate::prelude::*;

/// `object.delete`: Delete an object, and its body and publications with it.
///
/// DELETE `/buckets/{bucketID}/objects/{objectID}`
///
/// Source: Object (REST reference, user scope), "DELETE", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
#[derive(Debug)]
pub enum ObjectDeleteAnswer {
    /// 204 No Content: The object has been deleted.
    ///
    /// Source: Object (REST reference, user scope), "DELETE".
    Deleted,
    /// 404 Not Found: There is no such user.
    ///
    /// Source: Object (REST reference, user scope), "DELETE".
    UserNotFound(UserNotFound),
    /// 404 Not Found: There is no such group.
    ///
    /// Source: Object (REST reference, user scope), "DELETE".
    GroupNotFound(GroupNotFound),
    /// 404 Not Found: There is no such thing.
    ///
    /// Source: Object (REST reference, user scope), "DELETE".
    ThingNotFound(ThingNotFound),
    /// 404 Not Found: There is no object under this ID.
    ///
    /// Source: Object (REST reference, user scope), "DELETE".
    ObjectMissing(ObjectNotFound),
    /// 409 Conflict: If-Match names a version that has been superseded.
    ///
    /// Source: Object (REST reference, user scope), "DELETE".
    Stale(StaleVersionedObject),
    /// 401 Unauthorized: The caller may not delete the object.
    ///
    /// Source: Object (REST reference, user scope), "DELETE".
    Unauthorized(UnauthorizedAccess),
    /// 400 Bad Request: The bucketID is malformed.
    ///
    /// Source: Object (REST reference, user scope), "DELETE".
    InvalidBucket(InvalidBucket),
    /// 400 Bad Request: The objectID is malformed.
    ///
    /// Source: decision A15.
    InvalidObjectId(InvalidObjectId),
    /// 400 Bad Request: The request contradicts itself or is too large.
    ///
    /// Source: decision A12.
    InvalidInput(InvalidInputData),
    /// Anything else.
    Unexpected(Unexpected),
}

impl Client {
    /// `object.delete`: Delete an object, and its body and publications with it.
    ///
    /// DELETE `/buckets/{bucketID}/objects/{objectID}`
    ///
    /// Source: Object (REST reference, user scope), "DELETE", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
    ///
    /// # Example
    ///
    /// ```
    /// use kii_client::*;
    ///
    /// # async fn example(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let request = ObjectDeleteRequest::new(
    ///     Scope::Me,
    ///     BucketId::parse("notes")?,
    ///     ObjectId::parse("5e2cb1a0-7f11")?,
    /// );
    /// client.object_delete(request).await?.into_result()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the request cannot be sent or the answer breaks off. Whatever arrives as a whole is an answer.
    pub async fn object_delete(
        &self,
        request: ObjectDeleteRequest,
    ) -> Result<ObjectDeleteAnswer, Error> {
        let call = Call::new(
                "object.delete",
                Method::DELETE,
                request.path(self.app_id()),
            )
            .with_precondition(&request.precondition)
            .with_media("application/json");
        self.send(call).await?.choose(DOCUMENTED, ObjectDeleteAnswer::Unexpected).await
    }
}

/// The documented answers.
const DOCUMENTED: &[Documented<ObjectDeleteAnswer>] = &[
    Documented {
        status: StatusCode::NO_CONTENT,
        shape: Shape::Empty,
        read: |_| Ok(ObjectDeleteAnswer::Deleted),
    },
    Documented {
        status: UserNotFound::STATUS,
        shape: Shape::Error {
            media: UserNotFound::MEDIA_TYPE,
            code: UserNotFound::ERROR_CODE,
        },
        read: |received| Ok(ObjectDeleteAnswer::UserNotFound(received.json()?)),
    },
    Documented {
        status: GroupNotFound::STATUS,
        shape: Shape::Error {
            media: GroupNotFound::MEDIA_TYPE,
            code: GroupNotFound::ERROR_CODE,
        },
        read: |received| Ok(ObjectDeleteAnswer::GroupNotFound(received.json()?)),
    },
    Documented {
        status: ThingNotFound::STATUS,
        shape: Shape::Error {
            media: ThingNotFound::MEDIA_TYPE,
            code: ThingNotFound::ERROR_CODE,
        },
        read: |received| Ok(ObjectDeleteAnswer::ThingNotFound(received.json()?)),
    },
    Documented {
        status: ObjectNotFound::STATUS,
        shape: Shape::Error {
            media: ObjectNotFound::MEDIA_TYPE,
            code: ObjectNotFound::ERROR_CODE,
        },
        read: |received| Ok(ObjectDeleteAnswer::ObjectMissing(received.json()?)),
    },
    Documented {
        status: StaleVersionedObject::STATUS,
        shape: Shape::Error {
            media: StaleVersionedObject::MEDIA_TYPE,
            code: StaleVersionedObject::ERROR_CODE,
        },
        read: |received| Ok(ObjectDeleteAnswer::Stale(received.json()?)),
    },
    Documented {
        status: UnauthorizedAccess::STATUS,
        shape: Shape::Error {
            media: UnauthorizedAccess::MEDIA_TYPE,
            code: UnauthorizedAccess::ERROR_CODE,
        },
        read: |received| Ok(ObjectDeleteAnswer::Unauthorized(received.json()?)),
    },
    Documented {
        status: InvalidBucket::STATUS,
        shape: Shape::Error {
            media: InvalidBucket::MEDIA_TYPE,
            code: InvalidBucket::ERROR_CODE,
        },
        read: |received| Ok(ObjectDeleteAnswer::InvalidBucket(received.json()?)),
    },
    Documented {
        status: InvalidObjectId::STATUS,
        shape: Shape::Error {
            media: InvalidObjectId::MEDIA_TYPE,
            code: InvalidObjectId::ERROR_CODE,
        },
        read: |received| Ok(ObjectDeleteAnswer::InvalidObjectId(received.json()?)),
    },
    Documented {
        status: InvalidInputData::STATUS,
        shape: Shape::Error {
            media: InvalidInputData::MEDIA_TYPE,
            code: InvalidInputData::ERROR_CODE,
        },
        read: |received| Ok(ObjectDeleteAnswer::InvalidInput(received.json()?)),
    },
];

impl ObjectDeleteAnswer {
    /// The success, or the error.
    ///
    /// # Errors
    ///
    /// When the answer is not a success.
    pub fn into_result(self) -> Result<(), Failure> {
        match self {
            Self::Deleted => Ok(()),
            Self::UserNotFound(error) => Err(Failure::UserNotFound(error)),
            Self::GroupNotFound(error) => Err(Failure::GroupNotFound(error)),
            Self::ThingNotFound(error) => Err(Failure::ThingNotFound(error)),
            Self::ObjectMissing(error) => Err(Failure::ObjectNotFound(error)),
            Self::Stale(error) => Err(Failure::StaleVersionedObject(error)),
            Self::Unauthorized(error) => Err(Failure::UnauthorizedAccess(error)),
            Self::InvalidBucket(error) => Err(Failure::InvalidBucket(error)),
            Self::InvalidObjectId(error) => Err(Failure::InvalidObjectId(error)),
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
            Self::Deleted { .. } => StatusCode::NO_CONTENT,
            Self::UserNotFound { .. } => UserNotFound::STATUS,
            Self::GroupNotFound { .. } => GroupNotFound::STATUS,
            Self::ThingNotFound { .. } => ThingNotFound::STATUS,
            Self::ObjectMissing { .. } => ObjectNotFound::STATUS,
            Self::Stale { .. } => StaleVersionedObject::STATUS,
            Self::Unauthorized { .. } => UnauthorizedAccess::STATUS,
            Self::InvalidBucket { .. } => InvalidBucket::STATUS,
            Self::InvalidObjectId { .. } => InvalidObjectId::STATUS,
            Self::InvalidInput { .. } => InvalidInputData::STATUS,
            Self::Unexpected(unexpected) => unexpected.status,
        }
    }
}
