//! Answers to writes that are not the ones that are due.

use http::{HeaderName, HeaderValue, StatusCode, header};

use super::Behaviour;
use crate::fault::conditional::{
    message::Answer,
    occasion::Occasion,
    operation::{ALL, Operation},
    scene::{Outcome, Scene},
    trigger::Fact,
};

/// The operations whose successes name a version.
const TAGGED: &[Operation] = &[
    Operation::CollectionPost,
    Operation::ObjectGet,
    Operation::ObjectHead,
    Operation::ObjectPut,
    Operation::ObjectPatch,
    Operation::BodyGet,
    Operation::BodyHead,
    Operation::BodyPut,
];

/// The operations with content, whose servers may have a limit for it.
const LIMITED: &[Operation] =
    &[Operation::CollectionPost, Operation::ObjectPut, Operation::ObjectPatch, Operation::BodyPut];

const BODY_TYPE: HeaderName = HeaderName::from_static("x-kii-body-type");

/// The answer to a success, changed if there is anything to change.
pub(super) async fn answered_otherwise(
    scene: &Scene,
    it: &Occasion,
    change: impl Fn(&Answer) -> Option<Answer>,
) -> Outcome {
    let answer = scene.ask(&it.sent).await;
    match change(&answer).filter(|changed| answer.is_success() && *changed != answer) {
        Some(changed) => Outcome::Wrong(changed),
        None => Outcome::Right(answer),
    }
}

/// The answer without a header, if it has that.
fn without(answer: &Answer, name: &HeaderName) -> Option<Answer> {
    let mut changed = answer.clone();
    changed.headers.remove(name).map(|_| changed)
}

/// The answer with another status in place of this one.
fn with_status(answer: &Answer, found: StatusCode, status: StatusCode) -> Option<Answer> {
    (answer.status == found).then(|| Answer { status, ..answer.clone() })
}

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    Behaviour {
        id: "says-ok-for-created",
        words: "answers 200 when it creates",
        operations: &[Operation::CollectionPost, Operation::ObjectPut],
        violates: |operation| {
            let is_post = operation == Operation::CollectionPost;
            if is_post { "collection.post/created:status" } else { "object.put/created:status" }
        },
        needs: &[Fact::NoObject, Fact::Admitted],
        act: |scene, it| {
            Box::pin(answered_otherwise(scene, it, |answer| with_status(answer, StatusCode::CREATED, StatusCode::OK)))
        },
    },
    Behaviour {
        id: "says-created-for-ok",
        words: "answers 201 when it replaces",
        operations: &[Operation::ObjectPut],
        violates: |_| "object.put/replaced:status",
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            Box::pin(answered_otherwise(scene, it, |answer| {
                let location = format!("http://{}{}", Scene::host(it), it.sent.head.uri.path());
                let changed = with_status(answer, StatusCode::OK, StatusCode::CREATED)?;
                Some(changed.with_header(header::LOCATION, HeaderValue::from_str(&location).ok()?))
            }))
        },
    },
    Behaviour {
        id: "names-no-version",
        words: "is answered without ETag",
        operations: TAGGED,
        violates: |_| "version-is-one",
        needs: &[Fact::Admitted],
        act: |scene, it| Box::pin(answered_otherwise(scene, it, |answer| without(answer, &header::ETAG))),
    },
    Behaviour {
        id: "does-not-tell-of-the-body",
        words: "is answered without the media type of the body",
        operations: &[Operation::ObjectGet, Operation::ObjectHead, Operation::ObjectPatch],
        violates: |_| "reading-shows-the-body",
        needs: &[Fact::Object, Fact::Body, Fact::Admitted],
        act: |scene, it| {
            Box::pin(answered_otherwise(scene, it, |answer| {
                let is_meant = |name: &&HeaderName| name.as_str().replace('-', "").ends_with("bodytype");
                let name = answer.headers.keys().find(is_meant).cloned().unwrap_or(BODY_TYPE);
                without(answer, &name)
            }))
        },
    },
    Behaviour {
        id: "is-too-much",
        words: "is refused with 413",
        operations: LIMITED,
        violates: |operation| {
            if operation == Operation::BodyPut { "body-has-any-size" } else { "large-objects-are-accepted" }
        },
        needs: &[Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                match scene.undone(it).await {
                    Ok(()) => Outcome::Wrong(Answer::text(StatusCode::PAYLOAD_TOO_LARGE, "Payload Too Large")),
                    Err(answer) => Outcome::Right(answer),
                }
            })
        },
    },
    Behaviour {
        id: "is-a-bad-request",
        words: "is refused with 400",
        operations: ALL,
        violates: |_| "path-is-served",
        needs: &[Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                match scene.undone(it).await {
                    Ok(()) => Outcome::Wrong(Answer::text(StatusCode::BAD_REQUEST, "Bad Request")),
                    Err(answer) => Outcome::Right(answer),
                }
            })
        },
    },
];
