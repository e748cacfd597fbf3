//! What the pages show that the spec is bound to: no other scope, and nothing that a decision or another page has filled in.

use kii_spec::{Api, Authority, Operation, Origin, Part, Statement};

use crate::cases::{Case, Expect, Role, Step};

/// Whether a case is about something that these pages show.
pub(super) fn shows(api: &Api, case: &Case) -> bool {
    let Some(operation) = api.operations.get(&case.operation) else { return false };
    let at_home = case.scope == operation.documented_scope && case.steps().all(|step| step.scope.is_none());
    let is_written = case.covers.iter().all(|statement| statement.rule().is_some());
    at_home
        && match is_written {
            true => case.rules().all(|id| api.rules.get(id).is_some_and(|rule| is_shown(api, &rule.origin))),
            false => case.steps().filter(|step| step.role == Role::Act).all(|act| is_due(api, case, operation, act)),
        }
}

/// Whether the answer and the condition under which it is due come from these pages. Where they lack only its number, the
/// inventory of their statements has the answer all the same.
fn is_due(api: &Api, case: &Case, operation: &Operation, act: &Step) -> bool {
    let response = match &act.expect {
        Expect::Response { name, .. } => operation.responses.get(name),
        Expect::AnySuccess | Expect::Due => None,
    };
    let scope = api.service.scopes.get(&case.scope);
    let (Some(response), Some(due)) = (response, scope.and_then(|scope| api.expected(operation, scope, act.point)))
    else {
        return false;
    };
    match (&due.condition.origin, &response.origin) {
        (Some(condition), _) => is_shown(api, condition),
        (None, origin) => {
            is_shown(api, origin) || {
                let statement = Statement::answer(operation, response, Part::Status);
                api.inventory.statements.values().flatten().any(|(_, known)| *known == statement)
            }
        }
    }
}

fn is_shown(api: &Api, origin: &Origin) -> bool {
    match origin {
        Origin::Page(source) => api.pages.get(&source.page).is_some_and(|page| page.authority == Authority::Seed),
        Origin::Decision(_) => false,
    }
}
