// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! A server that has some of the operations.

use std::future::ready;
use kii_types::*;
use crate::{
    context::*, operation::*, server_failure::ServerFailure, service::ObjectStorage,
};

/// An object storage that has some of the operations: those that are not written answer 501 Not Implemented.
///
/// [`Partial`] makes an [`ObjectStorage`] of it. Whoever has all operations implements that one instead, so that the compiler
/// asks for the handler of a new operation.
pub trait PartialObjectStorage: Send + Sync + 'static {
    /// The user whose credentials these are, for a request that names its scope by them alone.
    ///
    /// # Errors
    ///
    /// The answer to credentials that are not a user's, or what is wrong with the server, so that it cannot tell.
    fn user_of_me(
        &self,
        app_id: &AppId,
        authorization: &Authorization,
    ) -> impl Future<Output = Result<UserId, OwnerError>> + Send;
    /// `body.head`: Ask whether an object has a body, and for its version and media type.
    ///
    /// HEAD `/buckets/{bucketID}/objects/{objectID}/body`
    ///
    /// Source: Object Body (REST reference, user scope), "HEAD", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>. The page shows it in user scope.
    fn body_head(
        &self,
        context: Context,
        request: BodyHeadRequest,
    ) -> impl Future<Output = BodyHeadResponse> + Send {
        drop((context, request));
        ready(BodyHeadResponse::Failed(ServerFailure::NotImplemented))
    }
    /// `body.get`: Read an object's body, whole or in part.
    ///
    /// GET `/buckets/{bucketID}/objects/{objectID}/body`
    ///
    /// Source: Object Body (REST reference, user scope), "GET", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>. The page shows it in user scope.
    fn body_get(
        &self,
        context: Context,
        request: BodyGetRequest,
    ) -> impl Future<Output = BodyGetResponse> + Send {
        drop((context, request));
        ready(BodyGetResponse::Failed(ServerFailure::NotImplemented))
    }
    /// `body.put`: Add a body to an object, or replace the one it has.
    ///
    /// PUT `/buckets/{bucketID}/objects/{objectID}/body`
    ///
    /// Source: Object Body (REST reference, user scope), "PUT", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>. The page shows it in user scope.
    fn body_put(
        &self,
        context: Context,
        request: BodyPutRequest,
    ) -> impl Future<Output = BodyPutResponse> + Send {
        drop((context, request));
        ready(BodyPutResponse::Failed(ServerFailure::NotImplemented))
    }
    /// `body.delete`: Delete an object's body.
    ///
    /// DELETE `/buckets/{bucketID}/objects/{objectID}/body`
    ///
    /// Source: Object Body (REST reference, user scope), "DELETE", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>. The page shows it in user scope.
    fn body_delete(
        &self,
        context: Context,
        request: BodyDeleteRequest,
    ) -> impl Future<Output = BodyDeleteResponse> + Send {
        drop((context, request));
        ready(BodyDeleteResponse::Failed(ServerFailure::NotImplemented))
    }
    /// `collection.post`: Create an object under an ID that the server chooses, and the bucket with it if need be.
    ///
    /// POST `/buckets/{bucketID}/objects`
    ///
    /// Source: Object Collection (REST reference, app scope), "POST", <http://docs.kii.com/rest/apps-collection/application/bucket-collection/bucket-of-default-type/object-collection/>. The page shows it in app scope.
    fn collection_post(
        &self,
        context: Context,
        request: CollectionPostRequest,
    ) -> impl Future<Output = CollectionPostResponse> + Send {
        drop((context, request));
        ready(CollectionPostResponse::Failed(ServerFailure::NotImplemented))
    }
    /// `object.delete`: Delete an object, and its body and publications with it.
    ///
    /// DELETE `/buckets/{bucketID}/objects/{objectID}`
    ///
    /// Source: Object (REST reference, user scope), "DELETE", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
    fn object_delete(
        &self,
        context: Context,
        request: ObjectDeleteRequest,
    ) -> impl Future<Output = ObjectDeleteResponse> + Send {
        drop((context, request));
        ready(ObjectDeleteResponse::Failed(ServerFailure::NotImplemented))
    }
    /// `object.get`: Read an object.
    ///
    /// GET `/buckets/{bucketID}/objects/{objectID}`
    ///
    /// Source: Object (REST reference, user scope), "GET", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
    fn object_get(
        &self,
        context: Context,
        request: ObjectGetRequest,
    ) -> impl Future<Output = ObjectGetResponse> + Send {
        drop((context, request));
        ready(ObjectGetResponse::Failed(ServerFailure::NotImplemented))
    }
    /// `object.head`: Ask whether an object exists, and for its version, date and types.
    ///
    /// HEAD `/buckets/{bucketID}/objects/{objectID}`
    ///
    /// Source: Object (REST reference, user scope), "HEAD", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
    fn object_head(
        &self,
        context: Context,
        request: ObjectHeadRequest,
    ) -> impl Future<Output = ObjectHeadResponse> + Send {
        drop((context, request));
        ready(ObjectHeadResponse::Failed(ServerFailure::NotImplemented))
    }
    /// `object.put`: Replace an object, or create it under the ID in the path.
    ///
    /// PUT `/buckets/{bucketID}/objects/{objectID}`
    ///
    /// Source: Object (REST reference, user scope), "PUT", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
    fn object_put(
        &self,
        context: Context,
        request: ObjectPutRequest,
    ) -> impl Future<Output = ObjectPutResponse> + Send {
        drop((context, request));
        ready(ObjectPutResponse::Failed(ServerFailure::NotImplemented))
    }
    /// `object.patch`: Change some members of an object and keep the others.
    ///
    /// PATCH `/buckets/{bucketID}/objects/{objectID}`
    ///
    /// Source: Object (REST reference, user scope), "PATCH", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>. The page shows it in user scope.
    fn object_patch(
        &self,
        context: Context,
        request: ObjectPatchRequest,
    ) -> impl Future<Output = ObjectPatchResponse> + Send {
        drop((context, request));
        ready(ObjectPatchResponse::Failed(ServerFailure::NotImplemented))
    }
    /// `publish.post`: Publish an object's body and learn its address.
    ///
    /// POST `/buckets/{bucketID}/objects/{objectID}/body/publish`
    ///
    /// Source: Publish (REST reference, scope of the logged-in user), "POST", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-logged-in/bucket-collection/bucket-of-default-type/object-collection/object/body/publish/>. The page shows it in me scope.
    fn publish_post(
        &self,
        context: Context,
        request: PublishPostRequest,
    ) -> impl Future<Output = PublishPostResponse> + Send {
        drop((context, request));
        ready(PublishPostResponse::Failed(ServerFailure::NotImplemented))
    }
}

/// Makes a server of one that has some of the operations.
#[derive(Clone, Debug)]
pub struct Partial<T>(pub T);

impl<T: PartialObjectStorage> ObjectStorage for Partial<T> {
    async fn user_of_me(
        &self,
        app_id: &AppId,
        authorization: &Authorization,
    ) -> Result<UserId, OwnerError> {
        self.0.user_of_me(app_id, authorization).await
    }
    async fn body_head(
        &self,
        context: Context,
        request: BodyHeadRequest,
    ) -> BodyHeadResponse {
        self.0.body_head(context, request).await
    }
    async fn body_get(
        &self,
        context: Context,
        request: BodyGetRequest,
    ) -> BodyGetResponse {
        self.0.body_get(context, request).await
    }
    async fn body_put(
        &self,
        context: Context,
        request: BodyPutRequest,
    ) -> BodyPutResponse {
        self.0.body_put(context, request).await
    }
    async fn body_delete(
        &self,
        context: Context,
        request: BodyDeleteRequest,
    ) -> BodyDeleteResponse {
        self.0.body_delete(context, request).await
    }
    async fn collection_post(
        &self,
        context: Context,
        request: CollectionPostRequest,
    ) -> CollectionPostResponse {
        self.0.collection_post(context, request).await
    }
    async fn object_delete(
        &self,
        context: Context,
        request: ObjectDeleteRequest,
    ) -> ObjectDeleteResponse {
        self.0.object_delete(context, request).await
    }
    async fn object_get(
        &self,
        context: Context,
        request: ObjectGetRequest,
    ) -> ObjectGetResponse {
        self.0.object_get(context, request).await
    }
    async fn object_head(
        &self,
        context: Context,
        request: ObjectHeadRequest,
    ) -> ObjectHeadResponse {
        self.0.object_head(context, request).await
    }
    async fn object_put(
        &self,
        context: Context,
        request: ObjectPutRequest,
    ) -> ObjectPutResponse {
        self.0.object_put(context, request).await
    }
    async fn object_patch(
        &self,
        context: Context,
        request: ObjectPatchRequest,
    ) -> ObjectPatchResponse {
        self.0.object_patch(context, request).await
    }
    async fn publish_post(
        &self,
        context: Context,
        request: PublishPostRequest,
    ) -> PublishPostResponse {
        self.0.publish_post(context, request).await
    }
}
