// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `object.delete`: Delete an object, and its body and publications with it.

use crate::prelude::*;

/// `object.delete`: Delete an object, and its body and publications with it.
///
/// DELETE `/buckets/{bucketID}/objects/{objectID}`
///
/// Source: Object (REST reference, user scope), "DELETE", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
#[derive(Debug)]
pub enum ObjectDeleteResponse {
    /// 204 No Content: The object has been deleted.
    ///
    /// Source: Object (REST reference, user scope), "DELETE".
    Deleted,
    /// 404 Not Found: There is no such user.
    ///
    /// Source: Object (REST reference, user scope), "DELETE".
    UserNotFound(UserNotFound),
    /// 404 Not Found: There is no such group.
    ///
    /// Source: Object (REST reference, user scope), "DELETE".
    GroupNotFound(GroupNotFound),
    /// 404 Not Found: There is no such thing.
    ///
    /// Source: Object (REST reference, user scope), "DELETE".
    ThingNotFound(ThingNotFound),
    /// 404 Not Found: There is no object under this ID.
    ///
    /// Source: Object (REST reference, user scope), "DELETE".
    ObjectMissing(ObjectNotFound),
    /// 409 Conflict: If-Match names a version that has been superseded.
    ///
    /// Source: Object (REST reference, user scope), "DELETE".
    Stale(StaleVersionedObject),
    /// 401 Unauthorized: The caller may not delete the object.
    ///
    /// Source: Object (REST reference, user scope), "DELETE".
    Unauthorized(UnauthorizedAccess),
    /// 400 Bad Request: The bucketID is malformed.
    ///
    /// Source: Object (REST reference, user scope), "DELETE".
    InvalidBucket(InvalidBucket),
    /// 400 Bad Request: The objectID is malformed.
    ///
    /// Source: decision A15.
    InvalidObjectId(InvalidObjectId),
    /// 400 Bad Request: The request contradicts itself or is too large.
    ///
    /// Source: decision A12.
    InvalidInput(InvalidInputData),
    /// Something is wrong with the server, so it can give no documented answer.
    Failed(ServerFailure),
}

impl IntoResponse for ObjectDeleteResponse {
    fn into_response(self) -> Response {
        match self {
            Self::Deleted => Reply::new(StatusCode::NO_CONTENT).empty(),
            Self::UserNotFound(error) => Reply::error(&error),
            Self::GroupNotFound(error) => Reply::error(&error),
            Self::ThingNotFound(error) => Reply::error(&error),
            Self::ObjectMissing(error) => Reply::error(&error),
            Self::Stale(error) => Reply::error(&error),
            Self::Unauthorized(error) => Reply::error(&error),
            Self::InvalidBucket(error) => Reply::error(&error),
            Self::InvalidObjectId(error) => Reply::error(&error),
            Self::InvalidInput(error) => Reply::error(&error),
            Self::Failed(failure) => failure.into_response(),
        }
    }
}

/// Reads a request, refuses it when that needs no knowledge of what is stored, and hands it on otherwise.
pub(crate) async fn object_delete<S: ObjectStorage>(
    service: Arc<S>,
    incoming: IncomingRequest,
) -> ObjectDeleteResponse {
    let Some(authorization) = incoming.header::<Authorization>(header::AUTHORIZATION)
    else {
        return ObjectDeleteResponse::Unauthorized(UnauthorizedAccess {
            message: String::from("The caller may not delete the object."),
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
        Err(OwnerError::Refused(error)) => {
            return ObjectDeleteResponse::Unauthorized(error);
        }
        Err(OwnerError::Failed(failure)) => return ObjectDeleteResponse::Failed(failure),
    };
    let scope = incoming.scoped_path.scope.clone();
    let bucket_id = incoming.segment(1);
    let Ok(bucket_id) = BucketId::parse(&bucket_id) else {
        return ObjectDeleteResponse::InvalidBucket(InvalidBucket {
            message: String::from(
                "The bucketID has to have 2 to 64 characters, each an ASCII letter, a digit or one of `_-`.",
            ),
            object_scope: context.object_scope.clone(),
            bucket_id: bucket_id.to_string(),
        });
    };
    let object_id = incoming.segment(3);
    let Ok(object_id) = ObjectId::parse(&object_id) else {
        return ObjectDeleteResponse::InvalidObjectId(InvalidObjectId {
            message: String::from(
                "The objectID has to have 2 to 100 characters, each an ASCII letter, a digit or one of `_-.`.",
            ),
        });
    };
    let Ok(precondition) = Precondition::from_headers(&incoming.headers) else {
        return ObjectDeleteResponse::InvalidInput(InvalidInputData {
            message: String::from(
                "If-Match and If-None-Match exclude each other; send one of them, If-None-Match as `*`.",
            ),
        });
    };
    let request = ObjectDeleteRequest {
        scope,
        bucket_id,
        object_id,
        precondition,
    };
    service.object_delete(context, request).await
}
