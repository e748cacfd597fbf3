//! Faults of limits: how large an object and its members may be.

use axum::{
    body::{Body as Content, to_bytes},
    extract::Request,
};
use http::Method;
use kii_server_stubs::{CollectionPostResponse, ObjectPatchResponse, ObjectPutResponse, ObjectStorage};
use kii_types::{InvalidInputData, JsonObject, OBJECT_MAXIMUM};
use serde_json::Value;

use super::{Fault, Topic, hooks::Hooks};

/// How many characters an object has as JSON.
fn size(members: &JsonObject) -> usize {
    Value::Object(members.clone()).to_string().chars().count()
}

/// The refusal of an object for its size.
fn too_large() -> InvalidInputData {
    InvalidInputData { message: "The object is too large.".to_owned() }
}

/// Stores nothing of objects that are too large, and says that it did.
fn accepting(method: Method) -> Hooks {
    Hooks::default().exchange(move |request: Request, next| {
        let is_meant = *request.method() == method && !request.uri().path().ends_with("/body");
        async move {
            if !is_meant {
                return next.run(request).await;
            }
            let (parts, content) = request.into_parts();
            let mut bytes = to_bytes(content, usize::MAX).await.unwrap_or_default();
            if bytes.len() > OBJECT_MAXIMUM {
                bytes = "{}".into();
            }
            next.run(Request::from_parts(parts, Content::from(bytes))).await
        }
    })
}

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "object-put-refuses-large-objects",
        summary: "An object of more than 32768 characters is not stored by PUT.",
        operation: Some("object.put"),
        topic: Topic::Limit,
        violates: &["large-objects-are-accepted"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, request| {
                if size(&request.content) > 1 << 15 {
                    return ObjectPutResponse::InvalidInput(too_large());
                }
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "object-patch-refuses-large-objects",
        summary: "An update of more than 32768 characters is refused.",
        operation: Some("object.patch"),
        topic: Topic::Limit,
        violates: &["large-objects-are-accepted"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, request| {
                if size(&request.content) > 1 << 15 {
                    return ObjectPatchResponse::InvalidInput(too_large());
                }
                server.object_patch(context, request).await
            })
        },
    },
    Fault {
        id: "collection-post-refuses-large-objects",
        summary: "An object of more than 32768 characters is not created by POST.",
        operation: Some("collection.post"),
        topic: Topic::Limit,
        violates: &["large-objects-are-accepted"],
        hooks: |_| {
            Hooks::default().collection_post(async |server, context, request| {
                if size(&request.content) > 1 << 15 {
                    return CollectionPostResponse::InvalidInput(too_large());
                }
                server.collection_post(context, request).await
            })
        },
    },
    Fault {
        id: "object-put-cuts-large-texts",
        summary: "A text of more than 32767 characters is cut when an object is replaced.",
        operation: Some("object.put"),
        topic: Topic::Limit,
        violates: &["large-objects-are-accepted", "success-takes-effect"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, mut request| {
                for value in request.content.values_mut() {
                    if let Value::String(text) = value {
                        *text = text.chars().take((1 << 15) - 1).collect();
                    }
                }
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "object-put-accepts-too-large-objects",
        summary: "Of an object that is too large, PUT says that it was stored.",
        operation: Some("object.put"),
        topic: Topic::Limit,
        violates: &["too-large-objects-are-refused"],
        hooks: |_| accepting(Method::PUT),
    },
    Fault {
        id: "object-patch-accepts-too-large-objects",
        summary: "Of an update that is too large, PATCH says that it was stored.",
        operation: Some("object.patch"),
        topic: Topic::Limit,
        violates: &["too-large-objects-are-refused"],
        hooks: |_| accepting(Method::PATCH),
    },
    Fault {
        id: "collection-post-accepts-too-large-objects",
        summary: "Of an object that is too large, POST says that it was created.",
        operation: Some("collection.post"),
        topic: Topic::Limit,
        violates: &["too-large-objects-are-refused"],
        hooks: |_| accepting(Method::POST),
    },
    Fault {
        id: "long-texts-are-cut",
        summary: "A text is cut behind the characters that are indexed.",
        operation: Some("object.put"),
        topic: Topic::Limit,
        violates: &["long-fields-are-stored"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, mut request| {
                for value in request.content.values_mut() {
                    if let Value::String(text) = value {
                        *text = text.chars().take(190).collect();
                    }
                }
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "long-names-are-dropped",
        summary: "Members whose names are too long to be indexed are not stored.",
        operation: Some("object.put"),
        topic: Topic::Limit,
        violates: &["long-fields-are-stored"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, mut request| {
                request.content.retain(|name, _| name.len() <= 250);
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "long-names-are-refused",
        summary: "An update with a member whose name is too long to be indexed is refused.",
        operation: Some("object.patch"),
        topic: Topic::Limit,
        violates: &["long-fields-are-stored"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, request| {
                if request.content.keys().any(|name| name.len() > 250) {
                    return ObjectPatchResponse::InvalidInput(too_large());
                }
                server.object_patch(context, request).await
            })
        },
    },
];
