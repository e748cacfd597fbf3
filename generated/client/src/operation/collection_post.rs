// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `collection.post`: Create an object under an ID that the server chooses, and the bucket with it if need be.

use crate::prelude::*;

/// `collection.post`: Create an object under an ID that the server chooses, and the bucket with it if need be.
///
/// POST `/buckets/{bucketID}/objects`
///
/// Source: Object Collection (REST reference, app scope), "POST", <http://docs.kii.com/rest/apps-collection/application/bucket-collection/bucket-of-default-type/object-collection/>. The page shows it in app scope.
#[derive(Debug)]
pub enum CollectionPostAnswer {
    /// 201 Created: The object has been created.
    ///
    /// Source: decision A01.
    Created {
        /// `Location`: Where the object is.
        ///
        /// Source: Object Collection (REST reference, app scope), "POST".
        location: UriReference,
        /// `ETag`: The object's version.
        ///
        /// Source: Object Collection (REST reference, app scope), "POST".
        e_tag: EntityTag,
        /// The content.
        content: ObjectCreationResponse,
    },
    /// 404 Not Found: There is no such user.
    ///
    /// Source: Object Collection (REST reference, group scope), "POST".
    UserNotFound(UserNotFound),
    /// 404 Not Found: There is no such group.
    ///
    /// Source: Object Collection (REST reference, group scope), "POST".
    GroupNotFound(GroupNotFound),
    /// 404 Not Found: There is no such thing.
    ///
    /// Source: Object Collection (REST reference, group scope), "POST".
    ThingNotFound(ThingNotFound),
    /// 401 Unauthorized: The caller may not create objects here.
    ///
    /// Source: decision A01.
    Unauthorized(UnauthorizedAccess),
    /// 400 Bad Request: The bucketID is malformed.
    ///
    /// Source: decision A14.
    InvalidBucket(InvalidBucket),
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
    /// `collection.post`: Create an object under an ID that the server chooses, and the bucket with it if need be.
    ///
    /// POST `/buckets/{bucketID}/objects`
    ///
    /// Source: Object Collection (REST reference, app scope), "POST", <http://docs.kii.com/rest/apps-collection/application/bucket-collection/bucket-of-default-type/object-collection/>. The page shows it in app scope.
    ///
    /// # Example
    ///
    /// ```
    /// use kii_client::*;
    ///
    /// # async fn example(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let request = CollectionPostRequest::new(
    ///     Scope::Me,
    ///     BucketId::parse("notes")?,
    ///     serde_json::from_str(r#"{"title": "First"}"#)?,
    /// );
    /// let success = client.collection_post(request).await?.into_result()?;
    /// println!("{success:?}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the request cannot be sent or the answer breaks off. Whatever arrives as a whole is an answer.
    pub async fn collection_post(
        &self,
        request: CollectionPostRequest,
    ) -> Result<CollectionPostAnswer, Error> {
        let call = Call::new(
                "collection.post",
                Method::POST,
                request.path(self.app_id()),
            )
            .with_object(request.media_type.as_ref(), &request.content)?;
        self.send(call).await?.choose(DOCUMENTED, CollectionPostAnswer::Unexpected).await
    }
}

/// The documented answers.
const DOCUMENTED: &[Documented<CollectionPostAnswer>] = &[
    Documented {
        status: StatusCode::CREATED,
        shape: Shape::Json("application/vnd.kii.ObjectCreationResponse+json"),
        read: |received| Ok(CollectionPostAnswer::Created {
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
        read: |received| Ok(CollectionPostAnswer::UserNotFound(received.json()?)),
    },
    Documented {
        status: GroupNotFound::STATUS,
        shape: Shape::Error {
            media: GroupNotFound::MEDIA_TYPE,
            code: GroupNotFound::ERROR_CODE,
        },
        read: |received| Ok(CollectionPostAnswer::GroupNotFound(received.json()?)),
    },
    Documented {
        status: ThingNotFound::STATUS,
        shape: Shape::Error {
            media: ThingNotFound::MEDIA_TYPE,
            code: ThingNotFound::ERROR_CODE,
        },
        read: |received| Ok(CollectionPostAnswer::ThingNotFound(received.json()?)),
    },
    Documented {
        status: UnauthorizedAccess::STATUS,
        shape: Shape::Error {
            media: UnauthorizedAccess::MEDIA_TYPE,
            code: UnauthorizedAccess::ERROR_CODE,
        },
        read: |received| Ok(CollectionPostAnswer::Unauthorized(received.json()?)),
    },
    Documented {
        status: InvalidBucket::STATUS,
        shape: Shape::Error {
            media: InvalidBucket::MEDIA_TYPE,
            code: InvalidBucket::ERROR_CODE,
        },
        read: |received| Ok(CollectionPostAnswer::InvalidBucket(received.json()?)),
    },
    Documented {
        status: InvalidJson::STATUS,
        shape: Shape::Error {
            media: InvalidJson::MEDIA_TYPE,
            code: InvalidJson::ERROR_CODE,
        },
        read: |received| Ok(CollectionPostAnswer::InvalidJson(received.json()?)),
    },
    Documented {
        status: InvalidInputData::STATUS,
        shape: Shape::Error {
            media: InvalidInputData::MEDIA_TYPE,
            code: InvalidInputData::ERROR_CODE,
        },
        read: |received| Ok(CollectionPostAnswer::InvalidInput(received.json()?)),
    },
];

/// The success of `collection.post`.
#[derive(Debug)]
#[non_exhaustive]
pub struct CollectionPostSuccess {
    /// `Location`: Where the object is.
    ///
    /// Source: Object Collection (REST reference, app scope), "POST".
    pub location: UriReference,
    /// `ETag`: The object's version.
    ///
    /// Source: Object Collection (REST reference, app scope), "POST".
    pub e_tag: EntityTag,
    /// The content.
    pub content: ObjectCreationResponse,
}

impl CollectionPostAnswer {
    /// The success, or the error.
    ///
    /// # Errors
    ///
    /// When the answer is not a success.
    pub fn into_result(self) -> Result<CollectionPostSuccess, Failure> {
        match self {
            Self::Created { location, e_tag, content } => {
                Ok(CollectionPostSuccess {
                    location,
                    e_tag,
                    content,
                })
            }
            Self::UserNotFound(error) => Err(Failure::UserNotFound(error)),
            Self::GroupNotFound(error) => Err(Failure::GroupNotFound(error)),
            Self::ThingNotFound(error) => Err(Failure::ThingNotFound(error)),
            Self::Unauthorized(error) => Err(Failure::UnauthorizedAccess(error)),
            Self::InvalidBucket(error) => Err(Failure::InvalidBucket(error)),
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
            Self::Created { .. } => StatusCode::CREATED,
            Self::UserNotFound { .. } => UserNotFound::STATUS,
            Self::GroupNotFound { .. } => GroupNotFound::STATUS,
            Self::ThingNotFound { .. } => ThingNotFound::STATUS,
            Self::Unauthorized { .. } => UnauthorizedAccess::STATUS,
            Self::InvalidBucket { .. } => InvalidBucket::STATUS,
            Self::InvalidJson { .. } => InvalidJson::STATUS,
            Self::InvalidInput { .. } => InvalidInputData::STATUS,
            Self::Unexpected(unexpected) => unexpected.status,
        }
    }
}
