// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `body.get`: Read an object's body, whole or in part.

use crate::prelude::*;

/// `body.get`: Read an object's body, whole or in part.
///
/// GET `/buckets/{bucketID}/objects/{objectID}/body`
///
/// Source: Object Body (REST reference, user scope), "GET", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>. The page shows it in user scope.
#[derive(Debug)]
pub enum BodyGetResponse {
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
    /// Something is wrong with the server, so it can give no documented answer.
    Failed(ServerFailure),
}

impl IntoResponse for BodyGetResponse {
    fn into_response(self) -> Response {
        match self {
            Self::Whole { e_tag, content } => {
                Reply::new(StatusCode::OK).header("etag", &e_tag).stream(content)
            }
            Self::Part { e_tag, content_range, content } => {
                Reply::new(StatusCode::PARTIAL_CONTENT)
                    .header("etag", &e_tag)
                    .optional("content-range", &content_range)
                    .stream(content)
            }
            Self::UserNotFound(error) => Reply::error(&error),
            Self::GroupNotFound(error) => Reply::error(&error),
            Self::ThingNotFound(error) => Reply::error(&error),
            Self::ObjectMissing(error) => Reply::error(&error),
            Self::BodyMissing(error) => Reply::error(&error),
            Self::Unauthorized(error) => Reply::error(&error),
            Self::Stale(error) => Reply::error(&error),
            Self::Unsatisfiable(error) => Reply::error(&error),
            Self::InvalidBucket(error) => Reply::error(&error),
            Self::InvalidObjectId(error) => Reply::error(&error),
            Self::Failed(failure) => failure.into_response(),
        }
    }
}

/// Reads a request, refuses it when that needs no knowledge of what is stored, and hands it on otherwise.
pub(crate) async fn body_get<S: ObjectStorage>(
    service: Arc<S>,
    incoming: IncomingRequest,
) -> BodyGetResponse {
    let Some(authorization) = incoming.header::<Authorization>(header::AUTHORIZATION)
    else {
        return BodyGetResponse::Unauthorized(UnauthorizedAccess {
            message: String::from("The caller may not read the body."),
            authenticated_app_id: None,
            authenticated_principal_id: None,
        });
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
        Err(OwnerError::Refused(error)) => return BodyGetResponse::Unauthorized(error),
        Err(OwnerError::Failed(failure)) => return BodyGetResponse::Failed(failure),
    };
    let scope = incoming.scoped_path.scope.clone();
    let bucket_id = incoming.segment(1);
    let Ok(bucket_id) = BucketId::parse(&bucket_id) else {
        return BodyGetResponse::InvalidBucket(InvalidBucket {
            message: String::from(
                "The bucketID has to have 2 to 64 characters, each an ASCII letter, a digit or one of `_-`.",
            ),
            object_scope: context.object_scope.clone(),
            bucket_id: bucket_id.to_string(),
        });
    };
    let object_id = incoming.segment(3);
    let Ok(object_id) = ObjectId::parse(&object_id) else {
        return BodyGetResponse::InvalidObjectId(InvalidObjectId {
            message: String::from(
                "The objectID has to have 2 to 100 characters, each an ASCII letter, a digit or one of `_-.`.",
            ),
        });
    };
    let if_match = incoming.header::<EntityTag>(header::IF_MATCH);
    let range = incoming.header::<ByteRange>(header::RANGE);
    let request = BodyGetRequest {
        scope,
        bucket_id,
        object_id,
        if_match,
        range,
    };
    service.body_get(context, request).await
}
