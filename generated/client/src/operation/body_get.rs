// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `body.get`: Read an object's body, whole or in part.

use crate::prelude::*;

/// `body.get`: Read an object's body, whole or in part.
///
/// GET `/buckets/{bucketID}/objects/{objectID}/body`
///
/// Source: Object Body (REST reference, user scope), "GET", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>. The page shows it in user scope.
#[derive(Debug)]
pub enum BodyGetAnswer {
    /// 200 OK: The whole body, with its own media type.
    ///
    /// Source: Object Body (REST reference, user scope), "GET".
    Whole {
        /// `ETag`: The body's version.
        ///
        /// Source: Object Body (REST reference, user scope), "GET".
        e_tag: EntityTag,
        /// The whole body.
        content: BodyStream,
    },
    /// 206 Partial Content: The requested part of the body, with its own media type.
    ///
    /// Source: Object Body (REST reference, user scope), "GET".
    Part {
        /// `ETag`: The body's version.
        ///
        /// Source: Object Body (REST reference, user scope), "GET".
        e_tag: EntityTag,
        /// `Content-Range`: Which part it is.
        ///
        /// Source: decision A27.
        content_range: Option<ContentRange>,
        /// The part of the body.
        content: BodyStream,
    },
    /// 404 Not Found: There is no such user.
    ///
    /// Source: Object Body (REST reference, user scope), "GET".
    UserNotFound(UserNotFound),
    /// 404 Not Found: There is no such group.
    ///
    /// Source: Object Body (REST reference, user scope), "GET".
    GroupNotFound(GroupNotFound),
    /// 404 Not Found: There is no such thing.
    ///
    /// Source: Object Body (REST reference, user scope), "GET".
    ThingNotFound(ThingNotFound),
    /// 404 Not Found: There is no object under this ID.
    ///
    /// Source: Object Body (REST reference, user scope), "GET".
    ObjectMissing(ObjectNotFound),
    /// 404 Not Found: The object has no body.
    ///
    /// Source: Object Body (REST reference, user scope), "GET".
    BodyMissing(ObjectBodyNotFound),
    /// 401 Unauthorized: The caller may not read the body.
    ///
    /// Source: Object Body (REST reference, user scope), "GET".
    Unauthorized(UnauthorizedAccess),
    /// 412 Precondition Failed: If-Match names a version of the body that has been superseded.
    ///
    /// Source: Object Body (REST reference, user scope), "GET".
    Stale(ObjectBodyIntegrityNotAssured),
    /// 416 Range Not Satisfiable: The requested range lies behind the body's last byte.
    ///
    /// Source: Object Body (REST reference, user scope), "GET".
    Unsatisfiable(ObjectBodyRangeNotSatisfiable),
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
    /// `body.get`: Read an object's body, whole or in part.
    ///
    /// GET `/buckets/{bucketID}/objects/{objectID}/body`
    ///
    /// Source: Object Body (REST reference, user scope), "GET", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>. The page shows it in user scope.
    ///
    /// # Example
    ///
    /// ```
    /// use kii_client::*;
    ///
    /// # async fn example(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let request = BodyGetRequest::new(
    ///     Scope::Me,
    ///     BucketId::parse("notes")?,
    ///     ObjectId::parse("5e2cb1a0-7f11")?,
    /// );
    /// let success = client.body_get(request).await?.into_result()?;
    /// println!("{success:?}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the request cannot be sent or the answer breaks off. Whatever arrives as a whole is an answer.
    pub async fn body_get(
        &self,
        request: BodyGetRequest,
    ) -> Result<BodyGetAnswer, Error> {
        let call = Call::new("body.get", Method::GET, request.path(self.app_id()))
            .with_if_match(request.if_match.as_ref())?
            .with_range(request.range.as_ref())?
            .with_media("application/json");
        self.send(call).await?.choose(DOCUMENTED, BodyGetAnswer::Unexpected).await
    }
}

/// The documented answers.
const DOCUMENTED: &[Documented<BodyGetAnswer>] = &[
    Documented {
        status: StatusCode::OK,
        shape: Shape::Stream,
        read: |received| Ok(BodyGetAnswer::Whole {
            e_tag: received.header(&["etag"])?,
            content: received.stream()?,
        }),
    },
    Documented {
        status: StatusCode::PARTIAL_CONTENT,
        shape: Shape::Stream,
        read: |received| Ok(BodyGetAnswer::Part {
            e_tag: received.header(&["etag"])?,
            content_range: received.optional(&["content-range"])?,
            content: received.stream()?,
        }),
    },
    Documented {
        status: UserNotFound::STATUS,
        shape: Shape::Error {
            media: UserNotFound::MEDIA_TYPE,
            code: UserNotFound::ERROR_CODE,
        },
        read: |received| Ok(BodyGetAnswer::UserNotFound(received.json()?)),
    },
    Documented {
        status: GroupNotFound::STATUS,
        shape: Shape::Error {
            media: GroupNotFound::MEDIA_TYPE,
            code: GroupNotFound::ERROR_CODE,
        },
        read: |received| Ok(BodyGetAnswer::GroupNotFound(received.json()?)),
    },
    Documented {
        status: ThingNotFound::STATUS,
        shape: Shape::Error {
            media: ThingNotFound::MEDIA_TYPE,
            code: ThingNotFound::ERROR_CODE,
        },
        read: |received| Ok(BodyGetAnswer::ThingNotFound(received.json()?)),
    },
    Documented {
        status: ObjectNotFound::STATUS,
        shape: Shape::Error {
            media: ObjectNotFound::MEDIA_TYPE,
            code: ObjectNotFound::ERROR_CODE,
        },
        read: |received| Ok(BodyGetAnswer::ObjectMissing(received.json()?)),
    },
    Documented {
        status: ObjectBodyNotFound::STATUS,
        shape: Shape::Error {
            media: ObjectBodyNotFound::MEDIA_TYPE,
            code: ObjectBodyNotFound::ERROR_CODE,
        },
        read: |received| Ok(BodyGetAnswer::BodyMissing(received.json()?)),
    },
    Documented {
        status: UnauthorizedAccess::STATUS,
        shape: Shape::Error {
            media: UnauthorizedAccess::MEDIA_TYPE,
            code: UnauthorizedAccess::ERROR_CODE,
        },
        read: |received| Ok(BodyGetAnswer::Unauthorized(received.json()?)),
    },
    Documented {
        status: ObjectBodyIntegrityNotAssured::STATUS,
        shape: Shape::Error {
            media: ObjectBodyIntegrityNotAssured::MEDIA_TYPE,
            code: ObjectBodyIntegrityNotAssured::ERROR_CODE,
        },
        read: |received| Ok(BodyGetAnswer::Stale(received.json()?)),
    },
    Documented {
        status: ObjectBodyRangeNotSatisfiable::STATUS,
        shape: Shape::Error {
            media: ObjectBodyRangeNotSatisfiable::MEDIA_TYPE,
            code: ObjectBodyRangeNotSatisfiable::ERROR_CODE,
        },
        read: |received| Ok(BodyGetAnswer::Unsatisfiable(received.json()?)),
    },
    Documented {
        status: InvalidBucket::STATUS,
        shape: Shape::Error {
            media: InvalidBucket::MEDIA_TYPE,
            code: InvalidBucket::ERROR_CODE,
        },
        read: |received| Ok(BodyGetAnswer::InvalidBucket(received.json()?)),
    },
    Documented {
        status: InvalidObjectId::STATUS,
        shape: Shape::Error {
            media: InvalidObjectId::MEDIA_TYPE,
            code: InvalidObjectId::ERROR_CODE,
        },
        read: |received| Ok(BodyGetAnswer::InvalidObjectId(received.json()?)),
    },
];

/// The successes of `body.get`.
#[derive(Debug)]
pub enum BodyGetSuccess {
    /// 200 OK: The whole body, with its own media type.
    ///
    /// Source: Object Body (REST reference, user scope), "GET".
    Whole {
        /// `ETag`: The body's version.
        ///
        /// Source: Object Body (REST reference, user scope), "GET".
        e_tag: EntityTag,
        /// The whole body.
        content: BodyStream,
    },
    /// 206 Partial Content: The requested part of the body, with its own media type.
    ///
    /// Source: Object Body (REST reference, user scope), "GET".
    Part {
        /// `ETag`: The body's version.
        ///
        /// Source: Object Body (REST reference, user scope), "GET".
        e_tag: EntityTag,
        /// `Content-Range`: Which part it is.
        ///
        /// Source: decision A27.
        content_range: Option<ContentRange>,
        /// The part of the body.
        content: BodyStream,
    },
}

impl BodyGetSuccess {
    /// `ETag`: The body's version.
    ///
    /// Source: Object Body (REST reference, user scope), "GET".
    #[must_use]
    pub fn e_tag(&self) -> &EntityTag {
        match self {
            Self::Whole { e_tag, .. } | Self::Part { e_tag, .. } => e_tag,
        }
    }
    /// The whole body.
    #[must_use]
    pub fn content(&self) -> &BodyStream {
        match self {
            Self::Whole { content, .. } | Self::Part { content, .. } => content,
        }
    }
}

impl BodyGetAnswer {
    /// The success, or the error.
    ///
    /// # Errors
    ///
    /// When the answer is not a success.
    pub fn into_result(self) -> Result<BodyGetSuccess, Failure> {
        match self {
            Self::Whole { e_tag, content } => {
                Ok(BodyGetSuccess::Whole {
                    e_tag,
                    content,
                })
            }
            Self::Part { e_tag, content_range, content } => {
                Ok(BodyGetSuccess::Part {
                    e_tag,
                    content_range,
                    content,
                })
            }
            Self::UserNotFound(error) => Err(Failure::UserNotFound(error)),
            Self::GroupNotFound(error) => Err(Failure::GroupNotFound(error)),
            Self::ThingNotFound(error) => Err(Failure::ThingNotFound(error)),
            Self::ObjectMissing(error) => Err(Failure::ObjectNotFound(error)),
            Self::BodyMissing(error) => Err(Failure::ObjectBodyNotFound(error)),
            Self::Unauthorized(error) => Err(Failure::UnauthorizedAccess(error)),
            Self::Stale(error) => Err(Failure::ObjectBodyIntegrityNotAssured(error)),
            Self::Unsatisfiable(error) => {
                Err(Failure::ObjectBodyRangeNotSatisfiable(error))
            }
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
            Self::Whole { .. } => StatusCode::OK,
            Self::Part { .. } => StatusCode::PARTIAL_CONTENT,
            Self::UserNotFound { .. } => UserNotFound::STATUS,
            Self::GroupNotFound { .. } => GroupNotFound::STATUS,
            Self::ThingNotFound { .. } => ThingNotFound::STATUS,
            Self::ObjectMissing { .. } => ObjectNotFound::STATUS,
            Self::BodyMissing { .. } => ObjectBodyNotFound::STATUS,
            Self::Unauthorized { .. } => UnauthorizedAccess::STATUS,
            Self::Stale { .. } => ObjectBodyIntegrityNotAssured::STATUS,
            Self::Unsatisfiable { .. } => ObjectBodyRangeNotSatisfiable::STATUS,
            Self::InvalidBucket { .. } => InvalidBucket::STATUS,
            Self::InvalidObjectId { .. } => InvalidObjectId::STATUS,
            Self::Unexpected(unexpected) => unexpected.status,
        }
    }
}
