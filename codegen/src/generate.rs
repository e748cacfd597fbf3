//! Which files are generated.

use std::path::PathBuf;

use kii_spec::Api;
use serde::Serialize;

use crate::{
    Error,
    names::literal,
    render::Renderer,
    view::{client, facts, handler, json, operation, place},
};

/// A generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedFile {
    /// Where it belongs, below `generated/`.
    pub path: PathBuf,
    /// Its whole text.
    pub text: String,
}

/// What the templates of whole files can ask for.
#[derive(Serialize)]
struct ApiView {
    title: String,
    app_id: place::AppIdView,
    scopes: Vec<place::ScopeView>,
    free: Vec<place::FreeView>,
    formed: Vec<place::FormedView>,
    facts: facts::FactsView,
    errors: Vec<json::ErrorView>,
    code_member: String,
    items: Vec<String>,
    operations: Vec<operation::OperationView>,
    routes: Vec<operation::RouteView>,
    me: handler::MeView,
    context: handler::ContextView,
}

/// All the code that follows from a spec: the same files, byte by byte, for the same spec.
///
/// # Errors
///
/// When the spec says something for which there is no code, or a template is broken.
pub fn generate(api: &Api) -> Result<Vec<GeneratedFile>, Error> {
    let renderer = Renderer::new()?;
    let view = view(api, &renderer)?;
    let mut files = Vec::new();
    for (package, modules) in [("types", TYPES), ("server", SERVER), ("client", CLIENT)] {
        let manifest = "Cargo.toml";
        files.push(renderer.toml(&format!("{package}/{manifest}"), &format!("{package}/{manifest}"), &view)?);
        for module in modules {
            let path = format!("{package}/src/{module}.rs");
            files.push(renderer.rust(&path, &format!("{package}/{module}.rs"), &view)?);
        }
    }
    for operation in api.operations.values() {
        let handler = handler::handler(api, &renderer, operation)?;
        let path = format!("server/src/operation/{}.rs", handler.operation.method);
        files.push(renderer.rust(&path, "server/operation_file.rs", &handler)?);
        let client = client::client(api, operation)?;
        let path = format!("client/src/operation/{}.rs", client.operation.method);
        files.push(renderer.rust(&path, "client/operation_file.rs", &client)?);
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// The modules of the crate that server and client share.
const TYPES: &[&str] = &[
    "authorization",
    "body",
    "error",
    "header",
    "identifier",
    "json",
    "lib",
    "media_type",
    "precondition",
    "range",
    "request",
    "scope",
    "service",
    "time",
];

/// The modules of the server but for the operations'.
const SERVER: &[&str] = &["arrival", "context", "lib", "operation", "place", "prelude", "reply", "router", "service"];

/// The modules of the client but for the operations'.
const CLIENT: &[&str] = &["answer", "call", "client", "lib", "operation", "prelude"];

fn view(api: &Api, renderer: &Renderer) -> Result<ApiView, Error> {
    Ok(ApiView {
        title: api.service.title.clone(),
        app_id: place::app_id(api)?,
        scopes: place::scopes(api),
        free: place::free_identifiers(api),
        formed: place::formed_identifiers(api),
        facts: facts::facts(api)?,
        errors: json::errors(api),
        code_member: literal(&api.service.error_code),
        items: json::items(api, renderer)?,
        operations: operation::operations(api),
        routes: operation::routes(api),
        me: handler::me(api)?,
        context: handler::context(api)?,
    })
}
