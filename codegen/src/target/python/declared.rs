//! The names that the package declares.

use super::{
    answer,
    file::Exported,
    imports, names,
    names::{pascal, snake},
    operation,
};
use crate::{declared::Declared, model::ClientModel};

/// What each client has beside the operations.
const METHODS: &[&str] = &["aclose", "close"];

/// The parameters of each client beside those of the base path.
const OPTIONS: &[&str] = &["base_url", "credentials", "http", "on_request", "timeout"];

/// All of them.
pub(super) fn declared(model: &ClientModel<'_>, exported: &Exported) -> Declared {
    let mut declared = Declared::default();
    let package = "the package";
    declared.reserve(package, names::TAKEN.iter().copied());
    declared.reserve(package, imports::fixed());
    for export in &exported.names {
        let is_module = export.module == "operations";
        declared.add(if is_module { "the client" } else { package }, &export.name, export.of.clone());
    }
    declared.reserve("the client", METHODS.iter().copied());
    declared.reserve("the client", OPTIONS.iter().copied());
    declared.add_parameters(&model.service().base, "the client", "`base`", snake);
    for scope in model.service().scopes.values() {
        let owner = format!("the class of scope `{}`", scope.name);
        declared.reserve(&owner, ["segments"]);
        declared.add_parameters(&scope.prefix, &owner, "the scope", snake);
    }
    let types = model.api.types.values().map(|ty| (format!("type `{}`", ty.name), &ty.members));
    let errors = model.api.errors.values().map(|error| (format!("error `{}`", error.name), &error.members));
    for (of, members) in types.chain(errors) {
        let owner = format!("the class of {of}");
        members.keys().for_each(|name| declared.add(&owner, &snake(name), format!("the member `{name}`")));
    }
    for operation in &model.operations {
        let id = operation.spec.id.to_string();
        let owner = format!("the method of operation `{id}`");
        declared.reserve(&owner, operation::FIXED.iter().copied());
        declared.add_parameters(&operation.spec.path, &owner, "the operation", snake);
        for answer in operation.answers.iter().filter(|answer| answer::is_own(answer)) {
            let owner = format!("the class {}", answer::own_name(&pascal(&id), answer));
            for header in &answer.response.headers {
                declared.add(
                    &owner,
                    &snake(&header.name),
                    format!("the header `{}`", header.name.to_ascii_lowercase()),
                );
            }
        }
    }
    declared
}
