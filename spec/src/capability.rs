//! What a deployment may leave out: a part of the API that has a name, so that the rest can be tested without it.

use std::fmt;

use http::HeaderName;
use indexmap::IndexMap;

use crate::{
    axis::Point,
    operation::{Operation, OperationId, Region},
    request_axis::Axes,
    service::{Scope, ScopeName},
    source::Origin,
};

/// The name of a capability, for example `ranges`; that of a scope is `scope.` and the scope's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CapabilityName(pub String);

/// A part of the API that a deployment may leave out.
#[derive(Clone, Debug)]
pub struct Capability {
    /// Its name. Never changes once released.
    pub name: CapabilityName,
    /// What it is, one sentence.
    pub summary: String,
    /// The operations that belong to it.
    pub operations: Vec<OperationId>,
    /// The requests that belong to it, whatever their operation.
    pub when: Vec<Region>,
    /// The scopes that belong to it.
    pub scopes: Vec<ScopeName>,
    /// Where it comes from.
    pub origin: Origin,
}

/// What decides which capabilities a request needs.
#[derive(Clone, Copy, Debug)]
pub struct Demand<'a> {
    /// The operation.
    pub operation: &'a Operation,
    /// The scope.
    pub scope: &'a Scope,
    /// The point of the request.
    pub point: Point,
    /// The names of the headers that it has beside those that follow from its point.
    pub headers: &'a [&'a str],
}

impl CapabilityName {
    /// What the names of scopes' capabilities begin with.
    pub(crate) const SCOPE: &str = "scope.";

    /// The capability that a scope is.
    #[must_use]
    pub fn of_scope(scope: &ScopeName) -> Self {
        Self(format!("{}{scope}", Self::SCOPE))
    }
}

impl Capability {
    /// The capability that a scope is: each may be left out.
    pub(crate) fn of_scope(scope: &Scope) -> Self {
        Self {
            name: CapabilityName::of_scope(&scope.name),
            summary: scope.summary.clone(),
            operations: Vec::new(),
            when: Vec::new(),
            scopes: vec![scope.name.clone()],
            origin: scope.origin.clone(),
        }
    }

    /// Whether a request needs it.
    #[must_use]
    pub fn is_needed_for(&self, axes: &Axes, demand: &Demand<'_>) -> bool {
        self.operations.contains(&demand.operation.id)
            || self.scopes.contains(&demand.scope.name)
            || self.when.iter().any(|region| demand.is_in(axes, region))
    }
}

impl Demand<'_> {
    /// Whether a region contains the request. A header that the case writes itself counts like one that follows from the
    /// point, because the point does not show it.
    fn is_in(&self, axes: &Axes, region: &Region) -> bool {
        let is_sent = |name: &HeaderName| self.headers.iter().any(|sent| name.as_str().eq_ignore_ascii_case(sent));
        region.axes.iter().all(|(axis, choice)| {
            axes.headers(*axis).any(is_sent)
                || choice.settings(self.operation, self.scope).contains(&self.point.setting(*axis))
        })
    }
}

/// The capabilities by name, in the spec's order, those of the scopes last.
pub type Capabilities = IndexMap<CapabilityName, Capability>;

impl fmt::Display for CapabilityName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
