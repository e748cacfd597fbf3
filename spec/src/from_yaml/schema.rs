//! JSON Schemas of what can be read.

use serde_json::{Map, Value, json};

use super::FromYaml;

/// The schemas that are referred to by name.
#[derive(Debug, Default)]
pub struct Definitions(Map<String, Value>);

impl Definitions {
    /// A reference to a schema, which is made when its name is seen for the first time.
    pub fn refer(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Value) -> Value {
        if !self.0.contains_key(name) {
            // The name is taken first, for types that contain themselves.
            self.0.insert(name.to_owned(), Value::Null);
            let schema = make(self);
            self.0.insert(name.to_owned(), schema);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }
}

/// The schema of a file that is read as this type; `comment` says what made it.
#[must_use]
pub fn schema_of_file<T: FromYaml>(comment: &str) -> Value {
    let mut definitions = Definitions::default();
    let whole = T::schema(&mut definitions);
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("$comment".to_owned(), json!(comment));
    schema.extend(whole.as_object().cloned().unwrap_or_default());
    schema.insert("$defs".to_owned(), Value::Object(definitions.0));
    Value::Object(schema)
}

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
