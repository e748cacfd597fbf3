//! The JSON Schemas of the files, for editors. They are made from the forms; this test keeps `spec/meta` fresh.

use std::{env, fs, path::Path};

use serde_json::{Map, Value, json};

use super::{Decisions, Errors, Resource, Rules, Service, Sources, Types};
use crate::form::Form;

/// Every schema by the name of its file.
fn schemas() -> [(&'static str, Value); 7] {
    [
        ("service", Service::schema()),
        ("operations", Resource::schema()),
        ("types", Types::schema()),
        ("errors", Errors::schema()),
        ("sources", Sources::schema()),
        ("decisions", Decisions::schema()),
        ("rules", Rules::schema()),
    ]
}

#[test]
fn the_schemas_are_fresh() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("meta");
    let mut expected = Vec::new();
    for (name, schema) in schemas() {
        let mut whole = Map::new();
        whole.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        let note = "Made from spec/src/wire by `UPDATE=1 cargo test -p kii-spec`; do not edit.";
        whole.insert("$comment".to_owned(), json!(note));
        whole.extend(schema.as_object().cloned().unwrap());
        let text = serde_json::to_string_pretty(&whole).unwrap() + "\n";
        let path = dir.join(format!("{name}.schema.json"));
        if env::var_os("UPDATE").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(found, text, "{} is stale: run `UPDATE=1 cargo test -p kii-spec`", path.display());
        expected.push(path);
    }
    let mut found: Vec<_> = fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "spec/meta holds the schemas and nothing else");
}
