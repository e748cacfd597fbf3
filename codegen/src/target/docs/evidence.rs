//! What shows that a server does what a statement says, as the page lists it.

use std::collections::HashMap;

use indexmap::IndexMap;
use kii_spec::{Api, Statement};
use serde::Serialize;

use super::html::{code, escaped, prose};

/// How many lines a list has before it is cut.
const LISTED: usize = 40;

/// What is known of each statement; a statement of which nothing is known is not listed.
pub type Evidence = HashMap<Statement, Checks>;

/// What checks a statement. Each list has IDs, in the order in which they are shown, and with each the scopes in which there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checks {
    /// The cases that check it.
    pub cases: IndexMap<String, Vec<String>>,
    /// The faults that violate it, which these cases have to detect.
    pub faults: IndexMap<String, Vec<String>>,
}

/// The statements of a response, or one rule.
#[derive(Serialize)]
pub(super) struct EvidenceView {
    statements: Vec<StatementView>,
}

#[derive(Serialize)]
struct StatementView {
    anchor: String,
    name: String,
    text: String,
    counts: String,
    cases: Vec<String>,
    faults: Vec<String>,
}

/// What is known of these statements; empty if that is nothing.
pub(super) fn view(api: &Api, evidence: &Evidence, statements: &[Statement]) -> Vec<EvidenceView> {
    let known = statements.iter().filter_map(|statement| Some((statement, evidence.get(statement)?)));
    let statements: Vec<StatementView> =
        known.map(|(statement, checks)| self::statement(api, statement, checks)).collect();
    if statements.is_empty() { Vec::new() } else { vec![EvidenceView { statements }] }
}

fn statement(api: &Api, statement: &Statement, Checks { cases, faults }: &Checks) -> StatementView {
    let id = statement.to_string();
    StatementView {
        // Parts of the page already have the IDs of headers.
        anchor: escaped(&format!("checks-{id}")),
        name: code(&id),
        text: prose(&statement.text(api)),
        counts: format!("{}, {}", count(cases.len(), "case"), count(faults.len(), "fault")),
        cases: list(cases, &format!("kii-conformance list --statement {id}")),
        faults: list(faults, &format!("cargo xtask mutants {}", id.split(':').next().unwrap_or(&id))),
    }
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// The lines of a list; `more` is the command that prints all of it.
fn list(ids: &IndexMap<String, Vec<String>>, more: &str) -> Vec<String> {
    let line = |(id, scopes): (&String, &Vec<String>)| match scopes.as_slice() {
        [] => code(id),
        scopes => format!("{} <small>{}</small>", code(id), escaped(&scopes.join(", "))),
    };
    let rest = ids.len().checked_sub(LISTED).filter(|rest| *rest > 0);
    let rest = rest.map(|rest| format!("and {rest} more: {}", code(more)));
    ids.iter().take(LISTED).map(line).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::{LISTED, list};

    #[test]
    fn a_list_that_is_too_long_says_how_to_see_all_of_it() {
        let ids = |count: usize| (0..count).map(|number| (format!("c{number}"), vec!["app".to_owned()])).collect();
        assert_eq!(list(&ids(1), "more"), ["<code>c0</code> <small>app</small>"]);
        assert_eq!(list(&ids(LISTED), "more").len(), LISTED);
        assert_eq!(list(&ids(LISTED + 2), "more").last().unwrap(), "and 2 more: <code>more</code>");
    }
}
