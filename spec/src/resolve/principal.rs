//! Principals and callers.

use super::ResolveContext;
use crate::{
    axis::CallerId,
    from_yaml::Entries,
    principal::{Caller, CallerName, Callers, Credentials, Principal, PrincipalName},
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

/// The callers, at least one.
pub(super) fn callers(cx: &ResolveContext<'_>, written: &At<Entries<wire::Caller>>) -> Callers {
    let At { value: entries, span } = written;
    if entries.0.is_empty() {
        cx.diagnostics.note(span, "a service has at least one caller", "no request can be sent");
    }
    if entries.0.len() > usize::from(u8::MAX) {
        cx.diagnostics.note(span, "a service has at most 255 callers", format!("{} callers", entries.0.len()));
    }
    let callers = (0_u8..=u8::MAX).zip(&entries.0).map(|(index, (name, written))| Caller {
        id: CallerId(index),
        name: CallerName(name.value.clone()),
        summary: written.as_ref().map(|written| written.summary.clone()).unwrap_or_default(),
        credentials: written
            .as_ref()
            .and_then(|written| credentials(cx, name, written))
            // What cannot be read has been noted; the name is known all the same.
            .unwrap_or(Credentials::None),
    });
    callers.map(|caller| (caller.name.clone(), caller)).collect()
}

fn credentials(cx: &ResolveContext<'_>, name: &At<String>, written: &wire::Caller) -> Option<Credentials> {
    match (&written.bearer, &written.credentials) {
        (Some(principal), None) => Some(Credentials::Bearer(cx.principal(principal))),
        (None, Some(credentials)) => Some(credentials.value.clone()),
        (None, None) => {
            let help = "add `bearer` with a principal, or `credentials`".to_owned();
            cx.diagnostics.note_with(&name.span, "neither `bearer` nor `credentials` is given", "here", help);
            None
        }
        (Some(_), Some(credentials)) => {
            cx.diagnostics.note(&credentials.span, "`bearer` and `credentials` exclude each other", "both are given");
            None
        }
    }
}

impl ResolveContext<'_> {
    /// The principal with this name; another name is a problem.
    pub(super) fn principal(&self, name: &At<String>) -> PrincipalName {
        PrincipalName(self.names.principals.look_up(self, name))
    }
}
