//! Faults of the variant: operations that are right about plain requests to plain objects, and wrong about others.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use kii_server_stubs::{BodyGetResponse, Context, ObjectDeleteResponse, ObjectPutResponse, ObjectStorage};
use kii_types::{Authorization, BucketId, EntityTag, ObjectBodyPublicationRequest, ObjectId, Precondition};

use super::{Fault, Topic, hooks::Hooks, memory::Memory};
use crate::{
    fixture::Fixture,
    key::ObjectKey,
    object::{Kind, Object},
    reference::ReferenceServer,
};

/// The object that a request is about, if there is one.
fn stored(server: &ReferenceServer, context: &Context, bucket: &BucketId, object: &ObjectId) -> Option<Object> {
    server.store.begin().copy(&ObjectKey::new(context, bucket.clone(), object.clone()))
}

fn is_typed(object: &Object) -> bool {
    match object.kind {
        Kind::Plain => false,
        Kind::Typed { .. } => true,
    }
}

/// `If-Match: *` in place of any other `If-Match`.
fn any_version(precondition: &mut Precondition) {
    if let (Precondition::IfMatch(named), Some(any)) = (precondition, EntityTag::new(b"*")) {
        *named = any;
    }
}

/// Takes a request for the administrator's when another user has sent it.
fn admit(fixture: &Fixture, context: &mut Context) {
    if matches!(&context.authorization, Authorization::Bearer(token) if *token == fixture.stranger.token) {
        context.authorization = Authorization::Bearer(fixture.admin_token.clone());
    }
}

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "object-put-ignores-if-match-of-typed-objects",
        summary: "An object with a data type is replaced whatever version If-Match names.",
        operation: Some("object.put"),
        topic: Topic::Variant,
        violates: &["superseded-version-is-refused"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, mut request| {
                if stored(&server, &context, &request.bucket_id, &request.object_id).is_some_and(|it| is_typed(&it)) {
                    any_version(&mut request.precondition);
                }
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "object-put-ignores-if-match-of-objects-with-a-body",
        summary: "An object that has a body is replaced whatever version If-Match names.",
        operation: Some("object.put"),
        topic: Topic::Variant,
        violates: &["superseded-version-is-refused"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, mut request| {
                let object = stored(&server, &context, &request.bucket_id, &request.object_id);
                if object.is_some_and(|object| object.body.is_some()) {
                    any_version(&mut request.precondition);
                }
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "object-put-refuses-every-version-of-objects-with-a-body",
        summary: "An object that has a body is not replaced under If-Match, not even when its version is named.",
        operation: Some("object.put"),
        topic: Topic::Variant,
        violates: &["current-version-is-accepted"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let object = stored(&server, &context, &request.bucket_id, &request.object_id);
                if matches!(request.precondition, Precondition::IfMatch(_))
                    && object.is_some_and(|object| object.body.is_some())
                {
                    return ObjectPutResponse::Stale(key.stale_object());
                }
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "object-delete-keeps-typed-objects",
        summary: "The deletion of an object with a data type is answered and does not happen.",
        operation: Some("object.delete"),
        topic: Topic::Variant,
        violates: &["success-takes-effect"],
        hooks: |_| {
            Hooks::default().object_delete(async |server, context, request| {
                match stored(&server, &context, &request.bucket_id, &request.object_id) {
                    Some(object) if is_typed(&object) => ObjectDeleteResponse::Deleted,
                    Some(_) | None => server.object_delete(context, request).await,
                }
            })
        },
    },
    Fault {
        id: "typed-objects-have-no-bodies",
        summary: "The body of an object with a data type is not found.",
        operation: Some("body.get"),
        topic: Topic::Variant,
        violates: &["upload-adds"],
        hooks: |_| {
            Hooks::default().body_get(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                match stored(&server, &context, &request.bucket_id, &request.object_id) {
                    Some(object) if is_typed(&object) => BodyGetResponse::BodyMissing(key.body_not_found()),
                    Some(_) | None => server.body_get(context, request).await,
                }
            })
        },
    },
    Fault {
        id: "object-put-keeps-the-version-of-the-same-members",
        summary: "A replacement by the same members leaves the object its version.",
        operation: Some("object.put"),
        topic: Topic::Variant,
        violates: &["write-gives-new-version"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let before = stored(&server, &context, &request.bucket_id, &request.object_id);
                let mut answer = server.object_put(context, request).await;
                let mut store = server.store.begin();
                let after = store.copy(&key);
                if let (ObjectPutResponse::Replaced { e_tag, .. }, Some(before), Some(after)) =
                    (&mut answer, before, after)
                    && before.members == after.members
                {
                    *e_tag = before.version.entity_tag();
                    store.insert(key, Object { version: before.version, ..after });
                }
                drop(store);
                answer
            })
        },
    },
    Fault {
        id: "object-put-names-versions-by-the-members",
        summary: "Whenever an object has members that it had before, it has the version of that time again.",
        operation: Some("object.put"),
        topic: Topic::Variant,
        violates: &["superseded-version-stays-refused"],
        hooks: |_| {
            let known = Memory::<HashMap<(ObjectKey, u64), Object>>::default();
            Hooks::default().object_put(move |server, context, request| {
                let known = known.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let mut hasher = DefaultHasher::new();
                    serde_json::Value::Object(request.content.clone()).to_string().hash(&mut hasher);
                    let mut answer = server.object_put(context, request).await;
                    let mut store = server.store.begin();
                    if let (
                        ObjectPutResponse::Created { e_tag, .. } | ObjectPutResponse::Replaced { e_tag, .. },
                        Some(object),
                    ) = (&mut answer, store.copy(&key))
                    {
                        let place = (key.clone(), hasher.finish());
                        let first = known.with(|known| known.entry(place).or_insert_with(|| object.clone()).version);
                        *e_tag = first.entity_tag();
                        store.insert(key, Object { version: first, ..object });
                    }
                    drop(store);
                    answer
                }
            })
        },
    },
    Fault {
        id: "range-needs-no-rights",
        summary: "Another user may read the bodies of all objects part by part.",
        operation: Some("body.get"),
        topic: Topic::Variant,
        violates: &["default-permissions-refuse"],
        hooks: |fixture| {
            let fixture = fixture.clone();
            Hooks::default().body_get(move |server, mut context, request| {
                if request.range.is_some() {
                    admit(&fixture, &mut context);
                }
                async move { server.body_get(context, request).await }
            })
        },
    },
    Fault {
        id: "condition-needs-no-rights",
        summary: "Another user may replace or create all objects with If-Match or If-None-Match.",
        operation: Some("object.put"),
        topic: Topic::Variant,
        violates: &["default-permissions-refuse"],
        hooks: |fixture| {
            let fixture = fixture.clone();
            Hooks::default().object_put(move |server, mut context, request| {
                if request.precondition != Precondition::None {
                    admit(&fixture, &mut context);
                }
                async move { server.object_put(context, request).await }
            })
        },
    },
    Fault {
        id: "lifetime-needs-no-rights",
        summary: "Another user may publish all bodies for a while.",
        operation: Some("publish.post"),
        topic: Topic::Variant,
        violates: &["default-permissions-refuse"],
        hooks: |fixture| {
            let fixture = fixture.clone();
            Hooks::default().publish_post(move |server, mut context, request| {
                if request.content != ObjectBodyPublicationRequest::Neither {
                    admit(&fixture, &mut context);
                }
                async move { server.publish_post(context, request).await }
            })
        },
    },
    Fault {
        id: "stranger-reads-objects-with-a-body",
        summary: "Another user may read all objects that have a body.",
        operation: Some("object.get"),
        topic: Topic::Variant,
        violates: &["default-permissions-refuse"],
        hooks: |fixture| {
            let fixture = fixture.clone();
            Hooks::default().object_get(move |server, mut context, request| {
                let object = stored(&server, &context, &request.bucket_id, &request.object_id);
                if object.is_some_and(|object| object.body.is_some()) {
                    admit(&fixture, &mut context);
                }
                async move { server.object_get(context, request).await }
            })
        },
    },
];
