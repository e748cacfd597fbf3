//! The contents that requests carry. They differ from step to step, so that a check can tell an old content from a new one.

use std::{fmt::Write as _, sync::Arc};

use bytes::Bytes;
use kii_spec::{ObjectForm, Service};
use serde_json::{Map, Value, json};

use crate::values::source::Source;

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

    /// A body: every byte value once and a text, or as many bytes as `length` says. No two bodies of a case have the same byte
    /// at the same position, so that parts of different bodies differ.
    #[must_use]
    pub fn body(length: Option<usize>, serial: usize) -> Self {
        // An odd factor gives every start once before it repeats the first.
        let start = serial.wrapping_mul(17).to_le_bytes()[0];
        let every_byte = (0..=u8::MAX).map(|byte| byte.wrapping_add(start));
        let varied: Vec<u8> = every_byte.chain(format!("body {serial}").into_bytes()).collect();
        let bytes = match length {
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
        };
        // A server has to return any media type; the last one is not registered.
        let media = match serial % 3 {
            0 => "image/jpeg",
            1 => "text/plain",
            _ => "application/x-conformance",
        };
        Self { media: media.to_owned(), bytes: bytes.into(), members: None, data_type: None }
    }

    fn text(service: &Service, text: &str) -> Self {
        let media = service.plain_media.clone();
        Self { media, bytes: Bytes::copy_from_slice(text.as_bytes()), members: None, data_type: None }
    }
}

/// Members of every JSON type, with values that a careless store damages. One name is unique to the step, so that a merge
/// differs from a replacement. One value is random, so that a leak can be detected.
///
/// There is no member `null`, and the nested names are always the same: other cases test what PATCH does with these.
fn members(source: &Source, serial: usize) -> Map<String, Value> {
    let mut name = String::from("member");
    let _ = write!(name, "{serial}");
    let value = json!({
        "serial": serial,
        "text": format!("gr\u{fc}\u{df} \u{2603} \u{1f680} {serial}"),
        "list": [serial, "two", false, null, [], {}],
        "nested": { "depth": { "serial": serial } },
        "emptyList": [],
        "emptyObject": {},
        "emptyText": "",
        "spaced": " \t two \n ",
        "marked": "\"<a>&\\/\u{1f}",
        "zero": 0,
        "negative": -2_147_483_649_i64,
        "large": 9_007_199_254_740_991_i64,
        "fraction": 0.1,
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

fn padded(mut members: Map<String, Value>, length: usize) -> Map<String, Value> {
    members.insert("padding".to_owned(), Value::String("x".repeat(length)));
    members
}
