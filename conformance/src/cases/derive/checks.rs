//! Which of the checks that every case can make a case really makes.

use std::collections::BTreeSet;

use kii_spec::{Api, DerivedCheck, HeaderValue, Known, Response, ResponseContent, Scope};

use crate::cases::case::{Action, Role, Stage};

/// The checks that follow from what is done, and from what the answer that is due says.
pub(super) fn checks(api: &Api, scope: &Scope, due: &Response, stages: &[Stage]) -> BTreeSet<DerivedCheck> {
    let roles = stages.iter().flat_map(|stage| &stage.actions).filter_map(Action::role);
    let done = roles.filter_map(|role| match role {
        Role::Verify(check) => Some(check),
        Role::Follow => Some(DerivedCheck::LocationAnswers),
        Role::SetUp | Role::Control | Role::Act => None,
    });
    let says = |known: &Known| {
        let members = api.members(due, scope).into_iter().flat_map(|members| members.values());
        members.filter_map(|member| member.value.as_ref()).any(|value| value == known)
    };
    let names_version = due.headers.iter().any(|header| matches!(header.value, HeaderValue::Version(_)));
    let names_date = due.headers.iter().any(|header| header.value == HeaderValue::Date);
    let said = [
        (DerivedCheck::NewVersion, names_version && !due.then.is_none()),
        (DerivedCheck::SameVersion, names_version),
        (DerivedCheck::VersionForm, names_version),
        (DerivedCheck::RefusalLeaksNothing, !due.is_success()),
        (DerivedCheck::ContentReturns, due.content == ResponseContent::Object),
        (DerivedCheck::BytesReturn, matches!(due.content, ResponseContent::Body | ResponseContent::BodyPart)),
        (DerivedCheck::CreationDateStays, says(&Known::CreationDate)),
        (DerivedCheck::ModificationDateAdvances, names_date || says(&Known::ModificationDate)),
    ];
    done.chain(said.into_iter().filter_map(|(check, made)| made.then_some(check))).collect()
}
