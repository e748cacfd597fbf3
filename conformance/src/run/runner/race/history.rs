//! What the clients of a race have sent, when, and what they were answered; and whether some order explains it.

use std::time::Duration;

use http::HeaderValue;
use kii_spec::{Api, Level, Operation, OperationId, Scope, State, Statement, Version, Versions, axis::Point};

use super::{
    description,
    search::{MOST, MOST_CALLS, Span, Verdict, search},
    single_answer::wrong_answer,
    states::States,
};
use crate::{
    cases::{Expect, Step},
    judge::{Checker, Context, Difference, Expected, Mismatch, MismatchKind},
    send::{Addresses, Exchange, PreparedRequest, Request, Response},
    values::Content,
};

/// How many combinations are tried to find out whether the failure shows without an answer.
const MOST_TO_SHRINK: usize = 200;

/// A request of a race, and its answer.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) api: &'a Api,
    pub(super) scope: &'a Scope,
    pub(super) operation: &'a Operation,
    pub(super) step: &'a Step,
    pub(super) about: &'a OperationId,
    pub(super) cites: &'a [Statement],
    /// Any success of the operation.
    pub(super) success: Expected<'a>,
    /// Which client has sent it, counted from 1; `None` for what is read when all clients are done.
    pub(super) client: Option<usize>,
    pub(super) prepared: PreparedRequest,
    /// The version that it names as the current one.
    pub(super) names: Option<HeaderValue>,
    /// When it was sent, counted from the beginning of the race.
    pub(super) begun: Duration,
    /// `None` if there was no answer.
    pub(super) answer: Option<Answered>,
}

/// An answer.
#[derive(Debug)]
pub(in crate::run::runner) struct Answered {
    pub(in crate::run::runner) response: Response,
    /// When all of it was there, counted from the beginning of the race.
    pub(in crate::run::runner) at: Duration,
}

/// A request for published content during a race or after it, and its answer.
#[derive(Debug)]
pub(in crate::run::runner) struct Reading {
    /// Which client has sent it; `None` for what is read when all clients are done.
    pub(in crate::run::runner) client: Option<usize>,
    pub(in crate::run::runner) request: Request,
    /// When it was sent, counted from the beginning of the race.
    pub(in crate::run::runner) begun: Duration,
    pub(in crate::run::runner) answer: Answered,
}

/// What is stored in a place and what is published of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Shared {
    pub(super) stored: State<Content>,
    pub(super) published: Addresses,
}

/// Everything that was sent in a race about one place.
pub(super) struct History<'a> {
    pub(super) checker: &'a Checker,
    /// What there was before.
    pub(super) before: Shared,
    pub(super) calls: Vec<Call<'a>>,
    /// Requests for what is published. Their numbers follow those of the calls.
    pub(super) readings: Vec<Reading>,
    /// What is violated if no order explains the answers.
    pub(super) subject: Statement,
}

/// What became of a race.
pub(super) enum Ending {
    /// An order explains all answers; what there is after it.
    Explained(Box<Shared>),
    /// None does; an exchange and what is wrong.
    Unexplained(Box<Exchange>, Mismatch),
}

impl<'a> Call<'a> {
    /// Any success of an operation.
    ///
    /// # Errors
    /// When the spec describes none.
    pub(super) fn success(
        api: &'a Api,
        scope: &Scope,
        operation: &'a Operation,
        step: &Step,
    ) -> Result<Expected<'a>, String> {
        Expected::of(api, operation, scope, &Expect::AnySuccess, step.point, Point::default())
    }

    pub(super) fn context<'b>(&'b self, expected: Expected<'b>) -> Context<'b> {
        Context {
            api: self.api,
            operation: self.operation,
            scope: self.scope,
            step: self.step,
            expected,
            about: self.about,
            cites: self.cites,
            known: &self.prepared.known,
            url: &self.prepared.request.url,
        }
    }

    /// The points that the request can be at in a state: what it names as the current version may be superseded there, and
    /// where the current version is not known, either may be so.
    pub(super) fn points(&self, state: &State<Content>) -> Vec<Point> {
        let (axes, point) = (&self.api.axes, self.step.point);
        let precondition = self.operation.request.precondition.filter(|_| axes.versions(point).current);
        let Some(version) = precondition.map(|precondition| precondition.version) else { return vec![point] };
        let exists = match version {
            Version::Object => state.object.is_some(),
            Version::Body => state.body.is_some(),
        };
        let outdated = || axes.outdated(point);
        let Versions { current, superseded, .. } = state.versions(version);
        match (exists, &self.names, current) {
            (false, _, _) => vec![point],
            (true, Some(named), Some(current)) if named == current => vec![point],
            (true, Some(_), Some(_)) => vec![outdated()],
            (true, Some(named), None) if superseded.contains(named) => vec![outdated()],
            (true, None, _) | (true, _, None) => vec![point, outdated()],
        }
    }

    /// Whether it has changed anything, as its answer says.
    pub(super) fn changes(&self, checker: &Checker) -> bool {
        self.answer.as_ref().is_some_and(|Answered { response, .. }| {
            let seen = checker.observe(&self.context(self.success.clone()), response);
            seen.response.map_or(response.status.is_success(), |given| !given.then.is_none())
        })
    }

    /// The request and its answer.
    pub(super) fn exchange(&self) -> Option<Exchange> {
        let response = self.answer.as_ref()?.response.clone();
        Some(Exchange { request: self.prepared.request.clone(), response })
    }
}

impl History<'_> {
    /// Looks for an order that explains the answers.
    ///
    /// # Errors
    /// When there are too many orders, or an answer could not be held against anything: nothing can be said then.
    pub(super) fn judge(&self) -> Result<Ending, String> {
        let count = self.calls.len() + self.readings.len();
        if count > MOST_CALLS {
            return Err(format!("a race of {count} requests, and the suite compares at most {MOST_CALLS}"));
        }
        let (verdict, states) = self.search(MOST, &|_| true);
        match (verdict, &states.unevaluated) {
            (Verdict::Explained(last), _) => {
                let last = states.get(last).cloned();
                last.map(|last| Ending::Explained(Box::new(last))).ok_or_else(|| "a state is unknown".to_owned())
            }
            (Verdict::Undecided, _) => Err(format!(
                "{count} requests at the same time can have taken effect in too many orders; let fewer of them race"
            )),
            (Verdict::Unexplained, Some(why)) => Err(why.clone()),
            (Verdict::Unexplained, None) => {
                let known = states.all().to_vec();
                drop(states);
                self.unexplained(&known).ok_or_else(|| "a race without an answer".to_owned())
            }
        }
    }

    /// The calls of which these answers count; of the others, those that have changed something count as calls without an
    /// answer.
    fn search<'b>(&'b self, most: usize, kept: &dyn Fn(usize) -> bool) -> (Verdict, States<'b>) {
        let mut states = States::new(self.checker, &self.calls, &self.readings, &self.before, kept);
        let calls = self.calls.iter().map(|call| (call.begun, call.answer.as_ref()));
        let all = calls.chain(self.readings.iter().map(|reading| (reading.begun, Some(&reading.answer))));
        let spans = all.enumerate().map(|(number, (begun, answer))| Span {
            begun,
            ended: answer.filter(|_| kept(number)).map(|answer| answer.at),
        });
        let spans: Vec<Span> = spans.collect();
        let verdict = match states.shows_superseded(&spans) {
            true => Verdict::Unexplained,
            false => search(&spans, 0, most, &mut states),
        };
        (verdict, states)
    }

    /// The reading with this number.
    pub(super) fn reading(&self, number: usize) -> Option<&Reading> {
        self.readings.get(number.checked_sub(self.calls.len())?)
    }

    fn exchange(&self, number: usize) -> Option<Exchange> {
        let reading = self.reading(number).map(|Reading { request, answer, .. }| Exchange {
            request: request.clone(),
            response: answer.response.clone(),
        });
        reading.or_else(|| self.calls.get(number)?.exchange())
    }

    /// What is wrong; `states` are those that were met.
    fn unexplained(&self, states: &[Shared]) -> Option<Ending> {
        let shown = self.smallest();
        let last = shown.iter().rev().find_map(|number| self.exchange(*number))?;
        // One answer alone that nothing explains is wrong itself, whoever won the race.
        if let [only] = shown.as_slice()
            && let Some(call) = self.calls.get(*only)
            && let Some(mismatch) = wrong_answer(self.checker, call, states)
        {
            return Some(Ending::Unexplained(Box::new(last), mismatch));
        }
        let changes = |number: &usize| {
            !shown.contains(number) && self.calls.get(*number).is_some_and(|call| call.changes(self.checker))
        };
        let others: Vec<usize> = (0..self.calls.len()).filter(changes).collect();
        let mismatch = Mismatch {
            statement: self.subject.clone(),
            level: Level::Must,
            expected: "responses that the requests could have got one after the other, in some order".to_owned(),
            found: description::found(self, &shown, &others),
            kind: MismatchKind::WrongAnswer,
            difference: Difference::Order,
        };
        Some(Ending::Unexplained(Box::new(last), mismatch))
    }

    /// A set of calls whose answers contradict each other, whatever the others were answered; none of them can be left out.
    fn smallest(&self) -> Vec<usize> {
        let count = self.calls.len() + self.readings.len();
        let answered = |number: &usize| self.calls.get(*number).is_none_or(|call| call.answer.is_some());
        let mut kept: Vec<usize> = (0..count).filter(answered).collect();
        for number in kept.clone() {
            let others: Vec<usize> = kept.iter().copied().filter(|other| *other != number).collect();
            if self.search(MOST_TO_SHRINK, &|other| others.contains(&other)).0 == Verdict::Unexplained {
                kept = others;
            }
        }
        kept
    }
}
