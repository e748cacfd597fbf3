//! The OpenAPI document says what the spec says, and the JSON Schemas hold for their own examples.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use kii_codegen::{GeneratedFile, generate};
use kii_spec::{Api, ResponseContent};
use serde_json::Value;

fn files(api: &Api) -> Vec<GeneratedFile> {
    generate(api).unwrap_or_else(|error| panic!("{error}"))
}

fn json(files: &[GeneratedFile], path: &str) -> Value {
    let file = files.iter().find(|file| file.path.to_str() == Some(path));
    serde_json::from_str(&file.unwrap_or_else(|| panic!("{path} is not generated")).text).unwrap()
}

/// Every operation of a document by its ID.
fn operations(document: &Value) -> Vec<(&str, &Value)> {
    let items = document["paths"].as_object().unwrap().values();
    let operations = items.flat_map(|item| item.as_object().unwrap().values()).filter(|value| value.is_object());
    operations.map(|operation| (operation["operationId"].as_str().unwrap(), operation)).collect()
}

/// A value, or what it refers to.
fn followed<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

#[test]
fn every_response_of_every_operation_is_there_in_every_scope_in_which_it_is_given() {
    let api = Api::embedded().unwrap();
    let files = files(&api);
    for path in ["openapi.json", "openapi-3.0.json"] {
        let document = json(&files, path);
        let operations = operations(&document);
        assert_eq!(operations.len(), api.operations.len() * api.service.scopes.len());
        for (operation, scope) in
            api.operations.values().flat_map(|one| api.service.scopes.values().map(move |scope| (one, scope)))
        {
            let id = format!("{}.{}", operation.id, scope.name);
            let (_, described) = operations.iter().find(|(known, _)| *known == id).unwrap_or_else(|| panic!("{id}"));
            for response in operation.responses.values() {
                let error = api.error(response, scope);
                if response.content == ResponseContent::OwnerMissing && error.is_none() {
                    continue;
                }
                let status = error.map_or(response.status, |error| error.status);
                let found = followed(&document, &described["responses"][status.as_str()]);
                let statements = &found["x-responses"][&*response.name.0]["statements"];
                assert!(!statements.as_array().unwrap().is_empty(), "{path}: {id}: {}", response.name);
                if let Some(error) = error.filter(|_| operation.method != http::Method::HEAD) {
                    assert!(found["content"][&error.media].is_object(), "{path}: {id}: {}", error.media);
                }
            }
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn references<'a>(value: &'a Value, into: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => {
                into.extend(members.get("$ref").and_then(Value::as_str));
                into.extend(
                    members
                        .get("operationId")
                        .and_then(Value::as_str)
                        .filter(|_| members.contains_key("parameters") && !members.contains_key("responses")),
                );
                members.values().for_each(|value| references(value, into));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, into)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let document = json(&files(&Api::embedded().unwrap()), "openapi.json");
    let ids: Vec<&str> = operations(&document).into_iter().map(|(id, _)| id).collect();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 100, "{}", found.len());
    for reference in found {
        let leads = match reference.strip_prefix('#') {
            Some(pointer) => document.pointer(pointer).is_some(),
            None => ids.contains(&reference),
        };
        assert!(leads, "{reference} leads nowhere");
    }
}

#[test]
fn the_document_for_old_tools_has_no_keyword_that_they_do_not_know() {
    let files = files(&Api::embedded().unwrap());
    let text = |path: &str| &files.iter().find(|file| file.path.to_str() == Some(path)).unwrap().text;
    let (new, old) = (text("openapi.json"), text("openapi-3.0.json"));
    for keyword in ["\"const\":", "\"null\"", "\"examples\":", "\"*/*\":"] {
        assert!(new.contains(keyword), "{keyword} is not in the new document either");
        assert!(!old.contains(keyword), "{keyword}");
    }
}

#[test]
fn every_type_has_an_example() {
    let api = Api::embedded().unwrap();
    let files = files(&api);
    for name in api.types.keys().map(ToString::to_string).chain(api.errors.keys().map(ToString::to_string)) {
        let schema = json(&files, &format!("schemas/{name}.json"));
        let has_own = |schema: &Value| schema["examples"][0].is_object();
        let alternatives = schema["oneOf"].as_array();
        assert!(has_own(&schema) || alternatives.is_some_and(|all| all.iter().all(has_own)), "{name}: {schema:#}");
        assert!(schema["$id"].as_str().unwrap().ends_with(&format!("/{name}.json")));
    }
}

#[test]
fn another_spec_has_a_document_without_names_of_this_one() {
    let notes = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/tests/notes");
    let files = files(&Api::load(&notes).unwrap_or_else(|problems| panic!("{problems}")));
    let document = json(&files, "openapi.json");
    assert!(operations(&document).iter().any(|(id, _)| *id == "note.put.user"));
    let text = document.to_string();
    for word in ["kii", "objectID", "bucketID", "group"] {
        assert!(!text.contains(word), "{word}");
    }
}

#[test]
fn when_a_header_is_sent_is_said_in_words() {
    let files = files(&Api::embedded().unwrap());
    let text = &files.iter().find(|file| file.path.ends_with("openapi.json")).unwrap().text;
    assert!(text.contains("Sent if the object has a body, and absent otherwise."));
    assert!(!text.contains("body=exists"));
}
