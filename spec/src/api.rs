//! The API as meant: every reference looked up, impossible states gone.

use std::time::Duration;

use http::Method;
use indexmap::IndexMap;

use crate::{
    axis::{Axis, CallerId, Owner, Point, Setting},
    operation::{Choice, ExpectedResponse, Operation, OperationId, Region, RequestContent, Response, ResponseContent},
    principal::Caller,
    request_axis::Axes,
    request_change::RequestChange,
    service::{Scope, Service},
    source::{Checked, Decision, DecisionId, DerivedCheck, Inventory, Origin, Page, PageId, Rule, RuleId},
    types::{ErrorName, ErrorType, Meaning, Member, Shape, Type, TypeName},
};

/// The whole spec.
#[derive(Clone, Debug)]
pub struct Api {
    /// What holds for every operation.
    pub service: Service,
    /// The axes of states and requests.
    pub axes: Axes,
    /// The operations, in the spec's order.
    pub operations: IndexMap<OperationId, Operation>,
    /// Request and success bodies, and their parts.
    pub types: IndexMap<TypeName, Type>,
    /// Error bodies.
    pub errors: IndexMap<ErrorName, ErrorType>,
    /// Statements that no schema can carry.
    pub rules: IndexMap<RuleId, Rule>,
    /// What was chosen where the sources are silent or disagree.
    pub decisions: IndexMap<DecisionId, Decision>,
    /// Every statement of the sources, and what of the spec says the same.
    pub inventory: Inventory,
    /// The pages that the spec is taken from.
    pub pages: IndexMap<PageId, Page>,
}

impl Api {
    /// The error that a response has as content in a scope; `None` when it is a success, or is not given there.
    #[must_use]
    pub fn error(&self, response: &Response, scope: &Scope) -> Option<&ErrorType> {
        match &response.content {
            ResponseContent::Error(name) => self.errors.get(name),
            ResponseContent::OwnerMissing => {
                let other = scope.no_owner_for.as_ref().map(|no_owner| &no_owner.error);
                scope.missing_owner.as_ref().ok().or(other).and_then(|name| self.errors.get(name))
            }
            ResponseContent::None
            | ResponseContent::Json(_)
            | ResponseContent::Object
            | ResponseContent::Body
            | ResponseContent::BodyPart => None,
        }
    }

    /// The responses of an operation that may say that there is no owner. One to HEAD has no content, so its status has to do.
    pub fn owner_missing<'a>(&'a self, operation: &'a Operation) -> impl Iterator<Item = &'a Response> {
        let all = self.operations.values().flat_map(|operation| operation.responses.values());
        let says = |response: &&Response| response.content == ResponseContent::OwnerMissing;
        let status = all.filter(says).map(|response| response.status).next();
        let is_status = move |response: &Response| operation.method == Method::HEAD && Some(response.status) == status;
        operation.responses.values().filter(move |response| says(response) || is_status(response))
    }

    /// Who sends a request.
    #[must_use]
    pub fn caller(&self, point: &Point) -> &Caller {
        let callers = &self.service.callers;
        callers.get_index(usize::from(point.caller().0)).map_or_else(|| &callers[0], |(_, caller)| caller)
    }

    /// The rule that a derived check stands for.
    #[must_use]
    pub fn rule_of(&self, check: DerivedCheck) -> Option<&Rule> {
        self.rules.values().find(|rule| rule.checked == Checked::Derived(check))
    }

    /// Every point at which a response is expected in a scope, each once, in the spec's order.
    ///
    /// Empty for a response that cannot be provoked there; [`Self::unprovoked`] says why.
    #[must_use]
    pub fn expected_points<'a>(
        &self,
        operation: &Operation,
        response: &'a Response,
        scope: &Scope,
    ) -> Vec<ExpectedResponse<'a>> {
        let mut seen = Vec::new();
        let all = response.conditions.iter().flat_map(|condition| {
            let points = condition.when.points(operation, scope).into_iter();
            points.map(move |point| ExpectedResponse { response, condition, point })
        });
        // There are few of them, and comparing points costs less than hashing them.
        for expected in all {
            if !seen.iter().any(|known: &ExpectedResponse<'_>| known.point == expected.point) {
                seen.push(expected);
            }
        }
        seen
    }

    /// Why a response is expected at no point in a scope; `None` when it is expected at one.
    #[must_use]
    pub fn unprovoked(&self, operation: &Operation, response: &Response, scope: &Scope) -> Option<String> {
        if let Some(reason) = &response.unprovokable {
            return Some(reason.clone());
        }
        if response.conditions.iter().any(|condition| condition.when.has_points(operation, scope)) {
            return None;
        }
        let reason = response.conditions.iter().find_map(|condition| condition.when.impossible(operation, scope));
        Some(reason.map_or_else(|| "the spec names no condition".to_owned(), str::to_owned))
    }

    /// The response that is expected at a point; `None` when the spec does not say.
    ///
    /// State axes that no condition of the operation names are ignored; on every other axis, the point must have a value that
    /// the spec names.
    #[must_use]
    pub fn expected<'a>(&self, operation: &'a Operation, scope: &Scope, point: Point) -> Option<ExpectedResponse<'a>> {
        let point = operation.relevant(point);
        let responses = operation.responses.values();
        let mut conditions = responses.flat_map(|response| response.conditions.iter().map(move |one| (response, one)));
        let (response, condition) = conditions.find(|(_, one)| one.when.contains(point, operation, scope))?;
        Some(ExpectedResponse { response, condition, point })
    }
}

impl Operation {
    /// The point with the default on every state axis that no condition of the operation names.
    #[must_use]
    pub fn relevant(&self, point: Point) -> Point {
        let usual = Point::default();
        let silent = |axis: &Axis| {
            let mut conditions = self.responses.values().flat_map(|response| &response.conditions);
            !conditions.any(|condition| condition.when.axes.contains_key(axis))
        };
        let differing = Axis::STATE.into_iter().filter(|axis| point.setting(*axis) != usual.setting(*axis));
        differing.filter(silent).fold(point, Point::without)
    }
}

impl Region {
    /// The points of this region for an operation in a scope, in the spec's order.
    ///
    /// None of them lacks the owner in a scope in which its absence cannot be provoked.
    #[must_use]
    pub fn points(&self, operation: &Operation, scope: &Scope) -> Vec<Point> {
        let mut points = vec![Point::default()];
        for choice in self.axes.values() {
            let settings = choice.settings(operation, scope);
            points = points.iter().flat_map(|point| settings.iter().map(|setting| point.with(*setting))).collect();
        }
        points.retain(|point| point.owner == Owner::Exists || scope.missing_owner.is_ok());
        points
    }

    /// Whether a point is one of [`Self::points`].
    fn contains(&self, point: Point, operation: &Operation, scope: &Scope) -> bool {
        let mut named = self.axes.iter();
        named.all(|(axis, choice)| choice.has(point.setting(*axis), operation, scope))
            && self.axes.keys().fold(point, |rest, axis| rest.without(*axis)) == Point::default()
            && (point.owner == Owner::Exists || scope.missing_owner.is_ok())
    }

    /// Whether there are [`Self::points`].
    fn has_points(&self, operation: &Operation, scope: &Scope) -> bool {
        let can_lack_owner = scope.missing_owner.is_ok();
        self.axes.values().all(|choice| {
            let mut settings = choice.settings(operation, scope).into_iter();
            settings.any(|setting| can_lack_owner || setting != Setting::Owner(Owner::Absent))
        })
    }

    /// Why this region has no point in a scope, when the scope is the reason.
    fn impossible<'a>(&self, operation: &Operation, scope: &'a Scope) -> Option<&'a str> {
        let reason = self.axes.values().find_map(|choice| match choice {
            Choice::Settings(settings) => {
                let absent = settings.contains(&Setting::Owner(Owner::Absent));
                scope.missing_owner.as_ref().err().filter(|_| absent)
            }
            Choice::RefusedCallers => scope.permission(operation.access).refused.as_ref().err(),
            Choice::AdmittedCallers => None,
        });
        reason.map(String::as_str)
    }
}

impl Choice {
    /// The settings that this choice stands for, for an operation in a scope.
    #[must_use]
    pub fn settings(&self, operation: &Operation, scope: &Scope) -> Vec<Setting> {
        let permission = scope.permission(operation.access);
        let callers = |callers: &[CallerId]| callers.iter().copied().map(Setting::from).collect();
        match self {
            Self::Settings(settings) => settings.clone(),
            Self::RefusedCallers => permission.refused.as_deref().map(callers).unwrap_or_default(),
            Self::AdmittedCallers => callers(&permission.admitted),
        }
    }

    /// Whether a setting is one of [`Self::settings`].
    fn has(&self, setting: Setting, operation: &Operation, scope: &Scope) -> bool {
        let permission = || scope.permission(operation.access);
        let is_one_of = |callers: &[CallerId]| callers.iter().any(|caller| Setting::from(*caller) == setting);
        match self {
            Self::Settings(settings) => settings.contains(&setting),
            Self::RefusedCallers => permission().refused.as_deref().is_ok_and(is_one_of),
            Self::AdmittedCallers => is_one_of(&permission().admitted),
        }
    }
}

impl Api {
    /// The members that a response's content has in a scope.
    #[must_use]
    pub fn members(&self, response: &Response, scope: &Scope) -> Option<&IndexMap<String, Member>> {
        match &response.content {
            ResponseContent::Json(name) => self.types.get(name).map(|described| &described.members),
            ResponseContent::Error(_) | ResponseContent::OwnerMissing => {
                self.error(response, scope).map(|error| &error.members)
            }
            ResponseContent::None | ResponseContent::Object | ResponseContent::Body | ResponseContent::BodyPart => None,
        }
    }

    /// The shortest lifetime that a request at this point can ask for; `None` when it asks for none.
    #[must_use]
    pub fn shortest_lifetime(&self, operation: &Operation, point: Point) -> Option<Duration> {
        let RequestContent::Json(name) = &operation.request.content else { return None };
        let asks = self.axes.changes(point).any(|change| match change {
            RequestChange::Members(meanings) | RequestChange::Lasting { meanings, .. } => {
                meanings.iter().any(|meaning| matches!(meaning, Meaning::ExpiresIn | Meaning::ExpiresAt))
            }
            RequestChange::None
            | RequestChange::Caller(_)
            | RequestChange::Identifier { .. }
            | RequestChange::Headers(_)
            | RequestChange::Object(_)
            | RequestChange::Body(_)
            | RequestChange::Token(_)
            | RequestChange::NoContent
            | RequestChange::LowerCaseScheme
            | RequestChange::MediaParameter(_)
            | RequestChange::Transfer(_) => false,
        });
        let shortest = self.types.get(name)?.members.values().find_map(|member| member.minimum)?;
        asks.then_some(Duration::from_secs(shortest as u64))
    }

    /// Where the type comes from that describes a member, given by its path, of a response's content in any scope.
    pub(crate) fn member_origin(&self, response: &Response, path: &[String]) -> Option<&Origin> {
        let (name, parents) = path.split_last()?;
        self.service.scopes.values().find_map(|scope| {
            let mut members = self.members(response, scope)?;
            let mut origin = match &response.content {
                ResponseContent::Json(name) => &self.types.get(name)?.origin,
                ResponseContent::Error(_)
                | ResponseContent::OwnerMissing
                | ResponseContent::None
                | ResponseContent::Object
                | ResponseContent::Body
                | ResponseContent::BodyPart => &self.error(response, scope)?.origin,
            };
            for parent in parents {
                let Shape::Type(name) = &members.get(parent)?.shape else { return None };
                let described = self.types.get(name)?;
                (members, origin) = (&described.members, &described.origin);
            }
            members.contains_key(name).then_some(origin)
        })
    }

    /// The paths of all members that a response's content has in a scope, the nested ones behind their parents.
    #[must_use]
    pub fn member_paths(&self, response: &Response, scope: &Scope) -> Vec<Vec<String>> {
        let mut paths = Vec::new();
        if let Some(members) = self.members(response, scope) {
            self.push_paths(members, &[], &mut paths);
        }
        paths
    }

    fn push_paths(&self, members: &IndexMap<String, Member>, parent: &[String], paths: &mut Vec<Vec<String>>) {
        for member in members.values() {
            let path: Vec<String> = parent.iter().chain([&member.name]).cloned().collect();
            paths.push(path.clone());
            if let Shape::Type(name) = &member.shape
                && let Some(described) = self.types.get(name)
            {
                self.push_paths(&described.members, &path, paths);
            }
        }
    }
}
