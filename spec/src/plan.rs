//! What follows from `when` and `then` without being written down: which requests lead to the state of a point, which
//! request is the positive control of a refusal, and which operations show the state.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet, VecDeque},
    rc::Rc,
};

use crate::{
    api::Api,
    axis::{Axis, Owner, Point},
    operation::{ExpectedResponse, Level, Operation, ResponseContent},
    request_axis::Axes,
    service::{Scope, ScopeName},
    state::State,
};

/// A request of a plan: it changes the state, or its response names a version.
#[derive(Clone, Copy, Debug)]
pub struct PlannedRequest<'a> {
    /// The operation.
    pub operation: &'a Operation,
    /// The response on which the rest of the plan depends. Its point has the state before the request, and the default on
    /// every request axis.
    pub expected: ExpectedResponse<'a>,
}

/// Finds the requests that lead to a state. Caches the transitions of each state, because most plans begin in the same way.
#[derive(Debug)]
pub struct Planner<'a> {
    api: &'a Api,
    transitions: RefCell<HashMap<(ScopeName, State<()>), Transitions<'a>>>,
}

/// The requests that can succeed in a state, each with the state that follows.
type Transitions<'a> = Rc<[(State<()>, PlannedRequest<'a>)]>;

impl<'a> Planner<'a> {
    /// A planner for an API.
    #[must_use]
    pub fn new(api: &'a Api) -> Self {
        Self { api, transitions: RefCell::default() }
    }

    /// The fewest requests that lead from a fresh bucket to a state in which a request at `point` can be made.
    ///
    /// `None` when no sequence of documented operations leads there.
    #[must_use]
    pub fn plan(&self, operation: &Operation, scope: &Scope, point: Point) -> Option<Vec<PlannedRequest<'a>>> {
        if point.owner == Owner::Absent {
            return Some(Vec::new());
        }
        let start = State::default();
        let mut seen = HashSet::from([start.clone()]);
        let mut queue = VecDeque::from([(start, Vec::new())]);
        while let Some((state, requests)) = queue.pop_front() {
            if admits(&self.api.axes, &state, operation, point) {
                return Some(requests);
            }
            for (next, request) in self.transitions(scope, &state).iter() {
                if seen.insert(next.clone()) {
                    queue.push_back((next.clone(), requests.iter().chain([request]).copied().collect()));
                }
            }
        }
        None
    }

    /// Plans use only operations that name the object in their path: the suite then chooses the IDs, so that clean-up knows
    /// them even when an answer is lost.
    fn transitions(&self, scope: &Scope, state: &State<()>) -> Transitions<'a> {
        let find = || {
            let operations = self.api.operations.values().filter(|operation| operation.has_axis(Axis::Object));
            let transitions = operations.filter_map(|operation| {
                let expected = self.api.expected(operation, scope, state.point())?;
                let next = state.after_response(expected.response);
                expected.response.is_success().then_some((next, PlannedRequest { operation, expected }))
            });
            transitions.collect()
        };
        let mut known = self.transitions.borrow_mut();
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
    /// The positive control of a point: the nearest point at which the same operation must succeed.
    ///
    /// A refusal counts only if this request succeeds: otherwise the server may refuse every request.
    #[must_use]
    pub fn control<'a>(&self, operation: &'a Operation, scope: &Scope, point: Point) -> Option<ExpectedResponse<'a>> {
        let successes = operation.responses.values().filter(|response| response.is_success());
        let candidates = successes.flat_map(|response| self.expected_points(operation, response, scope));
        let binding = candidates.filter(|expected| expected.condition.level == Level::Must);
        binding.min_by_key(|expected| expected.point.distance(&point))
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

    /// The safe operations that say something of an object or its body without its content.
    #[must_use]
    pub fn silent_observers(&self) -> Vec<&Operation> {
        let shows = |operation: &&Operation| {
            let mut responses = operation.responses.values();
            operation.is_safe()
                && responses
                    .all(|response| !matches!(response.content, ResponseContent::Object | ResponseContent::Body))
        };
        self.operations.values().filter(shows).collect()
    }
}
