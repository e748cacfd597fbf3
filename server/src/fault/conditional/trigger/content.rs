//! What is stored or sent.

use serde_json::Value;

use super::{
    Fact, Trigger, about_an_object, about_bytes, about_members, exists, has_body, nothing, upload, with_members,
};
use crate::{
    fault::conditional::{occasion::Occasion, operation::Operation},
    object::Kind,
};

fn typed(_: Operation) -> &'static [Fact] {
    &[Fact::Object, Fact::Typed]
}

/// Whether the content that was sent has a value like this, at any depth.
fn has(it: &Occasion, is_meant: fn(&Value) -> bool) -> bool {
    fn finds(value: &Value, is_meant: fn(&Value) -> bool) -> bool {
        is_meant(value)
            || match value {
                Value::Array(values) => values.iter().any(|value| finds(value, is_meant)),
                Value::Object(members) => members.values().any(|value| finds(value, is_meant)),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
            }
    }
    it.sent.json().is_some_and(|content| finds(&content, is_meant))
}

/// How deep lists and objects are nested in each other.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(values) => 1 + values.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// The media type of what is uploaded.
fn media_type(it: &Occasion) -> &str {
    it.sent.header(&http::header::CONTENT_TYPE).unwrap_or_default()
}

/// The media type of the stored body.
fn stored_media_type(it: &Occasion) -> &str {
    it.body().map(|body| body.media_type.as_str()).unwrap_or_default()
}

macro_rules! trigger {
    ($id:literal, $words:literal, $operations:expr, $facts:expr, $is_met:expr) => {
        Trigger { id: $id, words: $words, operations: $operations, facts: $facts, is_met: $is_met }
    };
}

pub(super) const TRIGGERS: &[Trigger] = &[
    trigger!("the-object-is-typed", "the object has a data type", about_an_object, typed, |it| {
        it.object.as_ref().is_some_and(|object| !matches!(object.kind, Kind::Plain))
    }),
    trigger!("the-object-has-many-members", "the object has more than 32 members", about_members, exists, |it| {
        it.object.as_ref().is_some_and(|object| object.members.len() > 32)
    }),
    trigger!("the-content-has-many-members", "more than 32 members are sent", with_members, nothing, |it| {
        it.sent.json().is_some_and(|content| content.as_object().is_some_and(|members| members.len() > 32))
    }),
    trigger!(
        "the-content-is-deep",
        "values are sent that are nested more than four levels deep",
        with_members,
        nothing,
        |it| { it.sent.json().is_some_and(|content| depth(&content) > 5) }
    ),
    trigger!("the-content-has-null", "a member is sent that is null", with_members, nothing, |it| has(
        it,
        Value::is_null
    )),
    trigger!("the-content-has-a-list", "a list is sent", with_members, nothing, |it| has(it, Value::is_array)),
    trigger!("the-content-has-other-letters", "a text is sent that is not ASCII", with_members, nothing, |it| {
        has(it, |value| value.as_str().is_some_and(|text| !text.is_ascii()))
    }),
    trigger!(
        "the-content-has-an-odd-name",
        "a name of a member is sent with a full stop or a dollar sign",
        with_members,
        nothing,
        |it| {
            has(it, |value| {
                value.as_object().is_some_and(|members| members.keys().any(|name| name.contains(['.', '$'])))
            })
        }
    ),
    trigger!("the-upload-is-json", "JSON is uploaded", upload, nothing, |it| media_type(it).contains("json")),
    trigger!("the-upload-is-a-form", "a form is uploaded", upload, nothing, |it| media_type(it).contains("form-")),
    trigger!("the-upload-has-a-parameter", "the media type of an upload has a parameter", upload, nothing, |it| {
        media_type(it).contains(';')
    }),
    trigger!("the-upload-has-a-suffix", "the media type of an upload has a suffix", upload, nothing, |it| {
        media_type(it).contains('+')
    }),
    trigger!("the-body-is-text", "the body is a text", about_bytes, has_body, |it| {
        stored_media_type(it).starts_with("text/")
    }),
    trigger!("the-body-has-a-parameter", "the media type of the body has a parameter", about_bytes, has_body, |it| {
        stored_media_type(it).contains(';')
    }),
];
