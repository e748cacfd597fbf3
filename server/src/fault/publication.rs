//! Faults of published content: what is served, to whom, and until when.

use std::collections::{HashMap, HashSet};

use axum::{
    body::{Body as Content, to_bytes},
    extract::Request,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use kii_server_stubs::{BodyDeleteResponse, ObjectDeleteResponse, ObjectStorage, PublishPostResponse};
use kii_types::{EpochMilliseconds, InvalidInputData, ObjectBodyPublicationRequest, PublicationId, published_path};
use serde_json::{Map, Value};

use super::{Fault, Topic, hooks::Hooks, memory::Memory};
use crate::{body::Body, key::ObjectKey};

/// Takes every lifetime for another.
fn lasting(change: fn(ObjectBodyPublicationRequest) -> ObjectBodyPublicationRequest) -> Hooks {
    Hooks::default().publish_post(move |server, context, mut request| async move {
        request.content = change(request.content);
        server.publish_post(context, request).await
    })
}

/// Refuses lifetimes of a kind.
fn refusing(is_meant: fn(&ObjectBodyPublicationRequest) -> bool) -> Hooks {
    Hooks::default().publish_post(move |server, context, request| async move {
        if is_meant(&request.content) {
            let message = "This lifetime is not supported.".to_owned();
            return PublishPostResponse::InvalidInput(InvalidInputData { message });
        }
        server.publish_post(context, request).await
    })
}

/// Whether published content is asked for.
fn is_published(request: &Request) -> bool {
    let prefix = published_path(&PublicationId::new(""));
    request.uri().path().starts_with(&prefix)
}

/// The path at which a publication is found.
fn path(answer: &PublishPostResponse) -> Option<String> {
    let PublishPostResponse::Published { content } = answer else { return None };
    Some(published_path(&PublicationId::new(content.publication_id.clone())))
}

/// What has been published, with the bodies as they were.
type Shown = Memory<HashMap<String, (ObjectKey, Body)>>;

/// Serves what was published even when it is gone.
fn showing(shown: &Shown) -> Hooks {
    let (noted, found) = (shown.clone(), shown.clone());
    let hooks = Hooks::default().publish_post(move |server, context, request| {
        let noted = noted.clone();
        async move {
            let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
            let body = server.store.begin().object(&key).and_then(|object| object.body.clone());
            let answer = server.publish_post(context, request).await;
            if let (Some(path), Some(body)) = (path(&answer), body) {
                noted.with(|noted| noted.insert(path, (key, body)));
            }
            answer
        }
    });
    hooks.exchange(move |request, next| {
        let remembered = found.with(|found| found.get(request.uri().path()).map(|(_, body)| body.clone()));
        async move {
            let answer = next.run(request).await;
            match remembered {
                Some(body) if answer.status() == StatusCode::NOT_FOUND => {
                    ([(header::CONTENT_TYPE, body.media_type.to_string())], body.bytes()).into_response()
                }
                Some(_) | None => answer,
            }
        }
    })
}

/// The members of a request's content, and the request as it would be with none.
async fn members(request: Request) -> (Option<Map<String, Value>>, Bytes, Request) {
    let (parts, content) = request.into_parts();
    let bytes = to_bytes(content, usize::MAX).await.unwrap_or_default();
    (serde_json::from_slice(&bytes).ok(), bytes, Request::from_parts(parts, Content::empty()))
}

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "publication-has-a-fixed-media-type",
        summary: "Published content is served as application/octet-stream.",
        operation: None,
        topic: Topic::Publication,
        violates: &["published-content-is-served"],
        hooks: |_| {
            Hooks::default().exchange(async |request, next| {
                let is_meant = is_published(&request);
                let mut answer = next.run(request).await;
                if is_meant {
                    let media_type = HeaderValue::from_static("application/octet-stream");
                    answer.headers_mut().insert(header::CONTENT_TYPE, media_type);
                }
                answer
            })
        },
    },
    Fault {
        id: "publication-needs-credentials",
        summary: "Published content is served to nobody but whoever sends credentials.",
        operation: None,
        topic: Topic::Publication,
        violates: &["published-content-is-served"],
        hooks: |_| {
            Hooks::default().exchange(async |request, next| {
                if is_published(&request) && !request.headers().contains_key(header::AUTHORIZATION) {
                    return StatusCode::UNAUTHORIZED.into_response();
                }
                next.run(request).await
            })
        },
    },
    Fault {
        id: "publication-is-cut",
        summary: "Published content ends at 64 KiB.",
        operation: None,
        topic: Topic::Publication,
        violates: &["published-content-is-served"],
        hooks: |_| {
            Hooks::default().exchange(async |request, next| {
                let is_meant = is_published(&request);
                let answer = next.run(request).await;
                if !is_meant || !answer.status().is_success() {
                    return answer;
                }
                let (mut parts, content) = answer.into_parts();
                parts.headers.remove(header::CONTENT_LENGTH);
                let mut bytes = to_bytes(content, usize::MAX).await.unwrap_or_default();
                bytes.truncate(1 << 16);
                Response::from_parts(parts, Content::from(bytes))
            })
        },
    },
    Fault {
        id: "publication-is-made-once",
        summary: "A body that has been published is not found when it is to be published again.",
        operation: Some("publish.post"),
        topic: Topic::Publication,
        violates: &["published-content-is-served"],
        hooks: |_| {
            let done = Memory::<HashSet<ObjectKey>>::default();
            Hooks::default().publish_post(move |server, context, request| {
                let done = done.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    if done.with(|done| done.contains(&key)) {
                        return PublishPostResponse::BodyMissing(key.body_not_found());
                    }
                    let answer = server.publish_post(context, request).await;
                    if path(&answer).is_some() {
                        done.with(|done| done.insert(key));
                    }
                    answer
                }
            })
        },
    },
    Fault {
        id: "publish-ignores-expires-in",
        summary: "A publication that is given a lifetime lasts for ever.",
        operation: Some("publish.post"),
        topic: Topic::Publication,
        violates: &["publication-ends"],
        hooks: |_| {
            lasting(|content| match content {
                ObjectBodyPublicationRequest::ExpiresIn(_) => ObjectBodyPublicationRequest::Neither,
                ObjectBodyPublicationRequest::ExpiresAt(_) | ObjectBodyPublicationRequest::Neither => content,
            })
        },
    },
    Fault {
        id: "publish-ignores-expires-at",
        summary: "A publication that is given an end lasts for ever.",
        operation: Some("publish.post"),
        topic: Topic::Publication,
        violates: &["publication-ends"],
        hooks: |_| {
            lasting(|content| match content {
                ObjectBodyPublicationRequest::ExpiresAt(_) => ObjectBodyPublicationRequest::Neither,
                ObjectBodyPublicationRequest::ExpiresIn(_) | ObjectBodyPublicationRequest::Neither => content,
            })
        },
    },
    Fault {
        id: "publish-takes-expires-at-for-seconds",
        summary: "The end of a publication is taken for seconds since 1970 instead of milliseconds.",
        operation: Some("publish.post"),
        topic: Topic::Publication,
        violates: &["publication-ends"],
        hooks: |_| {
            lasting(|content| match content {
                ObjectBodyPublicationRequest::ExpiresAt(end) => {
                    ObjectBodyPublicationRequest::ExpiresAt(EpochMilliseconds(end.0.saturating_mul(1000)))
                }
                ObjectBodyPublicationRequest::ExpiresIn(_) | ObjectBodyPublicationRequest::Neither => content,
            })
        },
    },
    Fault {
        id: "publish-shortens-expires-in",
        summary: "No publication with a lifetime lasts longer than a second.",
        operation: Some("publish.post"),
        topic: Topic::Publication,
        violates: &["publication-ends", "published-content-is-served"],
        hooks: |_| {
            lasting(|content| match content {
                ObjectBodyPublicationRequest::ExpiresIn(seconds) => {
                    ObjectBodyPublicationRequest::ExpiresIn(seconds.min(1))
                }
                ObjectBodyPublicationRequest::ExpiresAt(_) | ObjectBodyPublicationRequest::Neither => content,
            })
        },
    },
    Fault {
        id: "publish-gives-everything-a-lifetime",
        summary: "A publication that is given neither an end nor a lifetime lasts a second.",
        operation: Some("publish.post"),
        topic: Topic::Publication,
        violates: &["published-content-is-served"],
        hooks: |_| {
            lasting(|content| match content {
                ObjectBodyPublicationRequest::Neither => ObjectBodyPublicationRequest::ExpiresIn(1),
                ObjectBodyPublicationRequest::ExpiresAt(_) | ObjectBodyPublicationRequest::ExpiresIn(_) => content,
            })
        },
    },
    Fault {
        id: "publish-refuses-expires-in",
        summary: "A publication that is given a lifetime is refused.",
        operation: Some("publish.post"),
        topic: Topic::Publication,
        violates: &["lifetime-is-accepted"],
        hooks: |_| refusing(|content| matches!(content, ObjectBodyPublicationRequest::ExpiresIn(_))),
    },
    Fault {
        id: "publish-refuses-expires-at",
        summary: "A publication that is given an end is refused.",
        operation: Some("publish.post"),
        topic: Topic::Publication,
        violates: &["lifetime-is-accepted"],
        hooks: |_| refusing(|content| matches!(content, ObjectBodyPublicationRequest::ExpiresAt(_))),
    },
    Fault {
        id: "publish-needs-content",
        summary: "A publication without content is refused.",
        operation: Some("publish.post"),
        topic: Topic::Publication,
        violates: &["publication-needs-no-content"],
        hooks: |_| {
            Hooks::default().exchange(async |request, next| {
                if !request.uri().path().ends_with("/publish") {
                    return next.run(request).await;
                }
                let (_, bytes, request) = members(request).await;
                // No JSON object, so that it is refused like any other nonsense.
                let content = if bytes.is_empty() { Bytes::from_static(b"[]") } else { bytes };
                next.run(request.map(|_| Content::from(content))).await
            })
        },
    },
    Fault {
        id: "publish-takes-an-end-and-a-lifetime",
        summary: "Of an end and a lifetime that are given together, the end counts.",
        operation: Some("publish.post"),
        topic: Topic::Publication,
        violates: &["lifetimes-exclude-each-other"],
        hooks: |_| {
            Hooks::default().exchange(async |request, next| {
                if !request.uri().path().ends_with("/publish") {
                    return next.run(request).await;
                }
                let (members, bytes, request) = members(request).await;
                let both = members.filter(|members| members.contains_key("expiresAt"));
                let content = both.map_or(bytes, |mut members| {
                    members.shift_remove("expiresIn");
                    Value::Object(members).to_string().into()
                });
                next.run(request.map(|_| Content::from(content))).await
            })
        },
    },
    Fault {
        id: "object-delete-leaves-the-publication",
        summary: "What was published of a deleted object is served still.",
        operation: Some("object.delete"),
        topic: Topic::Publication,
        violates: &["body-goes-with-the-object"],
        hooks: |_| {
            let shown = Shown::default();
            showing(&shown).body_delete(move |server, context, request| {
                let shown = shown.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let answer = server.body_delete(context, request).await;
                    if let BodyDeleteResponse::Deleted = answer {
                        shown.with(|shown| shown.retain(|_, (published, _)| *published != key));
                    }
                    answer
                }
            })
        },
    },
    Fault {
        id: "body-delete-leaves-the-publication",
        summary: "What was published of a deleted body is served still.",
        operation: Some("body.delete"),
        topic: Topic::Publication,
        violates: &["publications-end-with-the-body"],
        hooks: |_| {
            let shown = Shown::default();
            showing(&shown).object_delete(move |server, context, request| {
                let shown = shown.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let answer = server.object_delete(context, request).await;
                    if let ObjectDeleteResponse::Deleted = answer {
                        shown.with(|shown| shown.retain(|_, (published, _)| *published != key));
                    }
                    answer
                }
            })
        },
    },
];
