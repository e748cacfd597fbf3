//! Faults of effect: what a success states does not hold afterwards, or more happens than was asked for.

use std::collections::HashMap;

use kii_server_stubs::{
    BodyDeleteResponse, BodyPutResponse, Context, ObjectDeleteResponse, ObjectPatchResponse, ObjectPutResponse,
    ObjectStorage,
};
use kii_types::{BucketId, ObjectDeleteRequest, ObjectId, Precondition};

use super::{Fault, Topic, hooks::Hooks, memory::Memory};
use crate::{body::Body, key::ObjectKey, object::Object, permission::Access, reference::ReferenceServer};

/// The object that a request is about, if there is one.
fn stored(server: &ReferenceServer, context: &Context, bucket: &BucketId, object: &ObjectId) -> Option<Object> {
    server.store.begin().copy(&ObjectKey::new(context, bucket.clone(), object.clone()))
}

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "object-put-replaces-in-name-only",
        summary: "A replacement gives the object a new version and leaves its members.",
        operation: Some("object.put"),
        topic: Topic::Effect,
        violates: &["success-takes-effect", "put-sends-the-whole-object"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, mut request| {
                if let Some(object) = stored(&server, &context, &request.bucket_id, &request.object_id) {
                    request.content = object.members;
                }
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "object-put-loses-the-third-write",
        summary: "The second replacement of an object is answered like the first, and lost.",
        operation: Some("object.put"),
        topic: Topic::Effect,
        violates: &["success-takes-effect", "object-comes-back"],
        hooks: |_| {
            let writes = Memory::<HashMap<ObjectKey, usize>>::default();
            Hooks::default().object_put(move |server, context, request| {
                let writes = writes.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let earlier = server.store.begin().object(&key).map(|object| object.members.clone());
                    let answer = server.object_put(context, request).await;
                    if !matches!(answer, ObjectPutResponse::Created { .. } | ObjectPutResponse::Replaced { .. }) {
                        return answer;
                    }
                    let count = writes.with(|writes| {
                        let count = writes.entry(key.clone()).or_default();
                        *count += 1;
                        *count
                    });
                    let mut store = server.store.begin();
                    if let (3, Some(members), Some(object)) = (count, earlier, store.copy(&key)) {
                        store.insert(key, Object { members, ..object });
                    }
                    answer
                }
            })
        },
    },
    Fault {
        id: "object-delete-keeps-the-object",
        summary: "A deletion is answered and does not happen.",
        operation: Some("object.delete"),
        topic: Topic::Effect,
        violates: &["success-takes-effect"],
        hooks: |_| {
            Hooks::default().object_delete(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let object = server.store.begin().copy(&key);
                let answer = server.object_delete(context, request).await;
                if let (ObjectDeleteResponse::Deleted, Some(object)) = (&answer, object) {
                    server.store.begin().insert(key, object);
                }
                answer
            })
        },
    },
    Fault {
        id: "body-delete-keeps-the-body",
        summary: "The deletion of a body is answered and does not happen.",
        operation: Some("body.delete"),
        topic: Topic::Effect,
        violates: &["success-takes-effect", "publications-end-with-the-body"],
        hooks: |_| {
            Hooks::default().body_delete(async |server, context, request| {
                let has_body = stored(&server, &context, &request.bucket_id, &request.object_id)
                    .is_some_and(|object| object.body.is_some());
                let is_conditional = matches!(request.precondition, Precondition::IfMatch(_));
                // Without rights, or with an old version, it is refused as ever.
                if has_body && !is_conditional && server.admit(&context, Access::Write).is_ok() {
                    return BodyDeleteResponse::Deleted;
                }
                server.body_delete(context, request).await
            })
        },
    },
    Fault {
        id: "body-delete-deletes-the-object",
        summary: "With a body, its object is deleted.",
        operation: Some("body.delete"),
        topic: Topic::Effect,
        violates: &["success-takes-effect"],
        hooks: |_| {
            Hooks::default().body_delete(async |server, context, request| {
                let deletion = ObjectDeleteRequest {
                    scope: request.scope.clone(),
                    bucket_id: request.bucket_id.clone(),
                    object_id: request.object_id.clone(),
                    precondition: Precondition::None,
                };
                let answer = server.body_delete(context.clone(), request).await;
                if matches!(answer, BodyDeleteResponse::Deleted) {
                    server.object_delete(context, deletion).await;
                }
                answer
            })
        },
    },
    Fault {
        id: "object-put-merges",
        summary: "A replacement keeps the members that it does not name.",
        operation: Some("object.put"),
        topic: Topic::Effect,
        violates: &["put-sends-the-whole-object", "success-takes-effect"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, mut request| {
                if let Some(mut object) = stored(&server, &context, &request.bucket_id, &request.object_id) {
                    object.members.extend(request.content);
                    request.content = object.members;
                }
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "object-patch-replaces",
        summary: "An update drops the members that it does not name.",
        operation: Some("object.patch"),
        topic: Topic::Effect,
        violates: &["patch-merges", "patch-sends-changes"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let sent = request.content.clone();
                let mut answer = server.object_patch(context, request).await;
                if let ObjectPatchResponse::Updated { content, .. } = &mut answer {
                    content.retain(|name, _| name.starts_with('_') || sent.contains_key(name));
                    let mut store = server.store.begin();
                    if let Some(mut object) = store.copy(&key) {
                        object.members.retain(|name, _| sent.contains_key(name));
                        store.insert(key, object);
                    }
                }
                answer
            })
        },
    },
    Fault {
        id: "object-patch-adds-nothing",
        summary: "An update changes the members that are there and ignores those that are new.",
        operation: Some("object.patch"),
        topic: Topic::Effect,
        violates: &["patch-sends-changes", "patch-merges"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, mut request| {
                if let Some(object) = stored(&server, &context, &request.bucket_id, &request.object_id) {
                    request.content.retain(|name, _| object.members.contains_key(name));
                }
                server.object_patch(context, request).await
            })
        },
    },
    Fault {
        id: "object-patch-shows-what-it-does-not-store",
        summary: "The answer to an update has the changes, and the object does not.",
        operation: Some("object.patch"),
        topic: Topic::Effect,
        violates: &["success-takes-effect", "patch-merges"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let earlier = server.store.begin().object(&key).map(|object| object.members.clone());
                let answer = server.object_patch(context, request).await;
                if let (ObjectPatchResponse::Updated { .. }, Some(members)) = (&answer, earlier) {
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
        id: "body-put-adds-nothing",
        summary: "An object without a body does not get one.",
        operation: Some("body.put"),
        topic: Topic::Effect,
        violates: &["upload-adds"],
        hooks: |_| {
            Hooks::default().body_put(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let has_body = server.store.begin().object(&key).is_some_and(|object| object.body.is_some());
                if has_body {
                    server.body_put(context, request).await
                } else {
                    BodyPutResponse::Stale(key.stale_body())
                }
            })
        },
    },
    Fault {
        id: "body-put-replaces-nothing",
        summary: "The upload of another body is answered, and the first stays.",
        operation: Some("body.put"),
        topic: Topic::Effect,
        violates: &["upload-replaces", "success-takes-effect"],
        hooks: |_| {
            Hooks::default().body_put(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let earlier = server.store.begin().object(&key).and_then(|object| object.body.clone());
                let answer = server.body_put(context, request).await;
                if let (BodyPutResponse::Stored { e_tag, .. }, Some(body)) = (&answer, earlier) {
                    let mut store = server.store.begin();
                    if let Some(object) = store.copy(&key) {
                        let body = Body { version: e_tag.clone(), ..body };
                        store.insert(key, Object { body: Some(body), ..object });
                    }
                }
                answer
            })
        },
    },
    Fault {
        id: "object-delete-leaves-the-body",
        summary: "The body of a deleted object is that of the next object under the same ID.",
        operation: Some("object.delete"),
        topic: Topic::Effect,
        violates: &["body-goes-with-the-object"],
        hooks: |_| {
            let left = Memory::<HashMap<ObjectKey, Body>>::default();
            let found = left.clone();
            let hooks = Hooks::default().object_delete(move |server, context, request| {
                let left = left.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let body = server.store.begin().object(&key).and_then(|object| object.body.clone());
                    let answer = server.object_delete(context, request).await;
                    if let (ObjectDeleteResponse::Deleted, Some(body)) = (&answer, body) {
                        left.with(|left| left.insert(key, body));
                    }
                    answer
                }
            });
            hooks.object_put(move |server, context, request| {
                let found = found.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let answer = server.object_put(context, request).await;
                    let mut store = server.store.begin();
                    if let ObjectPutResponse::Created { .. } = &answer
                        && let Some(object) = store.copy(&key)
                        && let Some(body) = found.with(|found| found.remove(&key))
                    {
                        store.insert(key, Object { body: Some(body), ..object });
                    }
                    answer
                }
            })
        },
    },
    Fault {
        id: "object-put-drops-the-body",
        summary: "When an object is replaced, its body is lost.",
        operation: Some("object.put"),
        topic: Topic::Effect,
        violates: &["body-comes-back", "version-is-one"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let answer = server.object_put(context, request).await;
                if let ObjectPutResponse::Replaced { .. } = &answer {
                    let mut store = server.store.begin();
                    if let Some(object) = store.copy(&key) {
                        store.insert(key, Object { body: None, ..object });
                    }
                }
                answer
            })
        },
    },
];
