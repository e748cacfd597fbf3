//! Objects that a store damages because of what they hold.

use http::{Method, StatusCode};
use serde_json::{Map, Value};

use super::{
    WrongServer,
    asked::{Answered, Asked},
    world::World,
    wrong,
};

type Members = Map<String, Value>;

pub(super) const SERVERS: &[WrongServer] = &[
    wrong!("text-ends-at-null", "A text is cut at U+0000.", "R010 R107", |world, asked| {
        stored(&world, asked, |members| {
            texts(members, 0, &|text, _| text.split('\0').next().unwrap_or_default().to_owned())
        })
        .await
    }),
    wrong!("null-is-refused", "U+0000 in a text is refused with 400.", "R010 R107", |world, asked| {
        let has_null = |text: &str| text.contains('\0');
        match any_text(asked.members().unwrap_or_default(), &has_null) {
            true => refused(&world),
            false => world.forward(asked).await,
        }
    }),
    wrong!(
        "invisible-characters-are-lost",
        "U+FEFF and U+200B to U+200F are stripped from texts.",
        "R107",
        |world, asked| {
            let is_seen = |one: &char| *one != '\u{feff}' && !('\u{200b}'..='\u{200f}').contains(one);
            stored(&world, asked, |members| texts(members, 0, &|text, _| text.chars().filter(is_seen).collect())).await
        }
    ),
    wrong!("dates-are-parsed", "Texts like 2020-01-01T00:00:00Z come back with +00:00.", "R107", |world, asked| {
        let is_date = |text: &str| text.len() == 20 && text.ends_with('Z') && text.as_bytes()[10] == b'T';
        stored(&world, asked, |members| {
            texts(members, 0, &|text, _| match is_date(text) {
                true => text.replace('Z', "+00:00"),
                false => text.to_owned(),
            })
        })
        .await
    }),
    wrong!("words-become-values", "Texts like true, null and yes come back as such values.", "R107", |world, asked| {
        stored(&world, asked, |members| members.into_iter().map(|(name, value)| (name, value_of_word(value))).collect())
            .await
    }),
    wrong!("escapes-are-read-twice", "A backslash with n behind it becomes a line feed.", "R107", |world, asked| {
        stored(&world, asked, |members| texts(members, 0, &|text, _| text.replace("\\n", "\n"))).await
    }),
    wrong!(
        "odd-names-in-nested-objects",
        "Names with . or $ within nested objects get _ instead.",
        "R107",
        |world, asked| {
            stored(&world, asked, |members| {
                names(members, 0, &|name, depth| match depth {
                    0 => name.to_owned(),
                    _ => name.replace(['.', '$'], "_"),
                })
            })
            .await
        }
    ),
    wrong!(
        "nested-names-in-lower-case",
        "Names within nested objects are put into lower case.",
        "R107",
        |world, asked| {
            stored(&world, asked, |members| {
                names(members, 0, &|name, depth| match depth {
                    0 => name.to_owned(),
                    _ => name.to_lowercase(),
                })
            })
            .await
        }
    ),
    wrong!("odd-names-by-post", "Names with . or $ get _ instead, only in POST.", "R010", |world, asked| {
        match asked.method == Method::POST {
            true => stored(&world, asked, |members| names(members, 0, &|name, _| name.replace(['.', '$'], "_"))).await,
            false => world.forward(asked).await,
        }
    }),
    wrong!("odd-names-by-put", "Names with . or $ get _ instead, only in PUT.", "R107", |world, asked| {
        match asked.method == Method::PUT {
            true => stored(&world, asked, |members| names(members, 0, &|name, _| name.replace(['.', '$'], "_"))).await,
            false => world.forward(asked).await,
        }
    }),
    wrong!(
        "patch-and-post-compose",
        "PATCH and POST compose letters and accents, PUT does not.",
        "R237 R107",
        |world, asked| {
            match asked.method == Method::PUT {
                false => stored(&world, asked, |members| texts(members, 0, &|text, _| composed(text))).await,
                true => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "nested-texts-compose",
        "Texts in nested objects and lists have letters and accents composed.",
        "R107",
        |world, asked| {
            stored(&world, asked, |members| {
                texts(members, 0, &|text, depth| match depth {
                    0 => text.to_owned(),
                    _ => composed(text),
                })
            })
            .await
        }
    ),
    wrong!("lists-of-100", "Lists are cut to 100 values.", "R107", |world, asked| {
        stored(&world, asked, |members| {
            values(members, &|value| match value {
                Value::Array(mut list) => {
                    list.truncate(100);
                    Value::Array(list)
                }
                other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => {
                    other
                }
            })
        })
        .await
    }),
    wrong!("32-members", "Only the first 32 members are stored.", "R010 R107", |world, asked| {
        stored(&world, asked, |members| members.into_iter().take(32).collect()).await
    }),
    wrong!("100-members", "Only the first 100 members are stored.", "R010 R107", |world, asked| {
        stored(&world, asked, |members| members.into_iter().take(100).collect()).await
    }),
    wrong!("16-levels", "What lies deeper than 16 levels is null.", "R107", |world, asked| {
        stored(&world, asked, |members| members.into_iter().map(|(name, value)| (name, shallow(value, 16))).collect())
            .await
    }),
    wrong!(
        "nested-texts-of-255",
        "Texts in lists and nested objects are cut at 255 characters.",
        "R107",
        |world, asked| {
            stored(&world, asked, |members| {
                texts(members, 0, &|text, depth| match depth {
                    0 => text.to_owned(),
                    _ => text.chars().take(255).collect(),
                })
            })
            .await
        }
    ),
    wrong!(
        "types-are-mapped",
        "A member keeps the JSON type of its first write in the bucket; another type is refused.",
        "R237 R177",
        |world, asked| {
            for (name, value) in asked.members().unwrap_or_default() {
                let kind = ["null", "boolean", "number", "string", "array", "object"][kind(&value)];
                let first = world.first_note(&format!("kind {} {name}", asked.bucket()), kind);
                if asked.is_write() && first != kind.as_bytes() && kind != "null" && first != b"null".as_slice() {
                    return refused(&world);
                }
            }
            world.forward(asked).await
        }
    ),
    wrong!("numbers-are-floats", "Whole numbers beyond 2^31 lose their last digits.", "R107", |world, asked| {
        stored(&world, asked, |members| {
            values(members, &|value| match value.as_i64().filter(|number| number.abs() > 1 << 31) {
                Some(number) => Value::from(number / 1000 * 1000),
                None => value,
            })
        })
        .await
    }),
    wrong!(
        "empty-lists-become-null",
        "Empty lists and objects in nested objects become null.",
        "R107",
        |world, asked| {
            stored(&world, asked, |members| {
                members
                    .into_iter()
                    .map(|(name, value)| {
                        (
                            name,
                            match value {
                                Value::Object(nested) => Value::Object(
                                    nested
                                        .into_iter()
                                        .map(|(name, value)| {
                                            let is_empty =
                                                value == Value::Array(Vec::new()) || value == Value::Object(Map::new());
                                            (name, if is_empty { Value::Null } else { value })
                                        })
                                        .collect(),
                                ),
                                other @ (Value::Null
                                | Value::Bool(_)
                                | Value::Number(_)
                                | Value::String(_)
                                | Value::Array(_)) => other,
                            },
                        )
                    })
                    .collect()
            })
            .await
        }
    ),
    wrong!(
        "long-texts-lose-their-end",
        "Texts of more than 8191 characters lose what is behind.",
        "R107",
        |world, asked| {
            stored(&world, asked, |members| texts(members, 0, &|text, _| text.chars().take(8191).collect())).await
        }
    ),
    wrong!(
        "size-in-bytes",
        "Objects of more than 65534 bytes are refused, however few characters they have.",
        "R107",
        |world, asked| {
            let is_long =
                asked.content.len() > 65_534 && String::from_utf8_lossy(&asked.content).chars().count() <= 60_000;
            match is_long
                && asked.members().is_some()
                && asked.path.contains("/objects")
                && !asked.path.ends_with("/body")
            {
                true => refused(&world),
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "nameless-members-are-lost",
        "A member whose name is the empty text is not stored, at any depth.",
        "R010 R107 R237",
        |world, asked| {
            stored(&world, asked, |mut members| {
                members.retain(|name, _| !name.is_empty());
                values(members, &|value| match value {
                    Value::Object(mut members) => {
                        members.retain(|name, _| !name.is_empty());
                        Value::Object(members)
                    }
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => value,
                })
            })
            .await
        }
    ),
];

/// Stores something else than was sent.
async fn stored(world: &World, asked: Asked, change: impl FnOnce(Members) -> Members) -> Answered {
    let changed = asked.clone().stored_as(change);
    match changed.members() == asked.members() {
        true => world.forward(asked).await,
        false => world.wrongly(changed).await,
    }
}

fn refused(world: &World) -> Answered {
    world.wrong();
    Answered::refusal(StatusCode::BAD_REQUEST, "INVALID_INPUT_DATA")
}

const fn kind(value: &Value) -> usize {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}

/// Every value below the members, the inner ones first.
fn values(members: Members, change: &dyn Fn(Value) -> Value) -> Members {
    fn walk(value: Value, change: &dyn Fn(Value) -> Value) -> Value {
        change(match value {
            Value::Array(list) => Value::Array(list.into_iter().map(|value| walk(value, change)).collect()),
            Value::Object(members) => Value::Object(values(members, change)),
            other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
        })
    }
    members.into_iter().map(|(name, value)| (name, walk(value, change))).collect()
}

/// Every text, with how deep it lies.
fn texts(members: Members, depth: usize, change: &dyn Fn(&str, usize) -> String) -> Members {
    fn walk(value: Value, depth: usize, change: &dyn Fn(&str, usize) -> String) -> Value {
        match value {
            Value::String(text) => Value::String(change(&text, depth)),
            Value::Array(list) => Value::Array(list.into_iter().map(|value| walk(value, depth + 1, change)).collect()),
            Value::Object(members) => Value::Object(texts(members, depth + 1, change)),
            other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
        }
    }
    members.into_iter().map(|(name, value)| (name, walk(value, depth, change))).collect()
}

/// Every name, with how deep it lies.
fn names(members: Members, depth: usize, change: &dyn Fn(&str, usize) -> String) -> Members {
    fn walk(value: Value, depth: usize, change: &dyn Fn(&str, usize) -> String) -> Value {
        match value {
            Value::Array(list) => Value::Array(list.into_iter().map(|value| walk(value, depth, change)).collect()),
            Value::Object(members) => Value::Object(names(members, depth + 1, change)),
            other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
        }
    }
    members.into_iter().map(|(name, value)| (change(&name, depth), walk(value, depth, change))).collect()
}

fn any_text(members: Members, is: &dyn Fn(&str) -> bool) -> bool {
    let found = std::cell::Cell::new(false);
    texts(members, 0, &|text, _| {
        found.set(found.get() || is(text));
        text.to_owned()
    });
    found.get()
}

fn value_of_word(value: Value) -> Value {
    match value.as_str() {
        Some("true" | "yes") => Value::Bool(true),
        Some("false" | "no") => Value::Bool(false),
        Some("null") => Value::Null,
        Some(_) | None => value,
    }
}

fn composed(text: &str) -> String {
    [
        ("e\u{301}", "\u{e9}"),
        ("a\u{308}", "\u{e4}"),
        ("u\u{308}", "\u{fc}"),
        ("o\u{308}", "\u{f6}"),
        ("A\u{30a}", "\u{c5}"),
        ("n\u{303}", "\u{f1}"),
    ]
    .into_iter()
    .fold(text.to_owned(), |text, (apart, together)| text.replace(apart, together))
}

fn shallow(value: Value, levels: usize) -> Value {
    match value {
        Value::Array(_) | Value::Object(_) if levels == 0 => Value::Null,
        Value::Array(list) => Value::Array(list.into_iter().map(|value| shallow(value, levels - 1)).collect()),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(name, value)| (name, shallow(value, levels - 1))).collect())
        }
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
    }
}
