use std::collections::BTreeSet;

use indexmap::IndexMap;
use jsonschema::{ValidationError, error::ValidationErrorKind};
use kii_spec::{Api, Member, MemberValue, Shape};
use serde_json::{Map, Value, json};

use super::{Described, EARLIEST_MILLISECONDS, LATEST_MILLISECONDS};

/// The JSON Schema that says the same.
fn schema(described: &Described<'_>, is_nullable: bool) -> Value {
    let properties: Map<String, Value> = described
        .members
        .values()
        .map(|member| {
            let schema = if described.has(member) { of_member(described, member) } else { Value::Bool(false) };
            (member.name.clone(), schema)
        })
        .collect();
    let required: Vec<&str> = described.required().map(|member| member.name.as_str()).collect();
    json!({ "type": kind("object", is_nullable), "required": required, "properties": properties })
}

fn of_member(described: &Described<'_>, member: &Member) -> Value {
    let nullable = !described.demands(member);
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
        Shape::Type(_) => match described.members_of(member) {
            Some(members) => schema(&described.of(members), nullable),
            None => Value::Bool(true),
        },
    }
}

fn kind(name: &str, nullable: bool) -> Value {
    if nullable { json!([name, "null"]) } else { json!(name) }
}

/// Where something is wrong, according to a validator.
fn path(error: &ValidationError<'_>) -> Vec<String> {
    let pointer = error.instance_path().to_string();
    let mut path: Vec<String> = pointer.split('/').skip(1).map(str::to_owned).collect();
    if let ValidationErrorKind::Required { property } = error.kind() {
        path.extend(property.as_str().map(str::to_owned));
    }
    path
}

/// A value that is as described, in a scope that has all members.
fn example(api: &Api, members: &IndexMap<String, Member>) -> Value {
    let of = |member: &Member| match (&member.value, &member.shape) {
        (Some(MemberValue::Constant(text)), _) => json!(text),
        (_, Shape::String) => json!("text"),
        (_, Shape::Long | Shape::Int) => json!(1),
        (_, Shape::EpochMilliseconds) => json!(EARLIEST_MILLISECONDS),
        (_, Shape::Url) => json!("https://a.test/b"),
        (_, Shape::Type(name)) => example(api, &api.types[name].members),
    };
    members.values().map(|member| (member.name.clone(), of(member))).collect::<Map<_, _>>().into()
}

/// An example with one difference each: a member that is missing, or one of these values in its place.
fn variants(example: &Value, strange: &[Value]) -> Vec<Value> {
    let Value::Object(members) = example else { return Vec::new() };
    let mut variants = vec![example.clone()];
    for (name, value) in members {
        let nested = variants_of_member(value, strange);
        for value in strange.iter().cloned().chain(nested) {
            let mut variant = members.clone();
            variant.insert(name.clone(), value);
            variants.push(variant.into());
        }
        let mut without = members.clone();
        without.shift_remove(name);
        variants.push(without.into());
    }
    variants
}

fn variants_of_member(value: &Value, strange: &[Value]) -> Vec<Value> {
    if value.is_object() { variants(value, strange) } else { Vec::new() }
}

#[test]
fn the_same_is_wrong_as_for_a_validator_of_json_schema() {
    let api = Api::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let strange = [
        json!(null),
        json!(true),
        json!(""),
        json!("text"),
        json!("https://a.test/b"),
        json!("/b"),
        json!("http://a b"),
        json!([]),
        json!({}),
        json!({ "code": 1 }),
        json!(0),
        json!(-1),
        json!(1.0),
        json!(1.5),
        json!(1e3),
        json!(1e20),
        json!(i32::MAX),
        json!(i64::from(i32::MAX) + 1),
        json!(i64::from(i32::MIN) - 1),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(9_223_372_036_854_775_808.0),
        json!(-9_223_372_036_854_775_808.0),
        json!(EARLIEST_MILLISECONDS - 1),
        json!(EARLIEST_MILLISECONDS),
        json!(LATEST_MILLISECONDS),
        json!(LATEST_MILLISECONDS + 1),
        json!(1_700_000_000_000.5),
    ];
    let types = api.types.values().map(|described| &described.members);
    let errors = api.errors.values().map(|error| &error.members);
    let mut compared = BTreeSet::new();
    for members in types.chain(errors) {
        let example = example(&api, members);
        let values: Vec<Value> = variants(&example, &strange).into_iter().chain(strange.iter().cloned()).collect();
        for scope in api.service.scopes.values() {
            for caller in scope.write.admitted.iter().copied() {
                let described = Described { api: &api, members, scope, caller };
                let schema = schema(&described, false);
                if !compared.insert(schema.to_string()) {
                    continue;
                }
                let validator =
                    jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap();
                for value in &values {
                    let due: BTreeSet<Vec<String>> = validator.iter_errors(value).map(|error| path(&error)).collect();
                    let found = described.objections(value);
                    let paths: BTreeSet<Vec<String>> = found.iter().map(|objection| objection.path.clone()).collect();
                    assert_eq!(paths, due, "{value} for {schema}");
                    assert_eq!(found.len(), paths.len(), "each once: {value}");
                }
            }
        }
    }
    assert!(compared.len() > 10, "{}", compared.len());
}
