// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `object.head`: Ask whether an object exists, and for its version, date and types.

use crate::prelude::*;

/// `object.head`: Ask whether an object exists, and for its version, date and types.
///
/// HEAD `/buckets/{bucketID}/objects/{objectID}`
///
/// Source: Object (REST reference, user scope), "HEAD", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
#[derive(Debug)]
pub enum ObjectHeadResponse {
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
    /// Something is wrong with the server, so it can give no documented answer.
    Failed(ServerFailure),
}

impl IntoResponse for ObjectHeadResponse {
    fn into_response(self) -> Response {
        match self {
            Self::Found { last_modified, content_type, x_kii_body_type, e_tag } => {
                Reply::new(StatusCode::NO_CONTENT)
                    .header("last-modified", &last_modified)
                    .header("content-type", &content_type)
                    .optional("x-kii-bodytype", &x_kii_body_type)
                    .header("etag", &e_tag)
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
pub(crate) async fn object_head<S: ObjectStorage>(
    service: Arc<S>,
    incoming: IncomingRequest,
) -> ObjectHeadResponse {
    let Some(authorization) = incoming.header::<Authorization>(header::AUTHORIZATION)
    else {
        return ObjectHeadResponse::Unauthorized;
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
        Err(OwnerError::Refused(_)) => return ObjectHeadResponse::Unauthorized,
        Err(OwnerError::Failed(failure)) => return ObjectHeadResponse::Failed(failure),
    };
    let scope = incoming.scoped_path.scope.clone();
    let bucket_id = incoming.segment(1);
    let Ok(bucket_id) = BucketId::parse(&bucket_id) else {
        return ObjectHeadResponse::Invalid;
    };
    let object_id = incoming.segment(3);
    let Ok(object_id) = ObjectId::parse(&object_id) else {
        return ObjectHeadResponse::Invalid;
    };
    let request = ObjectHeadRequest {
        scope,
        bucket_id,
        object_id,
    };
    service.object_head(context, request).await
}
