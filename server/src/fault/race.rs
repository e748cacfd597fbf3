//! Faults of requests at the same time: what was true when it was looked at is not when it is acted upon.

use std::time::Duration;

use kii_server_stubs::{
    BodyDeleteResponse, ObjectDeleteResponse, ObjectPatchResponse, ObjectPutResponse, ObjectStorage,
};
use kii_types::{BodyPutRequest, BodyStream, EntityTag, ObjectGetRequest, Precondition, UriReference};
use tokio::time::sleep;

use super::{Fault, Topic, hooks::Hooks};
use crate::{
    body::{Body, Content},
    key::ObjectKey,
    object::Object,
    version::is_met,
};

/// How long a look and the act that follows from it are apart: longer than requests that are sent at once take to arrive.
const APART: Duration = Duration::from_millis(60);

/// A time within [`APART`].
const WITHIN: Duration = Duration::from_millis(20);

/// Takes a version that is named and current for a permission, and lets others through before it is used.
async fn let_others_through(precondition: &mut Precondition, version: Option<EntityTag>) {
    if matches!(precondition, Precondition::IfMatch(_)) && version.is_some_and(|version| is_met(precondition, &version))
    {
        sleep(APART).await;
        *precondition = Precondition::None;
    }
}

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "object-put-looks-before-it-writes",
        summary: "Between the look at the version and the replacement, others get through.",
        operation: Some("object.put"),
        topic: Topic::Race,
        violates: &["one-writer-wins"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, mut request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let version = server.store.begin().object(&key).map(|object| object.version.entity_tag());
                let_others_through(&mut request.precondition, version).await;
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "object-patch-looks-before-it-writes",
        summary: "Between the look at the version and the update, others get through.",
        operation: Some("object.patch"),
        topic: Topic::Race,
        violates: &["one-writer-wins"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, mut request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let version = server.store.begin().object(&key).map(|object| object.version.entity_tag());
                let_others_through(&mut request.precondition, version).await;
                server.object_patch(context, request).await
            })
        },
    },
    Fault {
        id: "body-put-looks-before-it-writes",
        summary: "Between the look at the version and the storing of the body, others get through.",
        operation: Some("body.put"),
        topic: Topic::Race,
        violates: &["one-writer-wins"],
        hooks: |_| {
            Hooks::default().body_put(async |server, context, mut request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let body = server.store.begin().object(&key).and_then(|object| object.body.clone());
                let version = body.map(|body| body.version);
                let_others_through(&mut request.precondition, version).await;
                server.body_put(context, request).await
            })
        },
    },
    Fault {
        id: "object-delete-looks-before-it-deletes",
        summary: "Every request that finds the object before the first one has deleted it is answered as if it had deleted it.",
        operation: Some("object.delete"),
        topic: Topic::Race,
        violates: &["one-writer-wins"],
        hooks: |_| {
            Hooks::default().object_delete(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let exists = server.store.begin().object(&key).is_some();
                if exists {
                    sleep(APART).await;
                }
                let answer = server.object_delete(context, request).await;
                if exists && matches!(answer, ObjectDeleteResponse::ObjectMissing(_)) {
                    return ObjectDeleteResponse::Deleted;
                }
                answer
            })
        },
    },
    Fault {
        id: "body-delete-looks-before-it-deletes",
        summary: "Every request that finds the body before the first one has deleted it is answered as if it had deleted it.",
        operation: Some("body.delete"),
        topic: Topic::Race,
        violates: &["one-writer-wins"],
        hooks: |_| {
            Hooks::default().body_delete(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let exists = server.store.begin().object(&key).is_some_and(|object| object.body.is_some());
                if exists {
                    sleep(APART).await;
                }
                let answer = server.body_delete(context, request).await;
                if exists && matches!(answer, BodyDeleteResponse::BodyMissing(_)) {
                    return BodyDeleteResponse::Deleted;
                }
                answer
            })
        },
    },
    Fault {
        id: "object-put-looks-before-it-creates",
        summary: "Every request that finds no object before the first one has created it is answered as if it had created it.",
        operation: Some("object.put"),
        topic: Topic::Race,
        violates: &["one-creator-wins"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, mut request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let is_new = server.store.begin().object(&key).is_none();
                if !is_new || request.precondition != Precondition::IfNoneMatchAny {
                    return server.object_put(context, request).await;
                }
                sleep(APART).await;
                request.precondition = Precondition::None;
                let location = ObjectGetRequest {
                    scope: request.scope.clone(),
                    bucket_id: request.bucket_id.clone(),
                    object_id: request.object_id.clone(),
                };
                let location = UriReference::from(location.path(&context.app_id));
                let answer = server.object_put(context, request).await;
                let ObjectPutResponse::Replaced { e_tag, content } = answer else { return answer };
                ObjectPutResponse::Created { location, e_tag, content }
            })
        },
    },
    Fault {
        id: "object-patch-loses-updates",
        summary: "An update writes the whole object as it was when the update began, with the changes.",
        operation: Some("object.patch"),
        topic: Topic::Race,
        violates: &["no-update-is-lost"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let earlier = server.store.begin().object(&key).map(|object| object.members.clone());
                let changes = request.content.clone();
                sleep(APART).await;
                let answer = server.object_patch(context, request).await;
                if let (ObjectPatchResponse::Updated { .. }, Some(mut members)) = (&answer, earlier) {
                    members.extend(changes);
                    let mut store = server.store.begin();
                    if let Some(object) = store.copy(&key) {
                        store.insert(key, Object { members, ..object });
                    }
                }
                answer
            })
        },
    },
    Fault {
        id: "body-put-is-half-done-for-a-while",
        summary: "While a body is replaced, half of the old one is read.",
        operation: Some("body.put"),
        topic: Topic::Race,
        violates: &["readers-see-one-body"],
        hooks: |_| {
            let hooks = Hooks::default().body_put(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let earlier = server.store.begin().copy(&key);
                // Refusals are no part of this fault.
                if let (Precondition::None, Some(object)) = (&request.precondition, earlier)
                    && let Some(body) = object.body.clone()
                {
                    let bytes = body.bytes();
                    let half = Body { content: Content::Bytes(bytes.slice(..bytes.len() / 2)), ..body };
                    server.store.begin().insert(key, Object { body: Some(half), ..object });
                    sleep(APART).await;
                }
                let media_type = request.content.media_type.clone();
                let bytes = request.content.collect().await.unwrap_or_default();
                let content = BodyStream::from_bytes(media_type, bytes);
                server.body_put(context, BodyPutRequest { content, ..request }).await
            });
            // Readers come a little later, so that it does not depend on who is served first.
            hooks.body_get(async |server, context, request| {
                sleep(WITHIN).await;
                server.body_get(context, request).await
            })
        },
    },
];
