//! One object.

use kii_server_stubs::{
    Context, ObjectDeleteResponse, ObjectGetResponse, ObjectHeadResponse, ObjectPatchResponse, ObjectPutResponse,
};
use kii_types::{
    ObjectDeleteRequest, ObjectGetRequest, ObjectHeadRequest, ObjectPatchRequest, ObjectPutRequest,
    ObjectUpdateResponse, Precondition,
};

use super::{TOO_LARGE, UNSUITABLE_MEDIA_TYPE, invalid_input, location, members};
use crate::{
    key::ObjectKey,
    object::{Kind, Object},
    permission::Access,
    reference::ReferenceServer,
    store::{Transaction, View},
    version::is_met,
};

/// Reads an object.
pub(super) async fn get(server: &ReferenceServer, context: &Context, request: ObjectGetRequest) -> ObjectGetResponse {
    use ObjectGetResponse as Response;

    if let Err(refusal) = server.admit(context, Access::Read) {
        return refusal.into();
    }
    let key = ObjectKey::new(context, request.bucket_id, request.object_id);
    let look = |store: &View<'_>| {
        let Some(object) = store.object(&key) else { return Response::ObjectMissing(key.object_not_found()) };
        Response::Found {
            last_modified: object.modified_at,
            x_kii_body_type: object.body_media_type(),
            e_tag: object.version.entity_tag(),
            media_type: object.kind.media_type(),
            content: object.representation(&key.object_id),
        }
    };
    server.store.read(look).await
}

/// Tells what an object is like.
pub(super) async fn head(
    server: &ReferenceServer,
    context: &Context,
    request: ObjectHeadRequest,
) -> ObjectHeadResponse {
    use ObjectHeadResponse as Response;

    if let Err(refusal) = server.admit(context, Access::Read) {
        return refusal.into();
    }
    let key = ObjectKey::new(context, request.bucket_id, request.object_id);
    let look = |store: &View<'_>| {
        let Some(object) = store.object(&key) else { return Response::NotFound };
        Response::Found {
            last_modified: object.modified_at,
            content_type: object.kind.media_type(),
            x_kii_body_type: object.body_media_type(),
            e_tag: object.version.entity_tag(),
        }
    };
    server.store.read(look).await
}

/// Replaces an object, or creates it.
pub(super) async fn put(server: &ReferenceServer, context: &Context, request: ObjectPutRequest) -> ObjectPutResponse {
    use ObjectPutResponse as Response;

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
    let key = ObjectKey::new(context, request.bucket_id, request.object_id);
    let (context, scope, precondition) = (context.clone(), request.scope, request.precondition);
    let change = move |store: &mut Transaction<'_>| {
        let current = store.copy(&key);
        match (&current, &precondition) {
            (None, Precondition::IfMatch(_)) => return Response::ObjectMissing(key.object_not_found()),
            (Some(_), Precondition::IfNoneMatchAny) => return Response::AlreadyExists(key.already_exists()),
            (Some(object), precondition) if !is_met(precondition, &object.version.entity_tag()) => {
                return Response::Stale(key.stale_object());
            }
            (Some(_), _) | (None, Precondition::None | Precondition::IfNoneMatchAny) => {}
        }
        let is_new = current.is_none();
        let stamp = store.stamp(&key);
        let object = match current {
            Some(object) => object.with_members(members, stamp),
            None => Object::new(members, kind, caller.creator_in(&key.scope), stamp),
        };
        if object.is_too_large(&key.object_id) {
            return Response::InvalidInput(invalid_input(TOO_LARGE));
        }
        let e_tag = object.version.entity_tag();
        let content =
            ObjectUpdateResponse { created_at: object.created_at.into(), modified_at: object.modified_at.into() };
        let response = if is_new {
            Response::Created { location: location(&context, scope, &key), e_tag, content }
        } else {
            Response::Replaced { e_tag, content }
        };
        store.insert(key, object);
        response
    };
    server.store.write(change).await
}

/// Changes some members of an object.
pub(super) async fn patch(
    server: &ReferenceServer,
    context: &Context,
    request: ObjectPatchRequest,
) -> ObjectPatchResponse {
    use ObjectPatchResponse as Response;

    if let Err(refusal) = server.admit(context, Access::Write) {
        return refusal.into();
    }
    if Kind::of(request.media_type.as_ref(), &context.app_id).is_none() {
        return Response::InvalidInput(invalid_input(UNSUITABLE_MEDIA_TYPE));
    }
    // Members are replaced as a whole, so the object is no deeper afterwards than it was or than what is sent.
    let changes = match members(request.content) {
        Ok(members) => members,
        Err(error) => return Response::InvalidInput(error),
    };
    let key = ObjectKey::new(context, request.bucket_id, request.object_id);
    let change = move |store: &mut Transaction<'_>| {
        let Some(object) = store.copy(&key) else { return Response::ObjectMissing(key.object_not_found()) };
        if !is_met(&request.precondition, &object.version.entity_tag()) {
            return Response::Stale(key.stale_object());
        }
        let object = object.with_changes(changes, store.stamp(&key));
        if object.is_too_large(&key.object_id) {
            return Response::InvalidInput(invalid_input(TOO_LARGE));
        }
        let response = Response::Updated {
            body_type: object.body_media_type(),
            e_tag: object.version.entity_tag(),
            media_type: object.kind.media_type(),
            content: object.representation(&key.object_id),
        };
        store.insert(key, object);
        response
    };
    server.store.write(change).await
}

/// Deletes an object, and its body and publications with it.
pub(super) async fn delete(
    server: &ReferenceServer,
    context: &Context,
    request: ObjectDeleteRequest,
) -> ObjectDeleteResponse {
    use ObjectDeleteResponse as Response;

    if let Err(refusal) = server.admit(context, Access::Write) {
        return refusal.into();
    }
    let key = ObjectKey::new(context, request.bucket_id, request.object_id);
    let change = move |store: &mut Transaction<'_>| {
        let Some(version) = store.version(&key) else { return Response::ObjectMissing(key.object_not_found()) };
        if !is_met(&request.precondition, &version.entity_tag()) {
            return Response::Stale(key.stale_object());
        }
        store.remove(&key);
        Response::Deleted
    };
    server.store.write(change).await
}
