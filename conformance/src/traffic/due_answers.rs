//! The answers that are due to a request in each of the states that are possible, whoever of the possible callers has sent it.

use http::StatusCode;
use kii_spec::{
    Api, DocumentedPoints, Due, Level, Response as Documented, Tolerance,
    axis::{Axis, CallerId, Owner, Point},
};

use super::{request_reading::RequestReading, world::World};
use crate::cases::Expect;

/// What is due to a request.
pub(super) struct DueAnswers<'a> {
    api: &'a Api,
    alternatives: Vec<Alternative<'a>>,
}

/// What is due in one state, to one caller.
struct Alternative<'a> {
    world: World,
    point: Point,
    due: Due<'a>,
    /// Whether the caller may do everything, or nobody who may is among the possible callers.
    is_usual: bool,
    /// An error that is as right as a refusal, as there is no owner for the caller.
    or_else: Option<&'a Documented>,
}

/// A state and a point of the request in which an answer is right, and how strictly it is judged.
#[derive(Clone, Debug)]
pub(super) struct Match {
    pub(super) world: World,
    pub(super) point: Point,
    pub(super) expect: Expect,
}

/// Whether an answer is due.
pub(super) enum Verdict {
    /// In these states.
    Due(Vec<Match>),
    /// The spec does not say what is due in these states, and in no other the answer is right.
    Open(Vec<World>),
    /// In none.
    Wrong(Level),
}

impl<'a> DueAnswers<'a> {
    /// What is due to a request in these states.
    pub(super) fn of(
        api: &'a Api,
        points: &DocumentedPoints<'a>,
        reading: &RequestReading<'a>,
        worlds: &[World],
    ) -> Self {
        let mut alternatives = Vec::new();
        let permitted = Point::default().caller();
        let may_be_permitted = reading.callers.contains(&permitted);
        for world in worlds {
            for request in &reading.points {
                for caller in &reading.callers {
                    let point = world.point(request.called_by(*caller));
                    let due = if reading.is_foreign { Due::UNDEFINED } else { points.due(point) };
                    let or_else = missing_owner(api, reading, *caller, &due);
                    let is_usual = *caller == permitted || !may_be_permitted;
                    alternatives.push(Alternative { world: *world, point, due, is_usual, or_else });
                }
            }
        }
        Self { api, alternatives }
    }

    /// Whether an answer with this status is due, which is this documented response or none.
    pub(super) fn verdict(&self, given: Option<&Documented>, status: StatusCode) -> Verdict {
        let mut matches: Vec<Match> = Vec::new();
        for alternative in &self.alternatives {
            if let Some(found) = alternative.accepts(given, status) {
                matches.push(found);
            }
        }
        if !matches.is_empty() {
            return Verdict::Due(matches);
        }
        let mut open: Vec<World> = Vec::new();
        let undefined = self.alternatives.iter().filter(|alternative| alternative.is_open(given));
        for world in undefined.map(|alternative| alternative.world) {
            if !open.contains(&world) {
                open.push(world);
            }
        }
        if open.is_empty() { Verdict::Wrong(self.level()) } else { Verdict::Open(open) }
    }

    /// The documented responses that are due in any state, each once.
    pub(super) fn responses(&self) -> Vec<&'a Documented> {
        let mut responses: Vec<&Documented> = Vec::new();
        for alternative in &self.alternatives {
            let due = alternative.due.responses.iter().map(|due| due.response);
            for response in due.chain(alternative.or_else) {
                if !responses.iter().any(|known| known.name == response.name) {
                    responses.push(response);
                }
            }
        }
        responses
    }

    /// What the request differs in from a usual one, as people read it.
    pub(super) fn differences(&self) -> String {
        let mut settings: Vec<String> = Vec::new();
        for alternative in &self.alternatives {
            let request = Point { request: alternative.point.request, ..Point::default() };
            let differences = request.without(Axis::CALLER).differences();
            for text in differences.into_iter().map(|setting| self.api.axes.text(setting)) {
                if !settings.contains(&text) {
                    settings.push(text);
                }
            }
        }
        settings.join(", ")
    }

    /// How binding it is at least that one of the responses comes.
    fn level(&self) -> Level {
        self.alternatives.iter().map(|alternative| alternative.due.level).max().unwrap_or(Level::Must)
    }
}

impl Alternative<'_> {
    /// Whether the spec leaves open what is due here, and this response may be. What the spec does not say of single callers
    /// leaves nothing open, as it says what is due to the others. Where there is no owner, nothing succeeds.
    fn is_open(&self, given: Option<&Documented>) -> bool {
        let may_be = match self.world.owner {
            Owner::Exists => self.is_usual,
            Owner::Absent => given.is_some_and(|given| !given.is_success()),
        };
        !self.due.is_defined() && may_be
    }

    /// How an answer is right here, if it is.
    fn accepts(&self, given: Option<&Documented>, status: StatusCode) -> Option<Match> {
        let Self { world, point, due, or_else, .. } = self;
        let (world, point) = (*world, *point);
        let is = |documented: &Documented| given.is_some_and(|given| given.name == documented.name);
        let expect = |documented: &Documented, tolerance: &Tolerance| {
            let expect =
                Expect::Response { name: documented.name.clone(), tolerance: tolerance.clone(), level: due.level };
            Match { world, point, expect }
        };
        if let Some(exact) = due.responses.iter().find(|due| is(due.response)) {
            return Some(expect(exact.response, due.tolerance()));
        }
        if let Some(missing) = or_else.filter(|missing| is(missing)) {
            return Some(expect(missing, &Tolerance::None));
        }
        let is_tolerated = match due.tolerance() {
            Tolerance::None => false,
            Tolerance::AnyClientError => status.is_client_error(),
            Tolerance::Warned(statuses) => statuses.contains(&status),
        };
        let first = due.responses.first().filter(|_| is_tolerated)?;
        Some(expect(first.response, due.tolerance()))
    }
}

/// The error that says that there is no owner, where a caller who is refused may get it as well.
fn missing_owner<'a>(
    api: &'a Api,
    reading: &RequestReading<'a>,
    caller: CallerId,
    due: &Due<'_>,
) -> Option<&'a Documented> {
    let is_refused = due.responses.iter().all(|due| !due.response.is_success());
    let may_come = due.is_defined() && is_refused && reading.scope.has_no_owner_for(caller);
    api.owner_missing(reading.operation).find(|_| may_come)
}
