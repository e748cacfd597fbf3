//! Whether a target meets what a case needs.

use http::HeaderName;
use kii_spec::{Api, Demand, Operation, Scope, axis::Point};

use crate::{
    cases::{Case, Place, Role, Step},
    deployment::{MissingPrerequisite, Target},
};

impl Target {
    /// Why a case is not applicable to this target, if it is not. Capabilities that the target does not offer come first: a
    /// target without a capability need not give the principals that would use it.
    #[must_use]
    pub fn missing_prerequisite(&self, api: &Api, case: &Case) -> Option<MissingPrerequisite> {
        let own = api.service.scopes.get(&case.scope)?;
        let scope_of = |step: &Step| step.scope.as_ref().and_then(|scope| api.service.scopes.get(scope)).unwrap_or(own);
        let needed = || case.steps().filter(|step| !is_dispensable(step));
        let without_capability =
            || needed().find_map(|step| self.missing_capability_of_step(api, scope_of(step), step));
        let missing = || needed().find_map(|step| self.missing_credentials(api, scope_of(step), step));
        without_capability().or_else(missing)
    }

    /// Whether a step is one without which the case can do, and for which the target lacks something.
    pub(super) fn does_without(&self, api: &Api, scope: &Scope, step: &Step) -> bool {
        is_dispensable(step)
            && (self.missing_capability_of_step(api, scope, step).is_some()
                || self.missing_credentials(api, scope, step).is_some())
    }

    /// Whether the target offers what a request needs: its capabilities and its credentials.
    pub(crate) fn offers(&self, api: &Api, scope: &Scope, step: &Step) -> bool {
        self.missing_capability_of_step(api, scope, step).is_none()
            && self.missing_credentials(api, scope, step).is_none()
    }

    fn missing_credentials(&self, api: &Api, scope: &Scope, step: &Step) -> Option<MissingPrerequisite> {
        let other = step.sent.owner.as_ref().and_then(|name| api.service.scopes.get(name));
        { self.owner_id(scope).err() }
            .or_else(|| self.owner_id(other?).err())
            .or_else(|| self.authorization(scope, api.caller(&step.point)).err())
    }

    /// The capability that a request needs and the target does not offer, if there is one.
    pub(crate) fn missing_capability(
        &self,
        api: &Api,
        operation: &Operation,
        scope: &Scope,
        point: Point,
    ) -> Option<MissingPrerequisite> {
        self.without_capability(api, &Demand { operation, scope, point, headers: &[] })
    }

    fn missing_capability_of_step(&self, api: &Api, scope: &Scope, step: &Step) -> Option<MissingPrerequisite> {
        let operation = api.operations.get(&step.operation)?;
        let headers: Vec<&str> = step.sent.headers.keys().map(HeaderName::as_str).collect();
        self.without_capability(api, &Demand { operation, scope, point: step.point, headers: &headers })
    }

    fn without_capability(&self, api: &Api, demand: &Demand<'_>) -> Option<MissingPrerequisite> {
        let mut capabilities = api.service.capabilities.values();
        let needed = capabilities
            .find(|capability| self.is_without(&capability.name) && capability.is_needed_for(&api.axes, demand))?;
        Some(MissingPrerequisite::of_capability(needed.name.clone()))
    }
}

/// Whether a case can do without a step: it only shows what another caller sees of what the case is about, or is about a
/// neighbour.
fn is_dispensable(step: &Step) -> bool {
    match step.role {
        Role::Verify(_) => step.point.caller() != Point::default().caller() || step.sent.place != Place::default(),
        Role::Beside | Role::Again => true,
        Role::SetUp | Role::Control | Role::Act | Role::Follow => false,
    }
}
