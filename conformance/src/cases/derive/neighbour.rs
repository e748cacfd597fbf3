//! Neighbours: other objects that a case makes beforehand, and that its request must leave as they are. What is refused is refused
//! to them as well, although more has happened to them, whoever asks.

use kii_spec::{
    Access, Api, DerivedCheck, IdentifierRole, Level, ObjectChange, ObjectForm, Operation, RequestChange,
    ResponseContent, State,
    axis::{Axis, CallerId, Object, Owner, Point, Setting},
};

use super::{
    Situation,
    factor::{accepted, bytes, is_costly},
    history::{Effect, Histories},
    row::{call, expect, step},
    somebody,
};
use crate::{
    cases::{
        case::{Action, Case, Expect, Fetch, Published, Role, Sent, Step},
        place::{Place, Which},
    },
    values::random::{hash, mixed},
};

use Effect::{Delete, Merge, Publish, Replace, Upload};

/// What happens to a neighbour once it has come to be.
type Career = &'static [Effect];

/// That of a neighbour that only has to be there.
const PLAIN: Career = &[Upload, Publish];
/// That of a neighbour that is gone: it leaves an empty bucket.
const GONE: Career = &[Delete];
/// That of an object with a data type, which no request replaces.
const TYPED: Career = &[Upload, Publish, Merge];
/// That of another object.
const UNTYPED: Career = &[Upload, Replace];
/// The same, so that the object and its body have versions that are superseded, and the current ones are known.
const VERSIONED_TYPED: Career = &[Upload, Upload, Publish, Merge, Merge];
const VERSIONED_UNTYPED: Career = &[Upload, Publish, Upload, Replace, Replace];

/// Another object of the bucket.
const BESIDE: Place = Place { bucket: Which::Own, object: Which::Other, owner: Which::Own };
/// An object with the same ID in another bucket.
const ELSEWHERE: Place = Place { bucket: Which::Other, object: Which::Own, owner: Which::Own };

/// Makes neighbours.
pub(super) struct Neighbours<'a> {
    api: &'a Api,
    histories: Histories<'a>,
    /// What neighbours may hold: with a data type, and without one.
    typed: Vec<Setting>,
    untyped: Vec<Setting>,
    uploads: Vec<Setting>,
}

/// A neighbour that is to be made.
#[derive(Clone, Copy)]
struct Neighbour {
    place: Place,
    career: Career,
    is_typed: bool,
    /// From which its contents, and who writes them, follow.
    number: usize,
}

impl<'a> Neighbours<'a> {
    pub(super) fn of(api: &'a Api) -> Self {
        let histories = Histories::of(api);
        let contents = |maker: Option<&'a Operation>| {
            let all = maker.map(|maker| accepted(api, maker)).unwrap_or_default();
            all.into_iter().filter_map(|(_, setting)| setting).collect::<Vec<_>>()
        };
        let is_typed = |setting: &Setting| {
            let value = api.axes.value(*setting);
            value.is_some_and(|value| matches!(value.change, RequestChange::Object(ObjectForm::Typed(_))))
        };
        let (typed, untyped) =
            contents(histories.origins.first().map(|origin| origin.creator)).into_iter().partition(is_typed);
        let is_cheap = |setting: &Setting| api.axes.value(*setting).is_none_or(|value| !is_costly(&value.change));
        let uploads = contents(histories.operation(Upload)).into_iter().filter(is_cheap).collect();
        Self { api, histories, typed, untyped, uploads }
    }

    /// The operation with an effect.
    pub(super) fn operation(&self, effect: Effect) -> Option<&'a Operation> {
        self.histories.operation(effect)
    }

    /// Gives a case the neighbours that are its turn, before its request and after it.
    pub(super) fn join(&self, situation: &Situation<'_>, case: &mut Case) {
        let mut stages = case.stages.to_vec();
        let Some(stage) = stages.last_mut() else { return };
        let is_act = |action: &Action| action.role() == Some(Role::Act);
        let Some(Action::Call(act)) = stage.actions.iter().find(|action| is_act(action)).cloned() else { return };
        let is_named = act.sent.representatives.keys().any(|axis| self.api.axes.is_address(*axis));
        let Point { owner, .. } = act.point;
        if owner == Owner::Absent || is_named || !self.api.axes.is_well_formed(act.point) {
            return;
        }
        let scopes = &self.api.service.scopes;
        let scope = scopes.get_index_of(&situation.scope.name).unwrap_or_default();
        let number = usize::try_from(mixed(hash(&case.id.0)) >> 8).unwrap_or_default() + scope;
        let check = match situation.due.response.is_success() {
            true => DerivedCheck::SuccessTakesEffect,
            false => DerivedCheck::RefusalChangesNothing,
        };
        for neighbour in self.chosen(situation, number) {
            let Some((made, state)) = self.made(situation, neighbour, &act) else { continue };
            let again = match situation.due.response.is_success() {
                true => Vec::new(),
                false => self.again(situation, neighbour, &act, &state),
            };
            let place = stage.actions.iter().position(is_act).unwrap_or_default();
            stage.actions.splice(place..place, made);
            let place = stage.actions.iter().position(is_act).unwrap_or_default() + 1;
            stage.actions.splice(place..place, again);
            stage.actions.extend(self.looks(situation, neighbour, &act, &state, check));
        }
        case.stages = stages.into();
    }

    /// The neighbours of a case.
    fn chosen(&self, situation: &Situation<'_>, number: usize) -> Vec<Neighbour> {
        let Situation { operation, due, .. } = situation;
        let creates = due.response.then.object == Some(ObjectChange::Sent)
            && (!operation.has_axis(Axis::Object) || due.point.object == Object::Absent);
        let neighbour = |place, career, is_typed| Neighbour { place, career, is_typed, number };
        let plain = |career| vec![neighbour(BESIDE, career, (number / 5).is_multiple_of(2) && !self.typed.is_empty())];
        let is_typed = number.is_multiple_of(2) && !self.typed.is_empty();
        let caller = due.point.caller();
        let refuses_caller = |refused: &Vec<CallerId>| refused.contains(&caller);
        let is_of_caller = situation.scope.permission(operation.access).refused.as_ref().is_ok_and(refuses_caller);
        let versions = self.api.axes.versions(due.point);
        match (due.response.is_success(), operation.is_safe()) {
            (true, _) if creates => match number % 5 {
                0 => Vec::new(),
                1 | 3 => plain(PLAIN),
                _ => plain(GONE),
            },
            (true, false) => {
                if [0, 2].contains(&(number % 5)) {
                    plain(PLAIN)
                } else {
                    Vec::new()
                }
            }
            (true, true) => {
                if number.is_multiple_of(5) {
                    plain(PLAIN)
                } else {
                    Vec::new()
                }
            }
            (false, _) if !operation.has_axis(Axis::Object) || due.point.object == Object::Absent => match number % 3 {
                0 => plain(PLAIN),
                _ => Vec::new(),
            },
            // A version is that of an object, so objects of both kinds are tried.
            (false, _) if versions.current || versions.superseded => {
                let typed = (!self.typed.is_empty()).then(|| neighbour(BESIDE, VERSIONED_TYPED, true));
                typed.into_iter().chain([neighbour(ELSEWHERE, VERSIONED_UNTYPED, false)]).collect()
            }
            (false, _) if !is_of_caller && number.is_multiple_of(3) => Vec::new(),
            (false, _) if is_typed => vec![neighbour(BESIDE, TYPED, true)],
            (false, _) => vec![neighbour(BESIDE, UNTYPED, false)],
        }
    }

    /// What a request about a neighbour has in common with the act: the form of the bucket's ID.
    fn bucket(&self, act: Point) -> Point {
        let is_bucket = |setting: &Setting| {
            let change = self.api.axes.value(*setting).map(|value| &value.change);
            let Some(RequestChange::Identifier { parameter, .. }) = change else { return false };
            let identifier = self.api.service.identifiers.get(parameter);
            identifier.is_some_and(|identifier| identifier.role == IdentifierRole::Bucket)
        };
        act.differences().into_iter().filter(is_bucket).fold(Point::default(), Point::with)
    }

    /// The requests that make a neighbour, and the state after them; `None` if the spec does not say how.
    fn made(&self, situation: &Situation<'_>, neighbour: Neighbour, act: &Step) -> Option<(Vec<Action>, State<()>)> {
        let Situation { scope, known, .. } = situation;
        let Neighbour { career, number, is_typed, .. } = neighbour;
        let writers: Vec<CallerId> = scope.permission(Access::Write).admitted.clone();
        // Not the one who acts, if there is another.
        let others: Vec<CallerId> = writers.iter().copied().filter(|writer| *writer != act.point.caller()).collect();
        let writer = turn(if others.is_empty() { &writers } else { &others }, number)?;
        let origins: Vec<_> = self.histories.origins.iter().filter(|origin| !origin.again).collect();
        let origin = turn(&origins, number / 2)?;
        let mut operations =
            vec![(origin.creator, turn(if is_typed { &self.typed } else { &self.untyped }, number / 3))];
        for (place, effect) in career.iter().enumerate() {
            let is_last_upload = *effect == Upload && !career.get(place + 1..).unwrap_or_default().contains(&Upload);
            let uploads = if is_typed { self.uploads.get(..1).unwrap_or_default() } else { &self.uploads };
            let content = if is_last_upload { turn(uploads, number / 7) } else { None };
            operations.push((self.histories.operation(*effect)?, content));
        }
        let (mut actions, mut state) = (Vec::new(), State::default());
        for (operation, content) in operations {
            let Point { object, body, .. } = state.point();
            let point = Point { object, body, ..self.bucket(act.point) }.called_by(writer);
            let mut sent = Self::sent(neighbour);
            let point = match content {
                Some(setting) => {
                    let name = self.representative(setting, neighbour);
                    sent.representatives.extend(name.map(|name| (setting.axis(), name)));
                    point.with(setting)
                }
                None => point,
            };
            let due = known.in_scope(scope, operation, point);
            let response = due.success().filter(|_| due.level == Level::Must)?.response;
            state = match operation.has_axis(Axis::Object) {
                true => state.after_response(response),
                // It creates another object.
                false => State::default().after_response(response),
            };
            actions.push(call(step(Role::Beside, operation, point, sent, Expect::Due)));
        }
        Some((actions, state))
    }

    /// The member that stands for a class: of uploads to an object with a data type, the largest one that costs little.
    fn representative(&self, setting: Setting, neighbour: Neighbour) -> Option<String> {
        let free = self.api.representatives_of(setting).iter().filter(|one| one.is_free() && !is_costly(&one.change));
        let largest = free.clone().max_by_key(|one| bytes(&one.change)).filter(|one| bytes(&one.change).is_some());
        let all: Vec<_> = free.collect();
        let is_large = neighbour.is_typed && neighbour.career != PLAIN;
        let chosen = largest.filter(|_| is_large).or_else(|| turn(&all, neighbour.number));
        chosen.map(|one| one.name.clone())
    }

    /// The act once more, at a neighbour: by everybody else whom nothing but the fault of the act keeps from it.
    fn again(&self, situation: &Situation<'_>, neighbour: Neighbour, act: &Step, state: &State<()>) -> Vec<Action> {
        let Situation { scope, operation, known, .. } = situation;
        // What a member of a class supposes was made for the act alone.
        let supposes = |(axis, name): (&Axis, &String)| {
            let all = self.api.representatives_of(act.point.setting(*axis));
            all.iter().any(|one| one.name == *name && !one.given.is_empty())
        };
        let is_bound = act.sent.representatives.iter().any(supposes);
        if !operation.has_axis(Axis::Object) || act.point.object == Object::Absent || is_bound {
            return Vec::new();
        }
        let usual = Point::default().caller();
        let admitted = &scope.permission(operation.access).admitted;
        let others = admitted.iter().copied().filter(|caller| *caller != usual);
        let others: Vec<CallerId> = if act.point.caller() == usual { others.collect() } else { Vec::new() };
        let callers = if others.is_empty() { vec![act.point.caller()] } else { others };
        let of_object = |setting: &Setting| self.api.axes.is_address(setting.axis());
        let Point { object, body, .. } = state.point();
        let named = act.point.differences().into_iter().filter(|setting| !of_object(setting));
        let point = Point { object, body, ..named.fold(self.bucket(act.point), Point::with) };
        let steps = callers.into_iter().filter_map(|caller| {
            let point = Point { object, body, ..point.called_by(caller) };
            let due = known.in_scope(scope, operation, point);
            let is_refused = due.is_defined() && due.success().is_none() && due.level == Level::Must;
            let sent = Sent { place: neighbour.place, ..act.sent.clone() };
            is_refused.then(|| call(step(Role::Again, operation, point, sent, expect(&due))))
        });
        steps.collect()
    }

    /// Everything that shows a neighbour afterwards.
    fn looks(
        &self,
        Situation { scope, known, .. }: &Situation<'_>,
        neighbour: Neighbour,
        act: &Step,
        state: &State<()>,
        check: DerivedCheck,
    ) -> Vec<Action> {
        let place = neighbour.place;
        let Point { object, body, .. } = state.point();
        let point = Point { object, body, ..self.bucket(act.point) };
        let role = Role::Verify(check);
        let shows = |one: &&Operation| object == Object::Exists || shows_object(one);
        let steps = self.api.observers().into_iter().filter(shows);
        let defined = steps.filter(|one| known.in_scope(scope, one, point).is_defined());
        let mut actions: Vec<Action> =
            defined.map(|one| call(step(role, one, point, Self::sent(neighbour), Expect::Due))).collect();
        // Where a version is refused, more callers have asked than elsewhere.
        if [VERSIONED_TYPED, VERSIONED_UNTYPED].contains(&neighbour.career) {
            let silent = turn(&self.api.silent_observers(), neighbour.number);
            actions.extend(silent.map(|one| call(step(role, one, point, Self::sent(neighbour), Expect::Due))));
        }
        if neighbour.career.contains(&Publish) {
            let caller = somebody(self.api, neighbour.number);
            actions.push(Action::Fetch(Fetch { role, place, publication: None, caller, expect: Published::Due }));
        }
        actions
    }

    fn sent(neighbour: Neighbour) -> Sent {
        Sent { place: neighbour.place, ..Sent::default() }
    }
}

/// Whether an operation shows what an object holds.
fn shows_object(operation: &Operation) -> bool {
    operation.responses.values().any(|response| response.content == ResponseContent::Object)
}

/// Each of them in turn.
fn turn<T: Copy>(all: &[T], number: usize) -> Option<T> {
    all.get(number.checked_rem(all.len())?).copied()
}
