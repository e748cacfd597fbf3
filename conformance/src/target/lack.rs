//! What a target lacks for a case, and why the case cannot run there.

use std::fmt;

use kii_spec::{Api, CapabilityName, Demand, Operation, Scope, axis::Point};

use super::{Key, Target};
use crate::case::{Case, Step};

/// What a target lacks, as a reason for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// Why something cannot be asked of the target.
    pub reason: String,
    /// What it does not offer, if it says so or leaves a scope out.
    pub capability: Option<CapabilityName>,
}

impl Lack {
    /// A reason that has nothing to do with what the target offers.
    #[must_use]
    pub const fn because(reason: String) -> Self {
        Self { reason, capability: None }
    }

    /// What the target says that it does not offer.
    #[must_use]
    pub fn of_capability(capability: CapabilityName) -> Self {
        Self { reason: format!("the target does not offer {capability}"), capability: Some(capability) }
    }

    pub(super) fn of(key: Key) -> Self {
        Self::because(format!("the target does not give {key}"))
    }
}

impl Target {
    /// Why a case cannot run here, if so. What the target says that it does not offer comes first: whoever does not offer
    /// something need not name those who would use it.
    #[must_use]
    pub fn lacks(&self, api: &Api, case: &Case) -> Option<Lack> {
        let own = api.service.scopes.get(&case.scope)?;
        let scope_of = |step: &Step| step.scope.as_ref().and_then(|scope| api.service.scopes.get(scope)).unwrap_or(own);
        let withheld = || case.steps().find_map(|step| self.withholds_step(api, scope_of(step), step));
        let missing = || {
            case.steps().find_map(|step| {
                let scope = scope_of(step);
                self.owner_id(scope).err().or_else(|| self.authorization(scope, step.point.caller).err())
            })
        };
        withheld().or_else(missing)
    }

    /// Why a request cannot be expected to be served, if the target says so.
    pub(crate) fn withholds(&self, api: &Api, operation: &Operation, scope: &Scope, point: Point) -> Option<Lack> {
        self.withheld(api, &Demand { operation, scope, point, headers: &[] })
    }

    fn withholds_step(&self, api: &Api, scope: &Scope, step: &Step) -> Option<Lack> {
        let operation = api.operations.get(&step.operation)?;
        let headers: Vec<&str> = step.sent.headers.keys().map(String::as_str).collect();
        self.withheld(api, &Demand { operation, scope, point: step.point, headers: &headers })
    }

    fn withheld(&self, api: &Api, demand: &Demand<'_>) -> Option<Lack> {
        let mut capabilities = api.service.capabilities.values();
        let needed = capabilities.find(|capability| {
            self.without.iter().any(|without| without.names(&capability.name)) && capability.is_needed_for(demand)
        })?;
        Some(Lack::of_capability(needed.name.clone()))
    }
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}
