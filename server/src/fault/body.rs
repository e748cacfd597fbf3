//! Faults of bodies: bytes that are not read as they were stored, and media types that are lost.

use std::collections::HashMap;

use kii_server_stubs::{BodyGetResponse, BodyHeadResponse, BodyPutResponse, ObjectStorage};
use kii_types::{BodyPutRequest, BodyStream, InvalidInputData, MediaType, ObjectScope};

use super::{Fault, Topic, hooks::Hooks, memory::Memory};
use crate::key::ObjectKey;

/// Stores other bytes than are sent.
fn storing(change: fn(Vec<u8>) -> Vec<u8>) -> Hooks {
    Hooks::default().body_put(move |server, context, request| async move {
        let media_type = request.content.media_type.clone();
        let bytes = request.content.collect().await.unwrap_or_default();
        let content = BodyStream::from_bytes(media_type, change(bytes.to_vec()));
        server.body_put(context, BodyPutRequest { content, ..request }).await
    })
}

/// Refuses bodies of some sizes.
fn refusing(is_meant: fn(usize) -> bool) -> Hooks {
    Hooks::default().body_put(move |server, context, request| async move {
        let media_type = request.content.media_type.clone();
        let bytes = request.content.collect().await.unwrap_or_default();
        if is_meant(bytes.len()) {
            let message = "A body of this size is not accepted.".to_owned();
            return BodyPutResponse::InvalidInput(InvalidInputData { message });
        }
        let content = BodyStream::from_bytes(media_type, bytes);
        server.body_put(context, BodyPutRequest { content, ..request }).await
    })
}

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "body-has-seven-bits",
        summary: "The highest bit of every byte of a body is lost.",
        operation: Some("body.put"),
        topic: Topic::Body,
        violates: &["body-comes-back", "published-content-is-served"],
        hooks: |_| storing(|bytes| bytes.into_iter().map(|byte| byte & 0x7f).collect()),
    },
    Fault {
        id: "body-is-text",
        summary: "What is not UTF-8 in a body is replaced.",
        operation: Some("body.put"),
        topic: Topic::Body,
        violates: &["body-comes-back"],
        hooks: |_| storing(|bytes| String::from_utf8_lossy(&bytes).into_owned().into()),
    },
    Fault {
        id: "body-gets-a-newline",
        summary: "A line feed is put behind every body.",
        operation: Some("body.put"),
        topic: Topic::Body,
        violates: &["body-comes-back", "body-has-any-size"],
        hooks: |_| storing(|bytes| [bytes, vec![b'\n']].concat()),
    },
    Fault {
        id: "body-has-other-line-ends",
        summary: "A line feed in a body becomes a carriage return and a line feed.",
        operation: Some("body.put"),
        topic: Topic::Body,
        violates: &["body-comes-back"],
        hooks: |_| {
            storing(|bytes| {
                bytes.into_iter().flat_map(|byte| if byte == b'\n' { vec![b'\r', byte] } else { vec![byte] }).collect()
            })
        },
    },
    Fault {
        id: "body-ends-at-64-kibibytes",
        summary: "Bytes behind the first 65536 of a body are lost.",
        operation: Some("body.put"),
        topic: Topic::Body,
        violates: &["body-has-any-size", "published-content-is-served"],
        hooks: |_| storing(|bytes| bytes.into_iter().take(1 << 16).collect()),
    },
    Fault {
        id: "body-loses-its-last-byte",
        summary: "The last byte of a body is lost, if it has more than one.",
        operation: Some("body.put"),
        topic: Topic::Body,
        violates: &["body-comes-back", "ranges-add-up"],
        hooks: |_| {
            storing(|bytes| bytes.get(..(bytes.len() - usize::from(bytes.len() > 1))).unwrap_or_default().to_vec())
        },
    },
    Fault {
        id: "empty-body-is-refused",
        summary: "A body of no bytes is refused.",
        operation: Some("body.put"),
        topic: Topic::Body,
        violates: &["body-has-any-size"],
        hooks: |_| refusing(|size| size == 0),
    },
    Fault {
        id: "small-body-is-refused",
        summary: "A body of one byte is refused.",
        operation: Some("body.put"),
        topic: Topic::Body,
        violates: &["body-has-any-size"],
        hooks: |_| refusing(|size| size == 1),
    },
    Fault {
        id: "large-body-is-refused",
        summary: "A body of more than 512 KiB is refused.",
        operation: Some("body.put"),
        topic: Topic::Body,
        violates: &["body-has-any-size", "readers-see-one-body"],
        hooks: |_| refusing(|size| size > 1 << 19),
    },
    Fault {
        id: "empty-body-is-none",
        summary: "An object that is given a body of no bytes has none.",
        operation: Some("body.get"),
        topic: Topic::Body,
        violates: &["body-has-any-size", "success-takes-effect"],
        hooks: |_| {
            Hooks::default().body_get(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let answer = server.body_get(context, request).await;
                if let BodyGetResponse::Whole { content, .. } = &answer
                    && content.length == Some(0)
                {
                    return BodyGetResponse::BodyMissing(key.body_not_found());
                }
                answer
            })
        },
    },
    Fault {
        id: "body-media-type-is-lost",
        summary: "Every body is read as application/octet-stream.",
        operation: Some("body.put"),
        topic: Topic::Body,
        violates: &["body-has-any-media-type", "body-comes-back", "published-content-is-served"],
        hooks: |_| {
            Hooks::default().body_put(async |server, context, mut request| {
                request.content.media_type = MediaType::octet_stream();
                server.body_put(context, request).await
            })
        },
    },
    Fault {
        id: "body-of-an-unknown-media-type-is-refused",
        summary: "A body whose media type is not registered is refused.",
        operation: Some("body.put"),
        topic: Topic::Body,
        violates: &["body-has-any-media-type"],
        hooks: |_| {
            Hooks::default().body_put(async |server, context, request| {
                if request.content.media_type.as_str().contains("/x-") {
                    let message = "This media type is not supported.".to_owned();
                    return BodyPutResponse::InvalidInput(InvalidInputData { message });
                }
                server.body_put(context, request).await
            })
        },
    },
    Fault {
        id: "body-keeps-its-first-media-type",
        summary: "A body that is replaced keeps the media type of the first upload.",
        operation: Some("body.put"),
        topic: Topic::Body,
        violates: &["body-comes-back"],
        hooks: |_| {
            let first = Memory::<HashMap<ObjectKey, MediaType>>::default();
            Hooks::default().body_put(move |server, context, mut request| {
                let first = first.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let sent = request.content.media_type.clone();
                    request.content.media_type = first.with(|first| first.entry(key).or_insert(sent).clone());
                    server.body_put(context, request).await
                }
            })
        },
    },
    Fault {
        id: "body-head-has-a-fixed-media-type",
        summary: "HEAD says of every body that it is application/octet-stream.",
        operation: Some("body.head"),
        topic: Topic::Body,
        violates: &["body.head/found:header.Content-Type"],
        hooks: |_| {
            Hooks::default().body_head(async |server, context, request| {
                let mut answer = server.body_head(context, request).await;
                if let BodyHeadResponse::Found { content_type, .. } = &mut answer {
                    *content_type = MediaType::octet_stream();
                }
                answer
            })
        },
    },
    Fault {
        id: "thing-bodies-are-reversed",
        summary: "In thing scope, a body is stored from its last byte to its first.",
        operation: Some("body.put"),
        topic: Topic::Body,
        violates: &["body-comes-back"],
        hooks: |_| {
            Hooks::default().body_put(async |server, context, request| {
                if !matches!(context.object_scope, ObjectScope::AppAndThing { .. }) {
                    return server.body_put(context, request).await;
                }
                let media_type = request.content.media_type.clone();
                let mut bytes = request.content.collect().await.unwrap_or_default().to_vec();
                bytes.reverse();
                let content = BodyStream::from_bytes(media_type, bytes);
                server.body_put(context, BodyPutRequest { content, ..request }).await
            })
        },
    },
    Fault {
        id: "body-put-loses-the-third-upload",
        summary: "From the third upload on, a body is answered as stored and the second stays.",
        operation: Some("body.put"),
        topic: Topic::Body,
        violates: &["success-takes-effect", "body-comes-back"],
        hooks: |_| {
            let uploads = Memory::<HashMap<ObjectKey, usize>>::default();
            Hooks::default().body_put(move |server, context, mut request| {
                let uploads = uploads.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let body = server.store.begin().object(&key).and_then(|object| object.body.clone());
                    let count = uploads.with(|uploads| {
                        let count = uploads.entry(key).or_default();
                        *count += 1;
                        *count
                    });
                    if let (3.., Some(body)) = (count, body) {
                        request.content = BodyStream::from_bytes(body.media_type.clone(), body.bytes());
                    }
                    server.body_put(context, request).await
                }
            })
        },
    },
];
