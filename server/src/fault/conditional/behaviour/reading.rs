//! Reads that do not show what is stored.

use http::{HeaderValue, StatusCode, header};

use super::{Behaviour, answer::answered_otherwise, reading};
use crate::fault::{
    conditional::{
        message::Answer,
        occasion::Occasion,
        operation::{Operation, READS},
        scene::{Outcome, Scene},
        trigger::Fact,
    },
    path,
};

/// Everything that reads, published content included.
const ALL_READS: &[Operation] =
    &[Operation::ObjectGet, Operation::ObjectHead, Operation::BodyGet, Operation::BodyHead, Operation::Published];

/// The reads that serve bytes.
const BYTES: &[Operation] = &[Operation::BodyGet, Operation::Published];

/// Which statement shows that bytes are served otherwise than they were stored.
fn served(operation: Operation) -> &'static str {
    if operation == Operation::Published { "published-content-is-served" } else { "body-comes-back" }
}

/// An answer from another time in place of the one that is due, for a request for the whole.
async fn from_another_time(
    scene: &Scene,
    it: &Occasion,
    other: Option<&Answer>,
    is_due: fn(&Answer) -> bool,
) -> Outcome {
    let answer = scene.ask(&it.sent).await;
    let is_plain = it.sent.header(&header::RANGE).is_none() && it.sent.header(&header::IF_MATCH).is_none();
    match other {
        Some(other) if is_plain && is_due(&answer) && differs(&answer, other) => Outcome::Wrong(other.clone()),
        Some(_) | None => Outcome::Right(answer),
    }
}

/// Whether two answers differ in what they say about what is stored, and not only in the moment at which they were sent.
fn differs(one: &Answer, other: &Answer) -> bool {
    let named = [header::ETAG, header::CONTENT_TYPE, header::LAST_MODIFIED];
    one.status != other.status
        || one.content != other.content
        || named.iter().any(|name| one.headers.get(name) != other.headers.get(name))
}

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    Behaviour {
        id: "finds-nothing",
        words: "answers that there is nothing",
        operations: ALL_READS,
        violates: reading,
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                let answer = scene.ask(&it.sent).await;
                if !answer.is_success() {
                    return Outcome::Right(answer);
                }
                if it.operation == Operation::Published {
                    return Outcome::Wrong(Answer::text(StatusCode::NOT_FOUND, "Not Found"));
                }
                let mut other = it.sent.clone();
                let unused = crate::random::text(24);
                let mut request = axum::extract::Request::from_parts(other.head, axum::body::Body::empty());
                path::rewrite(&mut request, "objects", |_| Some(unused.clone()));
                (other.head, _) = request.into_parts();
                let missing = scene.ask(&other).await;
                let text = String::from_utf8_lossy(&missing.content).replace(&unused, &it.object_id);
                Outcome::Wrong(if text.is_empty() { missing } else { missing.with_content(text) })
            })
        },
    },
    Behaviour {
        id: "serves-the-first-answer",
        words: "is answered for ever as it was answered first",
        operations: ALL_READS,
        violates: reading,
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            let first = it.past.first_answers.get(&it.operation);
            Box::pin(from_another_time(scene, it, first, Answer::is_success))
        },
    },
    Behaviour {
        id: "serves-the-last-answer",
        words: "is answered as it was answered the time before",
        operations: READS,
        violates: reading,
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            let last = it.past.last_answers.get(&it.operation);
            Box::pin(from_another_time(scene, it, last, Answer::is_success))
        },
    },
    Behaviour {
        id: "serves-what-is-gone",
        words: "serves what is not there any more",
        operations: ALL_READS,
        violates: |operation| {
            if operation == Operation::Published { "publications-end-with-the-body" } else { reading(operation) }
        },
        needs: &[Fact::NoBody],
        act: |scene, it| {
            let last = it.past.last_answers.get(&it.operation);
            let is_gone = |answer: &Answer| matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::GONE);
            Box::pin(from_another_time(scene, it, last, is_gone))
        },
    },
    Behaviour {
        id: "serves-without-the-last-byte",
        words: "serves all bytes but the last",
        operations: BYTES,
        violates: served,
        needs: &[Fact::Body, Fact::Bytes, Fact::Admitted],
        act: |scene, it| {
            Box::pin(answered_otherwise(scene, it, |answer| {
                let shorter = answer.content.len().checked_sub(1)?;
                Some(answer.clone().with_content(answer.content.slice(..shorter)))
            }))
        },
    },
    Behaviour {
        id: "serves-no-bytes",
        words: "serves no bytes",
        operations: BYTES,
        violates: served,
        needs: &[Fact::Body, Fact::Bytes, Fact::Admitted],
        act: |scene, it| {
            Box::pin(answered_otherwise(scene, it, |answer| Some(answer.clone().with_content(bytes::Bytes::new()))))
        },
    },
    Behaviour {
        id: "leaves-a-member-out",
        words: "shows the object without its first member",
        operations: &[Operation::ObjectGet, Operation::ObjectPatch],
        violates: |_| "object-comes-back",
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            Box::pin(answered_otherwise(scene, it, |answer| {
                let mut content = answer.json()?;
                let members = content.as_object_mut()?;
                let first = members.keys().find(|name| !name.starts_with('_')).cloned()?;
                members.remove(&first);
                Some(answer.clone().with_content(content.to_string()))
            }))
        },
    },
    Behaviour {
        id: "names-an-earlier-version",
        words: "names a version that is no longer the current one",
        operations: READS,
        violates: |_| "version-is-one",
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            Box::pin(answered_otherwise(scene, it, |answer| {
                let is_body = it.operation.is_about_the_body();
                let versions = if is_body { &it.past.body_versions } else { &it.past.object_versions };
                let current = answer.headers.get(header::ETAG)?;
                let earlier = versions.iter().rfind(|version| *version != current)?;
                Some(answer.clone().with_header(header::ETAG, earlier.clone()))
            }))
        },
    },
    Behaviour {
        id: "serves-another-media-type",
        words: "serves the body as application/octet-stream",
        operations: &[Operation::BodyGet, Operation::BodyHead, Operation::Published],
        violates: served,
        needs: &[Fact::Body, Fact::Admitted],
        act: |scene, it| {
            Box::pin(answered_otherwise(scene, it, |answer| {
                let other = HeaderValue::from_static("application/octet-stream");
                Some(answer.clone().with_header(header::CONTENT_TYPE, other))
            }))
        },
    },
    Behaviour {
        id: "serves-the-plain-type",
        words: "calls the object application/json",
        operations: &[Operation::ObjectGet, Operation::ObjectHead, Operation::ObjectPatch],
        violates: |_| "data-type-comes-back",
        needs: &[Fact::Typed, Fact::Admitted],
        act: |scene, it| {
            Box::pin(answered_otherwise(scene, it, |answer| {
                let is_typed = answer.headers.get(header::CONTENT_TYPE)?.to_str().ok()?.contains("vnd.");
                let other = HeaderValue::from_static("application/json");
                is_typed.then(|| answer.clone().with_header(header::CONTENT_TYPE, other))
            }))
        },
    },
    Behaviour {
        id: "ignores-the-range",
        words: "serves the whole body where a part was asked for",
        operations: &[Operation::BodyGet],
        violates: |_| "range-selects-bytes",
        needs: &[Fact::Range, Fact::Body, Fact::Bytes, Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                let answer = scene.ask(&it.sent).await;
                if answer.status != StatusCode::PARTIAL_CONTENT {
                    return Outcome::Right(answer);
                }
                Outcome::Wrong(scene.ask(&it.sent.with(header::RANGE, None)).await)
            })
        },
    },
    Behaviour {
        id: "begins-the-range-late",
        words: "serves a part that begins one byte late",
        operations: &[Operation::BodyGet],
        violates: |_| "range-selects-bytes",
        needs: &[Fact::Range, Fact::Body, Fact::Bytes, Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                let answer = scene.ask(&it.sent).await;
                if answer.status != StatusCode::PARTIAL_CONTENT || answer.content.is_empty() {
                    return Outcome::Right(answer);
                }
                // As many bytes as it should be, so that no length gives it away.
                let mut bytes = answer.content.to_vec();
                bytes.rotate_left(1);
                if bytes == answer.content {
                    return Outcome::Right(answer);
                }
                Outcome::Wrong(answer.with_content(bytes))
            })
        },
    },
];
