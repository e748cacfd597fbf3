//! What the templates of the package's files can ask for.

use kii_spec::Scope;
use serde::Serialize;

use super::{
    bodies,
    docstring::docstring,
    imports,
    names::{literal, pascal, snake},
    operation::{self, OperationView},
};
use crate::{Error, model::ClientModel};

/// What the package offers that is the same for every spec: the module and the names.
const FIXED: &[(&str, &[&str])] = &[
    ("answer", &["ApiError", "ApiFailure", "BareFailure", "DocumentedFailure", "Failure", "Success", "Unexpected"]),
    ("async_client", &["AsyncClient"]),
    ("call", &["Basic", "Bearer", "Credentials"]),
    ("client", &["Client"]),
    (
        "header",
        &[
            "ByteRange",
            "ContentRange",
            "EntityTag",
            "From",
            "FromTo",
            "IfMatch",
            "IfNoneMatchAny",
            "Last",
            "Precondition",
        ],
    ),
    ("json_object", &["JsonObject"]),
    ("scope", &["Scope"]),
    ("stream", &["AsyncByteStream", "ByteStream"]),
];

/// The whole package.
#[derive(Serialize)]
pub(super) struct PackageView {
    /// The docstring of the package.
    docs: String,
    /// The title as a literal of TOML.
    description: String,
    /// The version of the generator, which is that of all its packages.
    version: &'static str,
    error_code: String,
    base: Vec<ParameterView>,
    base_arguments: String,
    scopes: Vec<ScopeView>,
    scope_alias: String,
    media: MediaView,
    bodies: Vec<String>,
    errors: Vec<String>,
    pub operations: Vec<OperationView>,
    export_imports: String,
    exports: Vec<String>,
    #[serde(skip)]
    pub exported: Exported,
}

/// The names that follow from the spec.
pub(super) struct Exported {
    pub names: Vec<Export>,
}

/// A name.
pub(super) struct Export {
    /// The module that declares it.
    pub module: String,
    pub name: String,
    /// What it stands for in the spec.
    pub of: String,
}

/// A parameter of the path in front of every scope, or of a scope.
#[derive(Serialize)]
struct ParameterView {
    docs: String,
    declaration: String,
    /// The line about it in the docstring of the client.
    argument: String,
}

/// A scope.
#[derive(Serialize)]
struct ScopeView {
    docs: String,
    name: String,
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
    let operations = model.operations.iter().map(|operation| operation::view(model, operation));
    let operations: Vec<OperationView> = operations.collect::<Result<_, _>>()?;
    let exported = exported(model, &operations)?;
    let scopes: Vec<ScopeView> = service.scopes.values().map(|scope| scope_view(model, scope)).collect();
    let scope_names: Vec<String> = scopes.iter().map(|scope| scope.name.clone()).collect();
    let (export_imports, exports) = exports(&exported);
    Ok(PackageView {
        docs: docstring(0, &[&format!("{}: a client.", service.title)]),
        description: literal(&service.title),
        version: env!("CARGO_PKG_VERSION"),
        error_code: literal(&service.error_code),
        base: service.base.parameters().map(|name| parameter(name, name == service.application)).collect(),
        base_arguments: service.base.parameters().map(snake).collect::<Vec<_>>().join(", "),
        scopes,
        scope_alias: bodies::alias("Scope", &scope_names),
        media: MediaView {
            plain: literal(&service.plain_media),
            before: literal(before),
            application: snake(&service.application),
            between: literal(between),
            after: literal(after),
        },
        bodies: bodies::bodies(model)?,
        errors: model.api.errors.values().map(|error| bodies::error(model, error)).collect::<Result<_, _>>()?,
        operations,
        export_imports,
        exports,
        exported,
    })
}

fn exported(model: &ClientModel<'_>, operations: &[OperationView]) -> Result<Exported, Error> {
    let mut names = Vec::new();
    let mut add = |module: &str, name: String, of: String| names.push(Export { module: module.to_owned(), name, of });
    for ty in model.api.types.values() {
        for (name, of) in bodies::names(model, ty)? {
            add("bodies", name, of);
        }
        add("bodies", bodies::reader(model, ty)?, format!("the type `{}`", ty.name));
    }
    for error in model.api.errors.values() {
        add("errors", pascal(&error.name.0), format!("the error `{}`", error.name));
    }
    for scope in model.service().scopes.values() {
        add("scope", scope_name(scope), format!("the scope `{}`", scope.name));
    }
    for (operation, view) in model.operations.iter().zip(operations) {
        let id = &operation.spec.id;
        add("operations", view.module.clone(), format!("the operation `{id}`"));
        let module = format!("operations.{}", view.module);
        add(&module, view.answer.clone(), format!("the answer of operation `{id}`"));
        for (name, response) in &view.own {
            add(&module, name.clone(), format!("the response `{id}/{response}`"));
        }
    }
    names.retain(|one| !one.name.contains('.'));
    Ok(Exported { names })
}

/// The imports of everything that the package offers, and all of the names.
fn exports(exported: &Exported) -> (String, Vec<String>) {
    let fixed =
        FIXED.iter().flat_map(|(module, names)| names.iter().map(|name| ((*module).to_owned(), (*name).to_owned())));
    let is_class = |name: &str| name.starts_with(|letter: char| letter.is_ascii_uppercase());
    let of_spec = exported.names.iter().filter(|one| is_class(&one.name));
    let of_spec = of_spec.map(|one| (one.module.clone(), one.name.clone()));
    let mut all: Vec<(String, String)> = fixed.chain(of_spec).collect();
    all.sort();
    let mut modules: Vec<String> = all.iter().map(|(module, _)| module.clone()).collect();
    modules.dedup();
    let lines = modules.iter().map(|module| {
        let names = all.iter().filter(|(of, _)| of == module).map(|(_, name)| name.as_str());
        imports::import(&format!(".{module}"), names.collect())
    });
    let lines = lines.collect::<Vec<_>>().join("\n");
    let mut names: Vec<String> = all.into_iter().map(|(_, name)| name).collect();
    names.sort_by_key(|name| (imports::kind(name), name.clone()));
    (lines, names)
}

fn scope_name(scope: &Scope) -> String {
    format!("{}Scope", pascal(&scope.name.0).trim_end_matches('_'))
}

fn parameter(name: &str, is_application: bool) -> ParameterView {
    let docs = if is_application { String::from("The application.") } else { format!("`{name}` of the path.") };
    ParameterView {
        docs: docstring(4, &[&docs]),
        declaration: format!("{}: str", snake(name)),
        argument: format!("{}: {docs}", snake(name)),
    }
}

fn scope_view(model: &ClientModel<'_>, scope: &Scope) -> ScopeView {
    let base = operation::path(&model.service().base, "base.");
    let segments: Vec<String> = base.into_iter().chain(operation::path(&scope.prefix, "self.")).collect();
    ScopeView {
        docs: docstring(4, &[&scope.summary]),
        name: scope_name(scope),
        parameters: scope.prefix.parameters().map(|name| parameter(name, false)).collect(),
        segments: operation::tuple(8, "return ", &segments),
    }
}
