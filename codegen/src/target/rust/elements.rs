//! Which elements of the spec a name in the code comes from.

use kii_spec::{Api, Member, PathTemplate, Segment};
use proc_macro2::Ident;

use crate::target::rust::names::{pascal, snake};

/// The elements of a spec that are called `name` in the code, or whose name begins with theirs, as that of an operation's
/// request does.
pub(crate) fn elements(api: &Api, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (element, text) in all(api) {
        let is = |ident: &Ident| {
            let rest = name.strip_prefix(&ident.to_string());
            rest.is_some_and(|rest| ["", "Request", "Response", "Answer", "Success", "Choice", "Wire"].contains(&rest))
        };
        if (is(&snake(&text)) || is(&pascal(&text))) && !found.contains(&element) {
            found.push(element);
        }
    }
    found
}

/// Every element that has a name in the code: what it is, and how the spec calls it.
fn all(api: &Api) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut add = |what: String, name: &str| all.push((format!("{what} `{name}`"), name.to_owned()));
    let members = |owner: String, members: &mut dyn Iterator<Item = &Member>| -> Vec<(String, String)> {
        members.map(|member| (format!("the member of {owner}"), member.name.clone())).collect()
    };
    for ty in api.types.values() {
        add(String::from("the type"), &ty.name.0);
        for (what, name) in members(format!("type `{}`", ty.name), &mut ty.members.values()) {
            add(what, &name);
        }
    }
    for error in api.errors.values() {
        add(String::from("the error"), &error.name.0);
        for (what, name) in members(format!("error `{}`", error.name), &mut error.members.values()) {
            add(what, &name);
        }
    }
    for scope in api.service.scopes.values() {
        add(String::from("the scope"), &scope.name.0);
        add(format!("the `object_scope_type` of scope `{}`", scope.name), &scope.object_scope_type);
        parameters(&scope.prefix).for_each(|name| add(format!("the parameter of scope `{}`", scope.name), name));
    }
    api.service.identifiers.keys().for_each(|name| add(String::from("the identifier"), name));
    parameters(&api.service.base).for_each(|name| add(String::from("the parameter of `base`"), name));
    parameters(&api.service.published).for_each(|name| add(String::from("the parameter of `published`"), name));
    for operation in api.operations.values() {
        let id = operation.id.to_string();
        add(String::from("the operation"), &id);
        parameters(&operation.path).for_each(|name| add(format!("the parameter of operation `{id}`"), name));
        for response in operation.responses.values() {
            add(format!("the response of operation `{id}`"), &response.name.0);
            let owner = format!("the header of response `{id}/{}`", response.name);
            response.headers.iter().for_each(|header| add(owner.clone(), &header.name));
        }
    }
    all
}

fn parameters(path: &PathTemplate) -> impl Iterator<Item = &str> {
    path.segments.iter().filter_map(|segment| match segment {
        Segment::Parameter(name) => Some(name.as_str()),
        Segment::Literal(_) => None,
    })
}
