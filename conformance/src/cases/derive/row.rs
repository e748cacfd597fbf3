//! From a row to a case: the history, the request, and those who look afterwards.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use kii_spec::{
    DerivedCheck, Due, ExpectedResponse, Level, Operation, Response, State, Statement, Version,
    axis::{Axis, Point, RequestPoint},
};
use serde_json::Map;

use super::{
    Situation,
    array::{Row, Space as _},
    class::Class,
    factor::{Factor, Role as FactorRole, Value, called_by, never},
    history::{Effect, names_publication},
    outcome::HistoryStep,
    somebody,
    space::{Rows, names, point_of},
};
use crate::cases::{
    case::{Action, Case, CaseId, Expect, Fetch, Published, Role, Sent, Stage, Step},
    place::Place,
};
use crate::values::random::{hash, mixed};

/// A row with the representatives that stand for its values, by the places of their factors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) row: Row,
    pub(super) representatives: BTreeMap<usize, String>,
}

impl<'a> Rows<'a> {
    /// The case of a row; `None` when it cannot be made.
    pub(super) fn case(&self, made: &Made, planner: &'a kii_spec::Planner<'a>) -> Option<Case> {
        let row = &made.row;
        let class = self.class(row)?;
        let due = self.due(row)?;
        let (_, scope) = self.scope(row);
        let first = *due.responses.first()?;
        let (mut actions, state) = self.set_up(made)?;
        let point = self.point(row, &state);
        let situation = Situation {
            api: self.api,
            planner,
            known: self.due,
            operation: self.operation,
            scope,
            due: ExpectedResponse { point, ..first },
        };
        let succeeds = first.response.is_success();
        if !succeeds {
            actions.extend(self.looks(made, Role::SetUp, &state, &self.api.observers()));
        }
        let sent = self.sent(made, |factor, _| matches!(factor.role, FactorRole::Request(_)));
        actions.push(call(step(Role::Act, self.operation, point, sent, expect(&due))));
        let after = match succeeds {
            true if self.operation.has_axis(Axis::Object) => state.after_response(first.response),
            true => State::default().after_response(first.response),
            false => state.clone(),
        };
        if succeeds {
            actions.extend(situation.follow().into_iter().map(|action| self.addressed(made, action)));
        }
        actions.extend(self.look_afterwards(made, first.response, &after));
        let control = self.control(made, &class);
        let mut stages = Vec::new();
        match control {
            Some((control, true)) => actions.push(self.control_step(&control, &state)?),
            Some((control, false)) => {
                let (mut steps, state) = self.set_up(&control)?;
                steps.push(self.control_step(&control, &state)?);
                stages.push(Stage { actions: steps });
            }
            None => {}
        }
        let covers = self.covers(&situation, &due, &actions);
        stages.push(Stage { actions });
        Some(Case {
            id: CaseId(self.id(made, &due)),
            scope: scope.name.clone(),
            operation: self.operation.id.clone(),
            level: due.level,
            covers: covers.into(),
            stages: stages.into(),
        })
    }

    fn covers(&self, situation: &Situation<'_>, due: &Due<'_>, actions: &[Action]) -> Vec<Statement> {
        let mut covers = match due.responses.as_slice() {
            [_] if !due.may_be_unknown() => situation.answer(),
            // Which of them is given nobody knows.
            _ => Vec::new(),
        };
        let checks = super::checks::checks(self.due, situation.scope, situation.due.response, actions);
        // What there is to leak depends on the content, which may be next to nothing here.
        let checks = checks.into_iter().filter(|check| *check != DerivedCheck::RefusalLeaksNothing);
        let rules = checks.filter_map(|check| self.api.rule_of(check));
        covers.extend(rules.map(|rule| Statement::Rule(rule.id.clone())));
        if due.responses.len() == 1 && !due.may_be_unknown() {
            covers.extend(situation.rules());
        }
        covers
    }

    /// `operation/response[setting,...]`, from what differs, in the order of the factors.
    fn id(&self, made: &Made, due: &Due<'_>) -> String {
        let row = &made.row;
        let responses: Vec<&str> = due.responses.iter().map(|due| &*due.response.name.0).collect();
        let mut named = vec![self.history_name(row)];
        for (place, factor) in self.factors.iter().enumerate() {
            let value = row.value(place);
            let representative = made.representatives.get(&place);
            let is_named = match factor.role {
                FactorRole::Scope | FactorRole::Origin | FactorRole::Past => false,
                FactorRole::Writer
                | FactorRole::Stored
                | FactorRole::Uploaded
                | FactorRole::Reader
                | FactorRole::Owner
                | FactorRole::Request(_) => (value != 0 || representative.is_some()) && self.counts(row, place),
            };
            let suffix = representative.map(|name| format!("/{name}")).unwrap_or_default();
            let text = factor.values.get(usize::from(value)).filter(|_| is_named);
            named.extend(text.map(|value| format!("{}{suffix}", value.text)));
        }
        format!("{}/{}[{}]", self.operation.id, responses.join("-or-"), named.join(","))
    }

    fn history_name(&self, row: &Row) -> String {
        let past = self.past(row).filter(|past| !self.lacks_owner(row) && !never(*past));
        match (past, self.origin(row)) {
            (Some(past), Some(origin)) if past.name.is_empty() => format!("history={}", origin.name),
            (Some(past), Some(origin)) => format!("history={}+{}", origin.name, past.name),
            (Some(_), None) | (None, _) => "history=none".to_owned(),
        }
    }

    /// The form of the identifiers in all requests of a row: that of the request, where it is one that the documents allow.
    fn address(&self, row: &Row) -> RequestPoint {
        let mut well_formed = Point::default();
        for (place, factor) in self.factors.iter().enumerate() {
            let value = factor.values.get(usize::from(row.value(place)));
            let is_request = matches!(factor.role, FactorRole::Request(_));
            let setting = value.filter(|value| is_request && !value.malformed).and_then(|value| value.setting);
            well_formed = setting.map_or(well_formed, |setting| well_formed.with(setting));
        }
        self.api.axes.address(well_formed)
    }

    fn at_address(&self, row: &Row, point: Point) -> Point {
        let address = Point { request: self.address(row), ..Point::default() };
        address.differences().into_iter().fold(point, Point::with)
    }

    /// The requests of the history, and those that name the versions that the request needs; and the state after them.
    fn set_up(&self, made: &Made) -> Option<(Vec<Action>, State<()>)> {
        let row = &made.row;
        let mut actions = Vec::new();
        let mut state = State::default();
        for HistoryStep { operation, due, content } in self.history(row)? {
            let point = self.at_address(row, due.point);
            let sent = self.sent(made, |factor, value| is_address(factor, value) || Some(factor.role) == content);
            actions.push(call(step(Role::SetUp, operation, point, sent, expect_one(&due))));
            state = state.after_response(due.response);
        }
        let named = self.api.axes.versions(self.point(row, &state));
        let Some(precondition) = self.operation.request.precondition.filter(|_| named.current || named.superseded)
        else {
            return Some((actions, state));
        };
        let version = precondition.version;
        if named.superseded && state.versions(version).superseded.is_empty() {
            if state.versions(version).current.is_none() {
                actions.push(self.reveal(made, version, &mut state)?);
            }
            actions.push(self.supersede(made, version, &mut state)?);
        }
        if named.current && state.versions(version).current.is_none() {
            actions.push(self.reveal(made, version, &mut state)?);
        }
        Some((actions, state))
    }

    /// A read that names a version.
    fn reveal(&self, made: &Made, version: Version, state: &mut State<()>) -> Option<Action> {
        let safe = self.api.operations.values().filter(|one| one.is_safe() && one.has_axis(Axis::Object));
        { safe }.find_map(|operation| self.request(made, operation, state, version, None))
    }

    /// A write that supersedes a version and leaves everything else as it is.
    fn supersede(&self, made: &Made, version: Version, state: &mut State<()>) -> Option<Action> {
        let effects: &[Effect] = match version {
            Version::Object => &[Effect::Merge, Effect::Replace],
            Version::Body => &[Effect::Upload],
        };
        let operation = effects.iter().find_map(|effect| self.histories.operation(*effect))?;
        let content = (version == Version::Body).then_some(FactorRole::Uploaded);
        self.request(made, operation, state, version, content)
    }

    /// A usual request whose answer names a version, with the content of the history if it sends any.
    fn request(
        &self,
        made: &Made,
        operation: &'a Operation,
        state: &mut State<()>,
        version: Version,
        content: Option<FactorRole>,
    ) -> Option<Action> {
        let (place, _) = self.scope(&made.row);
        let setting = content.and_then(|role| self.setting(&made.row, role));
        let point = setting.map_or_else(|| point_of(state), |setting| point_of(state).with(setting));
        let due = self.due.due(place, operation, point).success()?;
        if !names(due.response, version, &point_of(state)) {
            return None;
        }
        *state = state.after_response(due.response);
        let point = self.at_address(&made.row, due.point);
        let sent = self.sent(made, |factor, value| is_address(factor, value) || Some(factor.role) == content);
        Some(call(step(Role::SetUp, operation, point, sent, expect_one(&due))))
    }

    /// Reads by the row's reader, of these operations, in a state.
    fn looks(&self, made: &Made, role: Role, state: &State<()>, operations: &[&'a Operation]) -> Vec<Action> {
        let row = &made.row;
        if self.lacks_owner(row) {
            return Vec::new();
        }
        let (place, _) = self.scope(row);
        let act = self.point(row, state);
        let looks = operations.iter().filter_map(|operation| {
            let point = called_by(point_of(state), self.setting(row, FactorRole::Reader));
            let due = self.due.due(place, operation, point);
            let point = self.at_address(row, point);
            let is_act = operation.id == self.operation.id && point == act;
            let expect = match role {
                Role::Verify(_) => Expect::Due,
                Role::SetUp | Role::Beside | Role::Control | Role::Act | Role::Again | Role::Follow => expect(&due),
            };
            (due.is_defined() && !is_act)
                .then(|| call(step(role, operation, point, self.sent(made, is_address), expect)))
        });
        looks.collect()
    }

    /// Everybody who looks after the request.
    fn look_afterwards(&self, made: &Made, given: &Response, after: &State<()>) -> Vec<Action> {
        let succeeds = given.is_success();
        let check = match succeeds {
            true => DerivedCheck::SuccessTakesEffect,
            false => DerivedCheck::RefusalChangesNothing,
        };
        let all: Vec<&Operation> = match succeeds && !self.operation.is_safe() {
            true => self.api.operations.values().filter(|one| one.is_safe() && one.has_axis(Axis::Object)).collect(),
            false => self.api.observers().into_iter().chain(self.silent_observer(made)).collect(),
        };
        let mut looks = self.looks(made, Role::Verify(check), after, &all);
        let caller = somebody(self.api, number_of(made));
        let fetch = self.fetch(&made.row, given, after, check);
        looks.extend(fetch.map(|fetch| Action::Fetch(Fetch { caller, ..fetch })));
        looks
    }

    /// In half of the rows, one of those who ask without content, by turn.
    fn silent_observer(&self, made: &Made) -> Option<&'a Operation> {
        let silent = self.api.silent_observers();
        let number = number_of(made);
        silent.get((number / 2).checked_rem(silent.len())?).copied().filter(|_| number.is_multiple_of(2))
    }

    /// A request for what is published, where the history or the request has published something.
    fn fetch(&self, row: &Row, given: &Response, after: &State<()>, check: DerivedCheck) -> Option<Fetch> {
        if names_publication(self.api, given) {
            return Some(fetch(DerivedCheck::PublicationServes, Published::Served));
        }
        let effects = self.past(row).filter(|_| self.has_history(row))?.effects;
        let published = effects.iter().rposition(|effect| *effect == Effect::Publish)?;
        let replaced = effects.get(published + 1..).is_some_and(|later| later.contains(&Effect::Upload));
        match (after.body.is_some(), replaced || given.then.body.is_some()) {
            (false, _) => Some(fetch(check, Published::Gone)),
            (true, false) => Some(fetch(DerivedCheck::PublicationServes, Published::Served)),
            // Whether the address serves the new body or the old one, the pages do not say.
            (true, true) => Some(fetch(DerivedCheck::PublicationServes, Published::Due)),
        }
    }

    /// The row of the positive control, and whether it begins in the same state.
    fn control(&self, made: &Made, class: &Class) -> Option<(Made, bool)> {
        let faults = class.faults();
        if faults.is_empty() {
            return None;
        }
        let row = faults.iter().fold(made.row.clone(), |row, factor| self.reset(&row, *factor));
        let mut representatives = made.representatives.clone();
        representatives.retain(|place, _| !faults.contains(place));
        let is_state = |factor: &usize| {
            let role = self.factors.get(*factor).map(|factor| factor.role);
            matches!(role, Some(FactorRole::Past | FactorRole::Owner))
        };
        let in_place = !matches!(class, Class::Weak(_)) && !faults.iter().any(is_state);
        Some((Made { row, representatives }, in_place))
    }

    fn control_step(&self, made: &Made, state: &State<()>) -> Option<Action> {
        let point = self.point(&made.row, state);
        let due = self.due(&made.row)?;
        let sent = self.sent(made, |factor, _| matches!(factor.role, FactorRole::Request(_)));
        Some(call(step(Role::Control, self.operation, point, sent, expect(&due))))
    }

    /// The representatives that a request sends.
    fn sent(&self, made: &Made, is_sent: impl Fn(&Factor, &Value) -> bool) -> Sent {
        let chosen = made.representatives.iter().filter_map(|(place, name)| {
            let factor = self.factors.get(*place)?;
            let value = factor.values.get(usize::from(made.row.value(*place)))?;
            is_sent(factor, value).then_some((value.setting?.axis(), name.clone()))
        });
        Sent { representatives: chosen.collect(), ..Sent::default() }
    }

    /// A request to the address of the row.
    fn addressed(&self, made: &Made, mut action: Action) -> Action {
        match &mut action {
            Action::Call(step) => step.sent = self.sent(made, is_address),
            Action::BreakOff(_) | Action::Fetch(_) | Action::Wait(_) | Action::Race(_) => {}
        }
        action
    }
}

/// A number that depends on the row alone.
fn number_of(made: &Made) -> usize {
    usize::try_from(mixed(hash(&format!("{:?}", made.row))) >> 1).unwrap_or_default()
}

/// Whether a value says how an identifier is formed, and that as documented.
fn is_address(_: &Factor, value: &Value) -> bool {
    value.is_identifier && !value.malformed
}

pub(super) fn step(role: Role, operation: &Operation, point: Point, sent: Sent, expect: Expect) -> Step {
    Step {
        role,
        operation: operation.id.clone(),
        scope: None,
        point,
        sent,
        expect,
        keep: IndexMap::new(),
        see: Map::new(),
    }
}

pub(super) fn call(step: Step) -> Action {
    Action::Call(Box::new(step))
}

pub(super) fn expect(due: &Due<'_>) -> Expect {
    match due.responses.as_slice() {
        // Where anything may be refused for its form, a refusal shows no particular response.
        [only] if !due.may_be_unknown() => {
            Expect::Response { name: only.response.name.clone(), tolerance: due.tolerance().clone(), level: due.level }
        }
        _ => Expect::Due,
    }
}

fn expect_one(due: &ExpectedResponse<'_>) -> Expect {
    Expect::Response { name: due.response.name.clone(), tolerance: due.condition.tolerance.clone(), level: Level::Must }
}

/// A request for what was published last.
fn fetch(check: DerivedCheck, expect: Published) -> Fetch {
    Fetch { role: Role::Verify(check), place: Place::default(), publication: None, caller: None, expect }
}
