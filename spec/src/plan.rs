//! What follows from `when` and `then` without being written down: how to bring the world to a point, which request shows
//! that a refusal is due to its fault alone, and which requests show what the world holds.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet, VecDeque},
    rc::Rc,
};

use crate::{
    api::Api,
    axis::{Axis, Body, IfMatch, Object, Owner, Point},
    change::{BodyChange, Change, ObjectChange},
    operation::{Due, HeaderValue, Level, Operation, OperationId, Response, ResponseContent, ResponseName, Version},
    service::{Scope, ScopeName},
};

/// A request that changes the world on the way to a point, or learns a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The operation.
    pub operation: OperationId,
    /// The point at which it is called: the world as it is then, and a request without peculiarities.
    pub point: Point,
    /// The response that takes the plan on.
    pub response: ResponseName,
}

/// What the world holds, and which versions have been named by the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Situation {
    object: Presence,
    body: Presence,
    object_versions: Seen,
    body_versions: Seen,
}

/// Whether something exists; a fresh bucket is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum Presence {
    #[default]
    Absent,
    Exists,
}

/// Which versions of one thing the server has named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Seen {
    /// The one that is current, or was when the thing was deleted.
    last: bool,
    /// One that has been superseded.
    old: bool,
}

impl Seen {
    const fn named(self) -> Self {
        Self { last: true, ..self }
    }

    const fn superseded(self, names_new: bool) -> Self {
        Self { last: names_new, old: self.old || self.last }
    }
}

impl Situation {
    /// The point of a request without peculiarities in this situation.
    fn point(self) -> Point {
        Point {
            object: match self.object {
                Presence::Exists => Object::Exists,
                Presence::Absent => Object::Absent,
            },
            body: match self.body {
                Presence::Exists => Body::Exists,
                Presence::Absent => Body::Absent,
            },
            ..Point::default()
        }
    }

    /// The situation after a response.
    fn after(mut self, response: &Response) -> Self {
        let names = |version| response.headers.iter().any(|header| header.value == HeaderValue::Version(version));
        match response.then.object {
            Some(ObjectChange::Sent | ObjectChange::Merged) => {
                // A new object has no version that could be superseded; those of a deleted one are not its own.
                let earlier = if self.object == Presence::Exists { self.object_versions } else { Seen::default() };
                self.object = Presence::Exists;
                self.object_versions = earlier.superseded(names(Version::Object));
            }
            Some(ObjectChange::Deleted) => {
                self.object = Presence::Absent;
                self.body = Presence::Absent;
                self.object_versions.old = false;
                self.body_versions.old = false;
            }
            None if names(Version::Object) => self.object_versions = self.object_versions.named(),
            None => {}
        }
        match response.then.body {
            Some(BodyChange::Sent) => {
                let earlier = if self.body == Presence::Exists { self.body_versions } else { Seen::default() };
                self.body = Presence::Exists;
                self.body_versions = earlier.superseded(names(Version::Body));
                // Whether a new body gives the object a new version is left open, so the last one may no longer be current.
                self.object_versions.last = names(Version::Object);
            }
            Some(BodyChange::Deleted) => {
                self.body = Presence::Absent;
                self.body_versions.old = false;
                self.object_versions.last = false;
            }
            None if names(Version::Body) => self.body_versions = self.body_versions.named(),
            None => {}
        }
        self
    }

    /// Whether a request at `point` can be made in this situation.
    fn admits(self, operation: &Operation, point: Point) -> bool {
        let here = self.point();
        let object = !operation.has_axis(Axis::Object) || here.object == point.object;
        let body = !operation.has_axis(Axis::Body) || here.body == point.body;
        let seen = match operation.request.precondition.map(|precondition| precondition.version) {
            Some(Version::Object) => self.object_versions,
            Some(Version::Body) => self.body_versions,
            None => Seen::default(),
        };
        let version = match point.if_match {
            IfMatch::None => true,
            IfMatch::Current => seen.last,
            IfMatch::Stale => seen.old,
        };
        object && body && version
    }
}

/// Finds the way to a point. Keeps what it has found out, as most ways have their beginnings in common.
#[derive(Debug)]
pub struct Planner<'a> {
    api: &'a Api,
    moves: RefCell<HashMap<(ScopeName, Situation), Moves>>,
}

/// Every documented success that a plain request can have in a situation, with the situation that follows.
type Moves = Rc<[(Situation, Move)]>;

impl<'a> Planner<'a> {
    /// A planner for an API.
    #[must_use]
    pub fn new(api: &'a Api) -> Self {
        Self { api, moves: RefCell::default() }
    }

    /// The shortest way from a fresh bucket to a world in which a request at `point` means what the point says.
    ///
    /// `None` when no sequence of documented operations leads there.
    #[must_use]
    pub fn plan(&self, operation: &Operation, scope: &Scope, point: Point) -> Option<Vec<Move>> {
        if point.owner == Owner::Absent {
            return Some(Vec::new());
        }
        let start = Situation::default();
        let mut seen = HashSet::from([start]);
        let mut queue = VecDeque::from([(start, Vec::new())]);
        while let Some((situation, moves)) = queue.pop_front() {
            if situation.admits(operation, point) {
                return Some(moves);
            }
            for (next, step) in self.moves(scope, situation).iter() {
                if seen.insert(*next) {
                    queue.push_back((*next, moves.iter().chain([step]).cloned().collect()));
                }
            }
        }
        None
    }

    /// Only operations that name the object in their path take part: a bucket is then filled under IDs of our own choice,
    /// which clean-up knows even when an answer is lost.
    fn moves(&self, scope: &Scope, situation: Situation) -> Moves {
        let find = || {
            let operations = self.api.operations.values().filter(|operation| operation.has_axis(Axis::Object));
            let moves = operations.filter_map(|operation| {
                let due = self.api.due(operation, scope, situation.point())?;
                let step = Move {
                    operation: operation.id.clone(),
                    point: situation.point(),
                    response: due.response.name.clone(),
                };
                due.response.is_success().then(|| (situation.after(due.response), step))
            });
            moves.collect()
        };
        let mut known = self.moves.borrow_mut();
        Rc::clone(known.entry((scope.name.clone(), situation)).or_insert_with(find))
    }
}

impl Api {
    /// The positive control of a point: the nearest one at which the same operation must succeed.
    ///
    /// Only when that succeeds does a refusal show that its own fault is refused, and not everything.
    #[must_use]
    pub fn control<'a>(&self, operation: &'a Operation, scope: &Scope, point: Point) -> Option<Due<'a>> {
        let successes = operation.responses.values().filter(|response| response.is_success());
        let dues = successes.flat_map(|response| self.occasions(operation, response, scope));
        let binding = dues.filter(|due| due.occasion.level == Level::Must);
        binding.min_by_key(|due| due.point.differences_from(&point).len())
    }

    /// The safe operations that show what an object and its body hold.
    #[must_use]
    pub fn observers(&self) -> Vec<&Operation> {
        let shows = |operation: &&Operation| {
            let mut responses = operation.responses.values();
            operation.is_safe()
                && responses.any(|response| matches!(response.content, ResponseContent::Object | ResponseContent::Body))
        };
        self.operations.values().filter(shows).collect()
    }
}

impl Point {
    /// The world after a change, with a request without peculiarities.
    #[must_use]
    pub fn after(self, change: Change) -> Self {
        let object = match change.object {
            Some(ObjectChange::Sent | ObjectChange::Merged) => Object::Exists,
            Some(ObjectChange::Deleted) => Object::Absent,
            None => self.object,
        };
        let body = match (change.object, change.body) {
            (_, Some(BodyChange::Sent)) => Body::Exists,
            (Some(ObjectChange::Deleted), None) | (_, Some(BodyChange::Deleted)) => Body::Absent,
            (_, None) => self.body,
        };
        Self { owner: self.owner, object, body, ..Self::default() }
    }
}
