//! Whether a target meets what a case needs.

use http::HeaderName;
use kii_spec::{Api, Demand, Operation, Scope, axis::Point};

use crate::{
    cases::{Case, Role, Step},
    deployment::{MissingPrerequisite, Target},
};

impl Target {
    /// Why a case is not applicable to this target, if it is not. Capabilities that the target does not offer come first: a
    /// target without a capability need not give the principals that would use it.
    #[must_use]
    pub fn missing_prerequisite(&self, api: &Api, case: &Case) -> Option<MissingPrerequisite> {
        let own = api.service.scopes.get(&case.scope)?;
        let scope_of = |step: &Step| step.scope.as_ref().and_then(|scope| api.service.scopes.get(scope)).unwrap_or(own);
        let needed = || case.steps().filter(|step| !is_another_look(step));
        let without_capability =
            || needed().find_map(|step| self.missing_capability_of_step(api, scope_of(step), step));
        let missing = || needed().find_map(|step| self.missing_credentials(api, scope_of(step), step));
        without_capability().or_else(missing)
    }

    /// Whether a step is a look by another caller that this target cannot have. The case does without it.
    pub(super) fn lacks_look(&self, api: &Api, scope: &Scope, step: &Step) -> bool {
        is_another_look(step)
            && (self.missing_capability_of_step(api, scope, step).is_some()
                || self.missing_credentials(api, scope, step).is_some())
    }

    /// Whether the target offers what a request needs: its capabilities and its credentials.
    pub(crate) fn offers(&self, api: &Api, scope: &Scope, step: &Step) -> bool {
        self.missing_capability_of_step(api, scope, step).is_none()
            && self.missing_credentials(api, scope, step).is_none()
    }

    fn missing_credentials(&self, api: &Api, scope: &Scope, step: &Step) -> Option<MissingPrerequisite> {
        self.owner_id(scope).err().or_else(|| self.authorization(scope, api.caller(&step.point)).err())
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

/// Whether a step only shows what another caller sees of what the case is about.
fn is_another_look(step: &Step) -> bool {
    matches!(step.role, Role::Verify(_)) && step.point.caller() != Point::default().caller()
}
