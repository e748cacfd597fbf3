//! Requests at the same time, from the spec: each writing request meets each other one, and random histories of several
//! clients mix all of them.
//!
//! What is due follows from the whole race, so nothing is said here of any answer. One case has several rounds, each with an
//! object of its own.

mod beginning;
mod kind;

use kii_spec::{
    Access, Api, DerivedCheck, Planner, RequestChange, RequestContent, Scope, Statement,
    axis::{Axis, Body, Object, Point, Setting},
};

use self::{
    beginning::{Beginning, succeeds},
    kind::Kind,
};
use super::due_responses::DueResponses;
use crate::{
    cases::{
        case::{Action, Case, CaseId, Pace, RaceClient, Stage},
        place::{Place, Which},
    },
    values::random::{hash, mixed},
};

/// The states in which races begin: with a body, without, and with nothing at all.
const BEGINNINGS: [(Object, Body); 3] =
    [(Object::Exists, Body::Exists), (Object::Exists, Body::Absent), (Object::Absent, Body::Absent)];

/// Two objects of a bucket, which do not disturb each other.
const NEIGHBOURS: [Place; 2] = [
    Place { bucket: Which::Own, object: Which::Own, owner: Which::Own },
    Place { bucket: Which::Own, object: Which::Other, owner: Which::Own },
];

/// Two objects of the same ID in two buckets, which do not either.
const NAMESAKES: [Place; 2] = [
    Place { bucket: Which::Own, object: Which::Own, owner: Which::Own },
    Place { bucket: Which::Other, object: Which::Own, owner: Which::Own },
];

/// How many cases of pairs and crowds there are in a scope.
const PAIRED: usize = 8;

/// How many cases of random histories there are in a scope.
const RANDOM: usize = 4;

/// How many rounds a case of random histories has.
const ROUNDS: usize = 3;

/// How many clients a crowd has that send the same. A server may handle some number of them well and no more.
const CROWD: usize = 12;

/// The most requests of a random history.
const MOST_REQUESTS: usize = 14;

/// The races of a scope.
struct Races<'a> {
    api: &'a Api,
    known: &'a DueResponses<'a>,
    scope: &'a Scope,
    beginnings: Vec<Beginning<'a>>,
    readers: Vec<Kind<'a>>,
    /// The number of bytes of the largest upload.
    large: Option<Setting>,
}

/// Numbers that follow from a text.
struct Draw(u64);

/// The cases of concurrent requests in every scope.
pub(super) fn cases<'a>(known: &'a DueResponses<'a>, planner: &Planner<'a>) -> Vec<Case> {
    let scopes = known.api.service.scopes.values().enumerate();
    scopes.flat_map(|(place, scope)| Races::new(known, planner, scope).cases(place)).collect()
}

impl<'a> Races<'a> {
    fn new(known: &'a DueResponses<'a>, planner: &Planner<'a>, scope: &'a Scope) -> Self {
        let api = known.api;
        let beginnings = BEGINNINGS.into_iter().filter_map(|(object, body)| {
            Beginning::new(known, planner, scope, Point { object, body, ..Point::default() })
        });
        let readers =
            api.operations.values().filter(|operation| operation.has_axis(Axis::Object) && operation.is_safe());
        let readers = readers.map(|operation| Kind::new(operation, Point::default())).collect();
        let sizes = api.axes.request_settings().filter_map(|setting| match &api.axes.value(setting)?.change {
            RequestChange::Body(form) => Some((form.bytes?, setting)),
            RequestChange::None
            | RequestChange::Caller(_)
            | RequestChange::Identifier { .. }
            | RequestChange::Headers(_)
            | RequestChange::Object(_)
            | RequestChange::Token(_)
            | RequestChange::Lasting { .. }
            | RequestChange::Members(_)
            | RequestChange::NoContent
            | RequestChange::LowerCaseScheme
            | RequestChange::MediaParameter(_)
            | RequestChange::Transfer(_) => None,
        });
        let large = sizes.max().map(|(_, setting)| setting);
        Self { api, known, scope, beginnings: beginnings.collect(), readers, large }
    }

    fn cases(&self, place: usize) -> Vec<Case> {
        let scopes = self.api.service.scopes.len();
        let mut paired: Vec<Vec<Stage>> = vec![Vec::new(); PAIRED];
        // Each round is for one scope, as the scopes differ in nothing that concerns it.
        let rounds = self.rounds().into_iter().enumerate().filter(|(number, _)| number % scopes == place);
        for (number, (_, stage)) in rounds.enumerate() {
            if let Some(case) = paired.get_mut(number % PAIRED) {
                case.push(stage);
            }
        }
        let random = (0..RANDOM).map(|number| {
            let rounds = (0..ROUNDS).filter_map(|round| self.random(&format!("{} {number} {round}", self.scope.name)));
            rounds.collect()
        });
        let cases = paired.into_iter().chain(random).enumerate();
        cases.filter_map(|(number, stages)| self.case(number + 1, stages)).collect()
    }

    fn case(&self, number: usize, stages: Vec<Stage>) -> Option<Case> {
        let mut operations = stages.iter().flat_map(|stage| &stage.actions).filter_map(|action| match action {
            Action::Race(clients) => clients.first()?.steps.first().map(|step| step.operation.clone()),
            Action::Call(_) | Action::BreakOff(_) | Action::Fetch(_) | Action::Wait(_) => None,
        });
        let operation = operations.next()?;
        let rule = self.api.rule_of(DerivedCheck::OneAtATime)?;
        Some(Case {
            id: CaseId(format!("concurrent/{number:04}")),
            scope: self.scope.name.clone(),
            operation,
            level: rule.level,
            covers: [Statement::Rule(rule.id.clone())].into(),
            stages: stages.into(),
        })
    }

    /// Each writing request with each in two ways, in the first state in which both succeed, and each in a crowd.
    fn rounds(&self) -> Vec<Stage> {
        let (mut pairs, mut crowds): (Vec<[Kind<'_>; 2]>, Vec<Kind<'_>>) = (Vec::new(), Vec::new());
        let (mut singly, mut doubly, mut crowded) = (Vec::new(), Vec::new(), Vec::new());
        for beginning in &self.beginnings {
            for (place, one) in beginning.writers.iter().copied().enumerate() {
                if !crowds.contains(&one) {
                    crowds.push(one);
                    crowded.push(self.race(beginning, vec![client(&[one]); CROWD]));
                }
                for other in beginning.writers.iter().copied().skip(place) {
                    if pairs.contains(&[one, other]) {
                        continue;
                    }
                    pairs.push([one, other]);
                    // What one of them loses shows if nobody writes it again; a reader may see what is there only for a while.
                    let reading = client(&self.readers.iter().copied().take(2).collect::<Vec<_>>());
                    singly.push(self.race(beginning, vec![in_halves(&[one]), in_halves(&[other]), reading]));
                    doubly.push(self.race(beginning, [one, other, one, other].map(|kind| client(&[kind])).to_vec()));
                }
            }
        }
        [singly, doubly, crowded, self.neighbours(), self.published(), self.other_crowds()].concat()
    }

    /// Each writing request to two objects at the same time, in one bucket or with one ID: what is stored of one must not take the
    /// other along. Both get the same, or each something else.
    fn neighbours(&self) -> Vec<Stage> {
        let (mut known, mut stages): (Vec<Kind<'_>>, Vec<Stage>) = (Vec::new(), Vec::new());
        for beginning in &self.beginnings {
            let free: Vec<Kind<'_>> =
                beginning.writers.iter().filter(|kind| !kind.names_version(self.api)).copied().collect();
            for (kind, next) in free.iter().zip(free.iter().cycle().skip(1)) {
                if !known.contains(kind) {
                    let number = known.len();
                    known.push(*kind);
                    let [own, other] = if number % 2 == 0 { NEIGHBOURS } else { NAMESAKES };
                    let beside = if number / 2 % 2 == 0 { kind } else { next };
                    let once = [kind.at(own), beside.at(other)];
                    let clients = once.iter().chain(&once).map(|kind| client(&[*kind])).collect();
                    stages.push(self.race_of(beginning, &[own, other], clients));
                }
            }
            for creator in &beginning.creators {
                let clients = NEIGHBOURS.map(|place| client(&[creator.at(place)])).to_vec();
                stages.push(self.race_of(beginning, &[], clients));
            }
        }
        stages
    }

    /// Each writing request while what is published is read.
    fn published(&self) -> Vec<Stage> {
        let stages = self.beginnings.iter().flat_map(|beginning| {
            let published = beginning.publication.iter().flat_map(move |publication| {
                let set_up = beginning.set_up.iter().cloned().chain([publication.clone()]).collect();
                let published = Beginning { set_up, ..beginning.clone() };
                let free = beginning.writers.iter().filter(|kind| !kind.names_version(self.api));
                free.map(move |kind| {
                    let clients = vec![in_halves(&[*kind, *kind]), client(&[*kind])];
                    self.race(&published, clients)
                })
            });
            published.collect::<Vec<_>>()
        });
        stages.collect()
    }

    /// Crowds of others than the usual caller, who send other contents than usual.
    fn other_crowds(&self) -> Vec<Stage> {
        let (mut known, mut stages): (Vec<Kind<'_>>, Vec<Stage>) = (Vec::new(), Vec::new());
        for beginning in &self.beginnings {
            for kind in &beginning.writers {
                if known.contains(kind) {
                    continue;
                }
                known.push(*kind);
                let state = beginning.state;
                let others = self.api.axes.request_settings().chain(callers(self.scope)).filter(|setting| {
                    let axis = setting.axis();
                    let is_usual = kind.point.setting(axis) == *setting;
                    let is_free = kind.point.setting(axis) == Point::default().setting(axis);
                    let succeeds =
                        || succeeds(self.known, self.scope, kind.operation, kind.point.with(*setting), state);
                    let is_elsewhere = self.api.axes.is_address(axis);
                    kind.operation.has_axis(axis) && is_free && !is_usual && !is_elsewhere && succeeds()
                });
                let mut others: Vec<Setting> = others.collect();
                others.retain(|setting| !self.api.axes.versions(kind.point.with(*setting)).superseded);
                let start = Draw(hash(&format!("{} {:?}", kind.operation.id, kind.point))).one_of(others.len());
                others.rotate_left(start);
                let crowd = (0..CROWD).filter_map(|number| {
                    let setting = others.get(number.checked_rem(others.len())?)?;
                    Some(client(&[kind.with(*setting)]))
                });
                let crowd: Vec<RaceClient> = crowd.collect();
                if crowd.len() == CROWD {
                    stages.push(self.race(beginning, crowd));
                }
            }
        }
        stages
    }

    /// A history of 2 to 8 clients who send 1 to 4 requests each.
    fn random(&self, purpose: &str) -> Option<Stage> {
        let mut draw = Draw(mixed(hash(purpose)));
        let beginning = self.beginnings.get(draw.one_of(self.beginnings.len()))?;
        // Versions of what is not there yet cannot be sent back.
        let all = self.beginnings.iter().flat_map(|one| &one.writers);
        let free: Vec<Kind<'_>> = all.filter(|kind| !kind.names_version(self.api)).copied().collect();
        let mut left = MOST_REQUESTS;
        let clients = (0..2 + draw.one_of(7)).map_while(|_| {
            let count = (1 + draw.one_of(4)).min(left);
            left -= count;
            let kinds = (0..count).filter_map(|_| {
                let kind = match draw.one_of(8) {
                    0 => draw.choose(&self.readers),
                    1..=5 => draw.choose(&beginning.writers),
                    _ => draw.choose(&free),
                };
                let large = self.large.filter(|_| draw.one_of(4) == 0);
                kind.map(|kind| large.map_or(kind, |large| kind.with(large)))
            });
            let kinds: Vec<Kind<'_>> = kinds.collect();
            let is_halved = draw.one_of(2) == 0;
            (!kinds.is_empty()).then(|| if is_halved { in_halves(&kinds) } else { client(&kinds) })
        });
        let clients = clients.collect();
        Some(self.race(beginning, clients))
    }

    /// A race from a beginning. Versions are read before if anybody sends them back.
    fn race(&self, beginning: &Beginning<'_>, clients: Vec<RaceClient>) -> Stage {
        self.race_of(beginning, &[Place::default()], clients)
    }

    /// The same with the beginning in each of these places.
    fn race_of(&self, beginning: &Beginning<'_>, places: &[Place], clients: Vec<RaceClient>) -> Stage {
        let mut steps = clients.iter().flat_map(|client| &client.steps);
        let naming = match steps.any(|step| self.api.axes.versions(step.point).current) {
            true => beginning.naming.as_slice(),
            false => &[],
        };
        let before = places.iter().flat_map(|place| {
            let actions = beginning.set_up.iter().chain(naming).cloned();
            actions.map(|action| at(action, *place))
        });
        Stage { actions: before.chain([Action::Race(clients)]).collect() }
    }
}

/// The callers that may write in a scope.
fn callers(scope: &Scope) -> impl Iterator<Item = Setting> {
    scope.permission(Access::Write).admitted.iter().copied().map(Setting::from)
}

/// The same request about another object.
fn at(mut action: Action, place: Place) -> Action {
    match &mut action {
        Action::Call(step) | Action::BreakOff(step) => step.sent.place = place,
        Action::Fetch(fetch) => fetch.place = place,
        Action::Wait(_) | Action::Race(_) => {}
    }
    action
}

/// A client that sends these requests, each at once.
fn client(kinds: &[Kind<'_>]) -> RaceClient {
    RaceClient { steps: kinds.iter().map(|kind| kind.step()).collect(), pace: Pace::AtOnce }
}

/// A client that sends these requests, and an upload in two halves if it comes first: other requests can fall between them.
fn in_halves(kinds: &[Kind<'_>]) -> RaceClient {
    let is_upload = |kind: &Kind<'_>| kind.operation.request.content == RequestContent::Body;
    let pace = if kinds.first().is_some_and(is_upload) { Pace::Halved } else { Pace::AtOnce };
    RaceClient { pace, ..client(kinds) }
}

impl Draw {
    /// One of so many.
    fn one_of(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        usize::try_from(mixed(self.0) >> 33).unwrap_or_default().checked_rem(count).unwrap_or_default()
    }

    fn choose<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.one_of(from.len())).copied()
    }
}
