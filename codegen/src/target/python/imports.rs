//! The imports of a module: what its text mentions.

use std::collections::{BTreeMap, BTreeSet};

use super::file::Exported;
use crate::layout::{fitting, one_a_line};

/// What the modules of the standard library and of other packages offer.
const OTHERS: &[(&str, &[&str])] = &[
    ("collections.abc", &["AsyncIterable", "Awaitable", "Callable", "Iterable", "Mapping", "Sequence"]),
    ("dataclasses", &["dataclass"]),
    ("datetime", &["datetime"]),
    ("types", &["TracebackType"]),
    ("typing", &["Any", "ClassVar", "Generic", "Literal", "Self", "TypeAlias", "TypeVar"]),
];

/// What the modules of the package offer that are the same for every spec.
const OWN: &[(&str, &[&str])] = &[
    (
        "answer",
        &[
            "ApiFailure",
            "BareFailure",
            "Bytes",
            "Documented",
            "Json",
            "Nothing",
            "Object",
            "Received",
            "Success",
            "Unexpected",
            "choose",
            "failure",
            "streamed",
            "unexpected",
        ],
    ),
    ("call", &["Call", "Content", "Credentials", "checked_base_url", "json_content", "no_cookies"]),
    ("error_code", &["ERROR_CODE_MEMBER"]),
    ("flaw", &["Flaw"]),
    (
        "header",
        &[
            "ByteRange",
            "ContentRange",
            "EntityTag",
            "Precondition",
            "if_match_headers",
            "precondition_headers",
            "range_headers",
            "read_content_range",
            "read_date",
            "read_text",
        ],
    ),
    ("json_object", &["JsonObject", "Members", "integer", "known", "text", "url"]),
    ("media_type", &["object_media_type"]),
    ("scope", &["Base", "Scope"]),
    ("stream", &["AsyncByteStream", "ByteStream", "S"]),
];

/// What the modules of every package declare or import.
pub(super) fn fixed() -> impl Iterator<Item = &'static str> {
    OTHERS.iter().chain(OWN).flat_map(|(_, names)| names.iter().copied())
}

/// The imports that a module needs that has this text; `dots` lead to the package.
pub(super) fn imports(exported: &Exported, module: &str, text: &str, dots: &str) -> String {
    let code = code(text);
    let mentioned: BTreeSet<&str> = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    let is_used = |name: &str| mentioned.contains(name);
    let others = OTHERS.iter().filter_map(|(path, names)| {
        let names: Vec<&str> = names.iter().copied().filter(|name| is_used(name)).collect();
        (!names.is_empty()).then(|| import(path, names))
    });
    let mut own: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let fixed = OWN.iter().flat_map(|(path, names)| names.iter().map(move |name| (*path, *name)));
    let of_spec = exported.names.iter().map(|one| (one.module.as_str(), one.name.as_str()));
    for (path, name) in fixed.chain(of_spec).filter(|(path, name)| *path != module && is_used(name)) {
        own.entry(path).or_default().push(name);
    }
    let own = own.into_iter().map(|(path, names)| import(&format!("{dots}{path}"), names));
    let httpx = is_used("httpx").then(|| String::from("import httpx"));
    let blocks = [others.collect::<Vec<_>>(), httpx.into_iter().collect(), own.collect()];
    let blocks = blocks.into_iter().filter(|block| !block.is_empty()).map(|block| block.join("\n"));
    blocks.collect::<Vec<_>>().join("\n\n")
}

/// An import of some names, in the order of isort.
pub(super) fn import(path: &str, mut names: Vec<&str>) -> String {
    names.sort_by_key(|name| (kind(name), name.to_lowercase()));
    let flat = format!("from {path} import {}", names.join(", "));
    let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    fitting(0, flat, || one_a_line(0, 4, &format!("from {path} import ("), &names, ")"))
}

/// Constants before classes, and those before the rest.
pub(super) fn kind(name: &str) -> u8 {
    let is_constant = name.len() > 1 && !name.chars().any(|letter| letter.is_ascii_lowercase());
    if is_constant {
        0
    } else if name.starts_with(|letter: char| letter.is_ascii_uppercase()) {
        1
    } else {
        2
    }
}

/// A text without its docstrings, the contents of its literals, the names behind a full stop, and the names of attributes and
/// arguments.
fn code(text: &str) -> String {
    let outside = text.split("\"\"\"").step_by(2).collect::<String>().replace("\\\"", "");
    let outside = outside.split('"').step_by(2).collect::<Vec<_>>().join("\"\"");
    let mut parts = outside.split('.');
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_'));
    unnamed(&(first + &rest.collect::<Vec<_>>().join(" ")))
}

/// A text without the names of attributes and parameters, as in `name: type`, and of arguments, as in `name=value`.
fn unnamed(code: &str) -> String {
    let mut kept = String::new();
    let mut rest = code;
    while let Some(at) = rest.find([':', '=']) {
        let (before, behind) = rest.split_at(at);
        let is_name = if behind.starts_with(':') { behind.starts_with(": ") } else { !behind.starts_with("==") };
        let end = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        kept.push_str(if is_name { end } else { before });
        let mark = behind.len() - behind.trim_start_matches([':', '=']).len();
        kept.push_str(behind.get(..mark).unwrap_or_default());
        rest = behind.get(mark..).unwrap_or_default();
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::{code, import};

    #[test]
    fn docstrings_literals_and_attributes_mention_nothing() {
        let text = "\"\"\"One.\"\"\"\nuse(a, \"two\", b.three) \"\"\"Four.\"\"\" five";
        assert_eq!(code(text), "\nuse(a, \"\", b)  five");
    }

    #[test]
    fn names_of_attributes_and_arguments_mention_nothing() {
        assert_eq!(
            code("url: str\ncls(url=text, b=url) -> url:\n a == url = b"),
            ": str\ncls(=text, =url) -> url:\n a == url = b"
        );
    }

    #[test]
    fn imports_are_in_the_order_of_isort() {
        assert_eq!(import("a", vec!["one", "Two", "THREE", "S"]), "from a import THREE, S, Two, one");
    }
}
