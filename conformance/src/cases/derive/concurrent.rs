//! Requests at the same time, from the spec: each writing request meets each other one, and random histories of several
//! clients mix all of them.
//!
//! What is due follows from the whole race, so nothing is said here of any answer. One case has several rounds, each with an
//! object of its own.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use kii_spec::{
    Api, Level, Operation, PlannedRequest, Planner, RequestChange, Scope, Statement,
    axis::{Axis, Body, Object, Point},
};
use serde_json::Map;

use super::step;
use crate::{
    cases::case::{Action, Case, CaseId, Expect, Pace, RaceClient, Role, Sent, Stage, Step},
    values::random::{hash, mixed},
};

/// The states in which races begin, as points: with a body, without, and with nothing at all.
const BEGINNINGS: [(Object, Body); 3] =
    [(Object::Exists, Body::Exists), (Object::Exists, Body::Absent), (Object::Absent, Body::Absent)];

/// How many cases of random histories there are in a scope.
const RANDOM: usize = 6;

/// How many cases of pairs there are in a scope.
const PAIRED: usize = 6;

/// How many rounds a case of random histories has.
const ROUNDS: usize = 2;

/// A request that takes part in races: how it differs from a usual one.
#[derive(Clone, Copy, Debug)]
struct Kind<'a> {
    operation: &'a Operation,
    /// Its request axes; the state is that of the race.
    point: Point,
}

/// A beginning, and the requests that lead to it.
struct Beginning<'a> {
    set_up: Vec<Action>,
    /// The requests that succeed there when nothing else happens.
    writers: Vec<Kind<'a>>,
    readers: Vec<Kind<'a>>,
}

/// The cases of concurrent requests in every scope.
pub(super) fn cases<'a>(api: &'a Api, planner: &Planner<'a>) -> Vec<Case> {
    let scopes = api.service.scopes.values();
    let cases = scopes.enumerate().flat_map(|(place, scope)| {
        let races = Races { api, scope, beginnings: beginnings(api, planner, scope) };
        races.cases(place, api.service.scopes.len())
    });
    cases.collect()
}

fn beginnings<'a>(api: &'a Api, planner: &Planner<'a>, scope: &Scope) -> Vec<Beginning<'a>> {
    let beginnings = BEGINNINGS.into_iter().filter_map(|(object, body)| {
        let point = Point { object, body, ..Point::default() };
        let looks = api.observers();
        // Whatever must be there is there for those who read it.
        let reader =
            looks.iter().find(|reader| reader.has_axis(Axis::Body) && api.due(reader, scope, point).is_defined())?;
        let moves = planner.plan(reader, scope, point)?;
        let moves =
            moves.into_iter().map(|PlannedRequest { operation, expected }| step(Role::SetUp, operation, expected));
        let mut set_up: Vec<Action> = moves.map(|step| Action::Call(Box::new(step))).collect();
        // Reads name the versions that writers send back.
        let named = looks.iter().filter_map(|reader| {
            let due = api.due(reader, scope, point).success()?;
            Some(Action::Call(Box::new(step(Role::SetUp, reader, due))))
        });
        set_up.extend(named);
        let kinds = || api.operations.values().filter(|operation| operation.has_axis(Axis::Object));
        let writers = kinds().filter(|operation| !operation.is_safe());
        let writers = writers.flat_map(|operation| variants(api, scope, operation, point)).collect();
        let readers = kinds().filter(|operation| operation.is_safe());
        let readers = readers.map(|operation| Kind { operation, point: Point::default() }).collect();
        Some(Beginning { set_up, writers, readers })
    });
    beginnings.collect()
}

/// The requests of an operation that succeed in a state and differ from a usual one at most by a condition in a header.
fn variants<'a>(api: &'a Api, scope: &Scope, operation: &'a Operation, state: Point) -> Vec<Kind<'a>> {
    let headers = api.axes.request_settings().filter(|setting| {
        let is_condition = |value: &kii_spec::AxisValue| matches!(value.change, RequestChange::Headers(_));
        operation.has_axis(setting.axis()) && api.axes.value(*setting).is_some_and(is_condition)
    });
    let points = [Point::default()].into_iter().chain(headers.map(|setting| Point::default().with(setting)));
    let succeeds = |point: &Point| {
        let due = api.due(operation, scope, Point { request: point.request, ..state });
        due.success().is_some_and(|due| due.condition.level == Level::Must)
    };
    points.filter(succeeds).map(|point| Kind { operation, point }).collect()
}

/// The races of a scope.
struct Races<'a> {
    api: &'a Api,
    scope: &'a Scope,
    beginnings: Vec<Beginning<'a>>,
}

/// Numbers that follow from a text.
struct Draw(u64);

impl Draw {
    fn new(purpose: &str) -> Self {
        Self(mixed(hash(purpose)))
    }

    /// One of so many.
    fn one_of(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        usize::try_from(mixed(self.0) >> 33).unwrap_or_default().checked_rem(count).unwrap_or_default()
    }

    fn choose<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.one_of(from.len())).copied()
    }
}

impl Races<'_> {
    fn cases(&self, place: usize, scopes: usize) -> Vec<Case> {
        let mut paired: Vec<Vec<Stage>> = vec![Vec::new(); PAIRED];
        for (number, stage) in self.pairs().into_iter().enumerate() {
            // Each pair meets in one scope, as the scopes differ in nothing that concerns it.
            if number % scopes == place {
                if let Some(case) = paired.get_mut(number / scopes % PAIRED) {
                    case.push(stage);
                }
            }
        }
        let random = (0..RANDOM).map(|number| {
            let rounds = (0..ROUNDS).filter_map(|round| self.random(&format!("{} {number} {round}", self.scope.name)));
            rounds.collect()
        });
        let rounds = paired.into_iter().chain(random).enumerate();
        rounds.filter_map(|(number, stages)| self.case(number + 1, stages)).collect()
    }

    fn case(&self, number: usize, stages: Vec<Stage>) -> Option<Case> {
        let mut operations = stages.iter().flat_map(|stage| &stage.actions).filter_map(|action| match action {
            Action::Race(clients) => clients.first()?.steps.first().map(|step| step.operation.clone()),
            Action::Call(_) | Action::Fetch(_) | Action::Wait => None,
        });
        let operation = operations.next()?;
        let rule = self.api.rule_of(kii_spec::DerivedCheck::OneAtATime)?;
        Some(Case {
            id: CaseId(format!("concurrent/{number:04}")),
            scope: self.scope.name.clone(),
            operation,
            level: rule.level,
            covers: [Statement::Rule(rule.id.clone())].into(),
            stages: stages.into(),
        })
    }

    /// Each writing request with each, and itself, in the first state in which both succeed.
    fn pairs(&self) -> Vec<Stage> {
        let mut seen = BTreeSet::new();
        let mut stages = Vec::new();
        for beginning in &self.beginnings {
            for (place, one) in beginning.writers.iter().enumerate() {
                for other in beginning.writers.iter().skip(place) {
                    let names = [one, other].map(|kind| (kind.operation.id.to_string(), kind.point));
                    if seen.insert(names.clone()) {
                        stages.push(self.pair(beginning, *one, *other));
                    }
                }
            }
        }
        stages
    }

    /// Two clients with either request. Contents are sent in halves where the other request can fall between them.
    fn pair(&self, beginning: &Beginning<'_>, one: Kind<'_>, other: Kind<'_>) -> Stage {
        let client =
            |kinds: &[Kind<'_>], pace| RaceClient { steps: kinds.iter().map(|kind| kind.step()).collect(), pace };
        let clients = vec![
            client(&[one, other], Pace::Halved),
            client(&[other], Pace::AtOnce),
            client(&[other, one], Pace::AtOnce),
            client(&[one], Pace::AtOnce),
        ];
        beginning.race(clients)
    }

    /// A history of 2 to 8 clients who send 1 to 4 requests each.
    fn random(&self, purpose: &str) -> Option<Stage> {
        let mut draw = Draw::new(purpose);
        let beginning = self.beginnings.get(draw.one_of(self.beginnings.len()))?;
        // Versions of what is not there yet cannot be sent back.
        let is_free = |kind: &&Kind<'_>| !self.api.axes.versions(kind.point).current;
        let every: Vec<Kind<'_>> =
            self.beginnings.iter().flat_map(|one| &one.writers).filter(is_free).copied().collect();
        let mut left = 14;
        let clients = (0..2 + draw.one_of(7)).map_while(|_| {
            let count = (1 + draw.one_of(4)).min(left);
            left -= count;
            let steps = (0..count).filter_map(|_| {
                let kind = match draw.one_of(8) {
                    0 => draw.choose(&beginning.readers),
                    1..=5 => draw.choose(&beginning.writers),
                    _ => draw.choose(&every),
                };
                kind.map(Kind::step)
            });
            let steps: Vec<Step> = steps.collect();
            let pace = if draw.one_of(3) == 0 { Pace::Halved } else { Pace::AtOnce };
            (!steps.is_empty()).then_some(RaceClient { steps, pace })
        });
        let clients = clients.collect();
        Some(beginning.race(clients))
    }
}

impl Beginning<'_> {
    fn race(&self, clients: Vec<RaceClient>) -> Stage {
        Stage { actions: self.set_up.iter().cloned().chain([Action::Race(clients)]).collect() }
    }
}

impl Kind<'_> {
    fn step(self) -> Step {
        Step {
            role: Role::Act,
            operation: self.operation.id.clone(),
            scope: None,
            point: self.point,
            sent: Sent::default(),
            expect: Expect::Due,
            keep: IndexMap::new(),
            see: Map::new(),
        }
    }
}
