//! Cases that follow from the spec: for each operation, scope and documented response, a request that provokes it.
//!
//! The other steps follow from `when` and `then` as well: the set-up of the state, the positive control of a refusal, the
//! verification, and the requests to the addresses that the answer names. A new response in the spec gives new cases
//! without new code.

mod array;
mod broken_off;
mod checks;
mod class;
mod concurrent;
mod depth;
mod due_responses;
mod factor;
mod history;
mod misplaced;
mod neighbour;
mod observation;
mod outcome;
mod pairs;
mod representative;
mod rotation;
mod row;
mod rows;
mod space;
mod stays_refused;
mod stored;

use std::collections::BTreeSet;

use indexmap::IndexMap;
use kii_spec::{
    Api, Caller, Checked, Credentials, DerivedCheck, ExpectedResponse, HeaderValue, Level, Meaning, Operation, Origin,
    Part, PlannedRequest, Planner, Response, Scope, Statement, Tolerance,
    axis::{Axis, CallerId, Owner, Point},
};
use serde_json::Map;

pub(crate) use self::rows::cases;
pub use self::{depth::Depth, pairs::Pairs, rows::names as rows};
use self::{due_responses::DueResponses, neighbour::Neighbours, observation::Observer};
use crate::{
    cases::{
        case::{Action, Case, CaseId, Exclusion, Expect, Fetch, Published, Role, Sent, Stage, Step},
        place::Place,
    },
    values::random::{hash, mixed},
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
    let (planner, known) = (Planner::new(api), DueResponses::of(api));
    let neighbours = Neighbours::of(api);
    for operation in api.operations.values() {
        for response in operation.responses.values() {
            let distinguishing = distinguishing_axes(api, operation, response);
            for scope in api.service.scopes.values() {
                if let Some(reason) = api.unprovoked(operation, response, scope) {
                    derived.exclude(operation, scope, response, reason);
                    continue;
                }
                for due in api.expected_points(operation, response, scope) {
                    let situation = Situation { api, planner: &planner, known: &known, operation, scope, due };
                    match situation.stages() {
                        Ok(stages) => {
                            let mut case = situation.case(&distinguishing, stages);
                            neighbours.join(&situation, &mut case);
                            derived.cases.push(case);
                        }
                        Err(reason) => derived.exclude(operation, scope, response, reason),
                    }
                }
            }
        }
    }
    derived.cases.extend(representative::cases(&known, &planner, &neighbours));
    derived.cases.extend(broken_off::cases(&known, &planner));
    derived.cases.extend(misplaced::cases(&known, &planner));
    derived.cases.extend(stays_refused::cases(&known));
    derived.cases.extend(concurrent::cases(&known, &planner));
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
fn distinguishing_axes(api: &Api, operation: &Operation, response: &Response) -> BTreeSet<Axis> {
    let scopes = api.service.scopes.values();
    let points: Vec<Point> =
        scopes.flat_map(|scope| api.expected_points(operation, response, scope)).map(|due| due.point).collect();
    let differs =
        |axis: &Axis| points.windows(2).any(|pair| matches!(pair, [a, b] if a.setting(*axis) != b.setting(*axis)));
    api.axes.all().filter(differs).collect()
}

/// A response that is due at a point.
#[derive(Clone, Copy)]
struct Situation<'a> {
    api: &'a Api,
    planner: &'a Planner<'a>,
    known: &'a DueResponses<'a>,
    operation: &'a Operation,
    scope: &'a Scope,
    due: ExpectedResponse<'a>,
}

impl<'a> Situation<'a> {
    fn case(&self, distinguishing: &BTreeSet<Axis>, stages: Vec<Stage>) -> Case {
        let named = self.due.point.differences().into_iter().filter(|setting| distinguishing.contains(&setting.axis()));
        let named: Vec<String> = named.map(|setting| self.api.axes.text(setting)).collect();
        let name = format!("{}/{}", self.operation.id, self.due.response.name);
        let id = if named.is_empty() { name } else { format!("{name}[{}]", named.join(",")) };
        let mut covers = self.answer();
        // The act is in the last stage; what a control shows is not what the case is about.
        let actions = stages.last().map(|stage| stage.actions.as_slice()).unwrap_or_default();
        let checks = checks::checks(self.known, self.scope, self.due.response, actions);
        let rules = checks.into_iter().filter_map(|check| self.api.rule_of(check));
        covers.extend(rules.map(|rule| Statement::Rule(rule.id.clone())));
        covers.extend(self.rules());
        Case {
            id: CaseId(id),
            scope: self.scope.name.clone(),
            operation: self.operation.id.clone(),
            level: self.due.condition.level,
            covers: covers.into(),
            stages: stages.into(),
        }
    }

    /// What the response that is due states here. Where any refusal will do, that is only that there is one, unless a page
    /// describes the one that is due.
    fn answer(&self) -> Vec<Statement> {
        let ExpectedResponse { response, condition, .. } = self.due;
        let described = self.api.error(response, self.scope);
        let on_a_page = described.is_some_and(|error| matches!(error.origin, Origin::Page(_)));
        let is_open = condition.tolerance == Tolerance::AnyClientError && !on_a_page;
        let statements = answer_statements(self.api, self.operation, response, self.scope).into_iter();
        let stated = statements.filter(|statement| match statement {
            Statement::Answer { part: Part::Status, .. } => true,
            Statement::Answer { part: Part::MediaType | Part::Content | Part::Header(_) | Part::Member(_), .. }
            | Statement::Rule(_) => !is_open,
        });
        stated.collect()
    }

    /// The rules that say that cases such as this one check them.
    fn rules(&self) -> impl Iterator<Item = Statement> {
        let rules = self.api.rules.values().filter(|rule| match &rule.checked {
            Checked::At(occurrence) => occurrence.includes(self.operation, self.scope, &self.due),
            Checked::Derived(_) | Checked::Cases | Checked::Excluded(_) => false,
        });
        rules.map(|rule| Statement::Rule(rule.id.clone()))
    }

    /// The control in a state of its own, then the act in another; or why there is no such case.
    fn stages(&self) -> Result<Vec<Stage>, String> {
        let mut stages = Vec::new();
        // A success of a lower level needs a positive control as well.
        if !self.due.response.is_success() || self.due.condition.level != Level::Must {
            let due = self.api.control(self.operation, self.scope, self.due.point).ok_or_else(|| {
                format!(
                    "{} has no success that must be given here, so nothing shows that a refusal is due to its fault",
                    self.operation.id
                )
            })?;
            let control = Self { due, ..*self };
            let mut steps = control.set_up()?;
            steps.push(control.call(Role::Control));
            stages.push(Stage { actions: steps });
        }
        let mut steps = self.set_up()?;
        if !self.due.response.is_success() && self.is_observable() {
            let observations = self.observer(self.due.point).contents(Role::SetUp);
            // The same request as the act would end the case before the act if its answer were wrong.
            steps.extend(observations.into_iter().filter(|observation| !self.is_act(observation)));
        }
        steps.push(self.call(Role::Act));
        steps.extend(self.follow());
        steps.extend(self.fetch());
        steps.extend(self.verification());
        steps.extend(self.fetch_by_reader());
        stages.push(Stage { actions: steps });
        Ok(stages)
    }

    fn set_up(&self) -> Result<Vec<Action>, String> {
        let moves = self.planner.plan(self.operation, self.scope, self.due.point);
        let moves = moves.ok_or_else(|| "no sequence of documented operations leads there".to_owned())?;
        let steps =
            moves.into_iter().map(|PlannedRequest { operation, expected }| step(Role::SetUp, operation, expected));
        Ok(steps.map(|step| Action::Call(Box::new(step))).collect())
    }

    fn call(&self, role: Role) -> Action {
        Action::Call(Box::new(step(role, self.operation, self.due)))
    }

    fn is_act(&self, action: &Action) -> bool {
        match action {
            Action::Call(step) => step.operation == self.operation.id && step.point == self.due.point,
            Action::BreakOff(_) | Action::Fetch(_) | Action::Wait(_) | Action::Race(_) => false,
        }
    }

    /// Whether the request names an object in a scope that exists, so that other requests can read it.
    fn is_observable(&self) -> bool {
        let point = self.due.point;
        let names_object = self.operation.has_axis(Axis::Object) || self.due.response.is_success();
        names_object && point.owner == Owner::Exists && self.api.axes.is_well_formed(point)
    }

    /// Reads the state after the act: a success must have had its effect, and a refusal none. Even a read may have changed
    /// what it reads.
    fn verification(&self) -> Vec<Action> {
        if !self.is_observable() {
            return Vec::new();
        }
        let observer = self.observer(self.due.response.point_after(self.due.point));
        match self.due.response.is_success() {
            true => observer.everything(Role::Verify(DerivedCheck::SuccessTakesEffect), &self.purpose()),
            false => observer.nothing_new(Role::Verify(DerivedCheck::RefusalChangesNothing), &self.purpose()),
        }
    }

    /// A text that differs from that of every other situation.
    fn purpose(&self) -> String {
        let differences = self.due.point.differences();
        let differences: Vec<String> = differences.into_iter().map(|one| self.api.axes.text(one)).collect();
        format!("{} {} {}", self.operation.id, self.scope.name, differences.join(","))
    }

    /// Looks at the address of this request, in a state.
    fn observer(&self, state: Point) -> Observer<'a, 'a> {
        Observer { known: self.known, scope: self.scope, address: self.api.axes.address(self.due.point), state }
    }

    /// A request to each address that the answer names.
    fn follow(&self) -> Vec<Action> {
        let after = self.due.response.point_after(self.due.point);
        let addresses = self.due.response.headers.iter().filter_map(|header| match &header.value {
            HeaderValue::Uri(operation) => self.api.operations.get(operation),
            HeaderValue::Version(_)
            | HeaderValue::Date
            | HeaderValue::ObjectMedia
            | HeaderValue::BodyMedia
            | HeaderValue::ContentRange => None,
        });
        let usual = Point::default().caller();
        addresses.filter_map(|operation| self.observer(after).look(operation, Role::Follow, usual)).collect()
    }

    /// A request for what the answer says is published, and where.
    fn fetch(&self) -> Option<Action> {
        let members = self.api.members(self.due.response, self.scope)?;
        let names_address = members.values().any(|member| member.meaning == Some(Meaning::PublishedUrl));
        let role = Role::Verify(DerivedCheck::PublicationServes);
        let fetch = Fetch { role, place: Place::default(), publication: None, caller: None, expect: Published::Served };
        names_address.then_some(Action::Fetch(fetch))
    }

    /// The same by somebody with credentials: who may ask for it without them may have any, with or without rights there.
    fn fetch_by_reader(&self) -> Option<Action> {
        let Some(Action::Fetch(fetch)) = self.fetch() else { return None };
        let number = usize::try_from(mixed(hash(&format!("{:?} {}", self.due.point, self.scope.name))) >> 1);
        let caller = somebody(self.api, number.unwrap_or_default());
        Some(Action::Fetch(Fetch { caller, ..fetch }))
    }
}

/// One of those whose credentials are right, whatever they may do.
fn somebody(api: &Api, number: usize) -> Option<CallerId> {
    let is_right = |caller: &&Caller| match caller.credentials {
        Credentials::Permitted | Credentials::Bearer(_) | Credentials::Application | Credentials::None => true,
        Credentials::NeverIssued => false,
    };
    let right: Vec<CallerId> = api.service.callers.values().filter(is_right).map(|caller| caller.id).collect();
    right.get(number.checked_rem(right.len())?).copied()
}

fn step(role: Role, operation: &Operation, due: ExpectedResponse<'_>) -> Step {
    Step {
        role,
        operation: operation.id.clone(),
        scope: None,
        point: due.point,
        sent: Sent::default(),
        expect: Expect::Response {
            name: due.response.name.clone(),
            tolerance: due.condition.tolerance.clone(),
            level: due.condition.level,
        },
        keep: IndexMap::new(),
        see: Map::new(),
    }
}

/// Every statement that a documented response makes in a scope.
#[must_use]
pub(crate) fn answer_statements(
    api: &Api,
    operation: &Operation,
    response: &Response,
    scope: &Scope,
) -> Vec<Statement> {
    let answer = |part| Statement::answer(operation, response, part);
    let mut statements = vec![answer(Part::Status)];
    statements.extend(operation.states_media_type(response).then(|| answer(Part::MediaType)));
    statements.push(answer(Part::Content));
    statements.extend(response.headers.iter().map(|header| answer(Part::Header(header.name.clone()))));
    statements.extend(api.member_paths(response, scope).into_iter().map(|path| answer(Part::Member(path.into()))));
    statements
}
