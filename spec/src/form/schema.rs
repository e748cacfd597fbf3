//! The pieces of which the JSON Schemas of forms are made.

use serde_json::{Map, Value, json};

/// The schema of a map with these keys: name, summary, schema, whether it is required.
#[must_use]
pub fn schema_of_map(summary: &str, keys: &[(&str, &str, Value, bool)]) -> Value {
    let describe = |(key, summary, schema, _): &(&str, &str, Value, bool)| {
        let mut described = Map::new();
        described.insert("description".to_owned(), json!(summary.trim()));
        described.extend(schema.as_object().cloned().unwrap_or_default());
        ((*key).to_owned(), Value::Object(described))
    };
    let properties: Map<_, _> = keys.iter().map(describe).collect();
    let required: Vec<_> = keys.iter().filter(|(.., required)| *required).map(|(key, ..)| *key).collect();
    json!({
        "description": summary.trim(),
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

/// The schema of a value that is one of these words.
#[must_use]
pub fn schema_of_words(words: &[&str]) -> Value {
    json!({ "enum": words })
}
