//! Servers that write JSON in other ways, or with more or fewer members.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use serde_json::{Map, Value};

use super::{
    facts::each_member,
    message::{Answer, Request},
    proxy::Memory,
    variant::Variant,
};

pub(super) static VARIANTS: &[Variant] = &[
    Variant::answering("indented", "indents JSON", "RFC 8259, 2", |memory, request, answer| {
        if let Some(value) = memory.facts.json(request, answer) {
            answer.content = format!("\r\n{value:#}\t\n").into();
        }
    }),
    Variant::answering(
        "escapes",
        "writes every character of a text as an escape",
        "RFC 8259, 7",
        |memory, request, answer| {
            if let Some(value) = memory.facts.json(request, answer) {
                answer.content = escaped(&value).into();
            }
        },
    ),
    Variant::answering(
        "members-reversed",
        "writes members in another order",
        "RFC 8259, 4",
        |memory, request, answer| {
            rewrite(memory, request, answer, &reversed);
        },
    ),
    Variant::answering(
        "fractions",
        "writes whole numbers with a fraction of 0",
        "RFC 8259, 6",
        |memory, request, answer| {
            if let Some(value) = memory.facts.json(request, answer) {
                answer.content = with_fractions(&value).into();
            }
        },
    ),
    Variant::answering(
        "more-in-errors",
        "adds members to errors",
        "the pages do not exclude them",
        |memory, request, answer| {
            if memory.facts.is_error(answer) {
                rewrite(memory, request, answer, &|mut value| {
                    add(
                        &mut value,
                        &[("suppressed", Value::Array(Vec::new())), ("code", 1.into()), ("stack", Value::Null)],
                    );
                    value
                });
            }
        },
    ),
    Variant::answering(
        "more-in-answers",
        "adds members to successful answers that are no objects",
        "the pages do not exclude them",
        |memory, request, answer| {
            if answer.is_success() && request.method != "GET" && memory.facts.describes(request, answer) {
                rewrite(memory, request, answer, &|mut value| {
                    add(&mut value, &[("requestID", "a".into()), ("links", Value::Array(Vec::new()))]);
                    value
                });
            }
        },
    ),
    Variant::answering("more-own-members", "adds members of its own to objects", "A32", |memory, request, answer| {
        if answer.is_success() && memory.facts.reads_object(request) {
            let own = memory.facts.api.service.server_members.clone();
            rewrite(memory, request, answer, &|mut value| {
                add(
                    &mut value,
                    &[(&format!("{own}links"), Value::Array(Vec::new())), (&format!("{own}acl"), Value::Null)],
                );
                value
            });
        }
    }),
    Variant::answering(
        "no-own-members",
        "reads objects without members of its own",
        "A32",
        |memory, request, answer| {
            if answer.is_success() && memory.facts.reads_object(request) {
                let own = memory.facts.api.service.server_members.clone();
                rewrite(memory, request, answer, &|mut value| {
                    if let Value::Object(members) = &mut value {
                        members.retain(|name, _| !name.starts_with(&own));
                    }
                    value
                });
            }
        },
    ),
    Variant::answering("null-parts", "writes members of other scopes as null", "A62", |memory, request, answer| {
        rewrite(memory, request, answer, &|mut value| {
            each_member(&mut value, &mut |name, value| {
                for part in memory.facts.scoped_parts(name) {
                    if let Value::Object(members) = value {
                        members.entry(part.clone()).or_insert(Value::Null);
                    }
                }
            });
            value
        });
    }),
    Variant::answering("packed", "packs contents with gzip, which nobody asked for", "A59", |_, request, answer| {
        if answer.has_content(request) && !answer.content.is_empty() {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            // Nothing can go wrong with a buffer in memory.
            if encoder.write_all(&answer.content).is_ok()
                && let Ok(packed) = encoder.finish()
            {
                answer.content = packed;
                answer.headers.add("Content-Encoding", "gzip");
            }
        }
    }),
    Variant::answering(
        "null-for-absent",
        "writes null for members that need not be there for the caller",
        "A24",
        |memory, request, answer| {
            if answer.status == 401 {
                let names = memory.facts.absent_for_some();
                rewrite(memory, request, answer, &|mut value| {
                    if let Value::Object(members) = &mut value {
                        for name in &names {
                            members.entry(name.clone()).or_insert(Value::Null);
                        }
                    }
                    value
                });
            }
        },
    ),
    Variant::answering("absent-for-null", "leaves out members that are null", "A24", |memory, request, answer| {
        if memory.facts.is_error(answer) {
            rewrite(memory, request, answer, &|mut value| {
                if let Value::Object(members) = &mut value {
                    members.retain(|_, value| !value.is_null());
                }
                value
            });
        }
    }),
];

fn rewrite(memory: &Memory, request: &Request, answer: &mut Answer, change: &dyn Fn(Value) -> Value) {
    if let Some(value) = memory.facts.json(request, answer) {
        answer.content = change(value).to_string().into();
    }
}

fn add(value: &mut Value, more: &[(&str, Value)]) {
    if let Value::Object(members) = value {
        members.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    }
}

fn reversed(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: Vec<_> = members.into_iter().map(|(name, value)| (name, reversed(value))).collect();
            Value::Object(members.into_iter().rev().collect::<Map<_, _>>())
        }
        Value::Array(values) => values.into_iter().map(reversed).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

/// JSON in which every character of a text is an escape.
fn escaped(value: &Value) -> String {
    written(
        value,
        &|text| {
            let units = text.encode_utf16().map(|unit| match unit {
                0x2f => "\\/".to_owned(),
                unit => format!("\\u{unit:04X}"),
            });
            format!("\"{}\"", units.collect::<String>())
        },
        &|number| number.to_string(),
    )
}

/// JSON in which every whole number that a double can hold has a fraction.
fn with_fractions(value: &Value) -> String {
    written(value, &|text| Value::from(text).to_string(), &|number| match number.as_i64() {
        Some(whole) if whole.unsigned_abs() < 1 << 53 => format!("{whole}.0"),
        Some(_) | None => number.to_string(),
    })
}

fn written(value: &Value, text: &dyn Fn(&str) -> String, number: &dyn Fn(&serde_json::Number) -> String) -> String {
    match value {
        Value::Object(members) => {
            let members =
                members.iter().map(|(name, value)| format!("{}:{}", text(name), written(value, text, number)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Value::Array(values) => {
            let values = values.iter().map(|value| written(value, text, number));
            format!("[{}]", values.collect::<Vec<_>>().join(","))
        }
        Value::String(string) => text(string),
        Value::Number(value) => number(value),
        Value::Null | Value::Bool(_) => value.to_string(),
    }
}
