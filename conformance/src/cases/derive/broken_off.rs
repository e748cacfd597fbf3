//! Cases about uploads that break off: the client announces some length, sends half of it and closes the connection. What has
//! arrived is no request, so everything has to stay as it was (decision A73).

use kii_spec::{
    Api, DerivedCheck, ExpectedResponse, Level, Operation, Planner, RequestContent, Rule, Scope, Statement,
    axis::{Axis, AxisKind, Owner},
};

use super::{Situation, due_responses::DueResponses};
use crate::{
    cases::case::{Action, Case, CaseId, Role, Stage},
    values::random::{hash, mixed},
};

/// A case for each operation with content and each state in which the whole request would succeed, in one scope, which depends
/// on the names alone. Where the server chooses the object's ID, nobody could look at it.
pub(super) fn cases<'a>(known: &'a DueResponses<'a>, planner: &'a Planner<'a>) -> Vec<Case> {
    let api = known.api;
    let Some(rule) = api.rule_of(DerivedCheck::RefusalChangesNothing) else { return Vec::new() };
    let operations = api.operations.values().filter(|operation| operation.request.content != RequestContent::None);
    operations.flat_map(|operation| of_operation(api, known, planner, operation, rule)).collect()
}

fn of_operation<'a>(
    api: &'a Api,
    known: &'a DueResponses<'a>,
    planner: &'a Planner<'a>,
    operation: &'a Operation,
    rule: &Rule,
) -> Vec<Case> {
    let mut states: Vec<(String, Case)> = Vec::new();
    let scopes: Vec<&'a Scope> = api.service.scopes.values().collect();
    for response in operation.responses.values().filter(|response| response.is_success()) {
        let mut rotated = scopes.clone();
        let number = usize::try_from(mixed(hash(&format!("{} broken off {}", operation.id, response.name))) >> 1);
        rotated.rotate_left(number.unwrap_or_default() % scopes.len().max(1));
        for scope in rotated {
            for due in api.expected_points(operation, response, scope).into_iter().filter(is_usual) {
                let state: Vec<String> = due.point.differences().into_iter().map(|one| api.axes.text(one)).collect();
                let state = state.join(",");
                if states.iter().any(|(known, _)| *known == state) {
                    continue;
                }
                let situation = Situation { api, planner, known, operation, scope, due };
                states.extend(case(&situation, rule, &state).map(|case| (state, case)));
            }
        }
    }
    states.into_iter().map(|(_, case)| case).collect()
}

/// Whether nothing but the state differs from a usual request, which must succeed.
fn is_usual(due: &ExpectedResponse<'_>) -> bool {
    let differs = due.point.differences().iter().any(|setting| setting.axis().kind() == AxisKind::Request);
    due.condition.level == Level::Must && due.point.owner == Owner::Exists && !differs
}

fn case(situation: &Situation<'_>, rule: &Rule, state: &str) -> Option<Case> {
    if !situation.is_observable() || !situation.operation.has_axis(Axis::Object) {
        return None;
    }
    let mut control = situation.set_up().ok()?;
    control.push(situation.call(Role::Control));
    let observer = situation.observer(situation.due.point);
    let mut actions = situation.set_up().ok()?;
    actions.extend(observer.contents(Role::SetUp));
    let Action::Call(step) = situation.call(Role::Act) else { return None };
    actions.push(Action::BreakOff(step));
    actions.extend(observer.contents(Role::Verify(DerivedCheck::RefusalChangesNothing)));
    let name = if state.is_empty() { "broken-off".to_owned() } else { format!("broken-off[{state}]") };
    Some(Case {
        id: CaseId(format!("{}/{name}", situation.operation.id)),
        scope: situation.scope.name.clone(),
        operation: situation.operation.id.clone(),
        level: rule.level,
        covers: [Statement::Rule(rule.id.clone())].into(),
        stages: [Stage { actions: control }, Stage { actions }].into(),
    })
}
