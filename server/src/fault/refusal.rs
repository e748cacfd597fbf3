//! Faults of refusals: what is refused happens all the same, or the refusal tells what it should not.

use bytes::Bytes;
use kii_server_stubs::{
    BodyDeleteResponse, BodyPutResponse, ObjectDeleteResponse, ObjectGetResponse, ObjectPatchResponse,
    ObjectPutResponse, ObjectStorage,
};
use kii_types::{Authorization, BodyPutRequest, BodyStream, ObjectGetRequest, Precondition};
use serde_json::Value;

use super::{Fault, Topic, hooks::Hooks};
use crate::{body::Content, key::ObjectKey};

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "refused-object-put-writes",
        summary: "A replacement under If-Match is refused and carried out.",
        operation: Some("object.put"),
        topic: Topic::Refusal,
        violates: &["refusal-changes-nothing", "superseded-version-is-refused"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, mut request| {
                let answer = server.object_put(context.clone(), request.clone()).await;
                if matches!(answer, ObjectPutResponse::Stale(_)) {
                    request.precondition = Precondition::None;
                    server.object_put(context, request).await;
                }
                answer
            })
        },
    },
    Fault {
        id: "refused-object-patch-writes",
        summary: "An update under If-Match is refused and carried out.",
        operation: Some("object.patch"),
        topic: Topic::Refusal,
        violates: &["refusal-changes-nothing", "superseded-version-is-refused"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, mut request| {
                let answer = server.object_patch(context.clone(), request.clone()).await;
                if matches!(answer, ObjectPatchResponse::Stale(_)) {
                    request.precondition = Precondition::None;
                    server.object_patch(context, request).await;
                }
                answer
            })
        },
    },
    Fault {
        id: "refused-object-delete-deletes",
        summary: "A deletion under If-Match is refused and carried out.",
        operation: Some("object.delete"),
        topic: Topic::Refusal,
        violates: &["refusal-changes-nothing", "superseded-version-is-refused"],
        hooks: |_| {
            Hooks::default().object_delete(async |server, context, mut request| {
                let answer = server.object_delete(context.clone(), request.clone()).await;
                if matches!(answer, ObjectDeleteResponse::Stale(_)) {
                    request.precondition = Precondition::None;
                    server.object_delete(context, request).await;
                }
                answer
            })
        },
    },
    Fault {
        id: "refused-body-put-writes",
        summary: "An upload under If-Match is refused and kept.",
        operation: Some("body.put"),
        topic: Topic::Refusal,
        violates: &["refusal-changes-nothing", "superseded-version-is-refused"],
        hooks: |_| {
            Hooks::default().body_put(async |server, context, request| {
                let BodyPutRequest { scope, bucket_id, object_id, precondition, content } = request;
                let media_type = content.media_type.clone();
                let bytes = content.collect().await.unwrap_or_default();
                let upload = |precondition| BodyPutRequest {
                    scope: scope.clone(),
                    bucket_id: bucket_id.clone(),
                    object_id: object_id.clone(),
                    precondition,
                    content: BodyStream::from_bytes(media_type.clone(), bytes.clone()),
                };
                let answer = server.body_put(context.clone(), upload(precondition)).await;
                if matches!(answer, BodyPutResponse::Stale(_)) {
                    server.body_put(context, upload(Precondition::None)).await;
                }
                answer
            })
        },
    },
    Fault {
        id: "refused-body-delete-deletes",
        summary: "The deletion of a body under If-Match is refused and carried out.",
        operation: Some("body.delete"),
        topic: Topic::Refusal,
        violates: &["refusal-changes-nothing", "superseded-version-is-refused"],
        hooks: |_| {
            Hooks::default().body_delete(async |server, context, mut request| {
                let answer = server.body_delete(context.clone(), request.clone()).await;
                if matches!(answer, BodyDeleteResponse::Stale(_)) {
                    request.precondition = Precondition::None;
                    server.body_delete(context, request).await;
                }
                answer
            })
        },
    },
    Fault {
        id: "refused-creation-replaces",
        summary: "A creation with If-None-Match is refused where there is an object, and replaces it.",
        operation: Some("object.put"),
        topic: Topic::Refusal,
        violates: &["refusal-changes-nothing", "if-none-match-replaces-nothing", "if-none-match-creates-once"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, mut request| {
                let answer = server.object_put(context.clone(), request.clone()).await;
                if matches!(answer, ObjectPutResponse::AlreadyExists(_)) {
                    request.precondition = Precondition::None;
                    server.object_put(context, request).await;
                }
                answer
            })
        },
    },
    Fault {
        id: "refused-caller-writes",
        summary: "A replacement by somebody without rights is refused and carried out.",
        operation: Some("object.put"),
        topic: Topic::Refusal,
        violates: &["refusal-changes-nothing", "default-permissions-refuse"],
        hooks: |fixture| {
            let token = fixture.admin_token.clone();
            Hooks::default().object_put(move |server, mut context, request| {
                let token = token.clone();
                async move {
                    let answer = server.object_put(context.clone(), request.clone()).await;
                    if matches!(answer, ObjectPutResponse::Unauthorized(_)) {
                        context.authorization = Authorization::Bearer(token);
                        server.object_put(context, request).await;
                    }
                    answer
                }
            })
        },
    },
    Fault {
        id: "refused-caller-deletes",
        summary: "A deletion by somebody without rights is refused and carried out.",
        operation: Some("object.delete"),
        topic: Topic::Refusal,
        violates: &["refusal-changes-nothing", "default-permissions-refuse"],
        hooks: |fixture| {
            let token = fixture.admin_token.clone();
            Hooks::default().object_delete(move |server, mut context, request| {
                let token = token.clone();
                async move {
                    let answer = server.object_delete(context.clone(), request.clone()).await;
                    if matches!(answer, ObjectDeleteResponse::Unauthorized(_)) {
                        context.authorization = Authorization::Bearer(token);
                        server.object_delete(context, request).await;
                    }
                    answer
                }
            })
        },
    },
    Fault {
        id: "refused-body-put-empties-the-body",
        summary: "An upload under If-Match is refused after the body has been emptied for it.",
        operation: Some("body.put"),
        topic: Topic::Refusal,
        violates: &["refusal-changes-nothing", "superseded-version-is-refused"],
        hooks: |_| {
            Hooks::default().body_put(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let answer = server.body_put(context, request).await;
                if matches!(answer, BodyPutResponse::Stale(_)) {
                    let mut store = server.store.begin();
                    if let Some(mut object) = store.copy(&key) {
                        object.body.iter_mut().for_each(|body| body.content = Content::Bytes(Bytes::new()));
                        store.insert(key, object);
                    }
                }
                answer
            })
        },
    },
    Fault {
        id: "stale-refusal-shows-the-object",
        summary: "The refusal of a superseded version has the whole object in its message.",
        operation: Some("object.put"),
        topic: Topic::Refusal,
        violates: &["refusal-leaks-nothing"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let mut answer = server.object_put(context, request).await;
                if let ObjectPutResponse::Stale(error) = &mut answer
                    && let Some(object) = server.store.begin().object(&key)
                {
                    error.message = format!("The object is {}.", Value::Object(object.members.clone()));
                }
                answer
            })
        },
    },
    Fault {
        id: "permission-refusal-shows-the-object",
        summary: "Who may not read an object finds it in the message of the refusal.",
        operation: Some("object.get"),
        topic: Topic::Refusal,
        violates: &["refusal-leaks-nothing"],
        hooks: |_| {
            Hooks::default().object_get(async |server, context, request: ObjectGetRequest| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let mut answer = server.object_get(context, request).await;
                if let ObjectGetResponse::Unauthorized(error) = &mut answer {
                    let members = server.store.begin().object(&key).map(|object| object.members.clone());
                    error.message = Value::Object(members.unwrap_or_default()).to_string();
                }
                answer
            })
        },
    },
    Fault {
        id: "body-refusal-shows-the-object",
        summary: "The refusal of a superseded version of a body has the object in its message.",
        operation: Some("body.put"),
        topic: Topic::Refusal,
        violates: &["refusal-leaks-nothing"],
        hooks: |_| {
            Hooks::default().body_put(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let mut answer = server.body_put(context, request).await;
                if let BodyPutResponse::Stale(error) = &mut answer {
                    let members = server.store.begin().object(&key).map(|object| object.members.clone());
                    error.message = Value::Object(members.unwrap_or_default()).to_string();
                }
                answer
            })
        },
    },
];
