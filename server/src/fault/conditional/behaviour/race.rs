//! Writes that are not atomic: what others do between their beginning and their end is overlooked.

use std::time::Duration;

use http::header::{IF_MATCH, IF_NONE_MATCH};
use tokio::time::sleep;

use super::Behaviour;
use crate::{
    fault::conditional::{
        occasion::Occasion,
        operation::Operation,
        scene::{Outcome, Scene},
        trigger::Fact,
    },
    object::Object,
};

/// How long a write takes between its look at the object and its end.
const WINDOW: Duration = Duration::from_millis(3);

/// Whether the condition of a request holds for the object as it was when the request came.
async fn held(scene: &Scene, it: &Occasion) -> bool {
    let Some(object) = &it.object else { return it.sent.header(&IF_MATCH).is_none() };
    if it.sent.header(&IF_NONE_MATCH).is_some() {
        return false;
    }
    let Some(named) = it.sent.header(&IF_MATCH) else { return false };
    let version = match (it.operation.is_about_the_body(), &object.body) {
        (true, Some(body)) => body.version.clone(),
        (true, None) => return false,
        (false, _) => object.version.entity_tag(),
    };
    // Who may not write does not write in a race either.
    let is_admitted =
        scene.ask(&it.sent.with(IF_MATCH, Some("\"none\""))).await.status != http::StatusCode::UNAUTHORIZED;
    is_admitted && version.as_bytes() == named.as_bytes()
}

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    Behaviour {
        id: "checks-before-it-writes",
        words: "checks its condition first and writes later, whatever has happened meanwhile",
        operations: &[
            Operation::ObjectPut,
            Operation::ObjectPatch,
            Operation::ObjectDelete,
            Operation::BodyPut,
            Operation::BodyDelete,
        ],
        violates: |operation| {
            if operation == Operation::ObjectPut { "one-writer-wins" } else { "no-update-is-lost" }
        },
        needs: &[Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                let held = it.has_condition() && held(scene, it).await;
                sleep(WINDOW).await;
                let answer = scene.ask(&it.sent).await;
                if !held || !answer.is_refusal() || answer.status == http::StatusCode::UNAUTHORIZED {
                    return Outcome::Right(answer);
                }
                let plain = it.sent.with(IF_NONE_MATCH, None).with(IF_MATCH, None);
                let other = scene.ask(&plain).await;
                if other.is_success() { Outcome::Wrong(other) } else { Outcome::Right(answer) }
            })
        },
    },
    Behaviour {
        id: "writes-the-whole-row",
        words: "writes members and body together as they were when it began",
        operations: &[Operation::ObjectPut, Operation::ObjectPatch, Operation::BodyPut, Operation::BodyDelete],
        violates: |_| "no-update-is-lost",
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                sleep(WINDOW).await;
                let (answer, written) = scene.write(it).await;
                let (Some((key, object)), Some(before)) = (written, &it.object) else { return Outcome::Right(answer) };
                let row = if it.operation.is_about_the_body() {
                    let (members, version) = (before.members.clone(), before.version);
                    Object { members, version, ..object.clone() }
                } else {
                    Object { body: before.body.clone(), ..object.clone() }
                };
                let version = |object: &Object| object.body.as_ref().map(|body| body.version.clone());
                if row.version == object.version && version(&row) == version(&object) {
                    return Outcome::Right(answer);
                }
                scene.store(&key, row);
                Outcome::Wrong(answer)
            })
        },
    },
    Behaviour {
        id: "works-on-a-copy",
        words: "brings an object back that is deleted meanwhile",
        operations: &[Operation::ObjectPatch, Operation::BodyPut],
        violates: |_| "no-update-is-lost",
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                sleep(WINDOW).await;
                let answer = scene.ask(&it.sent).await;
                let (Some(key), Some(object)) = (&it.key, &it.object) else { return Outcome::Right(answer) };
                if answer.status != http::StatusCode::NOT_FOUND || scene.stored(key).is_some() {
                    return Outcome::Right(answer);
                }
                scene.store(key, object.clone());
                let other = scene.ask(&it.sent).await;
                if other.is_success() {
                    return Outcome::Wrong(other);
                }
                scene.restore(key, None);
                Outcome::Right(answer)
            })
        },
    },
];
