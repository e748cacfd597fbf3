//! Capabilities: what a deployment may leave out, and what belongs to each.

use indexmap::IndexMap;

use super::ResolveContext;
use crate::{
    axis::Point,
    capability::{Capabilities, Capability, CapabilityName},
    from_yaml::{Entries, OneOrMany},
    operation::{Choice, OperationId, Region},
    service::{Scope, ScopeName},
    wire,
    yaml::At,
};

/// The capabilities that are declared, and one for each scope.
pub(super) fn capabilities(
    cx: &ResolveContext<'_>,
    written: Option<&Entries<wire::Capability>>,
    scopes: &IndexMap<ScopeName, Scope>,
) -> Capabilities {
    let declared = written.into_iter().flat_map(Entries::iter);
    let declared = declared.filter_map(|(name, written)| capability(cx, name, written));
    let all = declared.chain(scopes.values().map(Capability::of_scope));
    all.map(|capability| (capability.name.clone(), capability)).collect()
}

fn capability(cx: &ResolveContext<'_>, name: &At<String>, written: &wire::Capability) -> Option<Capability> {
    if name.value.starts_with(CapabilityName::SCOPE) {
        let title = format!("`{}` is the name of a scope's own capability", name.value);
        let help = "every scope has one without being declared; choose another name".to_owned();
        cx.diagnostics.note_with(&name.span, title, "taken", help);
    }
    let operations: Vec<_> = written.operations.iter().flatten().collect();
    let when = written.when.as_ref().map(|OneOrMany(when)| when.as_slice()).unwrap_or_default();
    if operations.is_empty() && when.is_empty() {
        let help = "add `operations:` or `when:`".to_owned();
        cx.diagnostics.note_with(
            &name.span,
            "nothing belongs to this capability",
            "could be left out without effect",
            help,
        );
    }
    let regions: Vec<Region> = when.iter().map(|condition| cx.region(&condition.value)).collect();
    for (condition, _) in when
        .iter()
        .zip(&regions)
        .filter(|(condition, region)| region.axes.len() == condition.value.0.0.len() && is_usual(region))
    {
        let title = "every request would belong to this capability";
        let help = "name at least one axis, and not its default".to_owned();
        cx.diagnostics.note_with(&condition.span, title, "a usual request is one of these", help);
    }
    let operations = operations.into_iter().map(|operation| {
        let name = cx.names.operations.look_up(cx, operation);
        let (resource, verb) = name.split_once('.').unwrap_or((&name, ""));
        OperationId { resource: resource.into(), verb: verb.into() }
    });
    Some(Capability {
        name: CapabilityName(name.value.clone()),
        summary: written.summary.clone(),
        operations: operations.collect(),
        when: regions,
        scopes: Vec::new(),
        origin: cx.origin(&name.span, written.source.as_ref(), written.decision.as_ref())?,
    })
}

/// Whether a region contains the request with the default on every axis.
fn is_usual(region: &Region) -> bool {
    let usual = Point::default();
    region.axes.iter().all(|(axis, choice)| match choice {
        Choice::Settings(settings) => settings.contains(&usual.setting(*axis)),
        Choice::AdmittedCallers => true,
        Choice::RefusedCallers => false,
    })
}
