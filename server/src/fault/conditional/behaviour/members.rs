//! Members that are stored otherwise than they were sent.

use kii_types::JsonObject;
use serde_json::Value;

use super::{Behaviour, effect::stored_otherwise};
use crate::{
    fault::conditional::{
        operation::{MEMBERS, Operation},
        trigger::Fact,
    },
    object::{Kind, Object, without_reserved},
};

const fn comes_back(_: Operation) -> &'static str {
    "object-comes-back"
}

/// The object with its members changed, if that changes anything.
fn with(object: Object, change: impl Fn(&mut JsonObject)) -> Option<Object> {
    let mut members = object.members.clone();
    change(&mut members);
    (members != object.members).then(|| Object { members, ..object })
}

/// Changes every text, at any depth.
fn each_text(members: &mut JsonObject, change: fn(&mut String)) {
    fn walk(value: &mut Value, change: fn(&mut String)) {
        match value {
            Value::String(text) => change(text),
            Value::Array(values) => values.iter_mut().for_each(|value| walk(value, change)),
            Value::Object(members) => members.values_mut().for_each(|value| walk(value, change)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    members.values_mut().for_each(|value| walk(value, change));
}

/// What was sent as members.
fn sent(content: Option<Value>) -> JsonObject {
    match content {
        Some(Value::Object(members)) => without_reserved(members),
        Some(_) | None => JsonObject::new(),
    }
}

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    Behaviour {
        id: "loses-the-last-member",
        words: "loses the last member",
        operations: MEMBERS,
        violates: comes_back,
        needs: &[Fact::Content, Fact::Admitted],
        act: |scene, it| {
            Box::pin(stored_otherwise(scene, it, |object| {
                with(object, |members| {
                    let last = members.keys().next_back().cloned();
                    last.and_then(|last| members.remove(&last));
                })
            }))
        },
    },
    Behaviour {
        id: "keeps-the-old-members",
        words: "gives the object a new version and leaves its members",
        operations: &[Operation::ObjectPut, Operation::ObjectPatch],
        violates: |_| "success-takes-effect",
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            let before = it.object.as_ref().map(|object| object.members.clone());
            Box::pin(stored_otherwise(scene, it, move |object| {
                let before = before.clone()?;
                with(object, |members| members.clone_from(&before))
            }))
        },
    },
    Behaviour {
        id: "merges",
        words: "keeps the members that it does not name",
        operations: &[Operation::ObjectPut],
        violates: |_| "put-sends-the-whole-object",
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            let before = it.object.as_ref().map(|object| object.members.clone());
            Box::pin(stored_otherwise(scene, it, move |object| {
                let before = before.clone()?;
                with(object, |members| {
                    let mut merged = before.clone();
                    merged.extend(members.clone());
                    *members = merged;
                })
            }))
        },
    },
    Behaviour {
        id: "replaces",
        words: "drops the members that it does not name",
        operations: &[Operation::ObjectPatch],
        violates: |_| "patch-merges",
        needs: &[Fact::Object, Fact::Admitted],
        act: |scene, it| {
            Box::pin(stored_otherwise(scene, it, move |object| with(object, |members| *members = sent(it.sent.json()))))
        },
    },
    Behaviour {
        id: "forgets-the-data-type",
        words: "makes an object with a data type a plain one",
        operations: MEMBERS,
        violates: |_| "data-type-comes-back",
        needs: &[Fact::Typed, Fact::Admitted],
        act: |scene, it| {
            Box::pin(stored_otherwise(scene, it, |object| match object.kind {
                Kind::Plain => None,
                Kind::Typed { .. } => Some(Object { kind: Kind::Plain, ..object }),
            }))
        },
    },
    Behaviour {
        id: "drops-nulls",
        words: "does not store members that are null",
        operations: MEMBERS,
        violates: |_| "null-is-a-value",
        needs: &[Fact::Content, Fact::Admitted],
        act: |scene, it| {
            Box::pin(stored_otherwise(scene, it, |object| {
                with(object, |members| members.retain(|_, value| !value.is_null()))
            }))
        },
    },
    Behaviour {
        id: "cuts-long-texts",
        words: "cuts texts at 255 characters",
        operations: MEMBERS,
        violates: |_| "long-fields-are-stored",
        needs: &[Fact::Content, Fact::Admitted],
        act: |scene, it| {
            Box::pin(stored_otherwise(scene, it, |object| {
                with(object, |members| each_text(members, |text| *text = text.chars().take(255).collect()))
            }))
        },
    },
    Behaviour {
        id: "knows-ascii-only",
        words: "stores question marks for characters that are not ASCII",
        operations: MEMBERS,
        violates: comes_back,
        needs: &[Fact::Content, Fact::Admitted],
        act: |scene, it| {
            Box::pin(stored_otherwise(scene, it, |object| {
                with(object, |members| {
                    each_text(members, |text| *text = text.replace(|c: char| !c.is_ascii(), "?"));
                })
            }))
        },
    },
    Behaviour {
        id: "empties-what-is-nested",
        words: "empties lists and objects within the object",
        operations: MEMBERS,
        violates: comes_back,
        needs: &[Fact::Content, Fact::Admitted],
        act: |scene, it| {
            Box::pin(stored_otherwise(scene, it, |object| {
                with(object, |members| {
                    for value in members.values_mut() {
                        match value {
                            Value::Array(values) => values.clear(),
                            Value::Object(members) => members.clear(),
                            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
                        }
                    }
                })
            }))
        },
    },
];
