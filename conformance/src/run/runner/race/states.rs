//! The states in which the requests of a race may have found what is stored: any of the writes done, in any order that their
//! answers admit.

use std::{
    collections::{HashMap, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
};

use kii_spec::{
    Condition, ExpectedResponse, Level, Representation, Response, State, Tolerance,
    axis::{Body, Object, Point, RequestPoint},
};

use crate::{
    judge::{Context, Observation},
    values::Content,
};

/// A number that is the same for states that are the same.
fn hash(state: &State<Content>) -> u64 {
    let mut hasher = DefaultHasher::new();
    let object = state.object.as_ref().map(|object| (serde_json::to_string(&*object.members).ok(), &object.media));
    let body = state.body.as_ref().map(|body| (&body.bytes, &body.media));
    (object, body, &state.object_versions.current, &state.body_versions.current).hash(&mut hasher);
    hasher.finish()
}

/// The most states that are compared. Eight requests that merge the same members in any order stay below it.
const MOST: usize = 20_000;

/// Whether an condition accepts a response with a warning, although another is due.
fn accepts(condition: &Condition, given: &Response) -> bool {
    match (condition.level, &condition.tolerance) {
        (Level::Should | Level::May, _) => true,
        (Level::Must, Tolerance::Warned(statuses)) => statuses.contains(&given.status),
        (Level::Must, Tolerance::None | Tolerance::AnyClientError) => false,
    }
}

/// A write of a race, and what its answer says.
pub(super) struct Write<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) seen: &'a Observation<'a>,
}

/// The states that lie between the beginning of a race and its end, each once, those after few writes first.
pub(super) struct States<'a> {
    writes: &'a [Write<'a>],
    before: State<Content>,
    /// Each state with a set of writes that leads to it, as bits.
    known: Vec<(State<Content>, u32)>,
    by_hash: HashMap<u64, Vec<usize>>,
    waiting: VecDeque<usize>,
    due: HashMap<(usize, Object, Body, RequestPoint), bool>,
}

impl<'a> States<'a> {
    pub(super) fn new(before: &State<Content>, writes: &'a [Write<'a>]) -> Self {
        let mut states = Self {
            writes,
            before: before.clone(),
            known: Vec::new(),
            by_hash: HashMap::new(),
            waiting: VecDeque::new(),
            due: HashMap::new(),
        };
        states.add(before.clone(), 0);
        states
    }

    /// The first state in which something holds; `None` when it holds in none.
    ///
    /// # Errors
    /// When there are more states than can be tried.
    pub(super) fn find<T>(&mut self, mut holds: impl FnMut(&State<Content>) -> Option<T>) -> Result<Option<T>, String> {
        let mut tried = 0;
        loop {
            while let Some((state, _)) = self.known.get(tried) {
                if let Some(found) = holds(state) {
                    return Ok(Some(found));
                }
                tried += 1;
            }
            let Some(place) = self.waiting.pop_front() else { return Ok(None) };
            if self.known.len() > MOST {
                return Err(format!(
                    "the writes of the race can leave more than {MOST} states; let fewer of them race"
                ));
            }
            self.expand(place);
        }
    }

    /// Adds the states that one more write makes of a state.
    fn expand(&mut self, place: usize) {
        let Some((state, done)) = self.known.get(place).cloned() else { return };
        for (number, write) in self.writes.iter().enumerate() {
            let bit = 1_u32 << number;
            if done & bit == 0 && self.admits(number, &state) {
                self.add(self.comparable(write.seen.stored_after(write.context, &state)), done | bit);
            }
        }
    }

    fn add(&mut self, state: State<Content>, done: u32) {
        let alike = self.by_hash.entry(hash(&state)).or_default();
        // Whatever can follow after more writes can follow after some of them.
        let is_known =
            |place: &usize| self.known.get(*place).is_some_and(|(known, by)| *known == state && by & done == *by);
        if !alike.iter().any(is_known) {
            alike.push(self.known.len());
            self.waiting.push_back(self.known.len());
            self.known.push((state, done));
        }
    }

    /// Leaves out of a state what no reader can tell: versions that are superseded, and how late the last change can have been.
    fn comparable(&self, mut state: State<Content>) -> State<Content> {
        for versions in [&mut state.object_versions, &mut state.body_versions] {
            versions.superseded.clear();
            versions.past.clear();
        }
        if let (Some(object), Some(before)) = (&mut state.object, &self.before.object) {
            let mut before = before.clone();
            Content::touch(&mut before);
            object.dates.floor = object.dates.floor.and(before.dates.floor);
        }
        state
    }

    /// Whether the answer to a write is one that the spec allows in a state, with a warning or without.
    fn admits(&mut self, number: usize, state: &State<Content>) -> bool {
        let Some(Write { context, seen }) = self.writes.get(number) else { return false };
        let Context { api, operation, scope, step, .. } = context;
        let Point { object, body, .. } = state.point();
        let version = operation.request.precondition.map(|precondition| precondition.version);
        let current = |state: &State<Content>| version.and_then(|version| state.versions(version).current.clone());
        // What was current before the race is not after a write.
        let outdated = current(state) != current(&self.before);
        let request = if outdated { api.axes.outdated(step.point).request } else { step.point.request };
        *self.due.entry((number, object, body, request)).or_insert_with(|| {
            let due = api.expected(operation, scope, Point { object, body, request, ..step.point });
            // Whoever only should refuse a write may have made it.
            let is_allowed = |due: ExpectedResponse<'_>| {
                seen.response.is_some_and(|given| given.name == due.response.name || accepts(due.condition, given))
            };
            due.is_none_or(is_allowed)
        })
    }
}
