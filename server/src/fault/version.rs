//! Faults of versions: those that do not change with a write, and those that are not what other answers name.

use std::collections::HashMap;

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use kii_server_stubs::{
    BodyGetResponse, BodyHeadResponse, BodyPutResponse, CollectionPostResponse, Context, ObjectGetResponse,
    ObjectHeadResponse, ObjectPatchResponse, ObjectPutResponse, ObjectStorage,
};
use kii_types::{BucketId, EntityTag, ObjectId};

use super::{Fault, Topic, hooks::Hooks, memory::Memory};
use crate::{body::Body, key::ObjectKey, object::Object, reference::ReferenceServer};

/// The object that a request is about, if there is one.
fn stored(server: &ReferenceServer, context: &Context, bucket: &BucketId, object: &ObjectId) -> Option<Object> {
    server.store.begin().copy(&ObjectKey::new(context, bucket.clone(), object.clone()))
}

/// Changes what is stored under a key, if something is.
fn alter(server: &ReferenceServer, key: ObjectKey, change: impl FnOnce(Object) -> Object) {
    let mut store = server.store.begin();
    if let Some(object) = store.copy(&key) {
        store.insert(key, change(object));
    }
}

/// Changes the value of a header, if it is there.
fn change(headers: &mut HeaderMap, name: &HeaderName, change: impl FnOnce(&str) -> String) {
    let value = headers.get(name).and_then(|value| value.to_str().ok()).map(change);
    if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
        headers.insert(name, value);
    }
}

/// A version that looks like any other and is not.
fn other(tag: &EntityTag) -> EntityTag {
    let digits: Vec<u8> = tag.as_bytes().iter().copied().filter(u8::is_ascii_digit).collect();
    EntityTag::new(&[b"\"0", &digits[..], b"\""].concat()).unwrap_or_else(|| tag.clone())
}

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "object-put-keeps-the-version",
        summary: "A replacement leaves the object its version.",
        operation: Some("object.put"),
        topic: Topic::Version,
        violates: &["write-gives-new-version", "superseded-version-is-refused"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let earlier = stored(&server, &context, &request.bucket_id, &request.object_id);
                let mut answer = server.object_put(context, request).await;
                if let (ObjectPutResponse::Replaced { e_tag, .. }, Some(earlier)) = (&mut answer, earlier) {
                    *e_tag = earlier.version.entity_tag();
                    alter(&server, key, |object| Object { version: earlier.version, ..object });
                }
                answer
            })
        },
    },
    Fault {
        id: "object-patch-keeps-the-version",
        summary: "An update leaves the object its version.",
        operation: Some("object.patch"),
        topic: Topic::Version,
        violates: &["write-gives-new-version", "superseded-version-stays-refused"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let earlier = stored(&server, &context, &request.bucket_id, &request.object_id);
                let mut answer = server.object_patch(context, request).await;
                if let (ObjectPatchResponse::Updated { e_tag, content, .. }, Some(earlier)) = (&mut answer, earlier) {
                    *e_tag = earlier.version.entity_tag();
                    content.insert("_version".to_owned(), earlier.version.to_string().into());
                    alter(&server, key, |object| Object { version: earlier.version, ..object });
                }
                answer
            })
        },
    },
    Fault {
        id: "body-put-keeps-the-version",
        summary: "A new upload leaves the body its version.",
        operation: Some("body.put"),
        topic: Topic::Version,
        violates: &["write-gives-new-version", "superseded-version-is-refused"],
        hooks: |_| {
            Hooks::default().body_put(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let earlier = stored(&server, &context, &request.bucket_id, &request.object_id);
                let version = earlier.and_then(|object| object.body).map(|body| body.version);
                let mut answer = server.body_put(context, request).await;
                if let (BodyPutResponse::Stored { e_tag, .. }, Some(version)) = (&mut answer, version) {
                    *e_tag = version.clone();
                    alter(&server, key, |object| {
                        let body = object.body.clone().map(|body| Body { version, ..body });
                        Object { body, ..object }
                    });
                }
                answer
            })
        },
    },
    Fault {
        id: "object-put-names-the-first-version-again",
        summary: "A replacement after another write gives the object the version that it had first.",
        operation: Some("object.put"),
        topic: Topic::Version,
        violates: &["write-gives-new-version"],
        hooks: |_| {
            let versions = Memory::<HashMap<ObjectKey, Vec<Object>>>::default();
            Hooks::default().object_put(move |server, context, request| {
                let versions = versions.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let mut answer = server.object_put(context.clone(), request.clone()).await;
                    let Some(object) = stored(&server, &context, &request.bucket_id, &request.object_id) else {
                        return answer;
                    };
                    let first = versions.with(|versions| {
                        let versions = versions.entry(key.clone()).or_default();
                        versions.push(object);
                        versions.first().filter(|_| versions.len() == 2).map(|object| object.version)
                    });
                    if let (ObjectPutResponse::Replaced { e_tag, .. }, Some(version)) = (&mut answer, first) {
                        *e_tag = version.entity_tag();
                        alter(&server, key, |object| Object { version, ..object });
                    }
                    answer
                }
            })
        },
    },
    Fault {
        id: "object-get-names-another-version",
        summary: "GET names a version that no other answer names.",
        operation: Some("object.get"),
        topic: Topic::Version,
        violates: &["version-is-one"],
        hooks: |_| {
            Hooks::default().object_get(async |server, context, request| {
                let mut answer = server.object_get(context, request).await;
                if let ObjectGetResponse::Found { e_tag, .. } = &mut answer {
                    *e_tag = other(e_tag);
                }
                answer
            })
        },
    },
    Fault {
        id: "object-head-names-another-version",
        summary: "HEAD names a version that no other answer names.",
        operation: Some("object.head"),
        topic: Topic::Version,
        violates: &["version-is-one"],
        hooks: |_| {
            Hooks::default().object_head(async |server, context, request| {
                let mut answer = server.object_head(context, request).await;
                if let ObjectHeadResponse::Found { e_tag, .. } = &mut answer {
                    *e_tag = other(e_tag);
                }
                answer
            })
        },
    },
    Fault {
        id: "object-patch-names-the-version-before",
        summary: "The answer to an update names the version that it has superseded.",
        operation: Some("object.patch"),
        topic: Topic::Version,
        violates: &["write-gives-new-version", "version-is-one"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, request| {
                let earlier = stored(&server, &context, &request.bucket_id, &request.object_id);
                let mut answer = server.object_patch(context, request).await;
                if let (ObjectPatchResponse::Updated { e_tag, .. }, Some(earlier)) = (&mut answer, earlier) {
                    *e_tag = earlier.version.entity_tag();
                }
                answer
            })
        },
    },
    Fault {
        id: "collection-post-names-another-version",
        summary: "The answer to a creation names a version that the object does not have.",
        operation: Some("collection.post"),
        topic: Topic::Version,
        violates: &["version-is-one"],
        hooks: |_| {
            Hooks::default().collection_post(async |server, context, request| {
                let mut answer = server.collection_post(context, request).await;
                if let CollectionPostResponse::Created { e_tag, .. } = &mut answer {
                    *e_tag = other(e_tag);
                }
                answer
            })
        },
    },
    Fault {
        id: "body-head-names-the-version-of-the-object",
        summary: "HEAD of a body names the version of its object.",
        operation: Some("body.head"),
        topic: Topic::Version,
        violates: &["version-is-one"],
        hooks: |_| {
            Hooks::default().body_head(async |server, context, request| {
                let object = stored(&server, &context, &request.bucket_id, &request.object_id);
                let mut answer = server.body_head(context, request).await;
                if let (BodyHeadResponse::Found { e_tag, .. }, Some(object)) = (&mut answer, object) {
                    *e_tag = object.version.entity_tag();
                }
                answer
            })
        },
    },
    Fault {
        id: "versions-have-no-quotes",
        summary: "All versions come without quotes, and are taken without them.",
        operation: None,
        topic: Topic::Version,
        violates: &["versions-are-entity-tags"],
        hooks: |_| {
            Hooks::default().exchange(async |mut request: Request, next: Next| -> Response {
                change(request.headers_mut(), &header::IF_MATCH, |text| format!("\"{text}\""));
                let mut answer = next.run(request).await;
                change(answer.headers_mut(), &header::ETAG, |text| text.trim_matches('"').to_owned());
                answer
            })
        },
    },
    Fault {
        id: "body-part-names-another-version",
        summary: "A part of a body comes with another version than the whole.",
        operation: Some("body.get"),
        topic: Topic::Version,
        violates: &["version-is-one"],
        hooks: |_| {
            Hooks::default().body_get(async |server, context, request| {
                let mut answer = server.body_get(context, request).await;
                if let BodyGetResponse::Part { e_tag, .. } = &mut answer {
                    *e_tag = other(e_tag);
                }
                answer
            })
        },
    },
];
