// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `body.delete`: Delete an object's body.

use crate::prelude::*;

/// `body.delete`: Delete an object's body.
///
/// DELETE `/buckets/{bucketID}/objects/{objectID}/body`
///
/// Source: Object Body (REST reference, user scope), "DELETE", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>. The page shows it in user scope.
#[derive(Debug)]
pub enum BodyDeleteAnswer {
    /// 204 No Content: The body has been deleted.
    ///
    /// Source: Object Body (REST reference, user scope), "DELETE".
    Deleted,
    /// 404 Not Found: There is no such user.
    ///
    /// Source: Object Body (REST reference, user scope), "DELETE".
    UserNotFound(UserNotFound),
    /// 404 Not Found: There is no such group.
    ///
    /// Source: Object Body (REST reference, user scope), "DELETE".
    GroupNotFound(GroupNotFound),
    /// 404 Not Found: There is no such thing.
    ///
    /// Source: Object Body (REST reference, user scope), "DELETE".
    ThingNotFound(ThingNotFound),
    /// 404 Not Found: There is no object under this ID.
    ///
    /// Source: Object Body (REST reference, user scope), "DELETE".
    ObjectMissing(ObjectNotFound),
    /// 404 Not Found: The object has no body.
    ///
    /// Source: Object Body (REST reference, user scope), "DELETE".
    BodyMissing(ObjectBodyNotFound),
    /// 401 Unauthorized: The caller may not delete the body.
    ///
    /// Source: Object Body (REST reference, user scope), "DELETE".
    Unauthorized(UnauthorizedAccess),
    /// 412 Precondition Failed: If-Match names a version of the body that has been superseded.
    ///
    /// Source: Object Body (REST reference, user scope), "DELETE".
    Stale(ObjectBodyIntegrityNotAssured),
    /// 400 Bad Request: If-Match and If-None-Match are both sent.
    ///
    /// Source: decision A11.
    InvalidInput(InvalidInputData),
    /// 400 Bad Request: The bucketID is malformed.
    ///
    /// Source: decision A14.
    InvalidBucket(InvalidBucket),
    /// 400 Bad Request: The objectID is malformed.
    ///
    /// Source: decision A15.
    InvalidObjectId(InvalidObjectId),
    /// Anything else.
    Unexpected(Unexpected),
}

impl Client {
    /// `body.delete`: Delete an object's body.
    ///
    /// DELETE `/buckets/{bucketID}/objects/{objectID}/body`
    ///
    /// Source: Object Body (REST reference, user scope), "DELETE", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>. The page shows it in user scope.
    ///
    /// # Example
    ///
    /// ```
    /// use kii_client::*;
    ///
    /// # async fn example(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let request = BodyDeleteRequest::new(
    ///     Scope::Me,
    ///     BucketId::parse("notes")?,
    ///     ObjectId::parse("5e2cb1a0-7f11")?,
    /// );
    /// client.body_delete(request).await?.into_result()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the request cannot be sent or the answer breaks off. Whatever arrives as a whole is an answer.
    pub async fn body_delete(
        &self,
        request: BodyDeleteRequest,
    ) -> Result<BodyDeleteAnswer, Error> {
        let call = Call::new("body.delete", Method::DELETE, request.path(self.app_id()))
            .with_precondition(&request.precondition)
            .with_media("application/json");
        self.send(call).await?.choose(DOCUMENTED, BodyDeleteAnswer::Unexpected).await
    }
}

/// The documented answers.
const DOCUMENTED: &[Documented<BodyDeleteAnswer>] = &[
    Documented {
        status: StatusCode::NO_CONTENT,
        shape: Shape::Empty,
        read: |_| Ok(BodyDeleteAnswer::Deleted),
    },
    Documented {
        status: UserNotFound::STATUS,
        shape: Shape::Error {
            media: UserNotFound::MEDIA_TYPE,
            code: UserNotFound::ERROR_CODE,
        },
        read: |received| Ok(BodyDeleteAnswer::UserNotFound(received.json()?)),
    },
    Documented {
        status: GroupNotFound::STATUS,
        shape: Shape::Error {
            media: GroupNotFound::MEDIA_TYPE,
            code: GroupNotFound::ERROR_CODE,
        },
        read: |received| Ok(BodyDeleteAnswer::GroupNotFound(received.json()?)),
    },
    Documented {
        status: ThingNotFound::STATUS,
        shape: Shape::Error {
            media: ThingNotFound::MEDIA_TYPE,
            code: ThingNotFound::ERROR_CODE,
        },
        read: |received| Ok(BodyDeleteAnswer::ThingNotFound(received.json()?)),
    },
    Documented {
        status: ObjectNotFound::STATUS,
        shape: Shape::Error {
            media: ObjectNotFound::MEDIA_TYPE,
            code: ObjectNotFound::ERROR_CODE,
        },
        read: |received| Ok(BodyDeleteAnswer::ObjectMissing(received.json()?)),
    },
    Documented {
        status: ObjectBodyNotFound::STATUS,
        shape: Shape::Error {
            media: ObjectBodyNotFound::MEDIA_TYPE,
            code: ObjectBodyNotFound::ERROR_CODE,
        },
        read: |received| Ok(BodyDeleteAnswer::BodyMissing(received.json()?)),
    },
    Documented {
        status: UnauthorizedAccess::STATUS,
        shape: Shape::Error {
            media: UnauthorizedAccess::MEDIA_TYPE,
            code: UnauthorizedAccess::ERROR_CODE,
        },
        read: |received| Ok(BodyDeleteAnswer::Unauthorized(received.json()?)),
    },
    Documented {
        status: ObjectBodyIntegrityNotAssured::STATUS,
        shape: Shape::Error {
            media: ObjectBodyIntegrityNotAssured::MEDIA_TYPE,
            code: ObjectBodyIntegrityNotAssured::ERROR_CODE,
        },
        read: |received| Ok(BodyDeleteAnswer::Stale(received.json()?)),
    },
    Documented {
        status: InvalidInputData::STATUS,
        shape: Shape::Error {
            media: InvalidInputData::MEDIA_TYPE,
            code: InvalidInputData::ERROR_CODE,
        },
        read: |received| Ok(BodyDeleteAnswer::InvalidInput(received.json()?)),
    },
    Documented {
        status: InvalidBucket::STATUS,
        shape: Shape::Error {
            media: InvalidBucket::MEDIA_TYPE,
            code: InvalidBucket::ERROR_CODE,
        },
        read: |received| Ok(BodyDeleteAnswer::InvalidBucket(received.json()?)),
    },
    Documented {
        status: InvalidObjectId::STATUS,
        shape: Shape::Error {
            media: InvalidObjectId::MEDIA_TYPE,
            code: InvalidObjectId::ERROR_CODE,
        },
        read: |received| Ok(BodyDeleteAnswer::InvalidObjectId(received.json()?)),
    },
];

impl BodyDeleteAnswer {
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
            Self::BodyMissing(error) => Err(Failure::ObjectBodyNotFound(error)),
            Self::Unauthorized(error) => Err(Failure::UnauthorizedAccess(error)),
            Self::Stale(error) => Err(Failure::ObjectBodyIntegrityNotAssured(error)),
            Self::InvalidInput(error) => Err(Failure::InvalidInputData(error)),
            Self::InvalidBucket(error) => Err(Failure::InvalidBucket(error)),
            Self::InvalidObjectId(error) => Err(Failure::InvalidObjectId(error)),
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
            Self::BodyMissing { .. } => ObjectBodyNotFound::STATUS,
            Self::Unauthorized { .. } => UnauthorizedAccess::STATUS,
            Self::Stale { .. } => ObjectBodyIntegrityNotAssured::STATUS,
            Self::InvalidInput { .. } => InvalidInputData::STATUS,
            Self::InvalidBucket { .. } => InvalidBucket::STATUS,
            Self::InvalidObjectId { .. } => InvalidObjectId::STATUS,
            Self::Unexpected(unexpected) => unexpected.status,
        }
    }
}
