//! What follows from `when` and `then` without being written down: how to bring the world to a point, which request shows
//! that a refusal is due to its fault alone, and which requests show what the world holds.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet, VecDeque},
    rc::Rc,
};

use crate::{
    api::Api,
    axis::{Axis, Owner, Point},
    operation::{Due, Level, Operation, ResponseContent},
    request_axis::Axes,
    service::{Scope, ScopeName},
    state::State,
};

/// A request that changes the state on the way to a point, or learns a version.
#[derive(Clone, Copy, Debug)]
pub struct Move<'a> {
    /// The operation.
    pub operation: &'a Operation,
    /// The response that takes the plan on, and the point at which it is due: the state as it is then, and a request without
    /// peculiarities.
    pub due: Due<'a>,
}

/// Finds the way to a point. Keeps what it has found out, as most ways have their beginnings in common.
#[derive(Debug)]
pub struct Planner<'a> {
    api: &'a Api,
    moves: RefCell<HashMap<(ScopeName, State<()>), Moves<'a>>>,
}

/// Every documented success that a plain request can have in a state, with the state that follows.
type Moves<'a> = Rc<[(State<()>, Move<'a>)]>;

impl<'a> Planner<'a> {
    /// A planner for an API.
    #[must_use]
    pub fn new(api: &'a Api) -> Self {
        Self { api, moves: RefCell::default() }
    }

    /// The shortest way from a fresh bucket to a state in which a request at `point` means what the point says.
    ///
    /// `None` when no sequence of documented operations leads there.
    #[must_use]
    pub fn plan(&self, operation: &Operation, scope: &Scope, point: Point) -> Option<Vec<Move<'a>>> {
        if point.owner == Owner::Absent {
            return Some(Vec::new());
        }
        let start = State::default();
        let mut seen = HashSet::from([start.clone()]);
        let mut queue = VecDeque::from([(start, Vec::new())]);
        while let Some((state, moves)) = queue.pop_front() {
            if admits(&self.api.axes, &state, operation, point) {
                return Some(moves);
            }
            for (next, step) in self.moves(scope, &state).iter() {
                if seen.insert(next.clone()) {
                    queue.push_back((next.clone(), moves.iter().chain([step]).copied().collect()));
                }
            }
        }
        None
    }

    /// Only operations that name the object in their path take part: a bucket is then filled under IDs of our own choice,
    /// which clean-up knows even when an answer is lost.
    fn moves(&self, scope: &Scope, state: &State<()>) -> Moves<'a> {
        let find = || {
            let operations = self.api.operations.values().filter(|operation| operation.has_axis(Axis::Object));
            let moves = operations.filter_map(|operation| {
                let due = self.api.due(operation, scope, state.point())?;
                due.response.is_success().then(|| (state.after_response(due.response), Move { operation, due }))
            });
            moves.collect()
        };
        let mut known = self.moves.borrow_mut();
        Rc::clone(known.entry((scope.name.clone(), state.clone())).or_insert_with(find))
    }
}

/// Whether a request at `point` can be made in a state.
fn admits(axes: &Axes, state: &State<()>, operation: &Operation, point: Point) -> bool {
    let here = state.point();
    let object = !operation.has_axis(Axis::Object) || here.object == point.object;
    let body = !operation.has_axis(Axis::Body) || here.body == point.body;
    let versions = operation.request.precondition.map(|precondition| state.versions(precondition.version));
    let named = axes.versions(point);
    let current = !named.current || versions.is_some_and(|versions| versions.current.is_some());
    let superseded = !named.superseded || versions.is_some_and(|versions| !versions.superseded.is_empty());
    object && body && current && superseded
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
