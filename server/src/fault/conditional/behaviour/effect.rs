//! Successes that do not bring about what they say.

use super::Behaviour;
use crate::{
    body::Body,
    fault::conditional::{
        occasion::Occasion,
        operation::{Operation, WRITES},
        scene::{Outcome, Scene},
        trigger::Fact,
    },
    object::Object,
};

/// Writes, and stores something else in place of what is right, if it is anything else.
pub(super) async fn stored_otherwise(
    scene: &Scene,
    it: &Occasion,
    change: impl Fn(Object) -> Option<Object>,
) -> Outcome {
    let (answer, written) = scene.write(it).await;
    let Some((key, object)) = written else { return Outcome::Right(answer) };
    match change(object) {
        Some(changed) => {
            scene.store(&key, changed);
            Outcome::Wrong(answer)
        }
        None => Outcome::Right(answer),
    }
}

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    Behaviour {
        id: "does-nothing",
        words: "is answered and does not happen",
        operations: WRITES,
        violates: |_| "success-takes-effect",
        needs: &[Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                let answer = scene.ask(&it.sent).await;
                let key = it.key.clone().or_else(|| scene.created(it, &answer));
                match key.filter(|_| answer.is_success()) {
                    Some(key) => {
                        scene.restore(&key, it.object.clone());
                        Outcome::Wrong(answer)
                    }
                    None => Outcome::Right(answer),
                }
            })
        },
    },
    Behaviour {
        id: "drops-the-body",
        words: "loses the body of the object",
        operations: &[Operation::ObjectPut, Operation::ObjectPatch],
        violates: |_| "body-comes-back",
        needs: &[Fact::Object, Fact::Body, Fact::Admitted],
        act: |scene, it| {
            Box::pin(stored_otherwise(scene, it, |object| {
                object.body.is_some().then(|| Object { body: None, ..object })
            }))
        },
    },
    Behaviour {
        id: "brings-the-lost-body-back",
        words: "gives a new object the body of the last one under its ID",
        operations: &[Operation::ObjectPut],
        violates: |_| "body-goes-with-the-object",
        needs: &[Fact::NoObject, Fact::Admitted],
        act: |scene, it| {
            let lost: Option<Body> = it.past.lost_body.clone().filter(|_| it.object.is_none());
            Box::pin(stored_otherwise(scene, it, move |object| Some(Object { body: Some(lost.clone()?), ..object })))
        },
    },
    Behaviour {
        id: "deletes-the-body-only",
        words: "deletes the body and keeps the object",
        operations: &[Operation::ObjectDelete],
        violates: |_| "success-takes-effect",
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                let answer = scene.ask(&it.sent).await;
                match (&it.key, &it.object) {
                    (Some(key), Some(object)) if answer.is_success() => {
                        scene.store(key, Object { body: None, ..object.clone() });
                        Outcome::Wrong(answer)
                    }
                    _ => Outcome::Right(answer),
                }
            })
        },
    },
    Behaviour {
        id: "deletes-the-object",
        words: "deletes the object with its body",
        operations: &[Operation::BodyDelete],
        violates: |_| "success-takes-effect",
        needs: &[Fact::Object, Fact::Body, Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                let answer = scene.ask(&it.sent).await;
                match &it.key {
                    Some(key) if answer.is_success() => {
                        scene.restore(key, None);
                        Outcome::Wrong(answer)
                    }
                    Some(_) | None => Outcome::Right(answer),
                }
            })
        },
    },
];
