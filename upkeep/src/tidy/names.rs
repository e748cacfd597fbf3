//! Names of the API are in the spec, and in no Rust that reads the spec.

use std::collections::BTreeSet;

use kii_spec::Api;

use super::{Finding, Repository, rust::Token};

/// The reader of the spec's notation, whose words responses, axes and callers may share.
const NOTATION: &str = "spec/src";

/// Where Rust knows the API only through the spec. (The reference server knows it through what is generated.)
const READERS: &[&str] = &[NOTATION, "codegen/src", "conformance/src", "evaluation/src", "upkeep/src", "xtask/src"];

pub(super) fn stay_in_the_spec(repository: &Repository, api: &Api) -> Vec<Finding> {
    let names = Names::of(api);
    let is_reader = |path: &std::path::Path| READERS.iter().any(|folder| path.starts_with(folder));
    let is_for_tests = |path: &std::path::Path| path.with_extension("").iter().any(|part| part == "tests");
    let mut findings = Vec::new();
    for (file, tokens) in repository.rust() {
        if !is_reader(&file.path) || is_for_tests(&file.path) {
            continue;
        }
        for token in tokens.iter().filter(|token| !token.in_test) {
            let shared = || if file.path.starts_with(NOTATION) { None } else { names.shared_with_notation(token) };
            if let Some(what) = names.named_by(token).or_else(shared) {
                findings.push(Finding {
                    file: file.path.clone(),
                    line: token.line,
                    what,
                    why: "code that knows one operation or type must change with the API; code that reads the spec need not",
                    fix: "make the fact about it a field in the spec and read that".to_owned(),
                });
            }
        }
    }
    findings
}

/// What the API's parts are called.
struct Names {
    operations: BTreeSet<String>,
    responses: BTreeSet<String>,
    types: BTreeSet<String>,
    codes: BTreeSet<String>,
    /// Parameters of paths, and members of JSON.
    fields: BTreeSet<String>,
    /// Request axes, their values, and callers.
    axes: BTreeSet<String>,
}

impl Names {
    fn of(api: &Api) -> Self {
        let responses = api.operations.values().flat_map(|operation| operation.responses.keys());
        let types = api.types.keys().map(ToString::to_string);
        Self {
            operations: api.operations.keys().map(ToString::to_string).collect(),
            responses: responses.map(ToString::to_string).collect(),
            types: types.chain(api.errors.keys().map(ToString::to_string)).collect(),
            codes: api.errors.values().map(|error| error.code.clone()).collect(),
            fields: fields(api).filter(|name| !is_plain(name)).collect(),
            axes: axes(api).filter(|name| !is_plain(name)).collect(),
        }
    }

    /// The operation, error code or type that a token is or holds.
    fn named_by(&self, token: &Token) -> Option<String> {
        if let Some(word) = token.word() {
            return self.type_in(word);
        }
        let text = token.text()?;
        let operation = text.split('/').next().unwrap_or(text);
        if self.operations.contains(operation) {
            Some(format!("the operation `{operation}` is named"))
        } else if self.codes.contains(text) {
            Some(format!("the error code `{text}` is named"))
        } else if self.fields.contains(text) {
            Some(format!("the parameter or member `{text}` is named"))
        } else {
            text.split(|c: char| !c.is_alphanumeric()).find_map(|word| self.type_in(word))
        }
    }

    /// The response, axis, value or caller that a token is.
    fn shared_with_notation(&self, token: &Token) -> Option<String> {
        let text = token.text()?;
        if self.responses.contains(text) {
            return Some(format!("the response `{text}` is named"));
        }
        self.axes.contains(text).then(|| format!("the axis, value or caller `{text}` is named"))
    }

    /// The type whose name a word is or begins with, as in `FooException`.
    fn type_in(&self, word: &str) -> Option<String> {
        let begins = |name: &&String| {
            word.strip_prefix(name.as_str()).is_some_and(|rest| !rest.starts_with(|c: char| c.is_lowercase()))
        };
        self.types.iter().find(begins).map(|name| format!("the type `{name}` is named"))
    }
}

/// The parameters of all paths, and the members of all types.
fn fields(api: &Api) -> impl Iterator<Item = String> {
    let service = &api.service;
    let prefixes = service.scopes.values().map(|scope| &scope.prefix);
    let paths = [&service.base, &service.published].into_iter().chain(prefixes);
    let parameters =
        paths.chain(api.operations.values().map(|operation| &operation.path)).flat_map(|path| path.parameters());
    let types = api.types.values().map(|described| &described.members);
    let members = types.chain(api.errors.values().map(|error| &error.members)).flat_map(|members| members.keys());
    parameters.map(str::to_owned).chain(members.cloned())
}

/// The request axes, the values of each, and so the callers.
fn axes(api: &Api) -> impl Iterator<Item = String> {
    api.axes
        .all()
        .filter_map(|axis| api.axes.declared(axis))
        .flat_map(|axis| [axis.name.clone()].into_iter().chain(axis.values.keys().cloned()))
}

/// Whether a name is one lower-case word. Such words have other meanings as well, so code may use them.
fn is_plain(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        let api = Api::embedded().unwrap();
        let found = stay_in_the_spec(&Repository::holding(&[(path, text)]), &api);
        found.into_iter().map(|finding| format!("{}: {}", finding.line, finding.what)).collect()
    }

    #[test]
    fn operations_responses_types_and_codes_are_found() {
        let text = "fn a() {\n b(\"object.put\");\n b(\"object.put/stale\");\n b(\"already_exists\");\n b(\"INVALID_JSON\");\n\
             b(ObjectScope);\n b(\"application/vnd.kii.ObjectNotFoundException+json\");\n}";
        assert_eq!(
            found("conformance/src/a.rs", text),
            [
                "2: the operation `object.put` is named",
                "3: the operation `object.put` is named",
                "4: the response `already_exists` is named",
                "5: the error code `INVALID_JSON` is named",
                "6: the type `ObjectScope` is named",
                "7: the type `ObjectNotFound` is named",
            ]
        );
    }

    #[test]
    fn parameters_members_axes_and_callers_are_found_unless_they_are_plain_words() {
        let text = "fn a() {\n b(\"bucketID\");\n b(\"userID\");\n b(\"errorCode\");\n b(\"if_match\");\n b(\"bad_token\");\n\
             b(\"too_large\"); c(\"message\", \"range\", \"first\", \"thing\");\n}";
        assert_eq!(
            found("conformance/src/a.rs", text),
            [
                "2: the parameter or member `bucketID` is named",
                "3: the parameter or member `userID` is named",
                "4: the parameter or member `errorCode` is named",
                "5: the axis, value or caller `if_match` is named",
                "6: the axis, value or caller `bad_token` is named",
                "7: the axis, value or caller `too_large` is named",
            ]
        );
        assert_eq!(found("spec/src/a.rs", text).len(), 3, "words of the notation, but parameters and members");
    }

    #[test]
    fn documentation_tests_and_the_server_may_name_them() {
        let text = "//! `object.put`\n#[cfg(test)]\nmod tests { const A: &str = \"object.put\"; }";
        assert!(found("conformance/src/a.rs", text).is_empty());
        let text = "const A: &str = \"object.put\";";
        assert!(found("server/src/a.rs", text).is_empty());
        assert!(found("spec/tests/a.rs", text).is_empty());
        assert!(found("spec/src/tests.rs", text).is_empty());
    }

    #[test]
    fn words_of_the_notation_and_parts_of_longer_words_are_no_names() {
        assert!(found("spec/src/a.rs", "fn a() { b(\"stale\"); }").is_empty());
        let text = "fn a() { b(ObjectScoped); b(\"object.putter\"); b(StatusCode::UNAUTHORIZED); }";
        assert_eq!(found("conformance/src/a.rs", text), [] as [&str; 0]);
    }
}
