//! Cases that follow from the spec: for each operation, scope and documented response, a request that provokes it.
//!
//! Around the request, everything else follows from `when` and `then`, too: how to bring the world there, the positive
//! control of a refusal, what must be seen afterwards, and the addresses that must answer. A response that is new in the
//! spec is a new case without a line of code.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use kii_spec::{
    Api, DerivedCheck, Due, HeaderValue, Operation, Planner, Response, Scope,
    axis::{Axis, BucketId, ObjectId, Owner, Point},
};
use serde_json::Map;

use crate::{
    case::{Case, CaseId, Exclusion, Expect, Role, Sent, Stage, Step},
    statement::{Part, Statement},
};

/// Everything that follows from the spec.
#[derive(Clone, Debug, Default)]
pub struct Derived {
    /// The cases, in the spec's order.
    pub cases: Vec<Case>,
    /// The documented responses that no request can provoke in a scope, each with the reason.
    pub exclusions: Vec<Exclusion>,
}

/// Derives the cases of an API.
#[must_use]
pub fn derive(api: &Api) -> Derived {
    let mut derived = Derived::default();
    let planner = Planner::new(api);
    for operation in api.operations.values() {
        for response in operation.responses.values() {
            let telling = telling_axes(api, operation, response);
            for scope in api.service.scopes.values() {
                if let Some(reason) = api.unprovoked(operation, response, scope) {
                    derived.exclude(operation, scope, response, reason);
                    continue;
                }
                for due in api.occasions(operation, response, scope) {
                    let situation = Situation { api, planner: &planner, operation, scope, due };
                    match situation.stages() {
                        Some(stages) => derived.cases.push(situation.case(&telling, stages)),
                        None => {
                            let reason = "no sequence of documented operations leads there".to_owned();
                            derived.exclude(operation, scope, response, reason);
                        }
                    }
                }
            }
        }
    }
    derived
}

impl Derived {
    fn exclude(&mut self, operation: &Operation, scope: &Scope, response: &Response, reason: String) {
        self.exclusions.push(Exclusion {
            operation: operation.id.clone(),
            scope: scope.name.clone(),
            response: response.name.clone(),
            reason,
        });
    }
}

/// The axes on which the points of a response differ, in any scope: they tell its cases apart.
fn telling_axes(api: &Api, operation: &Operation, response: &Response) -> BTreeSet<Axis> {
    let scopes = api.service.scopes.values();
    let points: Vec<Point> =
        scopes.flat_map(|scope| api.occasions(operation, response, scope)).map(|due| due.point).collect();
    let differs =
        |axis: &Axis| points.windows(2).any(|pair| matches!(pair, [a, b] if a.setting(*axis) != b.setting(*axis)));
    Axis::ALL.iter().copied().filter(differs).collect()
}

/// A response that is due at a point.
#[derive(Clone, Copy)]
struct Situation<'a> {
    api: &'a Api,
    planner: &'a Planner<'a>,
    operation: &'a Operation,
    scope: &'a Scope,
    due: Due<'a>,
}

impl Situation<'_> {
    fn case(&self, telling: &BTreeSet<Axis>, stages: Vec<Stage>) -> Case {
        let told = self.due.point.differences().into_iter().filter(|setting| telling.contains(&setting.axis()));
        let told: Vec<String> = told.map(|setting| setting.to_string()).collect();
        let name = format!("{}/{}", self.operation.id, self.due.response.name);
        let id = if told.is_empty() { name } else { format!("{name}[{}]", told.join(",")) };
        let mut covers = answer_statements(self.api, self.operation, self.due.response, self.scope);
        covers.extend(self.checks(&stages).into_iter().filter_map(|check| {
            let rule = self.api.rule_of(check)?;
            Some(Statement::Rule(rule.id.clone()))
        }));
        Case {
            id: CaseId(id),
            scope: self.scope.name.clone(),
            operation: self.operation.id.clone(),
            level: self.due.occasion.level,
            covers,
            stages,
        }
    }

    /// The checks that the stages make beyond those of the answer itself.
    fn checks(&self, stages: &[Stage]) -> BTreeSet<DerivedCheck> {
        let steps = stages.iter().flat_map(|stage| &stage.steps);
        let mut checks: BTreeSet<DerivedCheck> = steps
            .filter_map(|step| match step.role {
                Role::Verify(check) => Some(check),
                Role::Follow => Some(DerivedCheck::LocationAnswers),
                Role::SetUp | Role::Control | Role::Act => None,
            })
            .collect();
        if !self.due.response.then.is_none() {
            checks.insert(DerivedCheck::NewVersion);
        }
        checks
    }

    /// The control in a world of its own, then the act in another; `None` when the world cannot be brought there.
    fn stages(&self) -> Option<Vec<Stage>> {
        let mut stages = Vec::new();
        if !self.due.response.is_success() {
            let due = self.api.control(self.operation, self.scope, self.due.point)?;
            let control = Self { due, ..*self };
            let mut steps = control.set_up()?;
            steps.push(control.step(Role::Control));
            stages.push(Stage { steps });
        }
        let mut steps = self.set_up()?;
        if self.watches_refusal() {
            steps.extend(self.observations(Role::SetUp, self.due.point));
        }
        steps.push(self.step(Role::Act));
        steps.extend(self.follow());
        steps.extend(self.verification());
        stages.push(Stage { steps });
        Some(stages)
    }

    fn set_up(&self) -> Option<Vec<Step>> {
        let moves = self.planner.plan(self.operation, self.scope, self.due.point)?;
        let steps = moves.into_iter().filter_map(|step| {
            let operation = self.api.operations.get(&step.operation)?;
            let due = self.api.due(operation, self.scope, step.point)?;
            Some(Situation { operation, due, ..*self }.step(Role::SetUp))
        });
        Some(steps.collect())
    }

    fn step(&self, role: Role) -> Step {
        Step {
            role,
            operation: self.operation.id.clone(),
            point: self.due.point,
            sent: Sent::default(),
            expect: Expect::Response {
                name: self.due.response.name.clone(),
                tolerance: self.due.occasion.tolerance.clone(),
                level: self.due.occasion.level,
            },
            keep: IndexMap::new(),
            see: Map::new(),
        }
    }

    /// Whether the request names an object in a place that exists, so that others can look at it.
    fn is_observable(&self) -> bool {
        let point = self.due.point;
        let names_object = self.operation.has_axis(Axis::Object) || self.due.response.is_success();
        names_object
            && point.owner == Owner::Exists
            && point.bucket_id == BucketId::Valid
            && point.object_id == ObjectId::Valid
    }

    fn watches_refusal(&self) -> bool {
        !self.due.response.is_success() && !self.operation.is_safe() && self.is_observable()
    }

    /// What the world shows afterwards: the effect of a success, or nothing new after a refusal.
    fn verification(&self) -> Vec<Step> {
        if self.operation.is_safe() || !self.is_observable() {
            return Vec::new();
        }
        let check = match self.due.response.is_success() {
            true => DerivedCheck::SuccessTakesEffect,
            false => DerivedCheck::RefusalChangesNothing,
        };
        self.observations(Role::Verify(check), self.due.point.after(self.due.response.then))
    }

    /// A look at everything that can be looked at in a world.
    fn observations(&self, role: Role, world: Point) -> Vec<Step> {
        let plain = Point { owner: world.owner, object: world.object, body: world.body, ..Point::default() };
        let observers = self.api.observers().into_iter();
        let steps = observers.filter_map(|operation| {
            let due = self.api.due(operation, self.scope, plain)?;
            Some(Situation { operation, due, ..*self }.step(role))
        });
        steps.collect()
    }

    /// A request to each address that the answer names.
    fn follow(&self) -> Vec<Step> {
        let after = self.due.point.after(self.due.response.then);
        let addresses = self.due.response.headers.iter().filter_map(|header| match &header.value {
            HeaderValue::Uri(operation) => self.api.operations.get(operation),
            HeaderValue::Version(_)
            | HeaderValue::Date
            | HeaderValue::ObjectMedia
            | HeaderValue::BodyMedia
            | HeaderValue::ContentRange => None,
        });
        let steps = addresses.filter_map(|operation| {
            let due = self.api.due(operation, self.scope, after)?;
            Some(Situation { operation, due, ..*self }.step(Role::Follow))
        });
        steps.collect()
    }
}

/// Every statement that a documented response makes in a scope.
#[must_use]
pub fn answer_statements(api: &Api, operation: &Operation, response: &Response, scope: &Scope) -> Vec<Statement> {
    let answer = |part| Statement::answer(operation, response, part);
    let mut statements = vec![answer(Part::Status), answer(Part::MediaType), answer(Part::Content)];
    statements.extend(response.headers.iter().map(|header| answer(Part::Header(header.name.clone()))));
    statements.extend(api.member_paths(response, scope).into_iter().map(|path| answer(Part::Member(path))));
    statements
}
