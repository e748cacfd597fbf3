//! What is stored after some of the calls of a history, each state once, and what the answer to a call makes of a state.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use http::HeaderValue;
use kii_spec::{BodyChange, Level, ObjectChange, Response, State, Version, axis::Point};

use super::{
    history::{Answered, Call, Reading, Shared},
    search::{Model, Span},
};
use crate::{
    cases::Expect,
    judge::{Checker, Context, Expected, MismatchKind, Observation, PublishedMismatch, judge},
    values::Content,
};

/// The states of a history, and the calls that lead from one to another.
pub(super) struct States<'a> {
    checker: &'a Checker,
    calls: &'a [Call<'a>],
    readings: &'a [Reading],
    /// What each answer says, if there is one; those that are left out count as calls without an answer.
    seen: Vec<Option<Observation<'a>>>,
    known: Vec<Shared>,
    by_hash: HashMap<u64, Vec<usize>>,
    after: HashMap<(usize, usize), Vec<usize>>,
    /// The calls that have given a version or an ID again, which no order explains.
    repeated: Vec<usize>,
    /// Whether no version can come back, as nothing was deleted and every write has named one.
    are_versions_unique: bool,
    /// What could not be held against an answer.
    pub(super) unevaluated: Option<String>,
}

/// The versions that answers name.
const VERSIONS: [Version; 2] = [Version::Object, Version::Body];

impl<'a> States<'a> {
    /// The states of a history that begins in `before`, whose number is 0. `kept`: the calls whose answers count.
    pub(super) fn new(
        checker: &'a Checker,
        calls: &'a [Call<'a>],
        readings: &'a [Reading],
        before: &Shared,
        kept: &dyn Fn(usize) -> bool,
    ) -> Self {
        let seen = calls.iter().enumerate().map(|(number, call)| {
            let answer = call.answer.as_ref().filter(|_| kept(number))?;
            Some(checker.observe(&call.context(call.success.clone()), &answer.response))
        });
        let mut states = Self {
            checker,
            calls,
            readings,
            seen: seen.collect(),
            known: Vec::new(),
            by_hash: HashMap::new(),
            after: HashMap::new(),
            repeated: Vec::new(),
            are_versions_unique: false,
            unevaluated: None,
        };
        states.repeated = states.repeated(&before.stored);
        states.are_versions_unique = VERSIONS.into_iter().all(|version| {
            let (named, is_one_life) = states.named(version);
            is_one_life && named.iter().all(|(_, name)| name.is_some())
        });
        states.number(before.clone());
        states
    }

    /// Every state that was met so far, the first one first.
    pub(super) fn all(&self) -> &[Shared] {
        &self.known
    }

    pub(super) fn get(&self, state: usize) -> Option<&Shared> {
        self.known.get(state)
    }

    /// The versions that writes of an object or a body have given it, each with the call; and whether no version can come back,
    /// as nothing was deleted.
    fn named(&self, version: Version) -> (Vec<(usize, Option<&HeaderValue>)>, bool) {
        let (mut named, mut is_one_life) = (Vec::new(), true);
        for (number, (call, seen)) in self.calls.iter().zip(&self.seen).enumerate() {
            match seen.as_ref().and_then(|seen| Some((seen.response?, seen))) {
                Some((response, seen)) if writes(response, version) => {
                    named.push((number, seen.version(version)));
                    is_one_life &= !deletes(response, version);
                }
                Some(_) => {}
                None => is_one_life &= !call.operation.responses.values().any(|one| deletes(one, version)),
            }
        }
        (named, is_one_life)
    }

    /// The calls that have given an object or a body a version that it had before, or that another call has given it.
    fn repeated(&self, before: &State<Content>) -> Vec<usize> {
        let repeated = VERSIONS.into_iter().flat_map(|version| {
            let (named, is_one_life) = self.named(version);
            let current = before.versions(version).current.as_ref();
            let is_repeated = |(number, name): &(usize, Option<&HeaderValue>)| {
                let by_another = named.iter().any(|(other, again)| other != number && again == name);
                is_one_life && name.is_some() && (*name == current || by_another)
            };
            named.iter().copied().filter(is_repeated).map(|(number, _)| number).collect::<Vec<_>>()
        });
        repeated.chain(self.chosen_again()).collect()
    }

    /// The calls in which the server has chosen an ID that it had chosen for another object, if none of them is deleted.
    fn chosen_again(&self) -> impl Iterator<Item = usize> {
        let (_, is_one_life) = self.named(Version::Object);
        let chosen = |seen: &Option<Observation<'a>>| seen.as_ref()?.chosen_id().map(str::to_owned);
        let ids: Vec<Option<String>> = self.seen.iter().map(chosen).collect();
        let is_again = |(number, id): (usize, &Option<String>)| {
            let by_another = ids.iter().enumerate().any(|(other, again)| other != number && again == id);
            (is_one_life && id.is_some() && by_another).then_some(number)
        };
        ids.iter().enumerate().filter_map(is_again).collect::<Vec<_>>().into_iter()
    }

    /// Whether a read shows a version that another write had superseded before: no order explains that, and none has to be tried.
    pub(super) fn shows_superseded(&self, spans: &[Span]) -> bool {
        let ended = |call: usize| spans.get(call).and_then(|span| span.ended);
        let begun = |call: usize| spans.get(call).map(|span| span.begun);
        let is_before = |one: usize, other: usize| ended(one).zip(begun(other)).is_some_and(|(end, begin)| end < begin);
        let before = self.known.first();
        self.are_versions_unique
            && VERSIONS.into_iter().any(|version| {
                let (named, _) = self.named(version);
                let reads = self.seen.iter().enumerate().filter_map(|(read, seen)| {
                    let seen =
                        seen.as_ref().filter(|seen| seen.response.is_some_and(|response| response.then.is_none()))?;
                    Some((read, seen.version(version)?))
                });
                { reads }.any(|(read, shown)| {
                    let writer = named.iter().find(|(_, name)| *name == Some(shown)).map(|(writer, _)| *writer);
                    let is_first =
                        before.is_some_and(|state| state.stored.versions(version).current.as_ref() == Some(shown));
                    named.iter().any(|(other, _)| {
                        let is_later = writer.map_or(is_first, |writer| is_before(writer, *other));
                        Some(*other) != writer && is_later && is_before(*other, read)
                    })
                })
            })
    }

    /// The number of a state, without what no call depends on: dates, and superseded versions that no request names.
    fn number(&mut self, Shared { stored: mut state, published }: Shared) -> usize {
        for versions in [&mut state.object_versions, &mut state.body_versions] {
            versions.past.clear();
            versions.superseded.retain(|version| self.calls.iter().any(|call| call.names.as_ref() == Some(version)));
            versions.superseded.sort_by(|one, other| one.as_bytes().cmp(other.as_bytes()));
        }
        if let Some(object) = &mut state.object {
            object.dates = crate::send::Dates::default();
        }
        let state = Shared { stored: state, published: published.in_order() };
        let alike = self.by_hash.entry(hash(&state.stored)).or_default();
        if let Some(number) = alike.iter().find(|number| self.known.get(**number) == Some(&state)) {
            return *number;
        }
        alike.push(self.known.len());
        self.known.push(state);
        self.known.len() - 1
    }

    fn compute(&mut self, number: usize, before: usize) -> Vec<usize> {
        if let Some(reading) = number.checked_sub(self.calls.len()).and_then(|number| self.readings.get(number)) {
            let bodies = self.known.get(before).map(|state| state.published.bodies(&reading.request.url));
            let is_due = PublishedMismatch::of(bodies.unwrap_or_default(), &reading.answer.response).is_empty();
            return if is_due { vec![before] } else { Vec::new() };
        }
        let (Some(call), Some(state)) = (self.calls.get(number), self.known.get(before).cloned()) else {
            return Vec::new();
        };
        if self.repeated.contains(&number) {
            return Vec::new();
        }
        let afters = call.points(&state.stored).into_iter().filter_map(|point| match self.seen.get(number)? {
            Some(seen) => self.answered(call, seen, point, &state),
            // What was refused, and is left out to find out whether the rest contradicts itself, has changed nothing.
            None if call.answer.as_ref().is_some_and(|_| !call.changes(self.checker)) => None,
            None => unanswered(call, point, &state),
        });
        let afters: Vec<Step> = afters.collect();
        let mut numbers: Vec<usize> = Vec::new();
        for after in afters {
            match after {
                Step::To(after) => {
                    let after = self.number(*after);
                    if !numbers.contains(&after) {
                        numbers.push(after);
                    }
                }
                Step::Unevaluated(why) => self.unevaluated = Some(why),
            }
        }
        numbers
    }

    /// The state after an answer, if it can be given in a state to a request at a point.
    fn answered(&self, call: &Call<'a>, seen: &Observation<'a>, point: Point, before: &Shared) -> Option<Step> {
        let state = &before.stored;
        let Call { api, operation, scope, .. } = *call;
        let expected = Expected::of(api, operation, scope, &Expect::Due, point, state.point());
        let Ok(expected) = expected else {
            // The pages do not say what is due: any documented answer will do.
            let context = call.context(call.success.clone());
            return seen.response.map(|_| Step::To(Box::new(after(seen, &context, before))));
        };
        let context = call.context(expected);
        // What an answer is that says little of itself depends on what is due.
        let again;
        let seen = match (&seen.response, &call.answer) {
            (None, Some(Answered { response, .. })) => {
                again = self.checker.observe(&context, response);
                &again
            }
            (Some(_), _) | (None, None) => seen,
        };
        let judged = judge(&context, seen, state);
        // How an answer is flawed is for the cases that are about it.
        let is_wrong =
            judged.mismatches.iter().any(|wrong| wrong.level == Level::Must && wrong.kind != MismatchKind::Flaw);
        match (is_wrong, judged.unevaluated.is_empty()) {
            (true, _) => None,
            (false, true) => Some(Step::To(Box::new(after(seen, &context, before)))),
            (false, false) => Some(Step::Unevaluated(judged.unevaluated.join("; "))),
        }
    }
}

/// What an answer makes of a state.
enum Step {
    To(Box<Shared>),
    /// Nothing can be said.
    Unevaluated(String),
}

/// What there is after an answer.
fn after(seen: &Observation<'_>, context: &Context<'_>, before: &Shared) -> Shared {
    let stored = seen.stored_after(context, &before.stored);
    let mut published = before.published.after(&before.stored, &stored);
    for address in seen.published().flatten() {
        published.publish(address, &stored);
    }
    Shared { stored, published }
}

/// The state after a request whose answer nobody knows, if it changes anything: without the versions that it gives.
fn unanswered(call: &Call<'_>, point: Point, before: &Shared) -> Option<Step> {
    let state = &before.stored;
    let Point { object, body, .. } = state.point();
    let due = call.api.due(call.operation, call.scope, Point { object, body, ..point });
    let response = due.success()?.response;
    let nothing = Content::default();
    let stored = state.after(response.then, call.prepared.known.content.as_ref().unwrap_or(&nothing));
    let published = before.published.after(state, &stored);
    (!response.then.is_none()).then_some(Step::To(Box::new(Shared { stored, published })))
}

impl Model for States<'_> {
    fn after(&mut self, call: usize, state: usize) -> Vec<usize> {
        if let Some(after) = self.after.get(&(call, state)) {
            return after.clone();
        }
        let after = self.compute(call, state);
        self.after.insert((call, state), after.clone());
        after
    }

    /// A read shows a version that is superseded and cannot come back.
    fn precludes(&self, call: usize, before: usize, after: usize) -> bool {
        let Some(seen) = self.seen.get(call).and_then(Option::as_ref).filter(|_| self.are_versions_unique) else {
            return false;
        };
        let Some(response) = seen.response.filter(|response| response.then.is_none()) else { return false };
        let (Some(before), Some(after)) = (self.known.get(before), self.known.get(after)) else { return false };
        VERSIONS.into_iter().filter(|version| !writes(response, *version)).any(|version| {
            let is_other = |now| Some(now) != seen.version(version);
            seen.version(version).is_some()
                && before.stored.versions(version).current.as_ref() == seen.version(version)
                && after.stored.versions(version).current.as_ref().is_some_and(is_other)
        })
    }
}

/// Whether a response is one to a request that has written what has this version, or deleted it.
fn writes(response: &Response, version: Version) -> bool {
    match version {
        Version::Object => response.then.object.is_some(),
        Version::Body => response.then.body.is_some() || response.then.object == Some(ObjectChange::Deleted),
    }
}

/// Whether a response is one to a request that has ended the life of what has this version.
fn deletes(response: &Response, version: Version) -> bool {
    let object = response.then.object == Some(ObjectChange::Deleted);
    match version {
        Version::Object => object,
        Version::Body => object || response.then.body == Some(BodyChange::Deleted),
    }
}

/// A number that is the same for states that are the same. Bodies count by their place in memory, as all states share those
/// that were sent.
fn hash(state: &State<Content>) -> u64 {
    let mut hasher = DefaultHasher::new();
    let object = state.object.as_ref().map(|object| {
        // The order of members means nothing.
        let members = object.members.iter().map(|(name, value)| {
            let mut hasher = DefaultHasher::new();
            (name, value.to_string()).hash(&mut hasher);
            hasher.finish()
        });
        (members.fold(0, u64::wrapping_add), &object.media)
    });
    let body = state.body.as_ref().map(|body| (body.bytes.as_ptr(), body.bytes.len(), &body.media));
    let versions =
        [&state.object_versions, &state.body_versions].map(|versions| (&versions.current, &versions.superseded));
    (object, body, versions).hash(&mut hasher);
    hasher.finish()
}
