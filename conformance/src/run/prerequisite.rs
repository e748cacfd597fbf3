//! Whether a target meets what a case needs.

use http::HeaderName;
use kii_spec::{Api, Demand, Operation, Scope, axis::Point};

use crate::{
    cases::{Case, Step},
    deployment::{MissingPrerequisite, Target},
};

impl Target {
    /// Why a case is not applicable to this target, if it is not. Capabilities that the target does not offer come first: a
    /// target without a capability need not give the principals that would use it.
    #[must_use]
    pub fn missing_prerequisite(&self, api: &Api, case: &Case) -> Option<MissingPrerequisite> {
        let own = api.service.scopes.get(&case.scope)?;
        let scope_of = |step: &Step| step.scope.as_ref().and_then(|scope| api.service.scopes.get(scope)).unwrap_or(own);
        let without_capability =
            || case.steps().find_map(|step| self.missing_capability_of_step(api, scope_of(step), step));
        let missing = || {
            case.steps().find_map(|step| {
                let scope = scope_of(step);
                self.owner_id(scope).err().or_else(|| self.authorization(scope, api.caller(&step.point)).err())
            })
        };
        without_capability().or_else(missing)
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
