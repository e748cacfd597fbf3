//! Who may do what, and what a refusal does and tells.

use http::{HeaderName, HeaderValue, StatusCode, header::ETAG};
use serde_json::Value;

use super::Behaviour;
use crate::{
    fault::conditional::{
        message::Answer,
        occasion::{Caller, Occasion},
        operation::{ALL, Operation},
        scene::{Outcome, Scene},
        trigger::Fact,
    },
    object::Object,
};

/// The operations whose refusals have content.
const TELLING: &[Operation] = &[
    Operation::ObjectGet,
    Operation::ObjectPut,
    Operation::ObjectPatch,
    Operation::ObjectDelete,
    Operation::BodyGet,
    Operation::BodyPut,
    Operation::BodyDelete,
    Operation::PublishPost,
];

const UNAUTHORIZED: StatusCode = StatusCode::UNAUTHORIZED;

/// Which statement a caller violates whom nothing admits.
const fn refused(_: Operation) -> &'static str {
    "default-permissions-refuse"
}

/// Changes the refusal of a caller by what is stored, if something is.
async fn telling(scene: &Scene, it: &Occasion, tell: impl Fn(&Object, Answer) -> Option<Answer>) -> Outcome {
    let answer = scene.ask(&it.sent).await;
    match &it.object {
        Some(object) if answer.status == UNAUTHORIZED => match tell(object, answer.clone()) {
            Some(other) if other != answer => Outcome::Wrong(other),
            Some(_) | None => Outcome::Right(answer),
        },
        Some(_) | None => Outcome::Right(answer),
    }
}

/// The refusal with this text at the end of its message.
fn with_message(answer: Answer, text: &str) -> Option<Answer> {
    let message = answer.json()?.get("message")?.as_str()?.to_owned();
    Some(answer.with_member("message", format!("{message} {text}").into()))
}

/// The members of an object as JSON; `None` where it has none.
fn members(object: &Object) -> Option<String> {
    (!object.members.is_empty()).then(|| Value::Object(object.members.clone()).to_string())
}

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    Behaviour {
        id: "admits-everybody",
        words: "is carried out whoever asks",
        operations: ALL,
        violates: refused,
        needs: &[Fact::Refused, Fact::NamedOwner],
        act: |scene, it| {
            Box::pin(async move {
                let answer = scene.ask(&it.sent).await;
                if answer.status != UNAUTHORIZED || it.caller == Caller::Administrator {
                    return Outcome::Right(answer);
                }
                let other = scene.ask(&it.sent.sent_by(&scene.fixture.admin_token)).await;
                if other.is_success() { Outcome::Wrong(other) } else { Outcome::Right(answer) }
            })
        },
    },
    Behaviour {
        id: "refuses-everybody",
        words: "is refused whoever asks",
        operations: ALL,
        violates: |_| "bearer-token-is-accepted",
        needs: &[Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                match scene.undone(it).await {
                    Ok(()) => Outcome::Wrong(scene.ask(&it.sent.sent_by("nobody")).await),
                    Err(answer) => Outcome::Right(answer),
                }
            })
        },
    },
    Behaviour {
        id: "does-what-it-refuses",
        words: "is refused for the caller and carried out",
        // What POST creates has an ID that nobody learns, so nobody can find it.
        operations: &[
            Operation::ObjectPut,
            Operation::ObjectPatch,
            Operation::ObjectDelete,
            Operation::BodyPut,
            Operation::BodyDelete,
        ],
        violates: |_| "refusal-changes-nothing",
        needs: &[Fact::Refused, Fact::NamedOwner],
        act: |scene, it| {
            Box::pin(async move {
                let answer = scene.ask(&it.sent).await;
                if answer.status != UNAUTHORIZED {
                    return Outcome::Right(answer);
                }
                let other = scene.ask(&it.sent.sent_by(&scene.fixture.admin_token)).await;
                if other.is_success() { Outcome::Wrong(answer) } else { Outcome::Right(answer) }
            })
        },
    },
    Behaviour {
        id: "does-what-a-condition-forbids",
        words: "is refused for its condition and carried out",
        operations: &[
            Operation::ObjectPut,
            Operation::ObjectPatch,
            Operation::ObjectDelete,
            Operation::BodyPut,
            Operation::BodyDelete,
        ],
        violates: |_| "refusal-changes-nothing",
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            Box::pin(async move {
                let answer = scene.ask(&it.sent).await;
                if !answer.is_refusal() || !it.has_condition() {
                    return Outcome::Right(answer);
                }
                let other = it.sent.with(http::header::IF_NONE_MATCH, None).for_any_version();
                if scene.ask(&other).await.is_success() { Outcome::Wrong(answer) } else { Outcome::Right(answer) }
            })
        },
    },
    Behaviour {
        id: "shows-members-in-a-refusal",
        words: "shows a refused caller the members of the object",
        operations: TELLING,
        violates: |_| "refusal-leaks-nothing",
        needs: &[Fact::Refused, Fact::Object],
        act: |scene, it| Box::pin(telling(scene, it, |object, answer| with_message(answer, &members(object)?))),
    },
    Behaviour {
        id: "shows-encoded-members-in-a-refusal",
        words: "shows a refused caller the members of the object in hexadecimal digits",
        operations: TELLING,
        violates: |_| "refusal-leaks-nothing",
        needs: &[Fact::Refused, Fact::Object],
        act: |scene, it| {
            Box::pin(telling(scene, it, |object, answer| {
                let digits: String = members(object)?.bytes().map(|byte| format!("{byte:02x}")).collect();
                with_message(answer, &digits)
            }))
        },
    },
    Behaviour {
        id: "shows-members-in-a-header",
        words: "shows a refused caller the members of the object in a header",
        operations: &[
            Operation::ObjectGet,
            Operation::ObjectHead,
            Operation::ObjectPut,
            Operation::ObjectPatch,
            Operation::ObjectDelete,
            Operation::BodyGet,
            Operation::BodyHead,
            Operation::BodyPut,
            Operation::BodyDelete,
        ],
        violates: |_| "refusal-leaks-nothing",
        needs: &[Fact::Refused, Fact::Object],
        act: |scene, it| {
            Box::pin(telling(scene, it, |object, answer| {
                let text = members(object)?;
                // Headers of 8 KiB and more break connections, which is another fault.
                let value = HeaderValue::from_str(text.get(..text.len().min(2000))?).ok()?;
                Some(answer.with_header(HeaderName::from_static("x-debug"), value))
            }))
        },
    },
    Behaviour {
        id: "names-the-version-in-a-refusal",
        words: "tells a refused caller the version of the object",
        operations: TELLING,
        violates: |_| "refusal-leaks-nothing",
        needs: &[Fact::Refused, Fact::Object],
        act: |scene, it| {
            Box::pin(telling(scene, it, |object, answer| {
                let value = HeaderValue::from_bytes(object.version.entity_tag().as_bytes()).ok()?;
                Some(answer.with_header(ETAG, value))
            }))
        },
    },
];
