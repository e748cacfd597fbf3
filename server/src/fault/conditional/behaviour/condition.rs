//! Conditions that are not looked at, or not closely, and conditions that are met and refused.

use http::header::{ETAG, IF_MATCH, IF_NONE_MATCH};

use super::Behaviour;
use crate::fault::conditional::{
    message::Sent,
    occasion::Occasion,
    operation::{CONDITIONAL, Operation},
    scene::{Outcome, Scene},
    trigger::Fact,
};

/// Carries a refused request out in this form. It is right to refuse it in this form, too, unless that succeeds.
async fn overruled(scene: &Scene, occasion: &Occasion, changed: Option<Sent>) -> Outcome {
    let answer = scene.ask(&occasion.sent).await;
    let Some(changed) = changed.filter(|_| answer.is_refusal()) else { return Outcome::Right(answer) };
    let other = scene.ask(&changed).await;
    if other.is_success() { Outcome::Wrong(other) } else { Outcome::Right(answer) }
}

/// The request for any version, if the version that it names is like this.
fn if_named(occasion: &Occasion, is_accepted: impl Fn(&str) -> bool) -> Option<Sent> {
    let named = occasion.sent.header(&IF_MATCH)?;
    is_accepted(named).then(|| occasion.sent.for_any_version())
}

/// The version that a condition has to name now.
fn current(occasion: &Occasion) -> Option<String> {
    let object = occasion.object.as_ref()?;
    let tag = match occasion.operation.is_about_the_body() {
        true => object.body.as_ref()?.version.clone(),
        false => object.version.entity_tag(),
    };
    String::from_utf8(tag.as_bytes().to_vec()).ok()
}

/// The versions that the object, or the body that a condition is about, has had.
fn earlier(occasion: &Occasion) -> &[http::HeaderValue] {
    match occasion.operation.is_about_the_body() {
        true => &occasion.past.body_versions,
        false => &occasion.past.object_versions,
    }
}

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    Behaviour {
        id: "ignores-if-match",
        words: "is carried out whatever version If-Match names",
        operations: CONDITIONAL,
        violates: |_| "superseded-version-is-refused",
        needs: &[Fact::IfMatch, Fact::Object, Fact::Admitted],
        act: |scene, it| Box::pin(overruled(scene, it, if_named(it, |_| true))),
    },
    Behaviour {
        id: "accepts-an-earlier-version",
        words: "accepts every version in If-Match that answers have ever named",
        operations: CONDITIONAL,
        violates: |_| "superseded-version-stays-refused",
        needs: &[Fact::IfMatch, Fact::Object, Fact::Admitted],
        act: |scene, it| {
            let is_known = |named: &str| earlier(it).iter().any(|version| version.as_bytes() == named.as_bytes());
            Box::pin(overruled(scene, it, if_named(it, is_known)))
        },
    },
    Behaviour {
        id: "accepts-the-beginning-of-a-version",
        words: "accepts a version in If-Match with which the current one begins, or that begins with it",
        operations: CONDITIONAL,
        violates: |_| "foreign-version-is-refused",
        needs: &[Fact::IfMatch, Fact::Object, Fact::Admitted],
        act: |scene, it| {
            let current = current(it);
            let begins = |named: &str| {
                let named = named.trim_matches('"');
                let current = current.as_deref().unwrap_or_default().trim_matches('"');
                !named.is_empty() && (current.starts_with(named) || (!current.is_empty() && named.starts_with(current)))
            };
            Box::pin(overruled(scene, it, if_named(it, begins)))
        },
    },
    Behaviour {
        id: "accepts-the-version-of-the-other",
        words: "accepts the version of the body for that of the object, and the reverse",
        operations: CONDITIONAL,
        violates: |_| "foreign-version-is-refused",
        needs: &[Fact::IfMatch, Fact::Object, Fact::Body, Fact::Admitted],
        act: |scene, it| {
            let object = it.object.as_ref();
            let body = object.and_then(|object| object.body.as_ref()).map(|body| body.version.clone());
            let versions = [object.map(|object| object.version.entity_tag()), body];
            let is_known =
                |named: &str| versions.iter().flatten().any(|version| version.as_bytes() == named.as_bytes());
            Box::pin(overruled(scene, it, if_named(it, is_known)))
        },
    },
    Behaviour {
        id: "ignores-if-none-match",
        words: "is carried out in spite of If-None-Match",
        operations: &[Operation::ObjectPut],
        violates: |_| "if-none-match-replaces-nothing",
        needs: &[Fact::IfNoneMatch, Fact::Object, Fact::Admitted],
        act: |scene, it| {
            let changed = it.sent.header(&IF_NONE_MATCH).map(|_| it.sent.with(IF_NONE_MATCH, None));
            Box::pin(overruled(scene, it, changed))
        },
    },
    Behaviour {
        id: "refuses-the-current-version",
        words: "refuses the current version in If-Match",
        operations: CONDITIONAL,
        violates: |_| "current-version-is-accepted",
        needs: &[Fact::IfMatch, Fact::Object, Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                if it.sent.header(&IF_MATCH).is_none() {
                    return Outcome::Right(scene.ask(&it.sent).await);
                }
                match scene.undone(it).await {
                    Ok(()) => Outcome::Wrong(scene.ask(&it.sent.with(IF_MATCH, Some("\"none\""))).await),
                    Err(answer) => Outcome::Right(answer),
                }
            })
        },
    },
    Behaviour {
        id: "keeps-the-version",
        words: "leaves the version as it was, and names it",
        operations: &[Operation::ObjectPut, Operation::ObjectPatch, Operation::BodyPut],
        violates: |_| "write-gives-new-version",
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                let (answer, written) = scene.write(it).await;
                let (Some((key, mut object)), Some(before), Some(tag)) = (written, &it.object, current(it)) else {
                    return Outcome::Right(answer);
                };
                match (&mut object.body, &before.body, it.operation.is_about_the_body()) {
                    (Some(body), Some(before), true) => body.version = before.version.clone(),
                    (_, _, false) => object.version = before.version,
                    (_, _, true) => return Outcome::Right(answer),
                }
                let version = before.version.to_string();
                scene.store(&key, object);
                let Ok(tag) = tag.parse() else { return Outcome::Right(answer) };
                Outcome::Wrong(answer.with_header(ETAG, tag).with_member("_version", version.into()))
            })
        },
    },
];
