// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `body.put`: Add a body to an object, or replace the one it has.

use crate::prelude::*;

/// `body.put`: Add a body to an object, or replace the one it has.
///
/// PUT `/buckets/{bucketID}/objects/{objectID}/body`
///
/// Source: Object Body (REST reference, user scope), "PUT", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>. The page shows it in user scope.
#[derive(Debug)]
pub enum BodyPutResponse {
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
    /// Something is wrong with the server, so it can give no documented answer.
    Failed(ServerFailure),
}

impl IntoResponse for BodyPutResponse {
    fn into_response(self) -> Response {
        match self {
            Self::Stored { last_modified, e_tag, content } => {
                Reply::new(StatusCode::OK)
                    .header("last-modified", &last_modified)
                    .header("etag", &e_tag)
                    .json("application/vnd.kii.ObjectBodyUpdateResponse+json", &content)
            }
            Self::UserNotFound(error) => Reply::error(&error),
            Self::GroupNotFound(error) => Reply::error(&error),
            Self::ThingNotFound(error) => Reply::error(&error),
            Self::ObjectMissing(error) => Reply::error(&error),
            Self::Unauthorized(error) => Reply::error(&error),
            Self::Stale(error) => Reply::error(&error),
            Self::InvalidInput(error) => Reply::error(&error),
            Self::InvalidBucket(error) => Reply::error(&error),
            Self::InvalidObjectId(error) => Reply::error(&error),
            Self::Failed(failure) => failure.into_response(),
        }
    }
}

/// Reads a request, refuses it when that needs no knowledge of what is stored, and hands it on otherwise.
pub(crate) async fn body_put<S: ObjectStorage>(
    service: Arc<S>,
    incoming: IncomingRequest,
) -> BodyPutResponse {
    let Some(authorization) = incoming.header::<Authorization>(header::AUTHORIZATION)
    else {
        return BodyPutResponse::Unauthorized(UnauthorizedAccess {
            message: String::from("The caller may not write the body."),
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
        Err(OwnerError::Refused(error)) => return BodyPutResponse::Unauthorized(error),
        Err(OwnerError::Failed(failure)) => return BodyPutResponse::Failed(failure),
    };
    let scope = incoming.scoped_path.scope.clone();
    let bucket_id = incoming.segment(1);
    let Ok(bucket_id) = BucketId::parse(&bucket_id) else {
        return BodyPutResponse::InvalidBucket(InvalidBucket {
            message: String::from(
                "The bucketID has to have 2 to 64 characters, each an ASCII letter, a digit or one of `_-`.",
            ),
            object_scope: context.object_scope.clone(),
            bucket_id: bucket_id.to_string(),
        });
    };
    let object_id = incoming.segment(3);
    let Ok(object_id) = ObjectId::parse(&object_id) else {
        return BodyPutResponse::InvalidObjectId(InvalidObjectId {
            message: String::from(
                "The objectID has to have 2 to 100 characters, each an ASCII letter, a digit or one of `_-.`.",
            ),
        });
    };
    let Ok(precondition) = Precondition::from_headers(&incoming.headers) else {
        return BodyPutResponse::InvalidInput(InvalidInputData {
            message: String::from(
                "If-Match and If-None-Match exclude each other; send one of them, If-None-Match as `*`.",
            ),
        });
    };
    let content = incoming.body_content();
    let request = BodyPutRequest {
        scope,
        bucket_id,
        object_id,
        precondition,
        content,
    };
    service.body_put(context, request).await
}
