//! Faults of the media types of objects, and of data types.

use kii_server_stubs::{
    CollectionPostResponse, ObjectGetResponse, ObjectHeadResponse, ObjectPatchResponse, ObjectPutResponse,
    ObjectStorage,
};
use kii_types::{InvalidInputData, MediaType};

use super::{Fault, Topic, hooks::Hooks};

/// The refusal of a media type.
fn unsuitable() -> InvalidInputData {
    InvalidInputData { message: "This media type is not supported.".to_owned() }
}

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "object-patch-refuses-plain-objects",
        summary: "An update that is sent as application/json is refused.",
        operation: Some("object.patch"),
        topic: Topic::Media,
        violates: &["plain-objects-are-accepted", "patch-sends-changes"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, request| {
                if request.media_type == Some(MediaType::plain()) {
                    return ObjectPatchResponse::InvalidInput(unsuitable());
                }
                server.object_patch(context, request).await
            })
        },
    },
    Fault {
        id: "collection-post-refuses-plain-objects",
        summary: "An object that is sent as application/json is not created by POST.",
        operation: Some("collection.post"),
        topic: Topic::Media,
        violates: &["plain-objects-are-accepted", "content-is-the-object"],
        hooks: |_| {
            Hooks::default().collection_post(async |server, context, request| {
                if request.media_type == Some(MediaType::plain()) {
                    return CollectionPostResponse::InvalidInput(unsuitable());
                }
                server.collection_post(context, request).await
            })
        },
    },
    Fault {
        id: "object-put-refuses-typed-objects",
        summary: "An object with a data type is not created by PUT.",
        operation: Some("object.put"),
        topic: Topic::Media,
        violates: &["typed-objects-are-accepted"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, request| {
                if request.media_type.as_ref().is_some_and(|media_type| *media_type != MediaType::plain()) {
                    return ObjectPutResponse::InvalidInput(unsuitable());
                }
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "collection-post-refuses-typed-objects",
        summary: "An object with a data type is not created by POST.",
        operation: Some("collection.post"),
        topic: Topic::Media,
        violates: &["typed-objects-are-accepted"],
        hooks: |_| {
            Hooks::default().collection_post(async |server, context, request| {
                if request.media_type.as_ref().is_some_and(|media_type| *media_type != MediaType::plain()) {
                    return CollectionPostResponse::InvalidInput(unsuitable());
                }
                server.collection_post(context, request).await
            })
        },
    },
    Fault {
        id: "object-put-refuses-a-charset",
        summary: "An object is refused when its media type has a charset behind it.",
        operation: Some("object.put"),
        topic: Topic::Media,
        violates: &["media-type-may-have-a-charset"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, request| {
                if request.media_type.as_ref().is_some_and(|media_type| media_type.as_str().contains(';')) {
                    return ObjectPutResponse::InvalidInput(unsuitable());
                }
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "object-get-forgets-the-data-type",
        summary: "An object with a data type is read as application/json.",
        operation: Some("object.get"),
        topic: Topic::Media,
        violates: &["data-type-comes-back"],
        hooks: |_| {
            Hooks::default().object_get(async |server, context, request| {
                let mut answer = server.object_get(context, request).await;
                if let ObjectGetResponse::Found { media_type, .. } = &mut answer {
                    *media_type = MediaType::plain();
                }
                answer
            })
        },
    },
    Fault {
        id: "object-head-forgets-the-data-type",
        summary: "HEAD says of an object with a data type that it is application/json.",
        operation: Some("object.head"),
        topic: Topic::Media,
        violates: &["data-type-comes-back"],
        hooks: |_| {
            Hooks::default().object_head(async |server, context, request| {
                let mut answer = server.object_head(context, request).await;
                if let ObjectHeadResponse::Found { content_type, .. } = &mut answer {
                    *content_type = MediaType::plain();
                }
                answer
            })
        },
    },
    Fault {
        id: "object-patch-forgets-the-data-type",
        summary: "The answer to the update of an object with a data type is application/json.",
        operation: Some("object.patch"),
        topic: Topic::Media,
        violates: &["data-type-comes-back"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, request| {
                let mut answer = server.object_patch(context, request).await;
                if let ObjectPatchResponse::Updated { media_type, .. } = &mut answer {
                    *media_type = MediaType::plain();
                }
                answer
            })
        },
    },
];
