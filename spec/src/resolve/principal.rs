//! Principals and callers.

use super::ResolveContext;
use crate::{
    principal::{Caller, CallerName, Credentials, Principal, PrincipalName},
    service::ScopeName,
    wire,
    yaml::At,
};

pub(super) fn principal(cx: &ResolveContext<'_>, name: &At<String>, written: &wire::Principal) -> Principal {
    let home = &written.home;
    if home.value.is_empty() {
        let help = "name a scope that admits it".to_owned();
        cx.diagnostics.note_with(&home.span, "a principal has at least one home", "no token can be tried", help);
    }
    let home = home.value.iter().map(|scope| ScopeName(cx.names.scopes.look_up(cx, scope)));
    Principal {
        name: PrincipalName(name.value.clone()),
        summary: written.summary.clone(),
        id: written.id.clone(),
        grant: written.grant,
        home: home.collect(),
    }
}

pub(super) fn caller(cx: &ResolveContext<'_>, name: &At<String>, written: &wire::Caller) -> Option<Caller> {
    let credentials = match (&written.bearer, &written.credentials) {
        (Some(principal), None) => Credentials::Bearer(cx.principal(principal)),
        (None, Some(credentials)) => credentials.value.clone(),
        (None, None) => {
            let help = "add `bearer` with a principal, or `credentials`".to_owned();
            cx.diagnostics.note_with(&name.span, "neither `bearer` nor `credentials` is given", "here", help);
            return None;
        }
        (Some(_), Some(credentials)) => {
            cx.diagnostics.note(&credentials.span, "`bearer` and `credentials` exclude each other", "both are given");
            return None;
        }
    };
    Some(Caller { name: CallerName(name.value.clone()), summary: written.summary.clone(), credentials })
}

impl ResolveContext<'_> {
    /// The principal with this name; another name is a problem.
    pub(super) fn principal(&self, name: &At<String>) -> PrincipalName {
        PrincipalName(self.names.principals.look_up(self, name))
    }
}
