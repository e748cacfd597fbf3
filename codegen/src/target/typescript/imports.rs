//! The imports of a file: what its text mentions.

use std::collections::BTreeSet;

use super::{
    names::{literal, pascal},
    types::check_of,
};
use crate::{
    layout::{fitting, one_a_line},
    model::ClientModel,
};

/// What a module offers to the other files.
struct Module {
    path: String,
    types: Vec<String>,
    values: Vec<String>,
}

/// The imports that the file of a module needs that has this text; `up` leads from its folder to that of the others.
pub(super) fn imports(model: &ClientModel<'_>, module: &str, text: &str, up: &str) -> String {
    let code = code(text);
    let mentioned: BTreeSet<&str> = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$').collect();
    let others = modules(model).into_iter().filter(|other| other.path != module);
    let lines = others.filter_map(|module| {
        let used = |names: Vec<String>| names.into_iter().filter(|name| mentioned.contains(name.as_str())).collect();
        let (types, values): (Vec<String>, Vec<String>) = (used(module.types), used(module.values));
        let (keyword, names) = match (types.is_empty(), values.is_empty()) {
            (true, true) => return None,
            (false, true) => ("import type {", types),
            (_, false) => ("import {", types.into_iter().map(|name| format!("type {name}")).chain(values).collect()),
        };
        Some(import(keyword, names, &format!("{up}{}", module.path)))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What the modules of every package offer to the others.
pub(super) fn fixed() -> Vec<String> {
    own().into_iter().flat_map(|module| module.types.into_iter().chain(module.values)).collect()
}

/// A text without its comments, the contents of its literals, and the names of properties and parameters.
fn code(text: &str) -> String {
    let outside = text.split("/**").enumerate().filter_map(|(place, part)| match place {
        0 => Some(part),
        _ => part.split_once("*/").map(|(_, behind)| behind),
    });
    let outside = outside.collect::<String>().replace("\\\"", "");
    let outside = outside.split('"').step_by(2).collect::<Vec<_>>().join("\"\"");
    let mut parts: Vec<&str> = outside.split(':').collect();
    let last = parts.pop();
    // The alternatives of a conditional expression have a space in front of the colon.
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$';
    let named = parts.into_iter().map(|part| part.trim_end_matches('?').trim_end_matches(is_of_name));
    named.chain(last).collect::<Vec<_>>().join(":")
}

fn import(keyword: &str, mut names: Vec<String>, path: &str) -> String {
    names.sort_by_key(|name| name.trim_start_matches("type ").to_owned());
    let end = format!("}} from {};", literal(path));
    fitting(0, format!("{keyword} {} {end}", names.join(", ")), || one_a_line(0, 2, keyword, &names, &end))
}

fn modules(model: &ClientModel<'_>) -> Vec<Module> {
    let types = model.api.types.values().map(|ty| pascal(&ty.name.0));
    let checks = model.api.types.values().map(check_of);
    let errors = model.api.errors.values().map(|error| pascal(&error.name.0));
    let of_spec = [
        Module { path: "errors.js".into(), types: errors.collect(), values: Vec::new() },
        Module { path: "types.js".into(), types: types.collect(), values: checks.collect() },
    ];
    let mut modules: Vec<Module> = own().into_iter().chain(of_spec).collect();
    modules.sort_by(|one, other| one.path.cmp(&other.path));
    modules
}

/// The modules that offer the same for every spec.
fn own() -> Vec<Module> {
    vec![
        module("answer.js", &["BareFailure", "Documented", "Failure", "Success", "Unexpected"], &["failure"]),
        module("call.js", &["Call", "Upload"], &["json", "nothing", "upload"]),
        module(
            "header.js",
            &["ByteRange", "ContentRange", "EntityTag", "Precondition"],
            &["readContentRange", "readDate", "readText", "writeIfMatch", "writePrecondition", "writeRange"],
        ),
        module(
            "json.js",
            &["Check", "JsonObject"],
            &[
                "constant",
                "integer",
                "nullableMember",
                "optionalMember",
                "record",
                "requiredMember",
                "tagged",
                "text",
                "url",
            ],
        ),
        module("media-type.js", &[], &["objectMediaType"]),
        module("scope.js", &["Base", "Scope"], &["scopeSegments"]),
    ]
}

fn module(path: &str, types: &[&str], values: &[&str]) -> Module {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Module { path: path.to_owned(), types: owned(types), values: owned(values) }
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn comments_and_literals_mention_nothing() {
        let text = "/** One. */\nuse(a, \"two\", \"th\\\"ree\"); /** Four. */ five";
        assert_eq!(code(text), "\nuse(a, \"\", \"\");  five");
    }

    #[test]
    fn names_of_properties_mention_nothing() {
        let text = "{ readonly url: string; text?: Text } = is ? url : { url: text }";
        assert_eq!(code(text), "{ readonly : string; : Text } = is ? url : { : text }");
    }
}
