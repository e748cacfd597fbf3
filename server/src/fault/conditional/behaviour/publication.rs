//! Publications that end too early, or never, and that serve not everybody.

use http::{StatusCode, header::AUTHORIZATION};

use super::Behaviour;
use crate::fault::conditional::{message::Answer, operation::Operation, scene::Outcome, trigger::Fact};

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    Behaviour {
        id: "ends-publications",
        words: "ends the publications of the body",
        operations: &[Operation::ObjectPut, Operation::ObjectPatch],
        violates: |_| "published-content-is-served",
        needs: &[Fact::Object, Fact::Body, Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                let (answer, written) = scene.write(it).await;
                match written.filter(|_| it.body().is_some() && it.past.publications > 0) {
                    Some((key, _)) => {
                        scene.end_publications(&key);
                        Outcome::Wrong(answer)
                    }
                    None => Outcome::Right(answer),
                }
            })
        },
    },
    Behaviour {
        id: "ends-earlier-publications",
        words: "ends the earlier publications of the body",
        operations: &[Operation::PublishPost],
        violates: |_| "published-content-is-served",
        needs: &[Fact::Object, Fact::Body, Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                let key = it.key.as_ref().filter(|_| it.body().is_some() && it.past.publications > 0);
                // A request that is going to be refused must end nothing, so it is tried first; its publication is removed as well.
                let answer = scene.ask(&it.sent).await;
                match key.filter(|_| answer.is_success()) {
                    Some(key) => {
                        scene.end_publications(key);
                        Outcome::Wrong(scene.ask(&it.sent).await)
                    }
                    None => Outcome::Right(answer),
                }
            })
        },
    },
    Behaviour {
        id: "publishes-for-ever",
        words: "publishes for ever, whatever lifetime is asked for",
        operations: &[Operation::PublishPost],
        violates: |_| "publication-ends",
        needs: &[Fact::Object, Fact::Body, Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                let answer = scene.ask(&it.sent).await;
                let asks = it.sent.json().is_some_and(|content| content.as_object().is_some_and(|it| !it.is_empty()));
                if !answer.is_success() || !asks {
                    return Outcome::Right(answer);
                }
                let mut plain = it.sent.with(http::header::CONTENT_TYPE, None);
                plain.content = bytes::Bytes::new();
                Outcome::Wrong(scene.ask(&plain).await)
            })
        },
    },
    Behaviour {
        id: "needs-credentials",
        words: "serves nobody without credentials",
        operations: &[Operation::Published],
        violates: |_| "published-content-is-served",
        needs: &[Fact::Object, Fact::Body],
        act: |scene, it| {
            Box::pin(async move {
                let answer = scene.ask(&it.sent).await;
                match answer.is_success() && it.sent.header(&AUTHORIZATION).is_none() {
                    true => Outcome::Wrong(Answer::text(StatusCode::UNAUTHORIZED, "Unauthorized")),
                    false => Outcome::Right(answer),
                }
            })
        },
    },
];
