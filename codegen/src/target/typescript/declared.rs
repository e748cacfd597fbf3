//! The names that the package declares.

use super::{
    answer, imports, names,
    names::{camel, camel_case, pascal},
    operation,
    types::check_of,
};
use crate::{declared::Declared, model::ClientModel};

/// What the client has beside the operations.
const METHODS: &[&str] = &["constructor", "withCredentials"];

/// The options of the client beside the parameters of the base path.
const OPTIONS: &[&str] = &["baseUrl", "credentials", "fetch", "onRequest", "onResponse"];

/// All of them.
pub(super) fn declared(model: &ClientModel<'_>) -> Declared {
    let mut declared = Declared::default();
    let package = "the package";
    declared.reserve(package, names::TAKEN.iter().copied());
    declared.reserve(package, imports::fixed().iter().map(String::as_str));
    for ty in model.api.types.values() {
        for name in [pascal(&ty.name.0), check_of(ty)] {
            declared.add(package, &name, format!("the type `{}`", ty.name));
        }
    }
    for error in model.api.errors.values() {
        declared.add(package, &pascal(&error.name.0), format!("the error `{}`", error.name));
    }
    declared.reserve("the client", METHODS.iter().copied());
    declared.reserve("the options of the client", OPTIONS.iter().copied());
    declared.add_parameters(&model.service().base, "the options of the client", "`base`", str::to_owned);
    for scope in model.service().scopes.values() {
        let owner = format!("scope `{}`", scope.name);
        declared.reserve(&owner, ["kind"]);
        declared.add_parameters(&scope.prefix, &owner, "the scope", str::to_owned);
    }
    for operation in &model.operations {
        operation_names(operation.spec, &mut declared);
        let (id, name) = (operation.spec.id.to_string(), pascal(&operation.spec.id.to_string()));
        for answer in &operation.answers {
            let of = format!("the answer `{}` of operation `{id}`", answer.name);
            if answer::is_own(answer) {
                declared.add(package, &answer::own_name(&name, answer), of.clone());
            }
            let owner = format!("the type of {of}");
            for header in &answer.response.headers {
                declared.add(
                    &owner,
                    &camel(&header.name),
                    format!("the header `{}`", header.name.to_ascii_lowercase()),
                );
            }
        }
    }
    declared
}

/// The names of an operation, its request and its answers.
fn operation_names(operation: &kii_spec::Operation, declared: &mut Declared) {
    let (id, name) = (operation.id.to_string(), pascal(&operation.id.to_string()));
    declared.add("the client", &camel(&id), format!("the operation `{id}`"));
    for part in ["Request", "Answer"] {
        declared.add(
            "the package",
            &format!("{name}{part}"),
            format!("the {} of operation `{id}`", part.to_lowercase()),
        );
    }
    let owner = format!("the request of operation `{id}`");
    let fixed: Vec<String> = operation::FIXED.iter().map(|name| camel_case(name)).collect();
    declared.reserve(&owner, fixed.iter().map(String::as_str));
    declared.add_parameters(&operation.path, &owner, "the operation", str::to_owned);
    let owner = format!("the answers of operation `{id}`");
    declared.reserve(&owner, [answer::UNEXPECTED]);
    for response in operation.responses.keys() {
        declared.add(&owner, &response.0, format!("the response `{id}/{response}`"));
    }
}
