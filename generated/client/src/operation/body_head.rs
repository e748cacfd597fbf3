// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `body.head`: Ask whether an object has a body, and for its version and media type.

use crate::prelude::*;

/// `body.head`: Ask whether an object has a body, and for its version and media type.
///
/// HEAD `/buckets/{bucketID}/objects/{objectID}/body`
///
/// Source: Object Body (REST reference, user scope), "HEAD", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>. The page shows it in user scope.
#[derive(Debug)]
pub enum BodyHeadAnswer {
    /// 204 No Content: The object has a body.
    ///
    /// Source: Object Body (REST reference, user scope), "HEAD".
    Found {
        /// `Last-Modified`: When the object was last changed.
        ///
        /// Source: Object Body (REST reference, user scope), "HEAD".
        last_modified: SystemTime,
        /// `ETag`: The body's version.
        ///
        /// Source: Object Body (REST reference, user scope), "HEAD".
        e_tag: EntityTag,
        /// `Content-Type`: The body's media type.
        ///
        /// Source: decision A03.
        content_type: MediaType,
    },
    /// 404 Not Found: There is no body, no object under this ID, or no such owner.
    ///
    /// Source: Object Body (REST reference, user scope), "HEAD".
    NotFound,
    /// 401 Unauthorized: The caller may not ask about the body.
    ///
    /// Source: Object Body (REST reference, user scope), "HEAD".
    Unauthorized,
    /// 400 Bad Request: The bucketID or the objectID is malformed.
    ///
    /// Source: decision A41.
    Invalid,
    /// Anything else.
    Unexpected(Unexpected),
}

impl Client {
    /// `body.head`: Ask whether an object has a body, and for its version and media type.
    ///
    /// HEAD `/buckets/{bucketID}/objects/{objectID}/body`
    ///
    /// Source: Object Body (REST reference, user scope), "HEAD", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>. The page shows it in user scope.
    ///
    /// # Example
    ///
    /// ```
    /// use kii_client::*;
    ///
    /// # async fn example(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let request = BodyHeadRequest::new(
    ///     Scope::Me,
    ///     BucketId::parse("notes")?,
    ///     ObjectId::parse("5e2cb1a0-7f11")?,
    /// );
    /// let success = client.body_head(request).await?.into_result()?;
    /// println!("{success:?}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the request cannot be sent or the answer breaks off. Whatever arrives as a whole is an answer.
    pub async fn body_head(
        &self,
        request: BodyHeadRequest,
    ) -> Result<BodyHeadAnswer, Error> {
        let call = Call::new("body.head", Method::HEAD, request.path(self.app_id()));
        self.send(call).await?.choose(DOCUMENTED, BodyHeadAnswer::Unexpected).await
    }
}

/// The documented answers.
const DOCUMENTED: &[Documented<BodyHeadAnswer>] = &[
    Documented {
        status: StatusCode::NO_CONTENT,
        shape: Shape::Empty,
        read: |received| Ok(BodyHeadAnswer::Found {
            last_modified: received.header(&["last-modified"])?,
            e_tag: received.header(&["etag"])?,
            content_type: received.header(&["content-type"])?,
        }),
    },
    Documented {
        status: StatusCode::OK,
        shape: Shape::Empty,
        read: |received| Ok(BodyHeadAnswer::Found {
            last_modified: received.header(&["last-modified"])?,
            e_tag: received.header(&["etag"])?,
            content_type: received.header(&["content-type"])?,
        }),
    },
    Documented {
        status: StatusCode::NOT_FOUND,
        shape: Shape::Empty,
        read: |_| Ok(BodyHeadAnswer::NotFound),
    },
    Documented {
        status: StatusCode::UNAUTHORIZED,
        shape: Shape::Empty,
        read: |_| Ok(BodyHeadAnswer::Unauthorized),
    },
    Documented {
        status: StatusCode::BAD_REQUEST,
        shape: Shape::Empty,
        read: |_| Ok(BodyHeadAnswer::Invalid),
    },
];

/// The success of `body.head`.
#[derive(Debug)]
#[non_exhaustive]
pub struct BodyHeadSuccess {
    /// `Last-Modified`: When the object was last changed.
    ///
    /// Source: Object Body (REST reference, user scope), "HEAD".
    pub last_modified: SystemTime,
    /// `ETag`: The body's version.
    ///
    /// Source: Object Body (REST reference, user scope), "HEAD".
    pub e_tag: EntityTag,
    /// `Content-Type`: The body's media type.
    ///
    /// Source: decision A03.
    pub content_type: MediaType,
}

impl BodyHeadAnswer {
    /// The success, or the error.
    ///
    /// # Errors
    ///
    /// When the answer is not a success.
    pub fn into_result(self) -> Result<BodyHeadSuccess, Failure> {
        match self {
            Self::Found { last_modified, e_tag, content_type } => {
                Ok(BodyHeadSuccess {
                    last_modified,
                    e_tag,
                    content_type,
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
