//! The target `openapi`: one document, as OpenAPI 3.1 in YAML and in JSON, and as OpenAPI 3.0 for tools that know nothing newer.

mod document;
mod limits;
mod links;
mod lower;
mod parameters;
mod paths;
mod responses;
mod security;

use indexmap::IndexMap;
use kii_spec::{Api, Level};
use serde_json::Value;

use self::document::{Components, Decision, Document, Info, Rule, Server, ServerVariable, Tag};
use crate::{
    Error, GeneratedFile,
    banner::{self, Banner},
    layout::visible_document,
    schema::{Describer, decision},
};

/// Where the schema of a type is, in a document.
const PLACE: fn(&str) -> String = |name| format!("#/components/schemas/{name}");

const YAML: &str = "openapi.yaml";
const JSON: &str = "openapi.json";
const OLD: &str = "openapi-3.0.json";

/// The files of the document.
pub(super) const FILES: [&str; 3] = [YAML, JSON, OLD];

/// The document in its three forms.
///
/// # Errors
///
/// When two parts of the spec would have one name in the document.
pub(super) fn files(api: &Api) -> Result<Vec<GeneratedFile>, Error> {
    let document = document(api)?;
    let new = visible_document(&document).map_err(|error| unwritable(JSON, &error))?;
    let yaml = serde_yaml::to_string(&new).map_err(|error| unwritable(YAML, &error))?;
    let yaml = GeneratedFile { path: YAML.into(), text: Banner::Hash.above(&yaml) };
    let new = json(JSON, new)?;
    let old = visible_document(&lower::lowered(document)).map_err(|error| unwritable(OLD, &error))?;
    Ok(vec![yaml, new, json(OLD, old)?])
}

/// A document as JSON, which has no comments: a member says that the file is generated.
fn json(path: &str, mut document: Value) -> Result<GeneratedFile, Error> {
    if let Value::Object(members) = &mut document {
        members.shift_insert(0, String::from("x-generated-by"), Value::from(banner::TEXT));
    }
    let text = serde_json::to_string_pretty(&document).map_err(|error| unwritable(path, &error))?;
    Ok(GeneratedFile { path: path.into(), text: format!("{text}\n") })
}

fn unwritable(path: &str, error: &dyn std::error::Error) -> Error {
    Error::Unsupported(format!("{path} cannot be written: {error}"))
}

fn document(api: &Api) -> Result<Document, Error> {
    let mut shared = responses::Shared::default();
    let paths = paths::paths(api, &mut shared)?;
    Ok(Document {
        openapi: "3.1.1",
        info: Info {
            title: api.service.title.clone(),
            version: env!("CARGO_PKG_VERSION"),
            description: limits::description(api),
        },
        servers: vec![server()],
        tags: api
            .service
            .scopes
            .values()
            .map(|scope| Tag { name: scope.name.0.clone(), description: scope.summary.clone() })
            .collect(),
        paths,
        components: Components {
            schemas: Describer { api, place: PLACE }.all("openapi")?,
            parameters: parameters::all(api)?,
            responses: shared.responses,
            security_schemes: security::schemes(api),
        },
        rules: api
            .rules
            .values()
            .map(|rule| {
                let level = match rule.level {
                    Level::Must => "must",
                    Level::Should => "should",
                    Level::May => "may",
                };
                (rule.id.to_string(), Rule { level, text: rule.text.clone(), decision: decision(&rule.origin) })
            })
            .collect(),
        decisions: api
            .decisions
            .values()
            .map(|decision| {
                let text = |text: &str| text.trim().to_owned();
                let [question, choice, reason] =
                    [&decision.question, &decision.choice, &decision.reason].map(|part| text(part));
                (decision.id.to_string(), Decision { question, choice, reason })
            })
            .collect(),
    })
}

fn server() -> Server {
    let variable = ServerVariable {
        default: "http://127.0.0.1:8080",
        description: "The base URL of a deployment: what stands in front of the paths.",
    };
    Server {
        url: "{baseUrl}",
        description: "A deployment.",
        variables: IndexMap::from([(String::from("baseUrl"), variable)]),
    }
}
