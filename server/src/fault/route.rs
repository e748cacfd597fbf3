//! Faults of routes and of what is refused before any operation is asked.

use axum::{
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{Method, StatusCode, header};

use super::{Fault, Topic, hooks::Hooks};

/// Answers requests that are meant with a status, and nothing else.
fn answering(status: StatusCode, is_meant: fn(&Request) -> bool) -> Hooks {
    Hooks::default().exchange(move |request, next| async move {
        if is_meant(&request) { status.into_response() } else { next.run(request).await }
    })
}

/// Whether a request brings no content and names the media type of it all the same.
fn names_a_type(request: &Request) -> bool {
    request.headers().contains_key(header::CONTENT_TYPE)
}

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "object-head-is-not-served",
        summary: "HEAD of an object is not allowed.",
        operation: Some("object.head"),
        topic: Topic::Route,
        violates: &["path-is-served", "bearer-token-is-accepted"],
        hooks: |_| {
            answering(StatusCode::METHOD_NOT_ALLOWED, |request| {
                request.method() == Method::HEAD && !request.uri().path().ends_with("/body")
            })
        },
    },
    Fault {
        id: "object-patch-is-not-served-to-things",
        summary: "PATCH is not allowed in thing scope.",
        operation: Some("object.patch"),
        topic: Topic::Route,
        violates: &["path-is-served"],
        hooks: |_| {
            answering(StatusCode::METHOD_NOT_ALLOWED, |request| {
                request.method() == Method::PATCH && request.uri().path().contains("/things/")
            })
        },
    },
    Fault {
        id: "publish-is-served-to-me-only",
        summary: "Bodies are published in the scope of whoever is asking and nowhere else.",
        operation: Some("publish.post"),
        topic: Topic::Route,
        violates: &["path-is-served", "administrator-may"],
        hooks: |_| {
            answering(StatusCode::NOT_FOUND, |request| {
                let path = request.uri().path();
                path.ends_with("/publish") && !path.contains("/users/me/")
            })
        },
    },
    Fault {
        id: "groups-have-no-bodies",
        summary: "There are no bodies in group scope.",
        operation: None,
        topic: Topic::Route,
        violates: &["path-is-served"],
        hooks: |_| {
            answering(StatusCode::NOT_FOUND, |request| {
                let path = request.uri().path();
                path.ends_with("/body") && path.contains("/groups/")
            })
        },
    },
    Fault {
        id: "deletion-refuses-a-content-type",
        summary: "A deletion that names a media type is refused.",
        operation: None,
        topic: Topic::Route,
        violates: &["idle-content-type-is-harmless"],
        hooks: |_| {
            answering(StatusCode::UNSUPPORTED_MEDIA_TYPE, |request| {
                request.method() == Method::DELETE && names_a_type(request)
            })
        },
    },
    Fault {
        id: "reading-refuses-a-content-type",
        summary: "The reading of a body is refused when the request names a media type.",
        operation: Some("body.get"),
        topic: Topic::Route,
        violates: &["idle-content-type-is-harmless"],
        hooks: |_| {
            answering(StatusCode::UNSUPPORTED_MEDIA_TYPE, |request| {
                request.method() == Method::GET && names_a_type(request)
            })
        },
    },
    Fault {
        id: "if-match-goes-before-if-none-match",
        summary: "Of If-Match and If-None-Match together, the first counts and the other does not.",
        operation: None,
        topic: Topic::Route,
        violates: &["conditions-exclude-each-other"],
        hooks: |_| {
            Hooks::default().exchange(async |mut request: Request, next| -> Response {
                if request.headers().contains_key(header::IF_MATCH) {
                    request.headers_mut().remove(header::IF_NONE_MATCH);
                }
                next.run(request).await
            })
        },
    },
];
