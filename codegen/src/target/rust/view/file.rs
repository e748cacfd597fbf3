//! What the templates of files can ask for: names, literals and whole items.

use proc_macro2::TokenStream;
use serde::Serialize;

use super::{
    answer, context, example, imports, json, login, outcome, own_type, readme, receive, request, scope, send, service,
};
use crate::{
    Error,
    target::rust::{
        model::{Model, Operation, on_one_line, text},
        names::literal,
    },
};

/// What the templates of whole files can ask for.
#[derive(Serialize)]
pub(crate) struct ApiView {
    /// The title in a comment, and in a string of a manifest.
    title: String,
    manifest_title: String,
    base: Vec<BaseParameter>,
    opaque_identifiers: Vec<service::OpaqueIdentifier>,
    formed_identifiers: Vec<service::FormedIdentifier>,
    media: service::MediaView,
    precondition_source: String,
    body_source: String,
    constants: Vec<String>,
    scope: Vec<String>,
    requests: Vec<String>,
    types: Vec<String>,
    error_imports: Vec<String>,
    errors: Vec<String>,
    error_code: String,
    api_error: Vec<String>,
    /// The method that logs in, if there is one.
    login: Vec<String>,
    /// The methods for values of one's own types: one group, or none.
    own_type: Vec<Vec<String>>,
    examples: Vec<example::ExampleView>,
    /// The code in the READMEs of client and server.
    client_example: String,
    server_example: String,
    operations: Vec<service::OperationNames>,
    scope_routes: Vec<service::ScopeRoutes>,
    routes: Vec<service::Route>,
    places: Vec<String>,
    context_imports: String,
    context_fields: Vec<String>,
    context_constructor: String,
    service_methods: Vec<String>,
    partial_methods: Vec<String>,
    forwarding_methods: Vec<String>,
}

/// A parameter of the path in front of every scope.
#[derive(Serialize)]
struct BaseParameter {
    docs: String,
    name: String,
    ty: String,
    index: usize,
}

/// What the templates of an operation's files can ask for.
#[derive(Serialize)]
pub(crate) struct OperationView {
    title: String,
    server: Vec<String>,
    client: Vec<String>,
}

/// The view of the whole spec.
pub(crate) fn api(model: &Model<'_>) -> Result<ApiView, Error> {
    let base = model.base.iter().map(|parameter| BaseParameter {
        docs: text(&parameter.docs),
        name: parameter.name.to_string(),
        ty: parameter.ty.to_string(),
        index: parameter.index,
    });
    let errors = json::errors(model)?;
    Ok(ApiView {
        title: on_one_line(&model.service.title),
        manifest_title: on_one_line(&model.service.title).replace('\\', "\\\\").replace('"', "\\\""),
        base: base.collect(),
        opaque_identifiers: service::opaque_identifiers(model),
        formed_identifiers: service::formed_identifiers(model),
        media: service::media(model),
        precondition_source: on_one_line(&service::precondition_source(model)),
        body_source: on_one_line(&service::body_source(model)),
        constants: texts(&service::constants(model).into_iter().chain(login::paths(model)).collect::<Vec<_>>()),
        scope: texts(&[scope::enumeration(model), scope::path(model)]),
        requests: texts(&imports::of_requests(model, request::requests(model))),
        types: texts(&imports::of_types(json::types(model)?)),
        error_imports: texts(&imports::of_errors(model, &errors)),
        errors: texts(&errors),
        error_code: literal(&model.service.error_code),
        api_error: texts(&outcome::api_error(model)),
        login: texts(&login::methods(model)),
        own_type: Some(texts(&own_type::methods(model))).into_iter().filter(|group| !group.is_empty()).collect(),
        examples: example::all(model)?,
        client_example: readme::client(model)?,
        server_example: readme::server(model),
        operations: service::operations(model),
        scope_routes: service::scope_routes(model),
        routes: service::routes(model),
        places: texts(&scope::places(model)),
        context_imports: text(&context::imports(model)),
        context_fields: texts(&context::fields(model)),
        context_constructor: text(&context::constructor(model)?),
        service_methods: texts(&service::methods(model)),
        partial_methods: texts(&service::partial_methods(model)),
        forwarding_methods: texts(&service::forwarding_methods(model)),
    })
}

/// The view of one operation.
pub(crate) fn operation(model: &Model<'_>, operation: &Operation<'_>) -> Result<OperationView, Error> {
    let server =
        [answer::server_enum(operation), answer::into_response(operation), receive::function(model, operation)?];
    let client = [answer::client_enum(operation), send::method(model, operation)?, answer::documented(operation)];
    let client: Vec<TokenStream> = client.into_iter().chain(outcome::outcome(operation)).collect();
    Ok(OperationView { title: on_one_line(&operation.title), server: texts(&server), client: texts(&client) })
}

fn texts(items: &[TokenStream]) -> Vec<String> {
    items.iter().map(text).collect()
}
