//! What an ID stands for: an operation, a response, a statement, a rule, a decision, or the cases of one name.

use kii_spec::{Api, Decision, Operation, Origin, Response, Rule, Statement, is_near, nearest};

use crate::cases::{Case, Suite};

/// How many IDs are named in place of one that is unknown, at most.
const MOST: usize = 5;

/// Something that has an ID.
pub(super) enum Element<'a> {
    Operation(&'a Operation),
    Response(&'a Operation, &'a Response),
    Statement(Statement),
    Rule(&'a Rule),
    Decision(&'a Decision),
    /// A case in all of its scopes, or in the one that the ID names.
    Case(Vec<&'a Case>),
}

impl<'a> Element<'a> {
    /// Everything that has this ID. A response and the case that provokes it can have the same.
    ///
    /// # Errors
    /// When there is nothing: a message with the IDs that are like it, or with what has IDs.
    pub(super) fn all(suite: &'a Suite, id: &str) -> Result<Vec<Self>, String> {
        let api = &suite.api;
        let operation = api.operations.values().find(|operation| operation.id.to_string() == id);
        let response = responses(api).find(|(operation, response)| response_id(operation, response) == id);
        let statement = statements(api).find(|statement| statement.to_string() == id);
        let rule = api.rules.values().find(|rule| rule.id.to_string() == id);
        let decision = api.decisions.values().find(|decision| decision.id.to_string().eq_ignore_ascii_case(id));
        let cases: Vec<&Case> =
            suite.cases.iter().filter(|case| case.id.0 == id || (id.contains('@') && case.name() == id)).collect();
        let cases = Some(cases).filter(|cases| !cases.is_empty());
        let found = [
            operation.map(Self::Operation),
            response.map(|(operation, response)| Self::Response(operation, response)),
            statement.map(Self::Statement),
            rule.map(Self::Rule),
            decision.map(Self::Decision),
            cases.map(Self::Case),
        ];
        let found: Vec<Self> = found.into_iter().flatten().collect();
        if found.is_empty() { Err(unknown(suite, id)) } else { Ok(found) }
    }

    /// What it is, and its ID.
    pub(super) fn title(&self) -> String {
        match self {
            Self::Operation(operation) => format!("operation {}", operation.id),
            Self::Response(operation, response) => format!("response {}", response_id(operation, response)),
            Self::Statement(statement) => format!("statement {statement}"),
            Self::Rule(rule) => format!("rule {}", rule.id),
            Self::Decision(decision) => format!("decision {}", decision.id),
            Self::Case(cases) => match cases.as_slice() {
                [only] => format!("case {}", only.name()),
                cases => format!("case {}", cases.first().map(|case| case.id.to_string()).unwrap_or_default()),
            },
        }
    }

    /// The statements that it consists of, or that rest on it.
    pub(super) fn statements(&self, api: &Api) -> Vec<Statement> {
        match self {
            Self::Operation(operation) => {
                operation.responses.values().flat_map(|response| api.statements(operation, response)).collect()
            }
            Self::Response(operation, response) => api.statements(operation, response),
            Self::Statement(statement) => vec![statement.clone()],
            Self::Rule(rule) => vec![Statement::Rule(rule.id.clone())],
            Self::Decision(decision) => resting_on(api, decision),
            Self::Case(cases) => {
                let mut cited = Vec::new();
                for statement in cases.iter().flat_map(|case| case.covers.iter()) {
                    if !cited.contains(statement) {
                        cited.push(statement.clone());
                    }
                }
                cited
            }
        }
    }
}

/// The statements that rest on a decision: all parts of a response, or the headers and rules that name it.
fn resting_on(api: &Api, decision: &Decision) -> Vec<Statement> {
    let rests = |origin: &Origin| matches!(origin, Origin::Decision(id) if *id == decision.id);
    let parts = responses(api).flat_map(|(operation, response)| {
        let is_whole = rests(&response.origin)
            || response.conditions.iter().filter_map(|condition| condition.origin.as_ref()).any(rests);
        let text = format!("decision {}:", decision.id);
        let statements = api.statements(operation, response).into_iter();
        statements.filter(move |statement| is_whole || statement.source(api).starts_with(&text))
    });
    let rules = api.rules.values().filter(|rule| rests(&rule.origin)).map(|rule| Statement::Rule(rule.id.clone()));
    parts.chain(rules).collect()
}

pub(super) fn response_id(operation: &Operation, response: &Response) -> String {
    format!("{}/{}", operation.id, response.name)
}

fn responses(api: &Api) -> impl Iterator<Item = (&Operation, &Response)> {
    let operations = api.operations.values();
    operations.flat_map(|operation| operation.responses.values().map(move |response| (operation, response)))
}

/// The parts of all responses; rules have IDs of their own.
fn statements(api: &Api) -> impl Iterator<Item = Statement> {
    responses(api).flat_map(|(operation, response)| api.statements(operation, response))
}

fn unknown(suite: &Suite, id: &str) -> String {
    let api = &suite.api;
    let mut ids: Vec<String> = api.operations.keys().map(ToString::to_string).collect();
    ids.extend(responses(api).map(|(operation, response)| response_id(operation, response)));
    ids.extend(statements(api).map(|statement| statement.to_string()));
    ids.extend(api.rules.keys().map(ToString::to_string));
    ids.extend(api.decisions.keys().map(ToString::to_string));
    let is_in_scope = id.contains('@');
    ids.extend(suite.cases.iter().map(|case| if is_in_scope { case.name() } else { case.id.0.clone() }));
    ids.sort();
    ids.dedup();
    let expected = format!(
        "expected the ID of an operation, a response, a statement, a rule, a decision or a case, found `{id}`; "
    );
    let found = alike(id, &ids);
    if found.is_empty() {
        let operations: Vec<String> = api.operations.keys().map(ToString::to_string).collect();
        let operations = operations.join(", ");
        return format!(
            "{expected}no ID is like it. The operations are {operations}; explain one of them for its responses and statements. \
             `kii-conformance list` lists the cases"
        );
    }
    let lines: String = found.into_iter().map(|near| format!("  {near}\n")).collect();
    format!("{expected}IDs that are like it:\n{lines}`kii-conformance list` lists the cases")
}

/// The IDs that were probably meant: those that are nearly the same, then the shortest that have the text in them.
fn alike<'a>(id: &str, ids: &'a [String]) -> Vec<&'a str> {
    let mut alike = nearest(id, ids.iter().map(String::as_str), MOST);
    alike.retain(|near| is_near(id, near));
    let part = id.to_lowercase();
    let mut longer: Vec<&str> = ids.iter().map(String::as_str).collect();
    longer.retain(|known| known.to_lowercase().contains(&part) && !alike.contains(known));
    longer.sort_by_key(|known| (known.len(), *known));
    alike.extend(longer);
    alike.truncate(MOST);
    alike
}
