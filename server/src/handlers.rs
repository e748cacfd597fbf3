//! The operations: the generated trait, implemented resource by resource.

mod body;
mod collection;
mod object;
mod publish;

use kii_server_stubs::{
    BodyDeleteResponse, BodyGetResponse, BodyHeadResponse, BodyPutResponse, CollectionPostResponse, Context,
    ObjectDeleteResponse, ObjectGetResponse, ObjectHeadResponse, ObjectPatchResponse, ObjectPutResponse, ObjectStorage,
    OwnerError, PublishPostResponse,
};
use kii_types::{
    AppId, Authorization, BodyDeleteRequest, BodyGetRequest, BodyHeadRequest, BodyPutRequest, CollectionPostRequest,
    InvalidInputData, JsonObject, ObjectDeleteRequest, ObjectGetRequest, ObjectHeadRequest, ObjectPatchRequest,
    ObjectPutRequest, PublishPostRequest, Scope, UriReference, UserId,
};

use crate::{
    key::ObjectKey,
    object::{TOO_DEEP, is_too_deep, without_reserved},
    reference::ReferenceServer,
};

impl ObjectStorage for ReferenceServer {
    async fn user_of_me(&self, app_id: &AppId, authorization: &Authorization) -> Result<UserId, OwnerError> {
        Ok(self.user(app_id, authorization)?)
    }

    async fn collection_post(&self, context: Context, request: CollectionPostRequest) -> CollectionPostResponse {
        collection::post(self, &context, request).await
    }

    async fn object_get(&self, context: Context, request: ObjectGetRequest) -> ObjectGetResponse {
        object::get(self, &context, request).await
    }

    async fn object_head(&self, context: Context, request: ObjectHeadRequest) -> ObjectHeadResponse {
        object::head(self, &context, request).await
    }

    async fn object_put(&self, context: Context, request: ObjectPutRequest) -> ObjectPutResponse {
        object::put(self, &context, request).await
    }

    async fn object_patch(&self, context: Context, request: ObjectPatchRequest) -> ObjectPatchResponse {
        object::patch(self, &context, request).await
    }

    async fn object_delete(&self, context: Context, request: ObjectDeleteRequest) -> ObjectDeleteResponse {
        object::delete(self, &context, request).await
    }

    async fn body_get(&self, context: Context, request: BodyGetRequest) -> BodyGetResponse {
        body::get(self, &context, request).await
    }

    async fn body_head(&self, context: Context, request: BodyHeadRequest) -> BodyHeadResponse {
        body::head(self, &context, request).await
    }

    async fn body_put(&self, context: Context, request: BodyPutRequest) -> BodyPutResponse {
        body::put(self, &context, request).await
    }

    async fn body_delete(&self, context: Context, request: BodyDeleteRequest) -> BodyDeleteResponse {
        body::delete(self, &context, request).await
    }

    async fn publish_post(&self, context: Context, request: PublishPostRequest) -> PublishPostResponse {
        publish::post(self, &context, request).await
    }
}

/// Why a request's content cannot become an object.
const UNSUITABLE_MEDIA_TYPE: &str =
    "An object's Content-Type is application/json or, with a data type, application/vnd.{appID}.{dataType}+json.";

/// Why an object cannot be stored.
const TOO_LARGE: &str = "The object would have more characters than an object may have.";

/// Where an object is read, in the scope through which it was written.
fn location(context: &Context, scope: Scope, key: &ObjectKey) -> UriReference {
    let ObjectKey { bucket_id, object_id, .. } = key.clone();
    ObjectGetRequest { scope, bucket_id, object_id }.path(&context.app_id).into()
}

/// What a request's content gives an object, if it can be kept.
fn members(content: JsonObject) -> Result<JsonObject, InvalidInputData> {
    match is_too_deep(&content) {
        true => Err(invalid_input(TOO_DEEP)),
        false => Ok(without_reserved(content)),
    }
}

/// The answer to a request that is well formed and cannot be carried out as it is.
fn invalid_input(message: impl Into<String>) -> InvalidInputData {
    InvalidInputData { message: message.into() }
}
