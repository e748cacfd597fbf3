// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `collection.post`: Create an object under an ID that the server chooses, and the bucket with it if need be.

use crate::prelude::*;

/// `collection.post`: Create an object under an ID that the server chooses, and the bucket with it if need be.
///
/// POST `/buckets/{bucketID}/objects`
///
/// Source: Object Collection (REST reference, app scope), "POST", <http://docs.kii.com/rest/apps-collection/application/bucket-collection/bucket-of-default-type/object-collection/>. The page shows it in app scope.
#[derive(Debug)]
pub enum CollectionPostResponse {
    /// 201 Created: The object has been created.
    ///
    /// Source: decision A01.
    Created {
        /// `Location`: Where the object is.
        ///
        /// Source: Object Collection (REST reference, app scope), "POST".
        location: UriReference,
        /// `ETag`: The object's version.
        ///
        /// Source: Object Collection (REST reference, app scope), "POST".
        e_tag: EntityTag,
        /// The content.
        content: ObjectCreationResponse,
    },
    /// 404 Not Found: There is no such user.
    ///
    /// Source: Object Collection (REST reference, group scope), "POST".
    UserNotFound(UserNotFound),
    /// 404 Not Found: There is no such group.
    ///
    /// Source: Object Collection (REST reference, group scope), "POST".
    GroupNotFound(GroupNotFound),
    /// 404 Not Found: There is no such thing.
    ///
    /// Source: Object Collection (REST reference, group scope), "POST".
    ThingNotFound(ThingNotFound),
    /// 401 Unauthorized: The caller may not create objects here.
    ///
    /// Source: decision A01.
    Unauthorized(UnauthorizedAccess),
    /// 400 Bad Request: The bucketID is malformed.
    ///
    /// Source: decision A14.
    InvalidBucket(InvalidBucket),
    /// 400 Bad Request: The content is not a JSON object.
    ///
    /// Source: decision A47.
    InvalidJson(InvalidJson),
    /// 400 Bad Request: The request contradicts itself or is too large.
    ///
    /// Source: decision A12.
    InvalidInput(InvalidInputData),
    /// Something is wrong with the server, so it can give no documented answer.
    Failed(ServerFailure),
}

impl IntoResponse for CollectionPostResponse {
    fn into_response(self) -> Response {
        match self {
            Self::Created { location, e_tag, content } => {
                Reply::new(StatusCode::CREATED)
                    .header("location", &location)
                    .header("etag", &e_tag)
                    .json("application/vnd.kii.ObjectCreationResponse+json", &content)
            }
            Self::UserNotFound(error) => Reply::error(&error),
            Self::GroupNotFound(error) => Reply::error(&error),
            Self::ThingNotFound(error) => Reply::error(&error),
            Self::Unauthorized(error) => Reply::error(&error),
            Self::InvalidBucket(error) => Reply::error(&error),
            Self::InvalidJson(error) => Reply::error(&error),
            Self::InvalidInput(error) => Reply::error(&error),
            Self::Failed(failure) => failure.into_response(),
        }
    }
}

/// Reads a request, refuses it when that needs no knowledge of what is stored, and hands it on otherwise.
pub(crate) async fn collection_post<S: ObjectStorage>(
    service: Arc<S>,
    incoming: IncomingRequest,
) -> CollectionPostResponse {
    let Some(authorization) = incoming.header::<Authorization>(header::AUTHORIZATION)
    else {
        return CollectionPostResponse::Unauthorized(UnauthorizedAccess {
            message: String::from("The caller may not create objects here."),
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
            return CollectionPostResponse::Unauthorized(error);
        }
        Err(OwnerError::Failed(failure)) => {
            return CollectionPostResponse::Failed(failure);
        }
    };
    let scope = incoming.scoped_path.scope.clone();
    let bucket_id = incoming.segment(1);
    let Ok(bucket_id) = BucketId::parse(&bucket_id) else {
        return CollectionPostResponse::InvalidBucket(InvalidBucket {
            message: String::from(
                "The bucketID has to have 2 to 64 characters, each an ASCII letter, a digit or one of `_-`.",
            ),
            object_scope: context.object_scope.clone(),
            bucket_id: bucket_id.to_string(),
        });
    };
    let media_type = incoming.header::<MediaType>(header::CONTENT_TYPE);
    let content = match incoming.object_content(OBJECT_MAXIMUM).await {
        Ok(content) => content,
        Err(ContentError::TooLarge) => {
            return CollectionPostResponse::InvalidInput(InvalidInputData {
                message: String::from(
                    "The content has more than 65534 characters, or it broke off before its end.",
                ),
            });
        }
        Err(ContentError::Malformed) => {
            return CollectionPostResponse::InvalidJson(InvalidJson {
                message: String::from("The content is no JSON text in UTF-8 (RFC 8259)."),
            });
        }
        Err(ContentError::NotAnObject) => {
            return CollectionPostResponse::InvalidJson(InvalidJson {
                message: String::from("The content is JSON, but not an object."),
            });
        }
    };
    let request = CollectionPostRequest {
        scope,
        bucket_id,
        media_type,
        content,
    };
    service.collection_post(context, request).await
}
