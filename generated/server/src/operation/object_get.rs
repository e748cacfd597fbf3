// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! `object.get`: Read an object.

use crate::prelude::*;

/// `object.get`: Read an object.
///
/// GET `/buckets/{bucketID}/objects/{objectID}`
///
/// Source: Object (REST reference, user scope), "GET", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
#[derive(Debug)]
pub enum ObjectGetResponse {
    /// 200 OK: The object's members, with its own media type.
    ///
    /// Source: Object (REST reference, user scope), "GET".
    Found {
        /// `Last-Modified`: When the object was last changed.
        ///
        /// Source: Object (REST reference, user scope), "GET".
        last_modified: SystemTime,
        /// `X-Kii-BodyType`: The media type of the object's body.
        ///
        /// Source: Object (REST reference, user scope), "GET".
        x_kii_body_type: Option<MediaType>,
        /// `ETag`: The object's version.
        ///
        /// Source: Object (REST reference, user scope), "GET".
        e_tag: EntityTag,
        /// The object's media type.
        media_type: MediaType,
        /// The object's members.
        content: JsonObject,
    },
    /// 404 Not Found: There is no such user.
    ///
    /// Source: Object (REST reference, user scope), "GET".
    UserNotFound(UserNotFound),
    /// 404 Not Found: There is no such group.
    ///
    /// Source: Object (REST reference, user scope), "GET".
    GroupNotFound(GroupNotFound),
    /// 404 Not Found: There is no such thing.
    ///
    /// Source: Object (REST reference, user scope), "GET".
    ThingNotFound(ThingNotFound),
    /// 404 Not Found: There is no object under this ID.
    ///
    /// Source: Object (REST reference, user scope), "GET".
    ObjectMissing(ObjectNotFound),
    /// 401 Unauthorized: The caller may not read the object.
    ///
    /// Source: Object (REST reference, user scope), "GET".
    Unauthorized(UnauthorizedAccess),
    /// 400 Bad Request: The bucketID is malformed.
    ///
    /// Source: Object (REST reference, user scope), "GET".
    InvalidBucket(InvalidBucket),
    /// 400 Bad Request: The objectID is malformed.
    ///
    /// Source: decision A15.
    InvalidObjectId(InvalidObjectId),
    /// Something is wrong with the server, so it can give no documented answer.
    Failed(ServerFailure),
}

impl IntoResponse for ObjectGetResponse {
    fn into_response(self) -> Response {
        match self {
            Self::Found {
                last_modified,
                x_kii_body_type,
                e_tag,
                media_type,
                content,
            } => {
                Reply::new(StatusCode::OK)
                    .header("last-modified", &last_modified)
                    .optional("x-kii-bodytype", &x_kii_body_type)
                    .header("etag", &e_tag)
                    .json(media_type.as_str(), &content)
            }
            Self::UserNotFound(error) => Reply::error(&error),
            Self::GroupNotFound(error) => Reply::error(&error),
            Self::ThingNotFound(error) => Reply::error(&error),
            Self::ObjectMissing(error) => Reply::error(&error),
            Self::Unauthorized(error) => Reply::error(&error),
            Self::InvalidBucket(error) => Reply::error(&error),
            Self::InvalidObjectId(error) => Reply::error(&error),
            Self::Failed(failure) => failure.into_response(),
        }
    }
}

/// Reads a request, refuses it when that needs no knowledge of what is stored, and hands it on otherwise.
pub(crate) async fn object_get<S: ObjectStorage>(
    service: Arc<S>,
    incoming: IncomingRequest,
) -> ObjectGetResponse {
    let Some(authorization) = incoming.header::<Authorization>(header::AUTHORIZATION)
    else {
        return ObjectGetResponse::Unauthorized(UnauthorizedAccess {
            message: String::from("The caller may not read the object."),
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
        Err(OwnerError::Refused(error)) => return ObjectGetResponse::Unauthorized(error),
        Err(OwnerError::Failed(failure)) => return ObjectGetResponse::Failed(failure),
    };
    let scope = incoming.scoped_path.scope.clone();
    let bucket_id = incoming.segment(1);
    let Ok(bucket_id) = BucketId::parse(&bucket_id) else {
        return ObjectGetResponse::InvalidBucket(InvalidBucket {
            message: String::from(
                "The bucketID has to have 2 to 64 characters, each an ASCII letter, a digit or one of `_-`.",
            ),
            object_scope: context.object_scope.clone(),
            bucket_id: bucket_id.to_string(),
        });
    };
    let object_id = incoming.segment(3);
    let Ok(object_id) = ObjectId::parse(&object_id) else {
        return ObjectGetResponse::InvalidObjectId(InvalidObjectId {
            message: String::from(
                "The objectID has to have 2 to 100 characters, each an ASCII letter, a digit or one of `_-.`.",
            ),
        });
    };
    let request = ObjectGetRequest {
        scope,
        bucket_id,
        object_id,
    };
    service.object_get(context, request).await
}
