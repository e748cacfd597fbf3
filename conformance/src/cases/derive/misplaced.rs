//! Cases about owners of another kind: the ID of a user where a group's belongs, and so on. It names nobody there, so what is
//! due to an owner that does not exist is due to it.

use kii_spec::{
    Operation, OwnerKind, Planner, Scope, ScopeName,
    axis::{Axis, AxisKind, Owner},
};

use super::{Situation, due_responses::DueResponses};
use crate::{
    cases::case::{Action, Case, CaseId, Stage},
    values::random::{hash, mixed},
};

/// A case for each operation and each scope whose owner may be missing, with the owner of another scope, which depends on the
/// names alone.
pub(super) fn cases<'a>(known: &'a DueResponses<'a>, planner: &'a Planner<'a>) -> Vec<Case> {
    let operations = known.api.operations.values();
    let places =
        operations.flat_map(|operation| known.api.service.scopes.values().map(move |scope| (operation, scope)));
    places.filter_map(|(operation, scope)| case(known, planner, operation, scope)).collect()
}

fn case<'a>(
    known: &'a DueResponses<'a>,
    planner: &'a Planner<'a>,
    operation: &'a Operation,
    scope: &'a Scope,
) -> Option<Case> {
    let api = known.api;
    let others: Vec<&ScopeName> = api
        .service
        .scopes
        .values()
        .filter(|other| other.prefix != scope.prefix && names_owner(other))
        .map(|other| &other.name)
        .collect();
    let number = usize::try_from(mixed(hash(&format!("{} {}", operation.id, scope.name))) >> 1).unwrap_or_default();
    let other = *others.get(number.checked_rem(others.len())?)?;
    let due = operation.responses.values().find_map(|response| {
        let points = api.expected_points(operation, response, scope).into_iter();
        { points }.find(|due| {
            let differences = due.point.differences();
            let mut requests = differences.iter().filter(|setting| setting.axis().kind() == AxisKind::Request);
            due.point.owner == Owner::Absent && requests.all(|setting| setting.axis() == Axis::CALLER)
        })
    })?;
    let situation = Situation { api, planner, known, operation, scope, due };
    let mut stages = situation.stages().ok()?;
    let steps = stages.iter_mut().flat_map(|stage: &mut Stage| &mut stage.actions).filter_map(|action| match action {
        Action::Call(step) if step.point.owner == Owner::Absent => Some(step),
        Action::Call(_) | Action::BreakOff(_) | Action::Fetch(_) | Action::Wait(_) | Action::Race(_) => None,
    });
    steps.for_each(|step| step.sent.owner = Some(other.clone()));
    let mut case = situation.case(&std::collections::BTreeSet::new(), stages);
    case.id = CaseId(format!("{}[owner=of_{other}]", case.id));
    Some(case)
}

/// Whether the path of a scope names its owner.
fn names_owner(scope: &Scope) -> bool {
    match scope.owner {
        OwnerKind::Principal | OwnerKind::Named | OwnerKind::NamedPrincipal => true,
        OwnerKind::Application | OwnerKind::Caller => false,
    }
}
