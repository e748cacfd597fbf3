//! Dates that stay or move when they should not.

use std::time::{Duration, SystemTime};

use http::{HeaderValue, header::LAST_MODIFIED};
use kii_types::EpochMilliseconds;

use super::Behaviour;
use crate::{
    fault::conditional::{
        operation::Operation,
        scene::{Outcome, Scene},
        trigger::Fact,
    },
    object::Object,
};

/// How much later a write has to be for its date to be another one: servers may count in whole seconds.
const TICK: Duration = Duration::from_secs(1);

fn milliseconds(time: SystemTime) -> i64 {
    EpochMilliseconds::from(time).0
}

/// The header that the right server sends for an object that was changed at this time.
async fn last_modified(scene: &Scene, it: &crate::fault::conditional::occasion::Occasion) -> Option<HeaderValue> {
    let mut reading = it.sent.clone();
    reading.head.method = http::Method::HEAD;
    let answer = scene.ask(&reading.sent_by(&scene.fixture.admin_token)).await;
    answer.headers.get(LAST_MODIFIED).cloned()
}

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    Behaviour {
        id: "keeps-the-date",
        words: "leaves the date of the last change as it was, and names it",
        operations: &[Operation::ObjectPut, Operation::ObjectPatch, Operation::BodyPut],
        violates: |_| "modification-date-advances",
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                let (answer, written) = scene.write(it).await;
                let (Some((key, object)), Some(before)) = (written, &it.object) else { return Outcome::Right(answer) };
                let (old, new) = (before.modified_at, object.modified_at);
                scene.store(&key, Object { modified_at: old, ..object });
                let mut answer = answer
                    .with_member("modifiedAt", milliseconds(old).into())
                    .with_member("_modified", milliseconds(old).into());
                if answer.headers.contains_key(LAST_MODIFIED)
                    && let Some(date) = last_modified(scene, it).await
                {
                    answer = answer.with_header(LAST_MODIFIED, date);
                }
                let is_late = new.duration_since(old).is_ok_and(|later| later > TICK);
                if is_late { Outcome::Wrong(answer) } else { Outcome::Right(answer) }
            })
        },
    },
    Behaviour {
        id: "moves-the-creation",
        words: "gives the object a new date of creation",
        operations: &[Operation::ObjectPut, Operation::ObjectPatch],
        violates: |_| "creation-date-stays",
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                let (answer, written) = scene.write(it).await;
                let (Some((key, object)), Some(before)) = (written, &it.object) else { return Outcome::Right(answer) };
                let (old, new) = (before.created_at, object.modified_at);
                scene.store(&key, Object { created_at: new, ..object });
                let answer = answer
                    .with_member("createdAt", milliseconds(new).into())
                    .with_member("_created", milliseconds(new).into());
                if milliseconds(old) == milliseconds(new) { Outcome::Right(answer) } else { Outcome::Wrong(answer) }
            })
        },
    },
    Behaviour {
        id: "keeps-the-creation-of-the-past",
        words: "gives a new object the date of creation of the first one under its ID",
        operations: &[Operation::ObjectPut],
        violates: |_| "creation-date-stays",
        needs: &[Fact::NoObject, Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                let (answer, written) = scene.write(it).await;
                let (Some((key, object)), None, Some(first)) = (written, &it.object, it.past.first_created) else {
                    return Outcome::Right(answer);
                };
                let is_late = object.created_at.duration_since(first).is_ok_and(|later| later > TICK);
                scene.store(&key, Object { created_at: first, ..object });
                let answer = answer.with_member("createdAt", milliseconds(first).into());
                if is_late { Outcome::Wrong(answer) } else { Outcome::Right(answer) }
            })
        },
    },
];
