//! JSON Schemas made from the spec's types, one for each type, scope and caller that differ.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use indexmap::IndexMap;
use jsonschema::{ValidationError, Validator, error::ValidationErrorKind};
use kii_spec::{Api, Known, Member, Presence, Scope, ScopeName, Shape, axis::Caller};
use serde_json::{Value, json};

/// 2001-09-09: everything in seconds is below, everything in milliseconds above.
const EARLIEST_MILLISECONDS: i64 = 1_000_000_000_000;
/// The year 2286: everything in microseconds is above.
const LATEST_MILLISECONDS: i64 = 9_999_999_999_999;

/// Compiled schemas, kept because compiling costs more than validating.
#[derive(Debug, Default)]
pub struct Schemas {
    compiled: Mutex<HashMap<Key, Option<Arc<Validator>>>>,
}

type Key = (String, ScopeName, Caller);

/// Something that a schema has against a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Objection {
    /// The path of member names.
    pub(super) path: Vec<String>,
    /// What was expected.
    pub(super) expected: String,
    /// What was found.
    pub(super) found: String,
}

impl Schemas {
    /// Everything that the schema of these members has against a value.
    pub(super) fn objections(
        &self,
        api: &Api,
        name: &str,
        members: &IndexMap<String, Member>,
        scope: &Scope,
        caller: Caller,
        value: &Value,
    ) -> Vec<Objection> {
        let key = (name.to_owned(), scope.name.clone(), caller);
        let compiled = {
            let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
            let schema = || object(api, members, scope, caller);
            compiled.entry(key).or_insert_with(|| compile(&schema())).clone()
        };
        match compiled {
            Some(validator) => validator.iter_errors(value).map(|error| objection(&error)).collect(),
            None => vec![Objection {
                path: Vec::new(),
                expected: format!("a JSON Schema made from {name}"),
                found: "one that does not compile, which is a fault of this suite".to_owned(),
            }],
        }
    }
}

fn compile(schema: &Value) -> Option<Arc<Validator>> {
    jsonschema::draft202012::options().should_validate_formats(true).build(schema).ok().map(Arc::new)
}

fn objection(error: &ValidationError<'_>) -> Objection {
    let pointer = error.instance_path().to_string();
    let mut path: Vec<String> =
        pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
    let mut found = shown(error.instance());
    let mut expected = error.masked().to_string().replace("value ", "a value that ");
    if let ValidationErrorKind::Required { property } = error.kind() {
        path.extend(property.as_str().map(str::to_owned));
        expected = "this member".to_owned();
        found = "no such member".to_owned();
    } else if let ValidationErrorKind::FalseSchema = error.kind() {
        expected = "no such member: it belongs to another scope".to_owned();
    } else if let ValidationErrorKind::Constant { expected_value } = error.kind() {
        expected = shown(expected_value);
    } else if let ValidationErrorKind::Minimum { limit } | ValidationErrorKind::Maximum { limit } = error.kind() {
        expected = format!("milliseconds since 1970 between 2001 and 2286 (limit {limit})");
    }
    Objection { path, expected, found }
}

/// A value as JSON, cut short.
pub(super) fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(200) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

fn object(api: &Api, members: &IndexMap<String, Member>, scope: &Scope, caller: Caller) -> Value {
    let here = |member: &&Member| member.scopes.as_ref().is_none_or(|scopes| scopes.contains(&scope.name));
    let demanded = |member: &&Member| match &member.presence {
        Presence::Required => true,
        Presence::Optional => false,
        Presence::RequiredUnless(callers) => !callers.contains(&caller),
    };
    let required: Vec<&str> =
        members.values().filter(here).filter(demanded).map(|member| member.name.as_str()).collect();
    let properties = members.values().map(|member| {
        let schema = match (here(&member), demanded(&member)) {
            (false, _) => Value::Bool(false),
            (true, true) => shape(api, member, scope, caller),
            (true, false) => json!({ "anyOf": [{ "type": "null" }, shape(api, member, scope, caller)] }),
        };
        (member.name.clone(), schema)
    });
    json!({ "type": "object", "required": required, "properties": properties.collect::<serde_json::Map<_, _>>() })
}

fn shape(api: &Api, member: &Member, scope: &Scope, caller: Caller) -> Value {
    if let Some(Known::Constant(text)) = &member.value {
        return json!({ "const": text });
    }
    match &member.shape {
        Shape::String => json!({ "type": "string" }),
        Shape::Long => json!({ "type": "integer", "minimum": i64::MIN, "maximum": i64::MAX }),
        Shape::Int => json!({ "type": "integer", "minimum": i32::MIN, "maximum": i32::MAX }),
        Shape::EpochMilliseconds => {
            json!({ "type": "integer", "minimum": EARLIEST_MILLISECONDS, "maximum": LATEST_MILLISECONDS })
        }
        Shape::Url => json!({ "type": "string", "format": "uri" }),
        Shape::Type(name) => match api.types.get(name) {
            Some(described) => object(api, &described.members, scope, caller),
            None => Value::Bool(true),
        },
    }
}
