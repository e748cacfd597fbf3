//! The JSON Schemas of the files, for editors. They are made from the wire types; this test keeps `spec/meta` fresh.

use std::{env, fs, path::Path};

use serde_json::{Map, Value, json};

use super::condition::DEFINITION;
use super::{Axes, Decisions, Errors, Inventory, Representatives, Resource, Rules, Service, Sources, Types};
use crate::{
    Api,
    axis::Axis,
    from_yaml::{FromYaml, schema_of_file},
};

fn schema<T: FromYaml>() -> Value {
    let comment = "Made from spec/src/wire and the axes of spec/api by `INSTA_UPDATE=always cargo test -p kii-spec`; do not \
                   edit.";
    let mut schema = schema_of_file::<T>(comment);
    if let Some(condition) = schema["$defs"].get_mut(DEFINITION) {
        *condition = conditions();
    }
    schema
}

/// The schema of conditions: the axes of the spec that the program holds, each with its words.
fn conditions() -> Value {
    let api = Api::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let axes = api.axes.all().map(|axis| {
        let settings = api.axes.settings(axis);
        let mut words: Vec<&str> = settings.iter().map(|(word, _)| *word).collect();
        if settings.iter().any(|(_, setting)| api.axes.value(*setting).is_some_and(|value| value.malformed)) {
            words.push("malformed");
        }
        if axis == Axis::CALLER {
            words.extend(["refused", "admitted"]);
        }
        let word = json!({ "enum": words });
        (api.axes.name(axis).to_owned(), json!({ "anyOf": [word, { "type": "array", "items": word }] }))
    });
    let axes: Map<_, _> = axes.collect();
    json!({ "type": "object", "additionalProperties": false, "properties": axes })
}

/// The schema of each file, by name.
pub(super) fn schemas() -> [(&'static str, Value); 10] {
    [
        ("axes", schema::<Axes>()),
        ("decisions", schema::<Decisions>()),
        ("errors", schema::<Errors>()),
        ("inventory", schema::<Inventory>()),
        ("operations", schema::<Resource>()),
        ("representatives", schema::<Representatives>()),
        ("rules", schema::<Rules>()),
        ("service", schema::<Service>()),
        ("sources", schema::<Sources>()),
        ("types", schema::<Types>()),
    ]
}

#[test]
fn the_schemas_are_fresh() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("meta");
    let mut expected = Vec::new();
    for (name, schema) in schemas() {
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        let path = dir.join(format!("{name}.schema.json"));
        if env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
            fs::write(&path, &text).unwrap();
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        let difference = similar::TextDiff::from_lines(found.as_str(), &text);
        let difference = difference.unified_diff().header("checked in", "made from the code").to_string();
        let update = "INSTA_UPDATE=always cargo test -p kii-spec";
        assert!(found == text, "{} is stale; write it anew with `{update}`:\n{difference}", path.display());
        expected.push(path);
    }
    let mut found: Vec<_> = fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    assert_eq!(found, expected, "spec/meta holds the schemas and nothing else");
}
