//! JSON Schemas made from the spec's types, one for each type, scope and caller that differ.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use indexmap::IndexMap;
use jsonschema::{ValidationError, Validator, error::ValidationErrorKind};
use kii_spec::{Api, Level, Member, MemberValue, Presence, Scope, ScopeName, Shape, axis::CallerId};
use serde_json::{Value, json};

use super::{difference::Flaw, json::shown};

/// 2001-09-09: everything in seconds is below, everything in milliseconds above.
const EARLIEST_MILLISECONDS: i64 = 1_000_000_000_000;
/// The year 2286: everything in microseconds is above.
const LATEST_MILLISECONDS: i64 = 9_999_999_999_999;

/// Compiled schemas, kept because compiling costs more than validating.
#[derive(Debug, Default)]
pub(crate) struct Schemas {
    compiled: Mutex<HashMap<Key, Option<Arc<Validator>>>>,
}

type Key = (String, ScopeName, CallerId);

/// The members of a type, and for whom: what a schema is made of.
#[derive(Clone, Copy)]
pub(super) struct Described<'a> {
    /// The API.
    pub(super) api: &'a Api,
    /// The members.
    pub(super) members: &'a IndexMap<String, Member>,
    /// The scope of the request.
    pub(super) scope: &'a Scope,
    /// Who sent the request.
    pub(super) caller: CallerId,
}

/// Something that a schema has against a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Objection {
    /// The path of member names.
    pub(super) path: Vec<String>,
    /// What was expected.
    pub(super) expected: String,
    /// What was found.
    pub(super) found: String,
    /// How binding it is.
    pub(super) level: Level,
    /// What is wrong, in a word.
    pub(super) flaw: Flaw,
}

impl Schemas {
    /// Everything that the schema of these members, which a type of this name has, has against a value.
    pub(super) fn objections(&self, name: &str, described: Described<'_>, value: &Value) -> Vec<Objection> {
        let key = (name.to_owned(), described.scope.name.clone(), described.caller);
        let compiled = {
            let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
            compiled.entry(key).or_insert_with(|| compile(&described.object(false))).clone()
        };
        match compiled {
            // Most values are valid, and that is found out faster than what is wrong.
            Some(validator) if validator.is_valid(value) => Vec::new(),
            Some(validator) => validator.iter_errors(value).map(|error| described.objection(&error)).collect(),
            None => vec![Objection {
                path: Vec::new(),
                expected: format!("a JSON Schema made from {name}"),
                found: "one that does not compile, which is a fault of this suite".to_owned(),
                level: Level::Must,
                flaw: Flaw::Malformed,
            }],
        }
    }
}

fn compile(schema: &Value) -> Option<Arc<Validator>> {
    jsonschema::draft202012::options().should_validate_formats(true).build(schema).ok().map(Arc::new)
}

impl<'a> Described<'a> {
    /// The members that must be there.
    pub(super) fn required(&self) -> Vec<&'a str> {
        let members = self.members.values().filter(|member| self.has(member) && self.demands(member));
        members.map(|member| member.name.as_str()).collect()
    }

    /// Whether the scope has a member.
    fn has(&self, member: &Member) -> bool {
        member.scopes.as_ref().is_none_or(|scopes| scopes.contains(&self.scope.name))
    }

    /// Whether a member must be there, and not be null.
    fn demands(&self, member: &Member) -> bool {
        match &member.presence {
            Presence::Required => true,
            Presence::Optional => false,
            Presence::RequiredUnless(callers) => !callers.contains(&self.caller),
        }
    }

    /// The paths of the members that the schema decides on: those that a value must have or must not have, those that the spec
    /// leaves out for some callers, and of all others those that it has.
    pub(super) fn decided(&self, value: &Value, parent: &[String]) -> Vec<Vec<String>> {
        let mut decided = Vec::new();
        for member in self.members.values() {
            let path: Vec<String> = parent.iter().chain([&member.name]).cloned().collect();
            let found = value.get(&member.name).filter(|found| !found.is_null());
            let is_decided = match &member.presence {
                Presence::Required | Presence::RequiredUnless(_) => true,
                Presence::Optional => found.is_some() || !self.has(member),
            };
            if is_decided {
                decided.push(path.clone());
            }
            if let (Shape::Type(name), Some(found)) = (&member.shape, found)
                && let Some(described) = self.api.types.get(name)
            {
                decided.extend(Self { members: &described.members, ..*self }.decided(found, &path));
            }
        }
        decided
    }

    fn object(&self, nullable: bool) -> Value {
        let properties = self.members.values().map(|member| {
            let schema = if self.has(member) { self.shape(member) } else { Value::Bool(false) };
            (member.name.clone(), schema)
        });
        let properties: serde_json::Map<_, _> = properties.collect();
        json!({ "type": kind("object", nullable), "required": self.required(), "properties": properties })
    }

    fn shape(&self, member: &Member) -> Value {
        let nullable = !self.demands(member);
        if let Some(MemberValue::Constant(text)) = &member.value {
            return if nullable { json!({ "enum": [text, null] }) } else { json!({ "const": text }) };
        }
        let whole = |minimum: i64, maximum: i64| json!({ "type": kind("integer", nullable), "minimum": minimum, "maximum": maximum });
        match &member.shape {
            Shape::String => json!({ "type": kind("string", nullable) }),
            Shape::Long => whole(i64::MIN, i64::MAX),
            Shape::Int => whole(i32::MIN.into(), i32::MAX.into()),
            Shape::EpochMilliseconds => whole(EARLIEST_MILLISECONDS, LATEST_MILLISECONDS),
            Shape::Url => json!({ "type": kind("string", nullable), "format": "uri" }),
            Shape::Type(name) => match self.api.types.get(name) {
                Some(described) => Self { members: &described.members, ..*self }.object(nullable),
                None => Value::Bool(true),
            },
        }
    }

    fn objection(&self, error: &ValidationError<'_>) -> Objection {
        let pointer = error.instance_path().to_string();
        let mut path: Vec<String> =
            pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
        let mut found = shown(error.instance());
        let (mut level, mut flaw) = (Level::Must, Flaw::Malformed);
        let expected = if let ValidationErrorKind::Required { property } = error.kind() {
            path.extend(property.as_str().map(str::to_owned));
            found = "no such member".to_owned();
            flaw = Flaw::Missing;
            "this member".to_owned()
        } else if let ValidationErrorKind::FalseSchema = error.kind() {
            flaw = Flaw::Surplus;
            // Many libraries write null for what there is not.
            if error.instance().is_null() {
                level = Level::Should;
            }
            "no such member: it belongs to another scope".to_owned()
        } else {
            // Whatever else is wrong, the value is not what the member is documented to be.
            self.words(&path)
        };
        Objection { path, expected, found, level, flaw }
    }

    /// What a member is documented to be, in words.
    fn words(&self, path: &[String]) -> String {
        let Some((name, rest)) = path.split_first() else { return "a JSON object".to_owned() };
        let Some(member) = self.members.get(name) else { return "what the spec describes".to_owned() };
        if let (Shape::Type(name), false) = (&member.shape, rest.is_empty())
            && let Some(described) = self.api.types.get(name)
        {
            return Self { members: &described.members, ..*self }.words(rest);
        }
        let words = match (&member.value, &member.shape) {
            (Some(MemberValue::Constant(text)), _) => shown(&Value::from(text.as_str())),
            (_, Shape::String) => "a string".to_owned(),
            (_, Shape::Long) => "a whole number of 64 bits".to_owned(),
            (_, Shape::Int) => "a whole number of 32 bits".to_owned(),
            (_, Shape::EpochMilliseconds) => "milliseconds since 1970, between 2001 and 2286".to_owned(),
            (_, Shape::Url) => "an absolute URL".to_owned(),
            (_, Shape::Type(_)) => "a JSON object".to_owned(),
        };
        if self.demands(member) { words } else { format!("{words}, or null") }
    }
}

/// A type of JSON Schema, or null as well.
fn kind(name: &str, nullable: bool) -> Value {
    if nullable { json!([name, "null"]) } else { json!(name) }
}
