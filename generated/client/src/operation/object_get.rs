// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `object.get`: Read an object.

use crate::prelude::*;

/// `object.get`: Read an object.
///
/// GET `/buckets/{bucketID}/objects/{objectID}`
///
/// Source: Object (REST reference, user scope), "GET", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
#[derive(Debug)]
pub enum ObjectGetAnswer {
    /// 200 OK: The object's members, with its own media type.
    ///
    /// Source: Object (REST reference, user scope), "GET".
    Found {
        /// `Last-Modified`: When the object was last changed.
        ///
        /// Source: Object (REST reference, user scope), "GET".
        last_modified: SystemTime,
        /// `X-Kii-BodyType`: The media type of the object's body.
        ///
        /// Source: Object (REST reference, user scope), "GET".
        x_kii_body_type: Option<MediaType>,
        /// `ETag`: The object's version.
        ///
        /// Source: Object (REST reference, user scope), "GET".
        e_tag: EntityTag,
        /// The object's media type.
        media_type: MediaType,
        /// The object's members.
        content: JsonObject,
    },
    /// 404 Not Found: There is no such user.
    ///
    /// Source: Object (REST reference, user scope), "GET".
    UserNotFound(UserNotFound),
    /// 404 Not Found: There is no such group.
    ///
    /// Source: Object (REST reference, user scope), "GET".
    GroupNotFound(GroupNotFound),
    /// 404 Not Found: There is no such thing.
    ///
    /// Source: Object (REST reference, user scope), "GET".
    ThingNotFound(ThingNotFound),
    /// 404 Not Found: There is no object under this ID.
    ///
    /// Source: Object (REST reference, user scope), "GET".
    ObjectMissing(ObjectNotFound),
    /// 401 Unauthorized: The caller may not read the object.
    ///
    /// Source: Object (REST reference, user scope), "GET".
    Unauthorized(UnauthorizedAccess),
    /// 400 Bad Request: The bucketID is malformed.
    ///
    /// Source: Object (REST reference, user scope), "GET".
    InvalidBucket(InvalidBucket),
    /// 400 Bad Request: The objectID is malformed.
    ///
    /// Source: decision A15.
    InvalidObjectId(InvalidObjectId),
    /// Anything else.
    Unexpected(Unexpected),
}

impl Client {
    /// `object.get`: Read an object.
    ///
    /// GET `/buckets/{bucketID}/objects/{objectID}`
    ///
    /// Source: Object (REST reference, user scope), "GET", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
    ///
    /// # Example
    ///
    /// ```
    /// use kii_client::*;
    ///
    /// # async fn example(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let request = ObjectGetRequest::new(
    ///     Scope::Me,
    ///     BucketId::parse("notes")?,
    ///     ObjectId::parse("5e2cb1a0-7f11")?,
    /// );
    /// let success = client.object_get(request).await?.into_result()?;
    /// println!("{success:?}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the request cannot be sent or the answer breaks off. Whatever arrives as a whole is an answer.
    pub async fn object_get(
        &self,
        request: ObjectGetRequest,
    ) -> Result<ObjectGetAnswer, Error> {
        let call = Call::new("object.get", Method::GET, request.path(self.app_id()));
        self.send(call).await?.choose(DOCUMENTED, ObjectGetAnswer::Unexpected).await
    }
}

/// The documented answers.
const DOCUMENTED: &[Documented<ObjectGetAnswer>] = &[
    Documented {
        status: StatusCode::OK,
        shape: Shape::Object,
        read: |received| Ok(ObjectGetAnswer::Found {
            last_modified: received.header(&["last-modified"])?,
            x_kii_body_type: received.optional(&["x-kii-bodytype"])?,
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
        read: |received| Ok(ObjectGetAnswer::UserNotFound(received.json()?)),
    },
    Documented {
        status: GroupNotFound::STATUS,
        shape: Shape::Error {
            media: GroupNotFound::MEDIA_TYPE,
            code: GroupNotFound::ERROR_CODE,
        },
        read: |received| Ok(ObjectGetAnswer::GroupNotFound(received.json()?)),
    },
    Documented {
        status: ThingNotFound::STATUS,
        shape: Shape::Error {
            media: ThingNotFound::MEDIA_TYPE,
            code: ThingNotFound::ERROR_CODE,
        },
        read: |received| Ok(ObjectGetAnswer::ThingNotFound(received.json()?)),
    },
    Documented {
        status: ObjectNotFound::STATUS,
        shape: Shape::Error {
            media: ObjectNotFound::MEDIA_TYPE,
            code: ObjectNotFound::ERROR_CODE,
        },
        read: |received| Ok(ObjectGetAnswer::ObjectMissing(received.json()?)),
    },
    Documented {
        status: UnauthorizedAccess::STATUS,
        shape: Shape::Error {
            media: UnauthorizedAccess::MEDIA_TYPE,
            code: UnauthorizedAccess::ERROR_CODE,
        },
        read: |received| Ok(ObjectGetAnswer::Unauthorized(received.json()?)),
    },
    Documented {
        status: InvalidBucket::STATUS,
        shape: Shape::Error {
            media: InvalidBucket::MEDIA_TYPE,
            code: InvalidBucket::ERROR_CODE,
        },
        read: |received| Ok(ObjectGetAnswer::InvalidBucket(received.json()?)),
    },
    Documented {
        status: InvalidObjectId::STATUS,
        shape: Shape::Error {
            media: InvalidObjectId::MEDIA_TYPE,
            code: InvalidObjectId::ERROR_CODE,
        },
        read: |received| Ok(ObjectGetAnswer::InvalidObjectId(received.json()?)),
    },
];

/// The success of `object.get`.
#[derive(Debug)]
#[non_exhaustive]
pub struct ObjectGetSuccess {
    /// `Last-Modified`: When the object was last changed.
    ///
    /// Source: Object (REST reference, user scope), "GET".
    pub last_modified: SystemTime,
    /// `X-Kii-BodyType`: The media type of the object's body.
    ///
    /// Source: Object (REST reference, user scope), "GET".
    pub x_kii_body_type: Option<MediaType>,
    /// `ETag`: The object's version.
    ///
    /// Source: Object (REST reference, user scope), "GET".
    pub e_tag: EntityTag,
    /// The object's media type.
    pub media_type: MediaType,
    /// The object's members.
    pub content: JsonObject,
}

impl ObjectGetAnswer {
    /// The success, or the error.
    ///
    /// # Errors
    ///
    /// When the answer is not a success.
    pub fn into_result(self) -> Result<ObjectGetSuccess, Failure> {
        match self {
            Self::Found {
                last_modified,
                x_kii_body_type,
                e_tag,
                media_type,
                content,
            } => {
                Ok(ObjectGetSuccess {
                    last_modified,
                    x_kii_body_type,
                    e_tag,
                    media_type,
                    content,
                })
            }
            Self::UserNotFound(error) => Err(Failure::UserNotFound(error)),
            Self::GroupNotFound(error) => Err(Failure::GroupNotFound(error)),
            Self::ThingNotFound(error) => Err(Failure::ThingNotFound(error)),
            Self::ObjectMissing(error) => Err(Failure::ObjectNotFound(error)),
            Self::Unauthorized(error) => Err(Failure::UnauthorizedAccess(error)),
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
            Self::Found { .. } => StatusCode::OK,
            Self::UserNotFound { .. } => UserNotFound::STATUS,
            Self::GroupNotFound { .. } => GroupNotFound::STATUS,
            Self::ThingNotFound { .. } => ThingNotFound::STATUS,
            Self::ObjectMissing { .. } => ObjectNotFound::STATUS,
            Self::Unauthorized { .. } => UnauthorizedAccess::STATUS,
            Self::InvalidBucket { .. } => InvalidBucket::STATUS,
            Self::InvalidObjectId { .. } => InvalidObjectId::STATUS,
            Self::Unexpected(unexpected) => unexpected.status,
        }
    }
}
