// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `body.put`: Add a body to an object, or replace the one it has.

use crate::prelude::*;

/// `body.put`: Add a body to an object, or replace the one it has.
///
/// PUT `/buckets/{bucketID}/objects/{objectID}/body`
///
/// Source: Object Body (REST reference, user scope), "PUT", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>. The page shows it in user scope.
#[derive(Debug)]
pub enum BodyPutAnswer {
    /// 200 OK: The body has been added or replaced.
    ///
    /// Source: Object Body (REST reference, user scope), "PUT".
    Stored {
        /// `Last-Modified`: When the object was last changed.
        ///
        /// Source: Object Body (REST reference, user scope), "PUT".
        last_modified: SystemTime,
        /// `ETag`: The body's new version.
        ///
        /// Source: Object Body (REST reference, user scope), "PUT".
        e_tag: EntityTag,
        /// The content.
        content: ObjectBodyUpdateResponse,
    },
    /// 404 Not Found: There is no such user.
    ///
    /// Source: Object Body (REST reference, user scope), "PUT".
    UserNotFound(UserNotFound),
    /// 404 Not Found: There is no such group.
    ///
    /// Source: Object Body (REST reference, user scope), "PUT".
    GroupNotFound(GroupNotFound),
    /// 404 Not Found: There is no such thing.
    ///
    /// Source: Object Body (REST reference, user scope), "PUT".
    ThingNotFound(ThingNotFound),
    /// 404 Not Found: There is no object under this ID.
    ///
    /// Source: Object Body (REST reference, user scope), "PUT".
    ObjectMissing(ObjectNotFound),
    /// 401 Unauthorized: The caller may not write the body.
    ///
    /// Source: Object Body (REST reference, user scope), "PUT".
    Unauthorized(UnauthorizedAccess),
    /// 412 Precondition Failed: If-Match names a version of the body that has been superseded.
    ///
    /// Source: Object Body (REST reference, user scope), "PUT".
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
    /// `body.put`: Add a body to an object, or replace the one it has.
    ///
    /// PUT `/buckets/{bucketID}/objects/{objectID}/body`
    ///
    /// Source: Object Body (REST reference, user scope), "PUT", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>. The page shows it in user scope.
    ///
    /// # Example
    ///
    /// ```
    /// use kii_client::*;
    ///
    /// # async fn example(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let request = BodyPutRequest::new(
    ///     Scope::Me,
    ///     BucketId::parse("notes")?,
    ///     ObjectId::parse("5e2cb1a0-7f11")?,
    ///     BodyStream::from_bytes(MediaType::octet_stream(), "content"),
    /// );
    /// let success = client.body_put(request).await?.into_result()?;
    /// println!("{success:?}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the request cannot be sent or the answer breaks off. Whatever arrives as a whole is an answer.
    pub async fn body_put(
        &self,
        request: BodyPutRequest,
    ) -> Result<BodyPutAnswer, Error> {
        let call = Call::new("body.put", Method::PUT, request.path(self.app_id()))
            .with_precondition(&request.precondition)
            .with_body(request.content)?;
        self.send(call).await?.choose(DOCUMENTED, BodyPutAnswer::Unexpected).await
    }
}

/// The documented answers.
const DOCUMENTED: &[Documented<BodyPutAnswer>] = &[
    Documented {
        status: StatusCode::OK,
        shape: Shape::Json("application/vnd.kii.ObjectBodyUpdateResponse+json"),
        read: |received| Ok(BodyPutAnswer::Stored {
            last_modified: received.header(&["last-modified"])?,
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
        read: |received| Ok(BodyPutAnswer::UserNotFound(received.json()?)),
    },
    Documented {
        status: GroupNotFound::STATUS,
        shape: Shape::Error {
            media: GroupNotFound::MEDIA_TYPE,
            code: GroupNotFound::ERROR_CODE,
        },
        read: |received| Ok(BodyPutAnswer::GroupNotFound(received.json()?)),
    },
    Documented {
        status: ThingNotFound::STATUS,
        shape: Shape::Error {
            media: ThingNotFound::MEDIA_TYPE,
            code: ThingNotFound::ERROR_CODE,
        },
        read: |received| Ok(BodyPutAnswer::ThingNotFound(received.json()?)),
    },
    Documented {
        status: ObjectNotFound::STATUS,
        shape: Shape::Error {
            media: ObjectNotFound::MEDIA_TYPE,
            code: ObjectNotFound::ERROR_CODE,
        },
        read: |received| Ok(BodyPutAnswer::ObjectMissing(received.json()?)),
    },
    Documented {
        status: UnauthorizedAccess::STATUS,
        shape: Shape::Error {
            media: UnauthorizedAccess::MEDIA_TYPE,
            code: UnauthorizedAccess::ERROR_CODE,
        },
        read: |received| Ok(BodyPutAnswer::Unauthorized(received.json()?)),
    },
    Documented {
        status: ObjectBodyIntegrityNotAssured::STATUS,
        shape: Shape::Error {
            media: ObjectBodyIntegrityNotAssured::MEDIA_TYPE,
            code: ObjectBodyIntegrityNotAssured::ERROR_CODE,
        },
        read: |received| Ok(BodyPutAnswer::Stale(received.json()?)),
    },
    Documented {
        status: InvalidInputData::STATUS,
        shape: Shape::Error {
            media: InvalidInputData::MEDIA_TYPE,
            code: InvalidInputData::ERROR_CODE,
        },
        read: |received| Ok(BodyPutAnswer::InvalidInput(received.json()?)),
    },
    Documented {
        status: InvalidBucket::STATUS,
        shape: Shape::Error {
            media: InvalidBucket::MEDIA_TYPE,
            code: InvalidBucket::ERROR_CODE,
        },
        read: |received| Ok(BodyPutAnswer::InvalidBucket(received.json()?)),
    },
    Documented {
        status: InvalidObjectId::STATUS,
        shape: Shape::Error {
            media: InvalidObjectId::MEDIA_TYPE,
            code: InvalidObjectId::ERROR_CODE,
        },
        read: |received| Ok(BodyPutAnswer::InvalidObjectId(received.json()?)),
    },
];

/// The success of `body.put`.
#[derive(Debug)]
#[non_exhaustive]
pub struct BodyPutSuccess {
    /// `Last-Modified`: When the object was last changed.
    ///
    /// Source: Object Body (REST reference, user scope), "PUT".
    pub last_modified: SystemTime,
    /// `ETag`: The body's new version.
    ///
    /// Source: Object Body (REST reference, user scope), "PUT".
    pub e_tag: EntityTag,
    /// The content.
    pub content: ObjectBodyUpdateResponse,
}

impl BodyPutAnswer {
    /// The success, or the error.
    ///
    /// # Errors
    ///
    /// When the answer is not a success.
    pub fn into_result(self) -> Result<BodyPutSuccess, Failure> {
        match self {
            Self::Stored { last_modified, e_tag, content } => {
                Ok(BodyPutSuccess {
                    last_modified,
                    e_tag,
                    content,
                })
            }
            Self::UserNotFound(error) => Err(Failure::UserNotFound(error)),
            Self::GroupNotFound(error) => Err(Failure::GroupNotFound(error)),
            Self::ThingNotFound(error) => Err(Failure::ThingNotFound(error)),
            Self::ObjectMissing(error) => Err(Failure::ObjectNotFound(error)),
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
            Self::Stored { .. } => StatusCode::OK,
            Self::UserNotFound { .. } => UserNotFound::STATUS,
            Self::GroupNotFound { .. } => GroupNotFound::STATUS,
            Self::ThingNotFound { .. } => ThingNotFound::STATUS,
            Self::ObjectMissing { .. } => ObjectNotFound::STATUS,
            Self::Unauthorized { .. } => UnauthorizedAccess::STATUS,
            Self::Stale { .. } => ObjectBodyIntegrityNotAssured::STATUS,
            Self::InvalidInput { .. } => InvalidInputData::STATUS,
            Self::InvalidBucket { .. } => InvalidBucket::STATUS,
            Self::InvalidObjectId { .. } => InvalidObjectId::STATUS,
            Self::Unexpected(unexpected) => unexpected.status,
        }
    }
}
