//! Cases about the members of a class: what is due to a value of an axis is due to each of its representatives.
//!
//! Each representative gets a case for the operations that its axis concerns, in one scope, which depends on the names alone.

use kii_spec::{
    Api, Change, ExpectedResponse, IdentifierForm, IdentifierRole, ObjectChange, Operation, Planner, Representative,
    RequestChange, RequestContent, Scope, Tolerance,
    axis::{Axis, AxisKind, Body, Owner, Point, Setting},
};

use super::{
    Situation,
    due_responses::DueResponses,
    history::Effect,
    neighbour::Neighbours,
    observation::Observer,
    row::{self, call},
    step,
};
use crate::{
    cases::{
        case::{Action, Case, CaseId, Expect, Fetch, Published, Role, Sent, Step},
        place::{Place, Which},
    },
    values::random::{hash, mixed},
};

/// A case for each representative and each operation that it concerns.
pub(super) fn cases<'a>(
    known: &'a DueResponses<'a>,
    planner: &'a Planner<'a>,
    neighbours: &Neighbours<'a>,
) -> Vec<Case> {
    let api = known.api;
    let settings: Vec<Setting> = api.axes.request_settings().collect();
    let all = settings.into_iter().flat_map(|setting| {
        let representatives = api.representatives_of(setting).iter().filter(|one| !one.written);
        representatives.map(move |representative| Member { api, known, setting, representative })
    });
    all.flat_map(|member| member.cases(planner, neighbours)).collect()
}

/// A member of a class.
#[derive(Clone, Copy)]
struct Member<'a> {
    api: &'a Api,
    known: &'a DueResponses<'a>,
    setting: Setting,
    representative: &'a Representative,
}

impl<'a> Member<'a> {
    fn cases(self, planner: &'a Planner<'a>, neighbours: &Neighbours<'a>) -> Vec<Case> {
        let mut operations: Vec<&'a Operation> =
            self.api.operations.values().filter(|operation| operation.has_axis(self.axis())).collect();
        if self.is_transfer() {
            operations.retain(|operation| operation.request.content != RequestContent::None);
        }
        if self.is_identifier() {
            // All operations find the same object. One that creates an object shows whether a name is taken for another, or is
            // accepted at all; beside it, one of those that change objects.
            let changes = |operation: &Operation, is: fn(Change) -> bool| {
                operation.responses.values().any(|response| is(response.then))
            };
            let creates = |operation: &Operation| changes(operation, |then| then.object == Some(ObjectChange::Sent));
            operations.retain(|operation| changes(operation, |then| !then.is_none()));
            let (creating, others): (Vec<_>, Vec<_>) = operations.into_iter().partition(|operation| creates(operation));
            let chosen = [self.chosen("creation", &creating), self.chosen("change", &others)];
            operations = chosen.into_iter().flatten().collect();
        }
        let cases = operations.into_iter().flat_map(|operation| {
            let scopes: Vec<&'a Scope> = self.api.service.scopes.values().collect();
            let mut rotated = scopes.clone();
            rotated.rotate_left(self.number(&format!("{} scope", operation.id), scopes.len()));
            rotated
                .into_iter()
                .find_map(|scope| self.cases_in(planner, operation, scope, neighbours))
                .unwrap_or_default()
        });
        cases.collect()
    }

    /// The cases in a scope; `None` when nothing can be done there with this member.
    fn cases_in(
        self,
        planner: &'a Planner<'a>,
        operation: &'a Operation,
        scope: &'a Scope,
        neighbours: &Neighbours<'a>,
    ) -> Option<Vec<Case>> {
        let responses = operation.responses.values();
        let points = responses.map(|response| {
            let mut points = self.api.expected_points(operation, response, scope);
            points.retain(|due| self.is_only_difference(due));
            self.chosen(&format!("{} {}", operation.id, response.name), &points)
        });
        let mut points: Vec<ExpectedResponse<'_>> = points.flatten().collect();
        // What an object holds matters wherever it is stored.
        if !self.is_object() {
            points = self.chosen(&operation.id.to_string(), &points).into_iter().collect();
        }
        let Self { api, known, .. } = self;
        let situations = points.into_iter().map(|due| Situation { api, planner, known, operation, scope, due });
        let cases: Vec<Case> = situations.filter_map(|situation| self.case(situation, neighbours)).collect();
        (!cases.is_empty()).then_some(cases)
    }

    /// Whether a request at a point differs from a usual one in the class alone. What a usual request is refused for has
    /// nothing to do with it.
    fn is_only_difference(self, due: &ExpectedResponse<'_>) -> bool {
        let usual = Point::default();
        let differences = due.point.differences();
        let mut requests = differences.iter().filter(|setting| setting.axis().kind() == AxisKind::Request);
        due.point.owner == Owner::Exists
            && due.point.setting(self.axis()) == self.setting
            && requests.all(|setting| *setting == self.setting)
            && (self.setting != usual.setting(self.axis()) || due.response.is_success())
    }

    fn case(self, situation: Situation<'_>, neighbours: &Neighbours<'a>) -> Option<Case> {
        let stages = situation.stages().ok()?;
        let mut case = situation.case(&std::collections::BTreeSet::new(), stages);
        let name = format!("{}/{}", self.api.axes.text(self.setting), self.representative.name);
        case.id = CaseId(format!("{}/{}[{name}]", situation.operation.id, situation.due.response.name));
        case.level = case.level.max(self.representative.level);
        let mut stages = case.stages.to_vec();
        let mut is_prepared = self.representative.given.is_empty();
        for stage in &mut stages {
            for action in &mut stage.actions {
                if let Action::Call(step) = action {
                    is_prepared |= self.prepare(step);
                    self.stand_in(step);
                }
            }
        }
        if self.representative.twin.is_some() {
            let stage = stages.last_mut()?;
            let act = stage.actions.iter().position(|action| action.role() == Some(Role::Act))?;
            let (before, after) = self.twin(&situation)?;
            stage.actions.splice(act..act, before);
            stage.actions.extend(after);
            let is_creation = situation.due.response.then.object == Some(ObjectChange::Sent);
            if is_creation && self.is_part_of_twin() {
                stage.actions.extend(self.lives(&situation, neighbours));
            }
        }
        case.stages = stages.into();
        neighbours.join(&situation, &mut case);
        let mut stages = case.stages.to_vec();
        for action in stages.iter_mut().flat_map(|stage| &mut stage.actions) {
            if let Action::Call(step) = action {
                self.tolerate(step);
            }
        }
        case.stages = stages.into();
        is_prepared.then_some(case)
    }

    /// Lets the member stand for its class: in every request to its address, or in the act.
    fn stand_in(self, step: &mut Step) {
        let operation = self.api.operations.get(&step.operation);
        let concerned = operation.is_some_and(|operation| operation.has_axis(self.axis()));
        let is_meant = self.is_identifier() || step.role == Role::Act;
        if concerned && is_meant && step.point.setting(self.axis()) == self.setting {
            step.sent.representatives.insert(self.axis(), self.representative.name.clone());
            if let (Role::Act, Expect::Response { level, .. }) = (step.role, &mut step.expect) {
                *level = (*level).max(self.representative.level);
            }
        }
    }

    /// Accepts the statuses that the member may be refused with, wherever it is sent.
    fn tolerate(self, step: &mut Step) {
        let is_sent = step.sent.representatives.get(&self.axis()) == Some(&self.representative.name);
        let also = &self.representative.also;
        match &mut step.expect {
            Expect::Response { tolerance: Tolerance::Warned(statuses), .. } if is_sent => statuses.extend(also),
            Expect::Response { tolerance: tolerance @ Tolerance::None, .. } if is_sent && !also.is_empty() => {
                *tolerance = Tolerance::Warned(also.clone());
            }
            Expect::Response { .. } | Expect::Due | Expect::AnySuccess => {}
        }
    }

    /// Lets a request of the set-up differ as the member demands; whether one did.
    fn prepare(self, step: &mut Step) -> bool {
        let Some(operation) = self.api.operations.get(&step.operation).filter(|_| step.role == Role::SetUp) else {
            return false;
        };
        let given = self.representative.given.iter().filter(|(setting, _)| operation.has_axis(setting.axis()));
        let given: Vec<_> = given.collect();
        for (setting, name) in &given {
            step.point = step.point.with(*setting);
            let named = name.iter().map(|name| (setting.axis(), name.clone()));
            step.sent.representatives.extend(named);
        }
        !given.is_empty()
    }

    /// What creates the other object, with a body, at an address that is nearly the same; and what reads it in the end.
    fn twin(self, situation: &Situation<'_>) -> Option<(Vec<Action>, Vec<Action>)> {
        let Situation { api, planner, known, scope, .. } = *situation;
        let state = Point { body: Body::Exists, ..Point::default() };
        let address = api.axes.address(situation.due.point);
        let reader = *api.observers().first()?;
        let creating = planner.plan(reader, scope, state)?.into_iter().map(|planned| {
            let mut step = step(Role::SetUp, planned.operation, planned.expected);
            step.point.request = address;
            Action::Call(Box::new(step))
        });
        let role = Role::Verify(kii_spec::DerivedCheck::SuccessTakesEffect);
        let observer = Observer { known, scope, address, state };
        let elsewhere = |mut action: Action| {
            if let Action::Call(step) = &mut action {
                step.sent.place = self.other_place();
                step.sent.representatives.insert(self.axis(), self.representative.name.clone());
            }
            action
        };
        let reading = observer.contents(role).into_iter().map(elsewhere).collect();
        Some((creating.map(elsewhere).collect(), reading))
    }

    /// Whether one of the two IDs is a part of the other.
    fn is_part_of_twin(self) -> bool {
        let usual = IdentifierForm::Append(String::new());
        let RequestChange::Identifier { form, .. } = &self.representative.change else { return false };
        *form == usual || self.representative.twin.as_ref() == Some(&usual)
    }

    /// Everything that can happen to one of two objects at nearly the same address, while the other must stay as it is.
    fn lives(self, situation: &Situation<'_>, neighbours: &Neighbours<'a>) -> Vec<Action> {
        let Situation { api, known, scope, .. } = *situation;
        let address = api.axes.address(situation.due.point);
        let role = Role::Verify(kii_spec::DerivedCheck::SuccessTakesEffect);
        let at = |place: Place, mut action: Action| {
            match &mut action {
                Action::Call(step) => {
                    step.sent.place = place;
                    step.sent.representatives.insert(self.axis(), self.representative.name.clone());
                }
                Action::Fetch(fetch) => fetch.place = place,
                Action::BreakOff(_) | Action::Wait(_) | Action::Race(_) => {}
            }
            action
        };
        let change = |place, effect| {
            let operation = neighbours.operation(effect)?;
            let point = Point { request: address, ..Point::default() };
            // A target that lacks something for it does without.
            Some(at(place, call(row::step(Role::Again, operation, point, Sent::default(), Expect::Due))))
        };
        let look = |place, role| {
            let state = Point { body: Body::Exists, ..Point::default() };
            let fetch = Fetch { role, place, publication: None, caller: None, expect: Published::Due };
            let reads =
                Observer { known, scope, address, state }.contents(role).into_iter().chain([Action::Fetch(fetch)]);
            reads.map(|action| at(place, action)).collect::<Vec<_>>()
        };
        let (own, other) = (Place::default(), self.other_place());
        let changes =
            |all: &[(Place, Effect)]| all.iter().filter_map(|(place, effect)| change(*place, *effect)).collect();
        [
            changes(&[
                (other, Effect::Publish),
                (own, Effect::Upload),
                (own, Effect::Publish),
                (own, Effect::DeleteBody),
            ]),
            look(other, role),
            changes(&[(own, Effect::Upload), (own, Effect::Delete)]),
            look(other, role),
            changes(&[(own, Effect::Replace), (own, Effect::Upload), (own, Effect::Publish), (other, Effect::Delete)]),
            look(own, Role::Again),
        ]
        .concat()
    }

    fn other_place(self) -> Place {
        let RequestChange::Identifier { parameter, .. } = &self.representative.change else { return Place::default() };
        match self.api.service.identifiers.get(parameter).map(|identifier| identifier.role) {
            Some(IdentifierRole::Bucket) => Place { bucket: Which::Other, ..Place::default() },
            Some(IdentifierRole::Object) | None => Place { object: Which::Other, ..Place::default() },
        }
    }

    const fn axis(self) -> Axis {
        self.setting.axis()
    }

    fn is_identifier(self) -> bool {
        self.api.axes.is_address(self.axis())
    }

    /// Whether it is a way to send content.
    const fn is_transfer(self) -> bool {
        matches!(self.representative.change, RequestChange::Transfer(_))
    }

    fn is_object(self) -> bool {
        matches!(self.representative.change, RequestChange::Object(_))
    }

    /// One of several, which depends on the names alone.
    fn chosen<T: Copy>(self, purpose: &str, all: &[T]) -> Option<T> {
        all.get(self.number(purpose, all.len())).copied()
    }

    /// A number below `count` that depends on the names alone.
    fn number(self, purpose: &str, count: usize) -> usize {
        let text = format!("{} {} {purpose}", self.api.axes.text(self.setting), self.representative.name);
        usize::try_from(mixed(hash(&text)) >> 1).unwrap_or_default().checked_rem(count).unwrap_or_default()
    }
}
