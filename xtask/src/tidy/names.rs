//! Names of the API stand in the spec, and in no Rust that reads the spec.

use std::collections::BTreeSet;

use kii_spec::Api;

use super::{Finding, Repository, rust::Token};

/// The reader of the spec's notation, whose words responses may share.
const NOTATION: &str = "spec/src";

/// Where Rust knows the API only through the spec. (The reference server knows it through what is generated.)
const READERS: &[&str] = &[NOTATION, "codegen/src", "conformance/src", "xtask/src"];

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
            let response = || if file.path.starts_with(NOTATION) { None } else { names.response(token) };
            if let Some(what) = names.named_by(token).or_else(response) {
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
        } else {
            text.split(|c: char| !c.is_alphanumeric()).find_map(|word| self.type_in(word))
        }
    }

    /// The response that a token is.
    fn response(&self, token: &Token) -> Option<String> {
        let text = token.text().filter(|text| self.responses.contains(*text))?;
        Some(format!("the response `{text}` is named"))
    }

    /// The type whose name a word is or begins with, as in `FooException`.
    fn type_in(&self, word: &str) -> Option<String> {
        let begins = |name: &&String| {
            word.strip_prefix(name.as_str()).is_some_and(|rest| !rest.starts_with(|c: char| c.is_lowercase()))
        };
        self.types.iter().find(begins).map(|name| format!("the type `{name}` is named"))
    }
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
