//! Faults of reading: what exists is not found, or what does not exist is.

use std::time::SystemTime;

use kii_server_stubs::{
    BodyGetResponse, BodyHeadResponse, Context, ObjectGetResponse, ObjectHeadResponse, ObjectStorage,
};
use kii_types::{BodyStream, BucketId, EntityTag, JsonObject, MediaType, ObjectGetRequest, ObjectId, ObjectScope};

use super::{Fault, Topic, hooks::Hooks};
use crate::{key::ObjectKey, object::Object, reference::ReferenceServer};

/// The object that a request is about, if there is one.
fn stored(server: &ReferenceServer, context: &Context, bucket: &BucketId, object: &ObjectId) -> Option<Object> {
    server.store.begin().copy(&ObjectKey::new(context, bucket.clone(), object.clone()))
}

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "object-head-finds-everything",
        summary: "HEAD says of every object that it exists.",
        operation: Some("object.head"),
        topic: Topic::Reading,
        violates: &["reading-shows-the-object"],
        hooks: |_| {
            Hooks::default().object_head(async |server, context, request| {
                match server.object_head(context, request).await {
                    ObjectHeadResponse::NotFound => ObjectHeadResponse::Found {
                        last_modified: SystemTime::now(),
                        content_type: MediaType::plain(),
                        x_kii_body_type: None,
                        e_tag: EntityTag::numbered(0),
                    },
                    answer @ (ObjectHeadResponse::Found { .. }
                    | ObjectHeadResponse::Unauthorized
                    | ObjectHeadResponse::Invalid
                    | ObjectHeadResponse::Failed(_)) => answer,
                }
            })
        },
    },
    Fault {
        id: "object-head-finds-nothing",
        summary: "HEAD says of no object that it exists.",
        operation: Some("object.head"),
        topic: Topic::Reading,
        violates: &["reading-shows-the-object"],
        hooks: |_| {
            Hooks::default().object_head(async |server, context, request| {
                match server.object_head(context, request).await {
                    ObjectHeadResponse::Found { .. } => ObjectHeadResponse::NotFound,
                    answer @ (ObjectHeadResponse::NotFound
                    | ObjectHeadResponse::Unauthorized
                    | ObjectHeadResponse::Invalid
                    | ObjectHeadResponse::Failed(_)) => answer,
                }
            })
        },
    },
    Fault {
        id: "body-head-finds-the-body-of-any-object",
        summary: "HEAD says of every object that it has a body.",
        operation: Some("body.head"),
        topic: Topic::Reading,
        violates: &["reading-shows-the-body"],
        hooks: |_| {
            Hooks::default().body_head(async |server, context, request| {
                let object = stored(&server, &context, &request.bucket_id, &request.object_id);
                match (server.body_head(context, request).await, object) {
                    (BodyHeadResponse::NotFound, Some(object)) => BodyHeadResponse::Found {
                        last_modified: object.modified_at,
                        e_tag: object.version.entity_tag(),
                        content_type: MediaType::octet_stream(),
                    },
                    (answer, _) => answer,
                }
            })
        },
    },
    Fault {
        id: "body-get-serves-a-body-that-is-not-there",
        summary: "Of an object without a body, an empty one is read.",
        operation: Some("body.get"),
        topic: Topic::Reading,
        violates: &["reading-shows-the-body", "body.get/body_missing:status"],
        hooks: |_| {
            Hooks::default().body_get(async |server, context, request| {
                let answer = server.body_get(context, request).await;
                if let BodyGetResponse::BodyMissing(_) = answer {
                    let content = BodyStream::from_bytes(MediaType::octet_stream(), Vec::new());
                    return BodyGetResponse::Whole { e_tag: EntityTag::numbered(0), content };
                }
                answer
            })
        },
    },
    Fault {
        id: "object-get-cuts-the-id",
        summary: "The last character of the objectID in the path is overlooked.",
        operation: Some("object.get"),
        topic: Topic::Reading,
        violates: &["path-names-the-object", "reading-shows-the-object"],
        hooks: |_| {
            Hooks::default().object_get(async |server, context, request: ObjectGetRequest| {
                let id = request.object_id.as_str();
                let cut = id.get(..id.len() - 1).and_then(|id| ObjectId::parse(id).ok());
                let object_id = cut.unwrap_or_else(|| request.object_id.clone());
                server.object_get(context, ObjectGetRequest { object_id, ..request }).await
            })
        },
    },
    Fault {
        id: "object-get-serves-an-object-that-is-not-there",
        summary: "Of an object that does not exist, an empty one is read.",
        operation: Some("object.get"),
        topic: Topic::Reading,
        violates: &["reading-shows-the-object", "object.get/object_missing:status"],
        hooks: |_| {
            Hooks::default().object_get(async |server, context, request| {
                let answer = server.object_get(context, request).await;
                if let ObjectGetResponse::ObjectMissing(_) = answer {
                    return ObjectGetResponse::Found {
                        last_modified: SystemTime::now(),
                        x_kii_body_type: None,
                        e_tag: EntityTag::numbered(0),
                        media_type: MediaType::plain(),
                        content: JsonObject::new(),
                    };
                }
                answer
            })
        },
    },
    Fault {
        id: "body-get-finds-nothing-in-groups",
        summary: "In group scope, no body is read.",
        operation: Some("body.get"),
        topic: Topic::Reading,
        violates: &["reading-shows-the-body", "success-takes-effect"],
        hooks: |_| {
            Hooks::default().body_get(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let answer = server.body_get(context, request).await;
                if matches!(key.scope, ObjectScope::AppAndGroup { .. })
                    && matches!(answer, BodyGetResponse::Whole { .. } | BodyGetResponse::Part { .. })
                {
                    return BodyGetResponse::BodyMissing(key.body_not_found());
                }
                answer
            })
        },
    },
];
