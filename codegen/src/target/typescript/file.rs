//! What the templates of the package's files can ask for.

use kii_spec::Scope;
use serde::Serialize;

use super::{
    comment::comment,
    names::{access, literal, property},
    operation::{self, OperationView},
    types::{self, ErrorView, TypeView},
};
use crate::{
    Error,
    layout::{fitting, one_a_line},
    model::ClientModel,
};

/// The whole package.
#[derive(Serialize)]
pub(super) struct PackageView {
    /// The comment above the package.
    docs: String,
    /// The title as a literal.
    description: String,
    /// The version of the generator, which is that of all its packages.
    version: &'static str,
    base: Vec<ParameterView>,
    scopes: Vec<ScopeView>,
    media: MediaView,
    error_code: String,
    types: Vec<TypeView>,
    errors: Vec<ErrorView>,
    error_names: String,
    type_exports: String,
    pub operations: Vec<OperationView>,
}

/// A parameter of the path in front of every scope.
#[derive(Serialize)]
struct ParameterView {
    docs: String,
    declaration: String,
    name: String,
}

/// A scope.
#[derive(Serialize)]
struct ScopeView {
    docs: String,
    kind: String,
    parameters: Vec<ParameterView>,
    segments: String,
}

/// The media types of objects.
#[derive(Serialize)]
struct MediaView {
    plain: String,
    before: String,
    application: String,
    between: String,
    after: String,
}

/// The view of the package.
pub(super) fn view(model: &ClientModel<'_>) -> Result<PackageView, Error> {
    let service = model.service();
    let [before, between, after] = &service.typed_media.around;
    let types = types::types(model)?;
    let errors = types::errors(model);
    let operations = model.operations.iter().map(|operation| operation::view(model, operation));
    let base = service.base.parameters().map(|name| parameter(name, 2, name == service.application));
    Ok(PackageView {
        docs: comment(0, &[&format!("{}: a client.", service.title)]),
        description: literal(&service.title),
        version: env!("CARGO_PKG_VERSION"),
        base: base.collect(),
        scopes: service.scopes.values().map(|scope| scope_view(model, scope)).collect(),
        media: MediaView {
            plain: literal(&service.plain_media),
            before: literal(before),
            application: access("base", &service.application),
            between: literal(between),
            after: literal(after),
        },
        error_code: literal(&service.error_code),
        type_exports: exports("types", types.iter().map(|ty| ty.name.clone())),
        error_names: exports("errors", errors.iter().map(|error| error.name.clone())),
        types,
        errors,
        operations: operations.collect::<Result<_, _>>()?,
    })
}

fn parameter(name: &str, indent: usize, is_application: bool) -> ParameterView {
    let docs = if is_application { String::from("The application.") } else { format!("`{name}` of the path.") };
    ParameterView {
        docs: comment(indent, &[&docs]),
        declaration: format!("readonly {}: string;", property(name)),
        name: property(name),
    }
}

fn scope_view(model: &ClientModel<'_>, scope: &Scope) -> ScopeView {
    let base = operation::path(&model.service().base, "base");
    let segments: Vec<String> = base.into_iter().chain(operation::path(&scope.prefix, "scope")).collect();
    ScopeView {
        docs: comment(6, &[&scope.summary]),
        kind: literal(&scope.name.0),
        parameters: scope.prefix.parameters().map(|name| parameter(name, 6, false)).collect(),
        segments: fitting(6, format!("return [{}];", segments.join(", ")), || {
            one_a_line(6, 2, "return [", &segments, "];")
        }),
    }
}

/// The statement that exports types of a module; nothing if there are none.
fn exports(module: &str, names: impl Iterator<Item = String>) -> String {
    let mut names: Vec<String> = names.collect();
    names.sort();
    let end = format!("}} from \"./{module}.js\";");
    if names.is_empty() {
        return String::new();
    }
    fitting(0, format!("export type {{ {} {end}", names.join(", ")), || one_a_line(0, 2, "export type {", &names, &end))
}
