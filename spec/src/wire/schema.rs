//! The JSON Schemas of the files, for editors. They are made from the forms; this test keeps `spec/meta` fresh.

use std::{env, fs, path::Path};

use serde_json::Value;

use super::{Decisions, Errors, Inventory, Resource, Rules, Service, Sources, Types};
use crate::from_yaml::{FromYaml, schema_of_file};

fn schema<T: FromYaml>() -> Value {
    schema_of_file::<T>("Made from spec/src/wire by `UPDATE=1 cargo test -p kii-spec`; do not edit.")
}

#[test]
fn the_schemas_are_fresh() {
    let schemas = [
        ("decisions", schema::<Decisions>()),
        ("errors", schema::<Errors>()),
        ("inventory", schema::<Inventory>()),
        ("operations", schema::<Resource>()),
        ("rules", schema::<Rules>()),
        ("service", schema::<Service>()),
        ("sources", schema::<Sources>()),
        ("types", schema::<Types>()),
    ];
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("meta");
    let mut expected = Vec::new();
    for (name, schema) in schemas {
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        let path = dir.join(format!("{name}.schema.json"));
        if env::var_os("UPDATE").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert!(found == text, "{} is stale: run `UPDATE=1 cargo test -p kii-spec`", path.display());
        expected.push(path);
    }
    let mut found: Vec<_> = fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    assert_eq!(found, expected, "spec/meta holds the schemas and nothing else");
}
