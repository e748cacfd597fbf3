//! The schemas that editors use accept the spec and refuse what the loader refuses.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{fs, path::Path};

use jsonschema::Validator;
use kii_spec::document::{Items, Review, Value};
use serde_json::Map;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of YAML as JSON, and the schema that its first line names.
fn open(path: &Path) -> (Value, Validator) {
    let text = fs::read_to_string(path).unwrap();
    let named = text.lines().next().unwrap().strip_prefix("# yaml-language-server: $schema=");
    let named = named.unwrap_or_else(|| panic!("{} names no schema in its first line", path.display()));
    let schema = fs::read_to_string(path.parent().unwrap().join(named)).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let name = path.display().to_string();
    let review = Review::default();
    let value = if name.ends_with("rules.yaml") {
        let (_, rules) = review.read::<Items<Map<String, Value>>>(&name, &text).unwrap();
        Value::Array(rules.0.into_iter().map(|rule| Value::Object(rule.unwrap())).collect())
    } else {
        Value::Object(review.read::<Map<String, Value>>(&name, &text).unwrap().1)
    };
    (value, schema)
}

#[test]
fn the_spec_is_as_its_schemas_say() {
    let mut count = 0;
    for dir in ["api", "api/operations", "api/types"] {
        for entry in fs::read_dir(root().join(dir)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let (value, schema) = open(&path);
                let errors: Vec<_> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
                assert_eq!(errors, Vec::<String>::new(), "{}", path.display());
                count += 1;
            }
        }
    }
    assert!(count > 4, "only {count} files were read");
}

#[test]
fn a_misspelt_key_and_a_wrong_word_are_refused() {
    let (mut value, schema) = open(&root().join("api/sources.yaml"));
    let page = value.as_object_mut().unwrap().values_mut().next().unwrap();
    page["authority"] = "sead".into();
    page["titel"] = "Misspelt".into();
    assert_eq!(schema.iter_errors(&value).count(), 2);
}
