// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `publish.post`: Publish an object's body and learn its address.

use crate::prelude::*;

/// `publish.post`: Publish an object's body and learn its address.
///
/// POST `/buckets/{bucketID}/objects/{objectID}/body/publish`
///
/// Source: Publish (REST reference, scope of the logged-in user), "POST", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-logged-in/bucket-collection/bucket-of-default-type/object-collection/object/body/publish/>. The page shows it in me scope.
#[derive(Debug)]
pub enum PublishPostResponse {
    /// 200 OK: The body has been published.
    ///
    /// Source: Publish (REST reference, scope of the logged-in user), "POST".
    Published {
        /// The content.
        content: ObjectBodyPublicationResponse,
    },
    /// 404 Not Found: There is no such user.
    ///
    /// Source: Publish (REST reference, scope of the logged-in user), "POST".
    UserNotFound(UserNotFound),
    /// 404 Not Found: There is no such group.
    ///
    /// Source: Publish (REST reference, scope of the logged-in user), "POST".
    GroupNotFound(GroupNotFound),
    /// 404 Not Found: There is no such thing.
    ///
    /// Source: Publish (REST reference, scope of the logged-in user), "POST".
    ThingNotFound(ThingNotFound),
    /// 404 Not Found: There is no object under this ID.
    ///
    /// Source: Publish (REST reference, scope of the logged-in user), "POST".
    ObjectMissing(ObjectNotFound),
    /// 404 Not Found: The object has no body.
    ///
    /// Source: Publish (REST reference, scope of the logged-in user), "POST".
    BodyMissing(ObjectBodyNotFound),
    /// 401 Unauthorized: The caller may not publish the body.
    ///
    /// Source: Publish (REST reference, scope of the logged-in user), "POST".
    Unauthorized(UnauthorizedAccess),
    /// 400 Bad Request: The bucketID is malformed.
    ///
    /// Source: decision A14.
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

impl IntoResponse for PublishPostResponse {
    fn into_response(self) -> Response {
        match self {
            Self::Published { content } => {
                Reply::new(StatusCode::OK)
                    .json(
                        "application/vnd.kii.ObjectBodyPublicationResponse+json",
                        &content,
                    )
            }
            Self::UserNotFound(error) => Reply::error(&error),
            Self::GroupNotFound(error) => Reply::error(&error),
            Self::ThingNotFound(error) => Reply::error(&error),
            Self::ObjectMissing(error) => Reply::error(&error),
            Self::BodyMissing(error) => Reply::error(&error),
            Self::Unauthorized(error) => Reply::error(&error),
            Self::InvalidBucket(error) => Reply::error(&error),
            Self::InvalidObjectId(error) => Reply::error(&error),
            Self::InvalidInput(error) => Reply::error(&error),
            Self::Failed(failure) => failure.into_response(),
        }
    }
}

/// Reads a request, refuses it when that needs no knowledge of what is stored, and hands it on otherwise.
pub(crate) async fn publish_post<S: ObjectStorage>(
    service: Arc<S>,
    incoming: IncomingRequest,
) -> PublishPostResponse {
    let Some(authorization) = incoming.header::<Authorization>(header::AUTHORIZATION)
    else {
        return PublishPostResponse::Unauthorized(UnauthorizedAccess {
            message: String::from("The caller may not publish the body."),
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
            return PublishPostResponse::Unauthorized(error);
        }
        Err(OwnerError::Failed(failure)) => return PublishPostResponse::Failed(failure),
    };
    let scope = incoming.scoped_path.scope.clone();
    let bucket_id = incoming.segment(1);
    let Ok(bucket_id) = BucketId::parse(&bucket_id) else {
        return PublishPostResponse::InvalidBucket(InvalidBucket {
            message: String::from(
                "The bucketID has to have 2 to 64 characters, each an ASCII letter, a digit or one of `_-`.",
            ),
            object_scope: context.object_scope.clone(),
            bucket_id: bucket_id.to_string(),
        });
    };
    let object_id = incoming.segment(3);
    let Ok(object_id) = ObjectId::parse(&object_id) else {
        return PublishPostResponse::InvalidObjectId(InvalidObjectId {
            message: String::from(
                "The objectID has to have 2 to 100 characters, each an ASCII letter, a digit or one of `_-.`.",
            ),
        });
    };
    let Some(content) = incoming
        .json_content::<ObjectBodyPublicationRequest>(OBJECT_MAXIMUM)
        .await else {
        return PublishPostResponse::InvalidInput(InvalidInputData {
            message: String::from(
                "Send a JSON object of which no member excludes another: `expiresAt` is milliseconds since 1970; `expiresIn` is a whole number.",
            ),
        });
    };
    let request = PublishPostRequest {
        scope,
        bucket_id,
        object_id,
        content,
    };
    service.publish_post(context, request).await
}
