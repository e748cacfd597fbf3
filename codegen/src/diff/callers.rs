//! What the words mean that say when a response is given: callers, and values of axes.

use std::ops::RangeInclusive;

use kii_spec::{Api, Caller, Credentials, RequestChange, axis::Axis};

use super::{Found, Kind, Matched};

pub(super) fn compare(old: &Api, new: &Api, found: &mut Found) {
    for (name, before, now) in Matched::of(&old.service.callers, &new.service.callers).both {
        found.compare(Kind::CallerChanged, format!("caller {name}"), credentials(before), credentials(now));
    }
    for axis in new.axes.all() {
        let Some(before) = old.axes.named(new.axes.name(axis)) else { continue };
        values((old, before), (new, axis), found);
    }
}

fn credentials(caller: &Caller) -> String {
    match &caller.credentials {
        Credentials::Permitted => "the token of the scope's permitted principal".to_owned(),
        Credentials::Bearer(principal) => format!("the token of {principal}"),
        Credentials::Application => "those of the application".to_owned(),
        Credentials::NeverIssued => "a token that was never issued".to_owned(),
        Credentials::None => "none".to_owned(),
    }
}

/// The values of an axis, by name: what each changes in a request.
fn values((old, before): (&Api, Axis), (new, now): (&Api, Axis), found: &mut Found) {
    for (name, setting) in new.axes.settings(now) {
        let was = old.axes.at(before, name).and_then(|setting| old.axes.value(setting));
        let (Some(was), Some(is)) = (was, new.axes.value(setting)) else { continue };
        let is_same = match (&was.change, &is.change) {
            // Callers are compared by themselves: their places differ between specs.
            (RequestChange::Caller(_), RequestChange::Caller(_)) => true,
            (was, is) => was == is,
        };
        let is_same = is_same || follows_limits(old, new, &is.change);
        if !is_same || was.malformed != is.malformed {
            found.alone(Kind::AxisValueChanged, new.axes.text(setting));
        }
    }
}

/// Whether a value may be another because a limit is, which is a change of its own.
fn follows_limits(old: &Api, new: &Api, change: &RequestChange) -> bool {
    let identifiers = |api: &Api| -> Vec<(String, RangeInclusive<usize>)> {
        let identifiers = api.service.identifiers.values();
        identifiers.map(|one| (one.punctuation.clone(), one.length.clone())).collect()
    };
    let sizes = |api: &Api| (api.service.object_size.maximum, api.service.object_size.accepted);
    let minima = |api: &Api| -> Vec<Option<usize>> {
        api.types.values().flat_map(|ty| ty.members.values()).map(|member| member.minimum).collect()
    };
    match change {
        RequestChange::Identifier { .. } => identifiers(old) != identifiers(new),
        RequestChange::Object(_) => sizes(old) != sizes(new),
        RequestChange::Lasting { .. } => minima(old) != minima(new),
        RequestChange::None
        | RequestChange::Caller(_)
        | RequestChange::Headers(_)
        | RequestChange::Body(_)
        | RequestChange::Token(_)
        | RequestChange::Members(_)
        | RequestChange::NoContent
        | RequestChange::LowerCaseScheme
        | RequestChange::MediaParameter(_)
        | RequestChange::Transfer(_) => false,
    }
}
