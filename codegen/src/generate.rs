//! Which files are generated.

use std::path::PathBuf;

use kii_spec::Api;
use serde::Serialize;

use crate::{
    Error,
    names::literal,
    render::Renderer,
    view::{answer, client, context, facts, json, operation, place, step},
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
    me: context::MeView,
    context: context::ContextView,
}

/// What the templates of an operation's files can ask for.
#[derive(Serialize)]
struct OperationFileView {
    app_id: place::AppIdView,
    operation: operation::OperationView,
    variants: Vec<answer::VariantView>,
    /// How the server reads a request.
    steps: Vec<String>,
    /// How the client puts a request together.
    calls: Vec<String>,
}

/// All the code that follows from a spec: the same files, byte by byte, for the same spec.
///
/// Each template below `files` lays out the file of the same path, and each below `operation` one file an operation in the
/// package of that name.
///
/// # Errors
///
/// When the spec says something for which there is no code, or a template is broken.
pub fn generate(api: &Api) -> Result<Vec<GeneratedFile>, Error> {
    let renderer = Renderer::new()?;
    let view = view(api, &renderer)?;
    let mut files = Vec::new();
    for (path, template) in renderer.below("files/") {
        files.push(renderer.file(path, template, &view)?);
    }
    for operation in api.operations.values() {
        let view = OperationFileView {
            app_id: place::app_id(api)?,
            operation: operation::view(api, operation),
            variants: answer::variants(api, operation)?,
            steps: step::steps(api, &renderer, operation)?,
            calls: client::calls(api, operation)?,
        };
        for (package, template) in renderer.below("operation/") {
            let package = package.trim_end_matches(".rs");
            let path = format!("{package}/src/operation/{}.rs", view.operation.method);
            files.push(renderer.file(&path, template, &view)?);
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

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
        me: context::me(api)?,
        context: context::context(api)?,
    })
}
