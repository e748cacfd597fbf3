//! The statements that a report names, with what the spec says of each.

use std::collections::HashMap;

use kii_spec::{Api, Checked, Level, Origin, Part, Statement};
use serde::Serialize;

use crate::report::failure::source_lines;

/// Every statement of the spec, by its ID.
#[derive(Debug)]
pub(super) struct Catalogue<'a> {
    pub(super) api: &'a Api,
    by_id: HashMap<String, Statement>,
    /// The IDs, in the order of the spec.
    ids: Vec<String>,
}

/// A statement as the script knows it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct DescribedStatement {
    id: String,
    text: String,
    source: String,
    url: String,
    /// The response of which it is a part, by its place in the list of responses.
    pub(super) response: Option<usize>,
}

impl<'a> Catalogue<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let responses = api.operations.values().flat_map(|operation| {
            operation.responses.values().flat_map(|response| api.statements(operation, response))
        });
        let rules = api.rules.keys().cloned().map(Statement::Rule);
        let statements: Vec<(String, Statement)> =
            responses.chain(rules).map(|statement| (statement.to_string(), statement)).collect();
        let ids = statements.iter().map(|(id, _)| id.clone()).collect();
        Self { api, by_id: statements.into_iter().collect(), ids }
    }

    /// All of them, in the order of the spec.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Statement)> {
        self.ids.iter().filter_map(|id| Some((id.as_str(), self.by_id.get(id)?)))
    }

    /// The operation and the response of which a statement is a part.
    pub(super) fn response(&self, id: &str) -> Option<(String, String)> {
        match self.by_id.get(id)? {
            Statement::Answer { operation, response, .. } => Some((operation.to_string(), response.to_string())),
            Statement::Rule(_) => None,
        }
    }

    /// The part of a response that a statement is about.
    pub(super) fn part(&self, id: &str) -> Option<&Part> {
        match self.by_id.get(id)? {
            Statement::Answer { part, .. } => Some(part),
            Statement::Rule(_) => None,
        }
    }

    pub(super) fn origin(&self, statement: &Statement) -> Option<&'a Origin> {
        statement.origin(self.api)
    }

    /// Why no case checks a statement, if none does.
    pub(super) fn exclusion(&self, statement: &Statement) -> Option<&'a str> {
        match &self.api.rules.get(statement.rule()?)?.checked {
            Checked::Excluded(reason) => Some(reason),
            Checked::Derived(_) | Checked::At(_) | Checked::Cases => None,
        }
    }

    /// What a statement demands; nothing for one that this version of the suite does not have.
    pub(super) fn text(&self, id: &str) -> String {
        self.by_id.get(id).map(|statement| statement.text(self.api).trim().to_owned()).unwrap_or_default()
    }

    pub(super) fn describe(&self, id: &str) -> DescribedStatement {
        let source = self.by_id.get(id).map(|statement| Source::read(&statement.source(self.api))).unwrap_or_default();
        let Source { text, urls } = source;
        let url = urls.into_iter().next().unwrap_or_default();
        DescribedStatement { id: id.to_owned(), text: self.text(id), source: text, url, response: None }
    }
}

/// Where a statement comes from: a page with its address, or a decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Source {
    text: String,
    /// One address, or none.
    urls: Vec<String>,
}

impl Source {
    /// A source as reports write it: `Object, PUT <https://...>`.
    pub(super) fn read(source: &str) -> Self {
        let lines = source_lines(source, 0);
        let url = lines.rsplit_once("\n<").and_then(|(text, url)| Some((text, url.strip_suffix('>')?)));
        match url.filter(|(_, url)| url.starts_with("https://") || url.starts_with("http://")) {
            Some((text, url)) => Self { text: text.to_owned(), urls: vec![url.to_owned()] },
            None => Self { text: source.to_owned(), urls: Vec::new() },
        }
    }
}

/// Whether what is demanded must hold.
pub(super) const fn is_must(level: Level) -> bool {
    matches!(level, Level::Must)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_pages_become_links() {
        let page = Source::read("Object (REST reference), PUT <https://docs.example.com/a/>");
        let expected =
            Source { text: "Object (REST reference), PUT".into(), urls: vec!["https://docs.example.com/a/".into()] };
        assert_eq!(page, expected);
        for source in ["decision A09: a <b>", "a page <javascript:alert(1)>", "a page <https://x"] {
            assert_eq!(Source::read(source), Source { text: source.into(), urls: Vec::new() }, "{source}");
        }
    }
}
