//! Faults of what objects hold: members that are not read as they were stored.

use kii_server_stubs::{ObjectGetResponse, ObjectPatchResponse, ObjectStorage};
use kii_types::{JsonObject, MediaType, ObjectScope};
use serde_json::Value;

use super::{Fault, Topic, hooks::Hooks};
use crate::key::ObjectKey;

/// Reads objects with their members changed, but for the server's own.
fn reading(change: fn(&mut JsonObject)) -> Hooks {
    Hooks::default().object_get(move |server, context, request| async move {
        let mut answer = server.object_get(context, request).await;
        if let ObjectGetResponse::Found { content, .. } = &mut answer {
            change(content);
        }
        answer
    })
}

/// Changes every value in an object, at any depth.
fn each_value(members: &mut JsonObject, change: &impl Fn(&mut Value)) {
    members.values_mut().for_each(|value| value_within(value, change));
}

fn value_within(value: &mut Value, change: &impl Fn(&mut Value)) {
    change(value);
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| value_within(value, change)),
        Value::Object(members) => each_value(members, change),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Changes every text in an object, at any depth.
fn each_text(members: &mut JsonObject, change: fn(&str) -> String) {
    each_value(members, &|value| {
        if let Value::String(text) = value {
            *text = change(text);
        }
    });
}

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "nulls-are-dropped",
        summary: "Members that are null are not there when the object is read.",
        operation: Some("object.get"),
        topic: Topic::Content,
        violates: &["object-comes-back", "null-is-a-value"],
        hooks: |_| reading(|members| members.retain(|_, value| !value.is_null())),
    },
    Fault {
        id: "texts-are-latin",
        summary: "Characters that are not in ISO 8859-1 are read as question marks.",
        operation: Some("object.get"),
        topic: Topic::Content,
        violates: &["object-comes-back"],
        hooks: |_| {
            reading(|members| {
                each_text(members, |text| text.chars().map(|c| if u32::from(c) < 256 { c } else { '?' }).collect())
            })
        },
    },
    Fault {
        id: "emoji-are-lost",
        summary: "Characters beyond the Basic Multilingual Plane are not kept.",
        operation: Some("object.get"),
        topic: Topic::Content,
        violates: &["object-comes-back"],
        hooks: |_| reading(|members| each_text(members, |text| text.chars().filter(|c| c.len_utf16() == 1).collect())),
    },
    Fault {
        id: "texts-are-trimmed",
        summary: "Blanks around a text are not kept.",
        operation: Some("object.get"),
        topic: Topic::Content,
        violates: &["object-comes-back"],
        hooks: |_| reading(|members| each_text(members, |text| text.trim().to_owned())),
    },
    Fault {
        id: "controls-are-dropped",
        summary: "Control characters in a text are not kept.",
        operation: Some("object.get"),
        topic: Topic::Content,
        violates: &["object-comes-back"],
        hooks: |_| reading(|members| each_text(members, |text| text.chars().filter(|c| !c.is_control()).collect())),
    },
    Fault {
        id: "fractions-are-rounded",
        summary: "Numbers with a fraction have the precision of 32 bits.",
        operation: Some("object.get"),
        topic: Topic::Content,
        violates: &["object-comes-back"],
        hooks: |_| {
            reading(|members| {
                each_value(members, &|value| {
                    let fraction = value.is_f64().then(|| value.as_f64()).flatten();
                    #[expect(clippy::cast_possible_truncation, reason = "that is the fault")]
                    let rounded = fraction.map(|fraction| f64::from(fraction as f32));
                    if let Some(rounded) = rounded {
                        *value = rounded.into();
                    }
                })
            })
        },
    },
    Fault {
        id: "integers-have-32-bits",
        summary: "Integers are cut to 32 bits.",
        operation: Some("object.get"),
        topic: Topic::Content,
        violates: &["object-comes-back"],
        hooks: |_| {
            reading(|members| {
                for (_, value) in members.iter_mut().filter(|(name, _)| !name.starts_with('_')) {
                    if let Some(number) = value.as_i64() {
                        *value = number.clamp(i32::MIN.into(), i32::MAX.into()).into();
                    }
                }
            })
        },
    },
    Fault {
        id: "empty-values-are-dropped",
        summary: "Members that are an empty list or an empty object are not there when the object is read.",
        operation: Some("object.get"),
        topic: Topic::Content,
        violates: &["object-comes-back"],
        hooks: |_| {
            reading(|members| {
                members.retain(|_, value| {
                    !value.as_array().is_some_and(Vec::is_empty) && !value.as_object().is_some_and(JsonObject::is_empty)
                });
            })
        },
    },
    Fault {
        id: "truths-are-numbers",
        summary: "Members that are true or false are read as 1 or 0.",
        operation: Some("object.get"),
        topic: Topic::Content,
        violates: &["object-comes-back"],
        hooks: |_| {
            reading(|members| {
                each_value(members, &|value| {
                    if let Some(truth) = value.as_bool() {
                        *value = u8::from(truth).into();
                    }
                })
            })
        },
    },
    Fault {
        id: "depth-is-cut",
        summary: "What is nested more than one level deep is read as null.",
        operation: Some("object.get"),
        topic: Topic::Content,
        violates: &["object-comes-back", "patch-merges"],
        hooks: |_| {
            reading(|members| {
                let nested =
                    members.values_mut().filter_map(Value::as_object_mut).flat_map(|nested| nested.values_mut());
                for value in nested.filter(|value| value.is_object() || value.is_array()) {
                    *value = Value::Null;
                }
            })
        },
    },
    Fault {
        id: "object-get-adds-a-member",
        summary: "An object is read with a member that nobody has sent.",
        operation: Some("object.get"),
        topic: Topic::Content,
        violates: &["object-comes-back"],
        hooks: |_| reading(|members| drop(members.insert("source".to_owned(), "server".into()))),
    },
    Fault {
        id: "group-objects-lose-a-member",
        summary: "In group scope, an object is read without its first member.",
        operation: Some("object.get"),
        topic: Topic::Content,
        violates: &["object-comes-back"],
        hooks: |_| {
            Hooks::default().object_get(async |server, context, request| {
                let is_group = matches!(context.object_scope, ObjectScope::AppAndGroup { .. });
                let mut answer = server.object_get(context, request).await;
                if let (true, ObjectGetResponse::Found { content, .. }) = (is_group, &mut answer)
                    && let Some(first) = content.keys().next().cloned()
                {
                    content.shift_remove(&first);
                }
                answer
            })
        },
    },
    Fault {
        id: "typed-objects-lose-a-member",
        summary: "An object with a data type is read without its first member.",
        operation: Some("object.get"),
        topic: Topic::Content,
        violates: &["object-comes-back"],
        hooks: |_| {
            Hooks::default().object_get(async |server, context, request| {
                let mut answer = server.object_get(context, request).await;
                if let ObjectGetResponse::Found { content, media_type, .. } = &mut answer
                    && *media_type != MediaType::plain()
                    && let Some(first) = content.keys().next().cloned()
                {
                    content.shift_remove(&first);
                }
                answer
            })
        },
    },
    Fault {
        id: "dots-in-names-are-paths",
        summary: "A member whose name has a full stop is read as an object within an object.",
        operation: Some("object.get"),
        topic: Topic::Content,
        violates: &["names-of-members-are-free"],
        hooks: |_| {
            reading(|members| {
                for (name, value) in std::mem::take(members) {
                    match name.split_once('.') {
                        Some((outer, inner)) => {
                            let nested = JsonObject::from_iter([(inner.to_owned(), value)]);
                            members.insert(outer.to_owned(), nested.into());
                        }
                        None => drop(members.insert(name, value)),
                    }
                }
            })
        },
    },
    Fault {
        id: "names-have-no-case",
        summary: "Names of members that differ in case only are one name.",
        operation: Some("object.patch"),
        topic: Topic::Content,
        violates: &["names-of-members-are-free"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, mut request| {
                let names: Vec<String> = request.content.keys().cloned().collect();
                let is_repeated =
                    |name: &str, place: usize| names.iter().take(place).any(|other| other.eq_ignore_ascii_case(name));
                for (place, name) in names.iter().enumerate() {
                    if is_repeated(name, place) {
                        request.content.shift_remove(name);
                    }
                }
                server.object_patch(context, request).await
            })
        },
    },
    Fault {
        id: "object-patch-takes-null-for-a-removal",
        summary: "A member that is updated to null is removed.",
        operation: Some("object.patch"),
        topic: Topic::Content,
        violates: &["null-is-a-value"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let mut answer = server.object_patch(context, request).await;
                if let ObjectPatchResponse::Updated { content, .. } = &mut answer {
                    content.retain(|_, value| !value.is_null());
                    let mut store = server.store.begin();
                    if let Some(mut object) = store.copy(&key) {
                        object.members.retain(|_, value| !value.is_null());
                        store.insert(key, object);
                    }
                }
                answer
            })
        },
    },
    Fault {
        id: "object-patch-merges-what-is-nested",
        summary: "An update of an object within an object keeps the members of it that are not named.",
        operation: Some("object.patch"),
        topic: Topic::Content,
        violates: &["nested-objects-are-replaced"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, mut request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let stored = server.store.begin().object(&key).map(|object| object.members.clone());
                for (name, value) in stored.unwrap_or_default() {
                    if let (Value::Object(mut old), Some(Value::Object(new))) = (value, request.content.get_mut(&name))
                    {
                        old.extend(std::mem::take(new));
                        *new = old;
                    }
                }
                server.object_patch(context, request).await
            })
        },
    },
    Fault {
        id: "lists-are-cut",
        summary: "Of a list, the first 32 values are kept.",
        operation: Some("object.get"),
        topic: Topic::Content,
        violates: &["object-comes-back"],
        hooks: |_| {
            reading(|members| {
                each_value(members, &|value| {
                    if let Value::Array(values) = value {
                        values.truncate(32);
                    }
                });
            })
        },
    },
    Fault {
        id: "lists-are-sets",
        summary: "A value that is in a list more than once is kept once.",
        operation: Some("object.get"),
        topic: Topic::Content,
        violates: &["object-comes-back"],
        hooks: |_| {
            reading(|members| {
                each_value(members, &|value| {
                    if let Value::Array(values) = value {
                        let all = std::mem::take(values);
                        all.into_iter().for_each(|one| {
                            if !values.contains(&one) {
                                values.push(one)
                            }
                        });
                    }
                });
            })
        },
    },
    Fault {
        id: "texts-are-normalised",
        summary: "A letter with an acute accent behind it becomes the letter with the accent.",
        operation: Some("object.get"),
        topic: Topic::Content,
        violates: &["object-comes-back"],
        hooks: |_| reading(|members| each_text(members, |text| text.replace("e\u{301}", "\u{e9}"))),
    },
];
