//! What is due to a request that differs from a usual one in several ways at once.
//!
//! A condition of the spec names one or two differences. Together, they say what is due where several differences meet:
//! each difference counts as the closest documented point says. The pages give no order of refusals, so where more than
//! one is due, any of them is right (decision A29).

use crate::{
    api::Api,
    axis::{Axis, Owner, Point, Setting},
    operation::{ExpectedResponse, Level, Operation, Tolerance, Version},
    request_change::RequestChange,
    service::Scope,
};

/// What is due to a request.
#[derive(Clone, Debug)]
pub struct Due<'a> {
    /// The responses of which any is right. Empty where the pages do not say.
    pub responses: Vec<ExpectedResponse<'a>>,
    /// How binding that is. If it is *should*, any other response is only a warning.
    pub level: Level,
    /// Whether the request may be refused for a spelling or a form that a server need not accept, with any client error.
    may_be_unknown: bool,
}

/// Every point at which the spec says what an operation answers in a scope.
#[derive(Clone, Debug)]
pub struct DocumentedPoints<'a> {
    api: &'a Api,
    operation: &'a Operation,
    points: Vec<(Vec<Setting>, ExpectedResponse<'a>)>,
}

impl<'a> Due<'a> {
    /// The pages do not say what is due.
    pub const UNDEFINED: Self = Self { responses: Vec::new(), level: Level::Must, may_be_unknown: false };

    const fn exactly(responses: Vec<ExpectedResponse<'a>>, level: Level) -> Self {
        Self { responses, level, may_be_unknown: false }
    }

    /// Whether the spec says what is due.
    #[must_use]
    pub const fn is_defined(&self) -> bool {
        !self.responses.is_empty()
    }

    /// Whether the request may be refused for a spelling or a form that a server need not accept, with any client error.
    #[must_use]
    pub const fn may_be_unknown(&self) -> bool {
        self.may_be_unknown
    }

    /// The response that is due, if it is one success.
    #[must_use]
    pub fn success(&self) -> Option<ExpectedResponse<'a>> {
        match self.responses.as_slice() {
            [only] if only.response.is_success() => Some(*only),
            _ => None,
        }
    }

    /// What is accepted in place of the responses: the widest of their tolerances.
    #[must_use]
    pub fn tolerance(&self) -> &'a Tolerance {
        if self.may_be_unknown {
            return &Tolerance::AnyClientError;
        }
        let tolerances = self.responses.iter().map(|due| &due.condition.tolerance);
        let width = |tolerance: &&Tolerance| match tolerance {
            Tolerance::None => 0,
            Tolerance::Warned(_) => 1,
            Tolerance::AnyClientError => 2,
        };
        tolerances.max_by_key(width).unwrap_or(&Tolerance::None)
    }
}

impl Api {
    /// What is due to a request at a point, where the point may differ from a usual one in any number of ways.
    #[must_use]
    pub fn due<'a>(&'a self, operation: &'a Operation, scope: &Scope, point: Point) -> Due<'a> {
        // Most requests are at a documented point, and to find it takes less than to list them all.
        match self.expected(operation, scope, point) {
            Some(exact) => Due::exactly(vec![exact], exact.condition.level),
            None => self.documented_points(operation, scope).due(point),
        }
    }

    /// Every point at which the spec says what an operation answers in a scope. Whoever asks about many points of one
    /// operation asks here.
    #[must_use]
    pub fn documented_points<'a>(&'a self, operation: &'a Operation, scope: &Scope) -> DocumentedPoints<'a> {
        let responses = operation.responses.values();
        let expected = responses.flat_map(|response| self.expected_points(operation, response, scope));
        let points = expected.map(|expected| (expected.point.differences(), expected)).collect();
        DocumentedPoints { api: self, operation, points }
    }
}

impl<'a> DocumentedPoints<'a> {
    /// What is due at a point.
    #[must_use]
    pub fn due(&self, point: Point) -> Due<'a> {
        let point = self.operation.relevant(point);
        let mut differences = point.differences();
        if let Some((_, exact)) = self.points.iter().find(|(named, _)| *named == differences) {
            return Due::exactly(vec![*exact], exact.condition.level);
        }
        differences.retain(|setting| !self.is_neutral(*setting));
        if self.contradicts_itself(&differences, point) {
            return Due::UNDEFINED;
        }
        let Some(base) = self.base(&differences) else { return Due::UNDEFINED };
        let closest = self.closest(&differences, point);
        let is_covered = |setting: &Setting| {
            closest.iter().any(|(settings, _)| settings.contains(setting))
                || (!base.response.is_success() && self.is_harmless(*setting))
        };
        if !differences.iter().all(is_covered) {
            return Due::UNDEFINED;
        }
        let expected = |(_, expected): &&(Vec<Setting>, ExpectedResponse<'a>)| ExpectedResponse { point, ..*expected };
        let (successes, mut refusals): (Vec<_>, Vec<_>) =
            closest.iter().map(expected).partition(|expected| expected.response.is_success());
        if !base.response.is_success() && refusals.iter().all(|refusal| refusal.response.name != base.response.name) {
            // A success at a closer point is one that the request with its state takes in place of the usual refusal.
            let replaced = closest.iter().any(|(settings, expected)| {
                expected.response.is_success() && settings.iter().any(|setting| is_state(*setting))
            });
            if !replaced {
                refusals.push(ExpectedResponse { point, ..base });
            }
        }
        match refusals.as_slice() {
            [] => success(base, &successes, point),
            [_, ..] => {
                let level = refusals.iter().map(|refusal| refusal.condition.level).min().unwrap_or(Level::Must);
                let mut names = Vec::new();
                refusals.retain(|refusal| {
                    let is_new = !names.contains(&&refusal.response.name);
                    names.push(&refusal.response.name);
                    is_new
                });
                // A request that need not be accepted at all may be refused for that as well, but it is refused.
                let may_be_unknown = successes.iter().any(|success| success.condition.level != Level::Must);
                Due { responses: refusals, level, may_be_unknown }
            }
        }
    }

    /// What is due to a usual request in the state that these settings have.
    fn base(&self, settings: &[Setting]) -> Option<ExpectedResponse<'a>> {
        let state: Vec<Setting> = settings.iter().copied().filter(|setting| is_state(*setting)).collect();
        if state.contains(&Setting::Owner(Owner::Absent)) {
            // Who may learn that an owner is missing, the spec says with the caller.
            let closest = self.points.iter().filter(|(named, _)| named.iter().all(|one| settings.contains(one)));
            return closest.max_by_key(|(named, _)| named.len()).map(|(_, expected)| *expected);
        }
        let exact = self.points.iter().find(|(named, _)| *named == state).map(|(_, expected)| *expected);
        exact.or_else(|| self.points.iter().find(|(named, _)| named.is_empty()).map(|(_, expected)| *expected))
    }

    /// The documented points whose differences are all among these, without those that a closer one includes.
    fn closest(&self, differences: &[Setting], point: Point) -> Vec<&(Vec<Setting>, ExpectedResponse<'a>)> {
        let applies = |(named, expected): &&(Vec<Setting>, ExpectedResponse<'a>)| {
            named.iter().all(|setting| differences.contains(setting))
                && self.is_same_for_versions(expected.point, point)
        };
        let all: Vec<_> = self.points.iter().filter(applies).collect();
        let is_included = |(named, _): &&(Vec<Setting>, ExpectedResponse<'a>)| {
            let includes = |other: &[Setting]| other.len() > named.len() && named.iter().all(|one| other.contains(one));
            all.iter().any(|(other, _)| includes(other))
        };
        all.iter().copied().filter(|one| !is_included(one)).collect()
    }

    /// Whether a documented point says something about a request that names a version: only if what is versioned exists at
    /// both, or at neither.
    fn is_same_for_versions(&self, documented: Point, point: Point) -> bool {
        let Some(precondition) = self.operation.request.precondition else { return true };
        let axis = match precondition.version {
            Version::Object => Axis::Object,
            Version::Body => Axis::Body,
        };
        let named = self.api.axes.versions(documented);
        !(named.current || named.superseded)
            || (documented.setting(axis) == point.setting(axis)
                && documented.setting(Axis::Object) == point.setting(Axis::Object)
                && point.owner == Owner::Exists)
    }

    /// Whether a request has values on axes that contradict each other, in another combination or another state than the one
    /// for which the spec says what should happen.
    fn contradicts_itself(&self, differences: &[Setting], point: Point) -> bool {
        let contradictions = self
            .points
            .iter()
            .filter(|(_, expected)| !expected.response.is_success() && expected.condition.level != Level::Must);
        { contradictions }.any(|(named, expected)| {
            let axes: Vec<Axis> = named.iter().filter(|one| !is_state(**one)).map(|one| one.axis()).collect();
            let meets = |axis: &Axis| differences.iter().any(|setting| setting.axis() == *axis);
            let is_documented = named.iter().all(|one| differences.contains(one));
            axes.len() > 1
                && axes.iter().all(meets)
                && !(is_documented && self.is_same_for_versions(expected.point, point))
        })
    }

    /// Whether a setting means the same to every operation: an identifier that is formed as documented.
    fn is_neutral(&self, setting: Setting) -> bool {
        let point = Point::default().with(setting);
        let forms = |change: &RequestChange| matches!(change, RequestChange::Identifier { .. });
        self.api.axes.is_well_formed(point) && self.api.axes.changes(point).any(forms)
    }

    /// Whether a request with this setting is refused nowhere on its account, so that it is refused for the other reason
    /// here. One that names a version says too much: a version of what is not there may be refused for either reason.
    fn is_harmless(&self, setting: Setting) -> bool {
        let named = self.api.axes.versions(Point::default().with(setting));
        let has_owner = |expected: &ExpectedResponse<'_>| expected.point.owner == Owner::Exists;
        let documented =
            self.points.iter().filter(|(settings, expected)| settings.contains(&setting) && has_owner(expected));
        let is_on_its_account = |expected: &ExpectedResponse<'_>| {
            let rest = expected.point.without(setting.axis()).differences();
            let without = self.points.iter().find(|(settings, _)| *settings == rest);
            without.is_none_or(|(_, without)| without.response.name != expected.response.name)
        };
        let mut succeeds = false;
        let is_accepted = { documented }.all(|(_, expected)| {
            let success = expected.response.is_success();
            succeeds |= success;
            if success { expected.condition.level == Level::Must } else { !is_on_its_account(expected) }
        });
        let is_named = named.current || named.superseded;
        is_accepted && succeeds && !is_state(setting) && !is_named
    }
}

/// The success that is due: the usual one, or the one that the request asks for. Two that differ exclude each other.
fn success<'a>(base: ExpectedResponse<'a>, successes: &[ExpectedResponse<'a>], point: Point) -> Due<'a> {
    let level = successes.iter().map(|success| success.condition.level).max().unwrap_or(base.condition.level);
    let base = ExpectedResponse { point, ..base };
    let mut special = successes.iter().filter(|success| success.response.name != base.response.name);
    let due = match (special.next(), successes.is_empty()) {
        (Some(first), _) if special.all(|other| other.response.name == first.response.name) => *first,
        (Some(_), _) => return Due::UNDEFINED,
        (None, false) => base,
        (None, true) => return Due::UNDEFINED,
    };
    Due::exactly(vec![due], level)
}

const fn is_state(setting: Setting) -> bool {
    match setting {
        Setting::Owner(_) | Setting::Object(_) | Setting::Body(_) => true,
        Setting::Request(..) => false,
    }
}
