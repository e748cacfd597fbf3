//! A state in which races begin, and the requests that make sense there.

use kii_spec::{
    AxisValue, Level, Operation, PlannedRequest, Planner, RequestChange, ResponseName, Scope,
    axis::{Axis, Body, Object, Point},
};

use super::{
    super::{due_responses::DueResponses, history::names_publication, step},
    BEGINNINGS,
    kind::Kind,
};
use crate::cases::case::{Action, Role};

/// A state in which races begin.
#[derive(Clone)]
pub(super) struct Beginning<'a> {
    /// Whether there is an object, and a body.
    pub(super) state: (Object, Body),
    /// The requests that lead to it.
    pub(super) set_up: Vec<Action>,
    /// Reads that name the versions of what is there.
    pub(super) naming: Vec<Action>,
    /// The writing requests that succeed there when nothing else happens.
    pub(super) writers: Vec<Kind<'a>>,
    /// The requests that create an object whose ID the server chooses, if there is none.
    pub(super) creators: Vec<Kind<'a>>,
    /// A request that publishes the body, if there is one.
    pub(super) publication: Option<Action>,
}

impl<'a> Beginning<'a> {
    pub(super) fn new(known: &DueResponses<'a>, planner: &Planner<'a>, scope: &Scope, point: Point) -> Option<Self> {
        let api = known.api;
        let looks = api.observers();
        let call = |operation: &Operation, due| Action::Call(Box::new(step(Role::SetUp, operation, due)));
        // Whatever must be there is there for those who read it.
        let reader = looks
            .iter()
            .find(|reader| reader.has_axis(Axis::Body) && known.in_scope(scope, reader, point).is_defined());
        let moves = planner.plan(reader?, scope, point)?;
        let set_up =
            moves.into_iter().map(|PlannedRequest { operation, expected }| call(operation, expected)).collect();
        let named =
            looks.iter().filter_map(|reader| Some(call(reader, known.in_scope(scope, reader, point).success()?)));
        let writers = api.operations.values().filter(|one| one.has_axis(Axis::Object) && !one.is_safe());
        let writers = writers.flat_map(|operation| variants(known, scope, operation, point)).collect();
        let creators = api.operations.values().filter(|one| !one.has_axis(Axis::Object) && !one.is_safe());
        let creators = creators.filter(|_| point.object == Object::Absent).map(|one| Kind::new(one, Point::default()));
        let publication = api.operations.values().find_map(|operation| {
            let due =
                known.in_scope(scope, operation, point).success().filter(|due| names_publication(api, due.response))?;
            Some(call(operation, due))
        });
        let state = (point.object, point.body);
        Some(Self { state, set_up, naming: named.collect(), writers, creators: creators.collect(), publication })
    }
}

/// The requests of an operation that succeed in a state: a usual one, and those with a condition in a header that matters.
fn variants<'a>(known: &DueResponses<'a>, scope: &Scope, operation: &'a Operation, state: Point) -> Vec<Kind<'a>> {
    let api = known.api;
    let due = |point, state| success(known, scope, operation, point, state);
    let usual = Point::default();
    let headers = api.axes.request_settings().filter(|setting| {
        let is_condition = |value: &AxisValue| matches!(value.change, RequestChange::Headers(_));
        operation.has_axis(setting.axis()) && api.axes.value(*setting).is_some_and(is_condition)
    });
    let matters = |point: &Point| {
        api.axes.versions(*point).current || BEGINNINGS.into_iter().any(|at| due(*point, at) != due(usual, at))
    };
    let conditional = headers.map(|setting| usual.with(setting)).filter(matters);
    let points = [usual].into_iter().chain(conditional);
    points
        .filter(|point| due(*point, (state.object, state.body)).is_some())
        .map(|point| Kind::new(operation, point))
        .collect()
}

/// The success that is due in a state.
fn success<'a>(
    known: &DueResponses<'a>,
    scope: &Scope,
    operation: &Operation,
    point: Point,
    (object, body): (Object, Body),
) -> Option<&'a ResponseName> {
    let due = known.in_scope(scope, operation, Point { object, body, ..point });
    due.success().filter(|due| due.condition.level == Level::Must).map(|due| &due.response.name)
}

/// Whether a request changes nothing of what is due by being so.
pub(super) fn succeeds(
    known: &DueResponses<'_>,
    scope: &Scope,
    operation: &Operation,
    point: Point,
    state: (Object, Body),
) -> bool {
    success(known, scope, operation, point, state).is_some()
}
