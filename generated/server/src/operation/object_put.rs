// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `object.put`: Replace an object, or create it under the ID in the path.

use crate::prelude::*;

/// `object.put`: Replace an object, or create it under the ID in the path.
///
/// PUT `/buckets/{bucketID}/objects/{objectID}`
///
/// Source: Object (REST reference, user scope), "PUT", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
#[derive(Debug)]
pub enum ObjectPutResponse {
    /// 200 OK: The object has been replaced.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    Replaced {
        /// `ETag`: The object's new version.
        ///
        /// Source: Object (REST reference, user scope), "PUT".
        e_tag: EntityTag,
        /// The content.
        content: ObjectUpdateResponse,
    },
    /// 201 Created: The object has been created under the ID in the path.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    Created {
        /// `Location`: Where the object is.
        ///
        /// Source: Object (REST reference, user scope), "PUT".
        location: UriReference,
        /// `ETag`: The object's version.
        ///
        /// Source: Object (REST reference, user scope), "PUT".
        e_tag: EntityTag,
        /// The content.
        content: ObjectUpdateResponse,
    },
    /// 404 Not Found: There is no such user.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    UserNotFound(UserNotFound),
    /// 404 Not Found: There is no such group.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    GroupNotFound(GroupNotFound),
    /// 404 Not Found: There is no such thing.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    ThingNotFound(ThingNotFound),
    /// 404 Not Found: If-Match is sent, but there is no object under this ID.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    ObjectMissing(ObjectNotFound),
    /// 409 Conflict: If-Match names a version that has been superseded.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    Stale(StaleVersionedObject),
    /// 409 Conflict: If-None-Match asks for a new object, but there is one under this ID.
    ///
    /// Source: decision A09.
    AlreadyExists(ObjectAlreadyExists),
    /// 401 Unauthorized: The caller may not write the object.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    Unauthorized(UnauthorizedAccess),
    /// 400 Bad Request: The bucketID is malformed.
    ///
    /// Source: Object (REST reference, user scope), "PUT".
    InvalidBucket(InvalidBucket),
    /// 400 Bad Request: The objectID is malformed.
    ///
    /// Source: decision A15.
    InvalidObjectId(InvalidObjectId),
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

impl IntoResponse for ObjectPutResponse {
    fn into_response(self) -> Response {
        match self {
            Self::Replaced { e_tag, content } => {
                Reply::new(StatusCode::OK)
                    .header("etag", &e_tag)
                    .json("application/vnd.kii.ObjectUpdateResponse+json", &content)
            }
            Self::Created { location, e_tag, content } => {
                Reply::new(StatusCode::CREATED)
                    .header("location", &location)
                    .header("etag", &e_tag)
                    .json("application/vnd.kii.ObjectUpdateResponse+json", &content)
            }
            Self::UserNotFound(error) => Reply::error(&error),
            Self::GroupNotFound(error) => Reply::error(&error),
            Self::ThingNotFound(error) => Reply::error(&error),
            Self::ObjectMissing(error) => Reply::error(&error),
            Self::Stale(error) => Reply::error(&error),
            Self::AlreadyExists(error) => Reply::error(&error),
            Self::Unauthorized(error) => Reply::error(&error),
            Self::InvalidBucket(error) => Reply::error(&error),
            Self::InvalidObjectId(error) => Reply::error(&error),
            Self::InvalidJson(error) => Reply::error(&error),
            Self::InvalidInput(error) => Reply::error(&error),
            Self::Failed(failure) => failure.into_response(),
        }
    }
}

/// Reads a request, refuses it when that needs no knowledge of what is stored, and hands it on otherwise.
pub(crate) async fn object_put<S: ObjectStorage>(
    service: Arc<S>,
    incoming: IncomingRequest,
) -> ObjectPutResponse {
    let Some(authorization) = incoming.header::<Authorization>(header::AUTHORIZATION)
    else {
        return ObjectPutResponse::Unauthorized(UnauthorizedAccess {
            message: String::from("The caller may not write the object."),
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
        Err(OwnerError::Refused(error)) => return ObjectPutResponse::Unauthorized(error),
        Err(OwnerError::Failed(failure)) => return ObjectPutResponse::Failed(failure),
    };
    let scope = incoming.scoped_path.scope.clone();
    let bucket_id = incoming.segment(1);
    let Ok(bucket_id) = BucketId::parse(&bucket_id) else {
        return ObjectPutResponse::InvalidBucket(InvalidBucket {
            message: String::from(
                "The bucketID has to have 2 to 64 characters, each an ASCII letter, a digit or one of `_-`.",
            ),
            object_scope: context.object_scope.clone(),
            bucket_id: bucket_id.to_string(),
        });
    };
    let object_id = incoming.segment(3);
    let Ok(object_id) = ObjectId::parse(&object_id) else {
        return ObjectPutResponse::InvalidObjectId(InvalidObjectId {
            message: String::from(
                "The objectID has to have 2 to 100 characters, each an ASCII letter, a digit or one of `_-.`.",
            ),
        });
    };
    let Ok(precondition) = Precondition::from_headers(&incoming.headers) else {
        return ObjectPutResponse::InvalidInput(InvalidInputData {
            message: String::from(
                "If-Match and If-None-Match exclude each other; send one of them, If-None-Match as `*`.",
            ),
        });
    };
    let media_type = incoming.header::<MediaType>(header::CONTENT_TYPE);
    let content = match incoming.object_content(OBJECT_MAXIMUM).await {
        Ok(content) => content,
        Err(ContentError::TooLarge) => {
            return ObjectPutResponse::InvalidInput(InvalidInputData {
                message: String::from(
                    "The content has more than 65534 characters, or it broke off before its end.",
                ),
            });
        }
        Err(ContentError::Malformed) => {
            return ObjectPutResponse::InvalidJson(InvalidJson {
                message: String::from("The content is no JSON text in UTF-8 (RFC 8259)."),
            });
        }
        Err(ContentError::NotAnObject) => {
            return ObjectPutResponse::InvalidJson(InvalidJson {
                message: String::from("The content is JSON, but not an object."),
            });
        }
    };
    let request = ObjectPutRequest {
        scope,
        bucket_id,
        object_id,
        precondition,
        media_type,
        content,
    };
    service.object_put(context, request).await
}
