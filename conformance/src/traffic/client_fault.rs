//! What is wrong with a request, whatever is stored: nobody who keeps to the documents sends it.

use http::HeaderName;
use kii_spec::{
    Api, Condition, DocumentedPoints, Level, Origin, Part, Response as Documented, Statement,
    axis::{Axis, AxisKind, Point},
};

use super::{due_answers::DueAnswers, recorded::RecordedExchange, request_reading::RequestReading, world::World};

/// Something wrong with a request.
pub(super) struct ClientFault {
    /// The statement about the answer to such a request.
    pub(super) statement: Statement,
    pub(super) level: Level,
    /// The page or the decision that says so.
    pub(super) source: String,
    pub(super) expected: String,
    pub(super) found: String,
}

impl ClientFault {
    /// What is wrong with a request.
    pub(super) fn of<'a>(
        api: &'a Api,
        points: &DocumentedPoints<'a>,
        reading: &RequestReading<'a>,
        exchange: &RecordedExchange,
    ) -> Option<Self> {
        Self::contradiction(api, reading, exchange).or_else(|| Self::never_succeeds(api, points, reading))
    }

    /// Headers that exclude each other: a documented refusal names them together, and no success does.
    fn contradiction(api: &Api, reading: &RequestReading<'_>, exchange: &RecordedExchange) -> Option<Self> {
        let responses = || reading.operation.responses.values();
        let successes = responses().filter(|response| response.is_success()).flat_map(|response| &response.conditions);
        let successes: Vec<_> = successes.map(|condition| &condition.when.axes).collect();
        let refusals = responses().filter(|response| !response.is_success());
        let conditions = refusals.flat_map(|response| response.conditions.iter().map(move |one| (response, one)));
        { conditions }.find_map(|(response, condition)| {
            let axes: Vec<&Axis> = condition.when.axes.keys().filter(|axis| axis.kind() == AxisKind::Request).collect();
            if successes.iter().any(|named| axes.iter().all(|axis| named.contains_key(*axis))) {
                return None;
            }
            let names: Vec<Vec<&HeaderName>> = axes.into_iter().map(|axis| api.axes.headers(*axis).collect()).collect();
            let headers = &exchange.request.headers;
            let sent: Option<Vec<&HeaderName>> =
                names.into_iter().map(|names| names.into_iter().find(|name| headers.contains_key(*name))).collect();
            let sent = sent.filter(|sent| sent.len() > 1)?;
            let shown = sent.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
            Some(Self {
                statement: Statement::answer(reading.operation, response, Part::Status),
                // The server may be lenient; what the client sends is forbidden all the same.
                level: Level::Must,
                source: source(api, response, condition),
                expected: format!("not more than one of {shown}"),
                found: "both".to_owned(),
            })
        })
    }

    /// A request that is refused in every state, because of what it sends.
    fn never_succeeds<'a>(api: &'a Api, points: &DocumentedPoints<'a>, reading: &RequestReading<'a>) -> Option<Self> {
        let worlds = World::all(reading.scope);
        let permitted = Point::default().caller();
        let is_default = |point: &Point| *point == Point::default();
        if reading.is_foreign || reading.points.iter().all(is_default) {
            return None;
        }
        let usual = RequestReading {
            operation: reading.operation,
            scope: reading.scope,
            known: reading.known.clone(),
            points: reading.points.iter().map(|point| without_versions(api, reading, *point)).collect(),
            callers: vec![permitted],
            is_foreign: false,
        };
        let existing: Vec<World> =
            worlds.into_iter().filter(|world| world.point(Point::default()).owner == Point::default().owner).collect();
        let mut due = Vec::new();
        for world in existing {
            let here = DueAnswers::of(api, points, &usual, &[world]);
            due.extend(here.responses());
            // Where the spec does not say what is due, or allows a success, the client may be right.
            if here.responses().is_empty() || here.responses().iter().any(|response| response.is_success()) {
                return None;
            }
        }
        // What is missing is not the request's fault: that refusal comes in some states only, beside the other.
        let everywhere = due.iter().copied().find(|response| {
            response.conditions.iter().any(|condition| {
                condition.when.axes.keys().any(|axis| axis.kind() == AxisKind::Request && *axis != Axis::CALLER)
            })
        })?;
        let condition = everywhere.conditions.first()?;
        let found = DueAnswers::of(api, points, &usual, &World::all(reading.scope)).differences();
        (!found.is_empty()).then(|| Self {
            statement: Statement::answer(reading.operation, everywhere, Part::Status),
            level: condition.level,
            source: source(api, everywhere, condition),
            expected: "a request that can succeed".to_owned(),
            found: format!("one that differs from a usual request in {found}: {}", everywhere.summary),
        })
    }
}

/// The point without the versions that it names: a version that has been superseded is nobody's fault.
fn without_versions(api: &Api, reading: &RequestReading<'_>, point: Point) -> Point {
    let names_version = |axis: &&Axis| {
        let named = api.axes.versions(Point::default().with(point.setting(**axis)));
        axis.kind() == AxisKind::Request && (named.current || named.superseded)
    };
    reading.operation.axes.iter().filter(names_version).fold(point, |point, axis| point.without(*axis))
}

fn source(api: &Api, response: &Documented, condition: &Condition) -> String {
    match condition.origin.as_ref().unwrap_or(&response.origin) {
        Origin::Page(source) => api.pages.get(&source.page).map_or_else(
            || format!("{}, {}", source.page, source.section),
            |page| format!("{}, {} <{}>", page.title, source.section, page.url),
        ),
        Origin::Decision(id) => {
            let choice = api.decisions.get(id).map(|decision| decision.choice.as_str()).unwrap_or_default();
            format!("decision {id}: {choice}")
        }
    }
}
