// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `object.head`: Ask whether an object exists, and for its version, date and types.

use crate::prelude::*;

/// `object.head`: Ask whether an object exists, and for its version, date and types.
///
/// HEAD `/buckets/{bucketID}/objects/{objectID}`
///
/// Source: Object (REST reference, user scope), "HEAD", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
#[derive(Debug)]
pub enum ObjectHeadAnswer {
    /// 204 No Content: The object exists.
    ///
    /// Source: Object (REST reference, user scope), "HEAD".
    Found {
        /// `Last-Modified`: When the object was last changed.
        ///
        /// Source: Object (REST reference, user scope), "HEAD".
        last_modified: SystemTime,
        /// `Content-Type`: The object's media type.
        ///
        /// Source: decision A03.
        content_type: MediaType,
        /// `X-Kii-BodyType`: The media type of the object's body.
        ///
        /// Source: Object (REST reference, user scope), "HEAD".
        x_kii_body_type: Option<MediaType>,
        /// `ETag`: The object's version.
        ///
        /// Source: Object (REST reference, user scope), "HEAD".
        e_tag: EntityTag,
    },
    /// 404 Not Found: There is no object under this ID, or no such owner.
    ///
    /// Source: Object (REST reference, user scope), "HEAD".
    NotFound,
    /// 401 Unauthorized: The caller may not ask about the object.
    ///
    /// Source: Object (REST reference, user scope), "HEAD".
    Unauthorized,
    /// 400 Bad Request: The bucketID is malformed.
    ///
    /// Source: Object (REST reference, user scope), "HEAD".
    Invalid,
    /// Anything else.
    Unexpected(Unexpected),
}

impl Client {
    /// `object.head`: Ask whether an object exists, and for its version, date and types.
    ///
    /// HEAD `/buckets/{bucketID}/objects/{objectID}`
    ///
    /// Source: Object (REST reference, user scope), "HEAD", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
    ///
    /// # Example
    ///
    /// ```
    /// use kii_client::*;
    ///
    /// # async fn example(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let request = ObjectHeadRequest::new(
    ///     Scope::Me,
    ///     BucketId::parse("notes")?,
    ///     ObjectId::parse("5e2cb1a0-7f11")?,
    /// );
    /// let success = client.object_head(request).await?.into_result()?;
    /// println!("{success:?}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the request cannot be sent or the answer breaks off. Whatever arrives as a whole is an answer.
    pub async fn object_head(
        &self,
        request: ObjectHeadRequest,
    ) -> Result<ObjectHeadAnswer, Error> {
        let call = Call::new("object.head", Method::HEAD, request.path(self.app_id()));
        self.send(call).await?.choose(DOCUMENTED, ObjectHeadAnswer::Unexpected).await
    }
}

/// The documented answers.
const DOCUMENTED: &[Documented<ObjectHeadAnswer>] = &[
    Documented {
        status: StatusCode::NO_CONTENT,
        shape: Shape::Empty,
        read: |received| Ok(ObjectHeadAnswer::Found {
            last_modified: received.header(&["last-modified"])?,
            content_type: received.header(&["content-type"])?,
            x_kii_body_type: received.optional(&["x-kii-bodytype"])?,
            e_tag: received.header(&["etag"])?,
        }),
    },
    Documented {
        status: StatusCode::NOT_FOUND,
        shape: Shape::Empty,
        read: |_| Ok(ObjectHeadAnswer::NotFound),
    },
    Documented {
        status: StatusCode::UNAUTHORIZED,
        shape: Shape::Empty,
        read: |_| Ok(ObjectHeadAnswer::Unauthorized),
    },
    Documented {
        status: StatusCode::BAD_REQUEST,
        shape: Shape::Empty,
        read: |_| Ok(ObjectHeadAnswer::Invalid),
    },
];

/// The success of `object.head`.
#[derive(Debug)]
#[non_exhaustive]
pub struct ObjectHeadSuccess {
    /// `Last-Modified`: When the object was last changed.
    ///
    /// Source: Object (REST reference, user scope), "HEAD".
    pub last_modified: SystemTime,
    /// `Content-Type`: The object's media type.
    ///
    /// Source: decision A03.
    pub content_type: MediaType,
    /// `X-Kii-BodyType`: The media type of the object's body.
    ///
    /// Source: Object (REST reference, user scope), "HEAD".
    pub x_kii_body_type: Option<MediaType>,
    /// `ETag`: The object's version.
    ///
    /// Source: Object (REST reference, user scope), "HEAD".
    pub e_tag: EntityTag,
}

impl ObjectHeadAnswer {
    /// The success, or the error.
    ///
    /// # Errors
    ///
    /// When the answer is not a success.
    pub fn into_result(self) -> Result<ObjectHeadSuccess, Failure> {
        match self {
            Self::Found { last_modified, content_type, x_kii_body_type, e_tag } => {
                Ok(ObjectHeadSuccess {
                    last_modified,
                    content_type,
                    x_kii_body_type,
                    e_tag,
                })
            }
            Self::NotFound { .. } => Err(Failure::WithoutContent(StatusCode::NOT_FOUND)),
            Self::Unauthorized { .. } => {
                Err(Failure::WithoutContent(StatusCode::UNAUTHORIZED))
            }
            Self::Invalid { .. } => Err(Failure::WithoutContent(StatusCode::BAD_REQUEST)),
            Self::Unexpected(unexpected) => {
                Err(Failure::Undocumented(Box::new(unexpected)))
            }
        }
    }
    /// The status: the documented one of a documented answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Found { .. } => StatusCode::NO_CONTENT,
            Self::NotFound { .. } => StatusCode::NOT_FOUND,
            Self::Unauthorized { .. } => StatusCode::UNAUTHORIZED,
            Self::Invalid { .. } => StatusCode::BAD_REQUEST,
            Self::Unexpected(unexpected) => unexpected.status,
        }
    }
}
