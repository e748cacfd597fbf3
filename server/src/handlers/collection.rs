//! The objects of a bucket.

use kii_server_stubs::{CollectionPostResponse as Response, Context};
use kii_types::{CollectionPostRequest, ObjectCreationResponse};

use super::{TOO_LARGE, UNSUITABLE_MEDIA_TYPE, invalid_input, location, members};
use crate::{
    key::ObjectKey,
    object::{Kind, Object},
    permission::Access,
    reference::ReferenceServer,
    store::Transaction,
};

/// Creates an object under a new ID.
pub(super) async fn post(server: &ReferenceServer, context: &Context, request: CollectionPostRequest) -> Response {
    let caller = match server.admit(context, Access::Write) {
        Ok(caller) => caller,
        Err(refusal) => return refusal.into(),
    };
    let Some(kind) = Kind::of(request.media_type.as_ref(), &context.app_id) else {
        return Response::InvalidInput(invalid_input(UNSUITABLE_MEDIA_TYPE));
    };
    let members = match members(request.content) {
        Ok(members) => members,
        Err(error) => return Response::InvalidInput(error),
    };
    let key = ObjectKey::unused(context, request.bucket_id);
    let (context, scope) = (context.clone(), request.scope);
    let change = move |store: &mut Transaction<'_>| {
        let creator = caller.creator_in(&key.scope);
        let object = Object::new(members, kind, creator, store.stamp(&key));
        if object.is_too_large(&key.object_id) {
            return Response::InvalidInput(invalid_input(TOO_LARGE));
        }
        let response = Response::Created {
            location: location(&context, scope, &key),
            e_tag: object.version.entity_tag(),
            content: ObjectCreationResponse {
                object_id: key.object_id.to_string(),
                created_at: object.created_at.into(),
                data_type: object.kind.media_type().to_string(),
            },
        };
        store.insert(key, object);
        response
    };
    server.store.write(change).await
}
