//! What makes a difference to a documented response a defect: the conditions under which the response is due, and how strictly.

use http::StatusCode;
use kii_spec::{
    Api, DerivedCheck, ExpectedResponse, Level, Operation, Origin, Part, Response, Scope, Statement, Tolerance,
    axis::Point,
};

/// A documented response in a scope, and the conditions under which it is due there.
pub(super) struct FaultContext<'a> {
    pub(super) api: &'a Api,
    pub(super) operation: &'a Operation,
    pub(super) scope: &'a Scope,
    pub(super) response: &'a Response,
    dues: Vec<ExpectedResponse<'a>>,
}

impl<'a> FaultContext<'a> {
    /// `None` for a response that nothing provokes in the scope.
    pub(super) fn new(
        api: &'a Api,
        operation: &'a Operation,
        scope: &'a Scope,
        response: &'a Response,
    ) -> Option<Self> {
        let given = api.unprovoked(operation, response, scope).is_none();
        given.then(|| Self { api, operation, scope, response, dues: api.expected_points(operation, response, scope) })
    }

    /// How binding it is that this status does not come in place of the documented one; `None` when it may.
    pub(super) fn forbids(&self, status: StatusCode) -> Option<Level> {
        strictest(self.dues.iter().map(|due| match &due.condition.tolerance {
            Tolerance::AnyClientError if status.is_client_error() => Level::May,
            Tolerance::Warned(statuses) if statuses.contains(&status) => due.condition.level.max(Level::Should),
            Tolerance::None | Tolerance::AnyClientError | Tolerance::Warned(_) => due.condition.level,
        }))
    }

    /// How binding the parts of the response are beside its status, at points of which `counts` is true; `None` when
    /// the documents do not demand them there.
    pub(super) fn demands(&self, counts: impl Fn(&Point) -> bool) -> Option<Level> {
        let described = self.api.error(self.response, self.scope);
        let on_a_page = described.is_some_and(|error| matches!(error.origin, Origin::Page(_)));
        let dues = self.dues.iter().filter(|due| counts(&due.point));
        strictest(dues.map(|due| match &due.condition.tolerance {
            // Any refusal is accepted, but one with the error code of a page has to be as the page describes it.
            Tolerance::AnyClientError if on_a_page => due.condition.level,
            Tolerance::AnyClientError => Level::May,
            Tolerance::Warned(statuses) if statuses.contains(&self.response.status) => {
                due.condition.level.max(Level::Should)
            }
            Tolerance::None | Tolerance::Warned(_) => due.condition.level,
        }))
    }

    /// The point after the response, given at one of its points.
    pub(super) fn after(&self, point: &Point) -> Point {
        self.response.point_after(*point)
    }

    /// A part of the response.
    pub(super) fn part(&self, part: Part) -> Statement {
        Statement::answer(self.operation, self.response, part)
    }

    /// The rules that these checks examine.
    pub(super) fn rules(&self, checks: &[DerivedCheck]) -> Vec<Statement> {
        let rules = checks.iter().filter_map(|check| self.api.rule_of(*check));
        rules.map(|rule| Statement::Rule(rule.id.clone())).collect()
    }
}

fn strictest(levels: impl Iterator<Item = Level>) -> Option<Level> {
    levels.min().filter(|level| *level != Level::May)
}
