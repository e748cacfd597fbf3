// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `publish.post`: Publish an object's body and learn its address.

use crate::prelude::*;

/// `publish.post`: Publish an object's body and learn its address.
///
/// POST `/buckets/{bucketID}/objects/{objectID}/body/publish`
///
/// Source: Publish (REST reference, scope of the logged-in user), "POST", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-logged-in/bucket-collection/bucket-of-default-type/object-collection/object/body/publish/>. The page shows it in me scope.
#[derive(Debug)]
pub enum PublishPostAnswer {
    /// 200 OK: The body has been published.
    ///
    /// Source: Publish (REST reference, scope of the logged-in user), "POST".
    Published {
        /// The content.
        content: ObjectBodyPublicationResponse,
    },
    /// 404 Not Found: There is no such user.
    ///
    /// Source: Publish (REST reference, scope of the logged-in user), "POST".
    UserNotFound(UserNotFound),
    /// 404 Not Found: There is no such group.
    ///
    /// Source: Publish (REST reference, scope of the logged-in user), "POST".
    GroupNotFound(GroupNotFound),
    /// 404 Not Found: There is no such thing.
    ///
    /// Source: Publish (REST reference, scope of the logged-in user), "POST".
    ThingNotFound(ThingNotFound),
    /// 404 Not Found: There is no object under this ID.
    ///
    /// Source: Publish (REST reference, scope of the logged-in user), "POST".
    ObjectMissing(ObjectNotFound),
    /// 404 Not Found: The object has no body.
    ///
    /// Source: Publish (REST reference, scope of the logged-in user), "POST".
    BodyMissing(ObjectBodyNotFound),
    /// 401 Unauthorized: The caller may not publish the body.
    ///
    /// Source: Publish (REST reference, scope of the logged-in user), "POST".
    Unauthorized(UnauthorizedAccess),
    /// 400 Bad Request: The bucketID is malformed.
    ///
    /// Source: decision A14.
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
    /// `publish.post`: Publish an object's body and learn its address.
    ///
    /// POST `/buckets/{bucketID}/objects/{objectID}/body/publish`
    ///
    /// Source: Publish (REST reference, scope of the logged-in user), "POST", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-logged-in/bucket-collection/bucket-of-default-type/object-collection/object/body/publish/>. The page shows it in me scope.
    ///
    /// # Example
    ///
    /// ```
    /// use kii_client::*;
    ///
    /// # async fn example(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let request = PublishPostRequest::new(
    ///     Scope::Me,
    ///     BucketId::parse("notes")?,
    ///     ObjectId::parse("5e2cb1a0-7f11")?,
    ///     ObjectBodyPublicationRequest::ExpiresIn(3600),
    /// );
    /// let success = client.publish_post(request).await?.into_result()?;
    /// println!("{success:?}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the request cannot be sent or the answer breaks off. Whatever arrives as a whole is an answer.
    pub async fn publish_post(
        &self,
        request: PublishPostRequest,
    ) -> Result<PublishPostAnswer, Error> {
        let call = Call::new("publish.post", Method::POST, request.path(self.app_id()))
            .with_json(
                "application/vnd.kii.ObjectBodyPublicationRequest+json",
                &request.content,
            )?;
        self.send(call).await?.choose(DOCUMENTED, PublishPostAnswer::Unexpected).await
    }
}

/// The documented answers.
const DOCUMENTED: &[Documented<PublishPostAnswer>] = &[
    Documented {
        status: StatusCode::OK,
        shape: Shape::Json("application/vnd.kii.ObjectBodyPublicationResponse+json"),
        read: |received| Ok(PublishPostAnswer::Published {
            content: received.json()?,
        }),
    },
    Documented {
        status: StatusCode::CREATED,
        shape: Shape::Json("application/vnd.kii.ObjectBodyPublicationResponse+json"),
        read: |received| Ok(PublishPostAnswer::Published {
            content: received.json()?,
        }),
    },
    Documented {
        status: UserNotFound::STATUS,
        shape: Shape::Error {
            media: UserNotFound::MEDIA_TYPE,
            code: UserNotFound::ERROR_CODE,
        },
        read: |received| Ok(PublishPostAnswer::UserNotFound(received.json()?)),
    },
    Documented {
        status: GroupNotFound::STATUS,
        shape: Shape::Error {
            media: GroupNotFound::MEDIA_TYPE,
            code: GroupNotFound::ERROR_CODE,
        },
        read: |received| Ok(PublishPostAnswer::GroupNotFound(received.json()?)),
    },
    Documented {
        status: ThingNotFound::STATUS,
        shape: Shape::Error {
            media: ThingNotFound::MEDIA_TYPE,
            code: ThingNotFound::ERROR_CODE,
        },
        read: |received| Ok(PublishPostAnswer::ThingNotFound(received.json()?)),
    },
    Documented {
        status: ObjectNotFound::STATUS,
        shape: Shape::Error {
            media: ObjectNotFound::MEDIA_TYPE,
            code: ObjectNotFound::ERROR_CODE,
        },
        read: |received| Ok(PublishPostAnswer::ObjectMissing(received.json()?)),
    },
    Documented {
        status: ObjectBodyNotFound::STATUS,
        shape: Shape::Error {
            media: ObjectBodyNotFound::MEDIA_TYPE,
            code: ObjectBodyNotFound::ERROR_CODE,
        },
        read: |received| Ok(PublishPostAnswer::BodyMissing(received.json()?)),
    },
    Documented {
        status: UnauthorizedAccess::STATUS,
        shape: Shape::Error {
            media: UnauthorizedAccess::MEDIA_TYPE,
            code: UnauthorizedAccess::ERROR_CODE,
        },
        read: |received| Ok(PublishPostAnswer::Unauthorized(received.json()?)),
    },
    Documented {
        status: InvalidBucket::STATUS,
        shape: Shape::Error {
            media: InvalidBucket::MEDIA_TYPE,
            code: InvalidBucket::ERROR_CODE,
        },
        read: |received| Ok(PublishPostAnswer::InvalidBucket(received.json()?)),
    },
    Documented {
        status: InvalidObjectId::STATUS,
        shape: Shape::Error {
            media: InvalidObjectId::MEDIA_TYPE,
            code: InvalidObjectId::ERROR_CODE,
        },
        read: |received| Ok(PublishPostAnswer::InvalidObjectId(received.json()?)),
    },
    Documented {
        status: InvalidInputData::STATUS,
        shape: Shape::Error {
            media: InvalidInputData::MEDIA_TYPE,
            code: InvalidInputData::ERROR_CODE,
        },
        read: |received| Ok(PublishPostAnswer::InvalidInput(received.json()?)),
    },
];

/// The success of `publish.post`.
#[derive(Debug)]
#[non_exhaustive]
pub struct PublishPostSuccess {
    /// The content.
    pub content: ObjectBodyPublicationResponse,
}

impl PublishPostAnswer {
    /// The success, or the error.
    ///
    /// # Errors
    ///
    /// When the answer is not a success.
    pub fn into_result(self) -> Result<PublishPostSuccess, Failure> {
        match self {
            Self::Published { content } => Ok(PublishPostSuccess { content }),
            Self::UserNotFound(error) => Err(Failure::UserNotFound(error)),
            Self::GroupNotFound(error) => Err(Failure::GroupNotFound(error)),
            Self::ThingNotFound(error) => Err(Failure::ThingNotFound(error)),
            Self::ObjectMissing(error) => Err(Failure::ObjectNotFound(error)),
            Self::BodyMissing(error) => Err(Failure::ObjectBodyNotFound(error)),
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
            Self::Published { .. } => StatusCode::OK,
            Self::UserNotFound { .. } => UserNotFound::STATUS,
            Self::GroupNotFound { .. } => GroupNotFound::STATUS,
            Self::ThingNotFound { .. } => ThingNotFound::STATUS,
            Self::ObjectMissing { .. } => ObjectNotFound::STATUS,
            Self::BodyMissing { .. } => ObjectBodyNotFound::STATUS,
            Self::Unauthorized { .. } => UnauthorizedAccess::STATUS,
            Self::InvalidBucket { .. } => InvalidBucket::STATUS,
            Self::InvalidObjectId { .. } => InvalidObjectId::STATUS,
            Self::InvalidInput { .. } => InvalidInputData::STATUS,
            Self::Unexpected(unexpected) => unexpected.status,
        }
    }
}
