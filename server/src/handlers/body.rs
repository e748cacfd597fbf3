//! The body of an object.

use std::io;

use kii_server_stubs::{
    BodyDeleteResponse, BodyGetResponse, BodyHeadResponse, BodyPutResponse, Context, ServerFailure,
};
use kii_types::{
    BodyDeleteRequest, BodyGetRequest, BodyHeadRequest, BodyPutRequest, ContentRange, ObjectBodyUpdateResponse,
    Precondition,
};

use super::invalid_input;
use crate::{
    key::ObjectKey,
    permission::Access,
    reference::ReferenceServer,
    store::{ReceiveError, StoreFailure, Transaction, View},
    version::{is_met, names},
};

/// Reads a body, whole or in part.
pub(super) async fn get(server: &ReferenceServer, context: &Context, request: BodyGetRequest) -> BodyGetResponse {
    use BodyGetResponse as Response;

    if let Err(refusal) = server.admit(context, Access::Read) {
        return refusal.into();
    }
    let key = ObjectKey::new(context, request.bucket_id, request.object_id);
    let look = |store: &View<'_>| -> io::Result<Response> {
        let Some(object) = store.object(&key) else { return Ok(Response::ObjectMissing(key.object_not_found())) };
        let Some(body) = &object.body else { return Ok(Response::BodyMissing(key.body_not_found())) };
        let e_tag = body.version.clone();
        if request.if_match.is_some_and(|named| !names(&named, &e_tag)) {
            return Ok(Response::Stale(key.stale_body()));
        }
        let Some(range) = request.range else { return Ok(Response::Whole { e_tag, content: body.whole()? }) };
        let total = body.size();
        let Some(part) = range.resolve(total) else {
            return Ok(Response::Unsatisfiable(key.unsatisfiable(range, total)));
        };
        let content_range = ContentRange { first: *part.start(), last: *part.end(), total: Some(total) };
        Ok(Response::Part { e_tag, content_range: Some(content_range), content: body.part(&part)? })
    };
    match server.store.read(look).await {
        Ok(response) => response,
        Err(error) => server.store.fail(StoreFailure::of_body(&key, &error)).await,
    }
}

/// Tells what a body is like.
pub(super) async fn head(server: &ReferenceServer, context: &Context, request: BodyHeadRequest) -> BodyHeadResponse {
    use BodyHeadResponse as Response;

    if let Err(refusal) = server.admit(context, Access::Read) {
        return refusal.into();
    }
    let key = ObjectKey::new(context, request.bucket_id, request.object_id);
    let look = |store: &View<'_>| {
        let object = store.object(&key);
        let Some((object, body)) = object.as_ref().and_then(|object| Some((object, object.body.as_ref()?))) else {
            return Response::NotFound;
        };
        Response::Found {
            last_modified: object.modified_at,
            e_tag: body.version.clone(),
            content_type: body.media_type.clone(),
        }
    };
    server.store.read(look).await
}

/// Adds a body to an object, or replaces the one it has.
pub(super) async fn put(server: &ReferenceServer, context: &Context, request: BodyPutRequest) -> BodyPutResponse {
    use BodyPutResponse as Response;

    if let Err(refusal) = server.admit(context, Access::Write) {
        return refusal.into();
    }
    let body = match server.store.receive(request.content, server.largest_body).await {
        Ok(body) => body,
        Err(ReceiveError::Broken(reason)) => return Response::InvalidInput(invalid_input(reason)),
        Err(ReceiveError::TooLarge) => return Response::Failed(ServerFailure::TooLarge),
    };
    let key = ObjectKey::new(context, request.bucket_id, request.object_id);
    let precondition = request.precondition;
    let change = move |store: &mut Transaction<'_>| {
        let Some(object) = store.copy(&key) else { return Response::ObjectMissing(key.object_not_found()) };
        let is_met = match &object.body {
            Some(current) => is_met(&precondition, &current.version),
            // A version of a body that is not there is one that has been superseded.
            None => !matches!(precondition, Precondition::IfMatch(_)),
        };
        if !is_met {
            return Response::Stale(key.stale_body());
        }
        let e_tag = body.version.clone();
        let object = object.with_body(Some(body), store.now());
        let last_modified = object.modified_at;
        store.insert(key, object);
        Response::Stored {
            last_modified,
            e_tag,
            content: ObjectBodyUpdateResponse { modified_at: last_modified.into() },
        }
    };
    server.store.write(change).await
}

/// Deletes a body, and its publications with it.
pub(super) async fn delete(
    server: &ReferenceServer,
    context: &Context,
    request: BodyDeleteRequest,
) -> BodyDeleteResponse {
    use BodyDeleteResponse as Response;

    if let Err(refusal) = server.admit(context, Access::Write) {
        return refusal.into();
    }
    let key = ObjectKey::new(context, request.bucket_id, request.object_id);
    let change = move |store: &mut Transaction<'_>| {
        let Some(object) = store.copy(&key) else { return Response::ObjectMissing(key.object_not_found()) };
        let Some(body) = &object.body else { return Response::BodyMissing(key.body_not_found()) };
        if !is_met(&request.precondition, &body.version) {
            return Response::Stale(key.stale_body());
        }
        let object = object.with_body(None, store.now());
        store.insert(key, object);
        Response::Deleted
    };
    server.store.write(change).await
}
