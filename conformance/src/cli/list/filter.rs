//! The filters of `list`, looked up: what a filter names must exist, as a list without cases would look like an answer.

use std::collections::HashMap;

use kii_spec::{Api, Level, Statement, nearest};

use super::FilterFlags;
use crate::{
    cases::{Case, Suite},
    run::OutcomeKind,
    score::Profile,
};

/// How many names are suggested in place of one that does not exist.
const NEAREST: usize = 5;

/// The outcomes of a run, by the names of the cases.
pub(super) type Outcomes = HashMap<String, OutcomeKind>;

/// What selects cases; no filter of a kind selects all.
pub(super) struct Filters<'a> {
    flags: &'a FilterFlags,
    levels: Vec<Level>,
    profile: Option<Profile>,
}

impl<'a> Filters<'a> {
    /// Looks up what the flags name.
    ///
    /// # Errors
    /// When something does not exist: what was expected and found, and the nearest names.
    pub(super) fn resolve(flags: &'a FilterFlags, suite: &Suite) -> Result<Self, String> {
        let api = &suite.api;
        let operations: Vec<String> = api.operations.keys().map(ToString::to_string).collect();
        exist("operation", &flags.operation, &operations)?;
        let scopes: Vec<String> = api.service.scopes.keys().map(ToString::to_string).collect();
        exist("scope", &flags.scope, &scopes)?;
        let mut responses = Vec::new();
        let mut statements: Vec<String> = api.rules.keys().map(ToString::to_string).collect();
        for operation in api.operations.values() {
            for response in operation.responses.values() {
                responses.extend([response.name.to_string(), format!("{}/{}", operation.id, response.name)]);
                statements.extend(api.statements(operation, response).iter().map(ToString::to_string));
            }
        }
        responses.sort();
        responses.dedup();
        exist("response", &flags.response, &responses)?;
        exist("statement", &flags.statement, &statements)?;
        let is_idle = |text: &&String| !suite.cases.iter().any(|case| case.name().contains(text.as_str()));
        if let Some(text) = flags.names.iter().find(is_idle) {
            return Err(format!("no case has `{text}` in its name; leave it out to list the names"));
        }
        let profile = flags.profile.as_deref().map(Profile::find).transpose();
        let profile = profile.map_err(|expected| format!("--profile: {expected}"))?;
        Ok(Self { flags, levels: flags.level.iter().copied().map(Into::into).collect(), profile })
    }

    /// Whether a case meets every kind of filter.
    pub(super) fn take(&self, api: &Api, case: &Case, outcomes: Option<&Outcomes>) -> bool {
        let FilterFlags { names, operation, scope, response, statement, outcome, .. } = self.flags;
        let name = case.name();
        let cites = |id: &String| case.covers.iter().any(|statement| statement.to_string() == *id);
        let has_outcome = |outcome: &OutcomeKind| outcomes.and_then(|outcomes| outcomes.get(&name)) == Some(outcome);
        meets(names, |text| name.contains(text.as_str()))
            && meets(operation, |id| case.operation.to_string() == *id)
            && meets(scope, |id| case.scope.0 == *id)
            && meets(response, |id| provokes(case, id))
            && meets(statement, cites)
            && meets(&self.levels, |level| case.level == *level)
            && meets(outcome, has_outcome)
            && self.profile.as_ref().is_none_or(|profile| profile.scores(api, case))
    }
}

fn meets<T>(filters: &[T], is_met: impl Fn(&T) -> bool) -> bool {
    filters.is_empty() || filters.iter().any(is_met)
}

/// Whether a case cites a part of the response with this name, or with this operation and name.
fn provokes(case: &Case, id: &str) -> bool {
    case.covers.iter().any(|statement| match statement {
        Statement::Answer { operation, response, .. } => *response.0 == *id || format!("{operation}/{response}") == id,
        Statement::Rule(_) => false,
    })
}

fn exist(what: &str, named: &[String], known: &[String]) -> Result<(), String> {
    let Some(unknown) = named.iter().find(|name| !known.contains(name)) else { return Ok(()) };
    let near = nearest(unknown, known.iter().map(String::as_str), NEAREST).join(", ");
    Err(format!("--{what}: `{unknown}` is not known; the nearest are {near}"))
}
