// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `body.head`: Ask whether an object has a body, and for its version and media type.

use crate::prelude::*;

/// `body.head`: Ask whether an object has a body, and for its version and media type.
///
/// HEAD `/buckets/{bucketID}/objects/{objectID}/body`
///
/// Source: Object Body (REST reference, user scope), "HEAD", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>. The page shows it in user scope.
#[derive(Debug)]
pub enum BodyHeadResponse {
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
    /// Something is wrong with the server, so it can give no documented answer.
    Failed(ServerFailure),
}

impl IntoResponse for BodyHeadResponse {
    fn into_response(self) -> Response {
        match self {
            Self::Found { last_modified, e_tag, content_type } => {
                Reply::new(StatusCode::NO_CONTENT)
                    .header("last-modified", &last_modified)
                    .header("etag", &e_tag)
                    .header("content-type", &content_type)
                    .empty()
            }
            Self::NotFound => Reply::new(StatusCode::NOT_FOUND).empty(),
            Self::Unauthorized => Reply::new(StatusCode::UNAUTHORIZED).empty(),
            Self::Invalid => Reply::new(StatusCode::BAD_REQUEST).empty(),
            Self::Failed(failure) => failure.into_response(),
        }
    }
}

/// Reads a request, refuses it when that needs no knowledge of what is stored, and hands it on otherwise.
pub(crate) async fn body_head<S: ObjectStorage>(
    service: Arc<S>,
    incoming: IncomingRequest,
) -> BodyHeadResponse {
    let Some(authorization) = incoming.header::<Authorization>(header::AUTHORIZATION)
    else {
        return BodyHeadResponse::Unauthorized;
    };
    let context = match Context::new(
            service.as_ref(),
            &incoming.scoped_path,
            authorization,
            incoming.host(),
        )
        .await
    {
        Ok(context) => context,
        Err(OwnerError::Refused(_)) => return BodyHeadResponse::Unauthorized,
        Err(OwnerError::Failed(failure)) => return BodyHeadResponse::Failed(failure),
    };
    let scope = incoming.scoped_path.scope.clone();
    let bucket_id = incoming.segment(1);
    let Ok(bucket_id) = BucketId::parse(&bucket_id) else {
        return BodyHeadResponse::Invalid;
    };
    let object_id = incoming.segment(3);
    let Ok(object_id) = ObjectId::parse(&object_id) else {
        return BodyHeadResponse::Invalid;
    };
    let request = BodyHeadRequest {
        scope,
        bucket_id,
        object_id,
    };
    service.body_head(context, request).await
}
