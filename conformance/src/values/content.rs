//! The contents that requests carry. They differ from step to step, so that a check can tell an old content from a new one.

use std::{fmt::Write as _, sync::Arc};

use bytes::Bytes;
use kii_spec::{BodyForm, ObjectForm, Service};
use serde_json::{Map, Value, json};

use crate::values::{random::hash, source::Source};

/// What a request carries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    /// Its media type.
    pub media: String,
    /// Its bytes.
    pub bytes: Bytes,
    /// Its members, when it is a JSON object. Shared, as every state that follows from a request has them.
    pub members: Option<Arc<Map<String, Value>>>,
    /// The short data type within the media type, when it has one.
    pub data_type: Option<String>,
}

impl Content {
    /// An object: the members to store, or to change.
    #[must_use]
    pub fn object(service: &Service, app_id: &str, form: Option<&ObjectForm>, source: &Source, serial: usize) -> Self {
        let members = members(source, serial);
        match form {
            None => Self::json(service, members),
            Some(ObjectForm::Typed(data_type)) => {
                let media = service.typed_media.of(app_id, data_type);
                Self { media, data_type: Some(data_type.clone()), ..Self::json(service, members) }
            }
            Some(ObjectForm::Size(size)) => {
                let bare = Self::json(service, padded(members.clone(), 0)).bytes.len();
                Self::json(service, padded(members, size.saturating_sub(bare)))
            }
            Some(ObjectForm::Padding(length)) => Self::json(service, padded(members, *length)),
            Some(ObjectForm::Long { name, text }) => {
                let mut members = members;
                members.insert("n".repeat(*name), Value::from(serial));
                members.insert("long".to_owned(), Value::String("t".repeat(*text)));
                Self::json(service, members)
            }
            Some(ObjectForm::With(text)) => Self::spelled(service, members, text),
            Some(ObjectForm::Whole(text)) => {
                let members = serde_json::from_str(text).unwrap_or_default();
                Self { bytes: Bytes::copy_from_slice(text.as_bytes()), ..Self::json(service, members) }
            }
            Some(ObjectForm::Wide(count)) => {
                let more = (0..*count).map(|number| (format!("wide{number}"), Value::from(number)));
                Self::json(service, members.into_iter().chain(more).collect())
            }
            Some(ObjectForm::List(count)) => {
                let list: Vec<Value> = (0..*count).map(Value::from).collect();
                Self::json(service, with(members, "long", list.into()))
            }
            Some(ObjectForm::Deep(levels)) => {
                Self::json(service, with(members, "deep", deep(levels.saturating_sub(1))))
            }
            Some(ObjectForm::Repeated { text, times }) => {
                let text = text.repeat(*times);
                // Stores that limit texts often limit only those of members, or only the others.
                let within = json!({ "text": &text, "list": [&text] });
                Self::json(service, with(with(members, "repeated", text.into()), "within", within))
            }
            Some(ObjectForm::Filled { with: text, size }) => {
                let bare = Self::json(service, with(members.clone(), "filled", "".into()));
                let bare = String::from_utf8_lossy(&bare.bytes).chars().count();
                let missing = size.saturating_sub(bare);
                let times = missing.checked_div(text.chars().count()).unwrap_or_default();
                let rest = "x".repeat(missing.saturating_sub(times.saturating_mul(text.chars().count())));
                Self::json(service, with(members, "filled", format!("{}{rest}", text.repeat(times)).into()))
            }
            Some(ObjectForm::Malformed(text) | ObjectForm::NotAnObject(text)) => Self::text(service, text),
        }
    }

    /// A JSON object of the plain media type.
    #[must_use]
    pub fn json(service: &Service, members: Map<String, Value>) -> Self {
        Self::described(&service.plain_media, members)
    }

    /// JSON of another media type.
    #[must_use]
    pub fn described(media: &str, members: Map<String, Value>) -> Self {
        // Every map of JSON values can be written.
        let bytes = serde_json::to_vec(&members).unwrap_or_default().into();
        Self { media: media.to_owned(), bytes, members: Some(Arc::new(members)), data_type: None }
    }

    /// An object whose other members are spelled like this in JSON. They replace those of the same name.
    fn spelled(service: &Service, mut members: Map<String, Value>, others: &str) -> Self {
        let read: Map<String, Value> = serde_json::from_str(&format!("{{{others}}}")).unwrap_or_default();
        members.retain(|name, _| !read.contains_key(name));
        let text = Value::Object(members.clone()).to_string();
        let comma = if members.is_empty() || read.is_empty() { "" } else { "," };
        let text = format!("{}{comma}{others}}}", text.strip_suffix('}').unwrap_or_default());
        members.extend(read);
        Self { bytes: text.into_bytes().into(), ..Self::json(service, members) }
    }

    /// A body: every byte value once and a text, or what a form says. No two bodies of a case have the same byte at the same
    /// position where they may vary, so that parts of different bodies differ.
    #[must_use]
    pub fn body(form: Option<&BodyForm>, serial: usize) -> Self {
        // A server has to return any media type; the last one is not registered.
        let usual = match serial % 3 {
            0 => "image/jpeg",
            1 => "text/plain",
            _ => "application/x-conformance",
        };
        let bytes = match form {
            None => varied(None, serial),
            Some(form) => {
                let BodyForm { bytes: length, begins, ends, fill, .. } = form;
                let mut bytes = varied(*length, serial);
                if let Some(fill) = fill {
                    bytes.fill(*fill);
                }
                if length.is_none() {
                    return Self::of_bytes(form.media.as_deref().unwrap_or(usual), [begins, &*bytes, ends].concat());
                }
                let end = bytes.len();
                bytes.iter_mut().zip(begins).for_each(|(byte, begin)| *byte = *begin);
                let behind = bytes.get_mut(end.saturating_sub(ends.len())..).unwrap_or_default();
                behind.iter_mut().zip(ends).for_each(|(byte, end)| *byte = *end);
                bytes
            }
        };
        Self::of_bytes(form.and_then(|form| form.media.as_deref()).unwrap_or(usual), bytes)
    }

    fn of_bytes(media: &str, bytes: Vec<u8>) -> Self {
        Self { media: media.to_owned(), bytes: bytes.into(), members: None, data_type: None }
    }

    fn text(service: &Service, text: &str) -> Self {
        let media = service.plain_media.clone();
        Self { media, bytes: Bytes::copy_from_slice(text.as_bytes()), members: None, data_type: None }
    }
}

/// Members of every JSON type, with values that a careless store damages. One name is unique to the step, so that a merge
/// differs from a replacement. A name, a number and texts at two levels are random, so that a leak of any of them can be detected.
///
/// There is no member `null`, and the nested names are always the same: other cases test what PATCH does with these.
fn members(source: &Source, serial: usize) -> Map<String, Value> {
    let mut name = String::from("member");
    let _ = write!(name, "{serial}{}", source.text("name", serial as u64, 12));
    // 15 digits, which a double holds.
    let number = 100_000_000_000_000 + hash(&source.text("number", serial as u64, 20)) % 900_000_000_000_000;
    let value = json!({
        "serial": serial,
        "text": format!("gr\u{fc}\u{df} \u{2603} \u{1f680} {serial}"),
        "list": [serial, "two", false, null, [], {}],
        "nested": { "depth": { "serial": serial, "secret": source.text("nested", serial as u64, 20) } },
        "number": number,
        "emptyList": [],
        "emptyObject": {},
        "emptyText": "",
        "spaced": " \t two \n ",
        "marked": "\"<a>&\\/\u{1f}",
        "zero": 0,
        "negative": -2_147_483_649_i64,
        "large": 9_007_199_254_740_991_i64,
        // All digits of a double.
        "fraction": 0.300_000_000_000_000_04,
        "truth": true,
        "untruth": false,
        "gr\u{fc}\u{df}e \u{2603}": "\u{1f680}",
        "secret": source.text("secret", serial as u64, 20),
        name: serial,
    });
    match value {
        Value::Object(members) => members,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    }
}

/// Every byte value once and a text, or as many bytes as `length` says.
fn varied(length: Option<usize>, serial: usize) -> Vec<u8> {
    // An odd factor gives every start once before it repeats the first.
    let start = serial.wrapping_mul(17).to_le_bytes()[0];
    let every_byte = (0..=u8::MAX).map(|byte| byte.wrapping_add(start));
    let varied: Vec<u8> = every_byte.chain(format!("body {serial}").into_bytes()).collect();
    match length {
        None => varied,
        // A byte that is not UTF-8.
        Some(1) => vec![start | 0x80],
        // 251 is a prime, so parts that are a power of two apart differ.
        Some(length) => {
            let period: Vec<u8> = (0..=250).cycle().skip(start.into()).take(251).collect();
            let periods = length.saturating_sub(varied.len()).div_ceil(period.len());
            let mut bytes = [varied, period.repeat(periods)].concat();
            bytes.truncate(length);
            bytes
        }
    }
}

fn with(mut members: Map<String, Value>, name: &str, value: Value) -> Map<String, Value> {
    members.insert(name.to_owned(), value);
    members
}

/// Objects and lists in turn, one within the other.
fn deep(levels: usize) -> Value {
    (0..levels).fold(json!("bottom"), |inner, level| match level % 2 {
        0 => json!({ "level": level, "inner": inner }),
        _ => json!([level, inner]),
    })
}

fn padded(mut members: Map<String, Value>, length: usize) -> Map<String, Value> {
    members.insert("padding".to_owned(), Value::String("x".repeat(length)));
    members
}

#[cfg(test)]
mod tests {
    use kii_spec::Api;

    use super::*;

    fn object(form: &ObjectForm) -> (String, Map<String, Value>) {
        let api = Api::embedded().unwrap_or_else(|problems| panic!("{problems}"));
        let content = Content::object(&api.service, "app", Some(form), &Source::random(), 1);
        let text = String::from_utf8(content.bytes.to_vec()).unwrap();
        let members = Arc::unwrap_or_clone(content.members.unwrap());
        assert_eq!(serde_json::from_str::<Map<String, Value>>(&text).unwrap(), members, "what is sent is what is due");
        (text, members)
    }

    #[test]
    fn members_are_sent_as_they_are_spelled_in_place_of_usual_ones() {
        let (text, members) = object(&ObjectForm::With(r#""text":"\u0041","b":1E3"#.to_owned()));
        assert!(text.ends_with(r#","text":"\u0041","b":1E3}"#), "{text}");
        assert_eq!((members["text"].as_str(), members["b"].as_f64()), (Some("A"), Some(1000.0)));
        assert_eq!(text.matches("\"text\"").count(), 1, "{text}");
    }

    #[test]
    fn a_size_counts_characters() {
        for with in ["x", "\u{fc}", "\u{1f680}"] {
            let (text, _) = object(&ObjectForm::Filled { with: with.to_owned(), size: 5000 });
            assert_eq!(text.chars().count(), 5000, "{with}");
        }
    }

    #[test]
    fn depth_counts_the_object_itself() {
        let (text, _) = object(&ObjectForm::Deep(32));
        let depth = text.chars().scan(0_usize, |depth, character| {
            match character {
                '{' | '[' => *depth += 1,
                '}' | ']' => *depth -= 1,
                _ => {}
            }
            Some(*depth)
        });
        assert_eq!(depth.max(), Some(32));
    }

    #[test]
    fn a_body_keeps_its_ends_whatever_its_length() {
        let form = BodyForm { begins: b"<a>".to_vec(), ends: b"\n".to_vec(), ..BodyForm::default() };
        for bytes in [None, Some(4), Some(1000)] {
            let body = Content::body(Some(&BodyForm { bytes, ..form.clone() }), 1).bytes;
            assert!(body.starts_with(b"<a>") && body.ends_with(b"\n"), "{bytes:?}");
            assert!(bytes.is_none_or(|bytes| bytes == body.len()), "{bytes:?}");
        }
        let zeros = Content::body(Some(&BodyForm { bytes: Some(9), fill: Some(0), ..BodyForm::default() }), 1).bytes;
        assert_eq!(&*zeros, &[0; 9]);
    }
}
