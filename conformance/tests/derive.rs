//! What follows from the spec: every documented response is provoked in every scope, or excluded with a reason.

use std::collections::BTreeSet;

use kii_conformance::{
    Case,
    testing::{Expect, Role, Sent, derive},
};
use kii_spec::{
    Api, Level,
    axis::{Axis, CallerId, Point},
};

fn api() -> Api {
    Api::embedded().unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn every_documented_response_is_provoked_or_excluded_in_every_scope() {
    let api = api();
    let derived = derive(&api);
    for operation in api.operations.values() {
        for response in operation.responses.values() {
            for scope in api.service.scopes.keys() {
                let prefix = format!("{}/{}", operation.id, response.name);
                let provokes = |case: &Case| {
                    let rest = case.id.0.strip_prefix(&prefix);
                    case.scope == *scope && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
                };
                let excluded = derived.exclusions.iter().any(|exclusion| {
                    exclusion.operation == operation.id
                        && exclusion.response == response.name
                        && exclusion.scope == *scope
                        && !exclusion.reason.is_empty()
                });
                let provoked = derived.cases.iter().any(provokes);
                assert!(provoked != excluded, "{prefix}@{scope}: provoked {provoked}, excluded {excluded}");
            }
        }
    }
}

#[test]
fn names_of_cases_are_unique() {
    let derived = derive(&api());
    let names: BTreeSet<String> = derived.cases.iter().map(Case::name).collect();
    assert_eq!(names.len(), derived.cases.len());
}

/// Ids never change once released: a new case is a new line here, and no line goes away.
#[test]
fn ids_are_those_released() {
    let derived = derive(&api());
    let ids: BTreeSet<&str> = derived.cases.iter().map(|case| case.id.0.as_str()).collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/derived-ids.txt");
    let released = std::fs::read_to_string(path).unwrap();
    let update = std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always");
    let updated = with_new_ids(&released, &ids).unwrap_or_else(|message| panic!("{message}"));
    if update {
        std::fs::write(path, updated).unwrap();
    } else {
        let diff = similar::TextDiff::from_lines(&released, &updated);
        assert!(
            released == updated,
            "there are derived cases that are not in derived-ids.txt:\n{}\nIf they are right, INSTA_UPDATE=always cargo test -p \
             kii-conformance --test derive adds them",
            diff.unified_diff().context_radius(0)
        );
    }
}

/// The released ids with the new ones, or what is wrong when a released one is gone.
fn with_new_ids(released: &str, ids: &BTreeSet<&str>) -> Result<String, String> {
    let gone: Vec<&str> = released.lines().filter(|id| !ids.contains(id)).collect();
    match gone.is_empty() {
        true => Ok(ids.iter().map(|id| format!("{id}\n")).collect()),
        false => Err(format!(
            "no case is derived any more for these released ids, which may neither change nor go away:\n  {}\nChange the spec so \
             that their cases are derived again; no update removes a line of derived-ids.txt",
            gone.join("\n  ")
        )),
    }
}

/// A member that no case sends would look as if it were tested.
#[test]
fn every_member_of_a_class_is_sent() {
    let api = api();
    let mut cases = derive(&api).cases;
    cases.extend(kii_conformance::testing::script::embedded(&api).unwrap_or_else(|problems| panic!("{problems}")));
    let sent: BTreeSet<_> = cases.iter().flat_map(|case| case.steps()).flat_map(chosen).collect();
    for setting in api.axes.request_settings() {
        for representative in api.representatives_of(setting) {
            let name = (setting, representative.name.clone());
            assert!(sent.contains(&name), "{}/{} is sent by no case", api.axes.text(setting), representative.name);
        }
    }
}

fn chosen(step: &kii_conformance::testing::Step) -> Vec<(kii_spec::axis::Setting, String)> {
    let chosen = step.sent.representatives.iter();
    chosen.map(|(axis, name)| (step.point.setting(*axis), name.clone())).collect()
}

#[test]
fn an_update_adds_ids_and_removes_none() {
    let ids: BTreeSet<&str> = ["a.b/c", "a.b/d"].into();
    assert_eq!(with_new_ids("a.b/c\n", &ids).as_deref(), Ok("a.b/c\na.b/d\n"));
    let message = with_new_ids("a.b/c\na.b/gone\n", &ids).unwrap_err();
    assert!(message.contains("\n  a.b/gone\n") && !message.contains("a.b/c"), "{message}");
}

#[test]
fn a_refusal_without_a_success_to_compare_with_says_so() {
    let mut api = api();
    let operation = api.operations.values_mut().find(|operation| operation.id.to_string() == "object.head");
    let responses = &mut operation.expect("the operation").responses;
    for response in responses.values_mut().filter(|response| response.is_success()) {
        response.conditions.iter_mut().for_each(|condition| condition.level = Level::Should);
    }
    let exclusions = derive(&api).exclusions;
    let excluded =
        exclusions.iter().find(|it| it.operation.to_string() == "object.head" && &*it.response.0 == "unauthorized");
    let reason = &excluded.expect("the exclusion").reason;
    assert!(reason.contains("no success that must be given"), "{reason}");
}

#[test]
fn a_verification_expects_what_the_state_demands() {
    let api = api();
    let cases = derive(&api).cases;
    let steps: Vec<_> = cases.iter().flat_map(Case::steps).collect();
    assert!(steps.iter().any(|step| step.expect == Expect::Due));
    assert!(steps.iter().all(|step| !matches!(step.role, Role::Verify(_)) || step.expect == Expect::Due));
}

/// A server may answer only some callers from a cache, or only some operations.
#[test]
fn everybody_who_may_read_looks_with_everything_that_shows_the_state() {
    let api = api();
    let cases = derive(&api).cases;
    let looks = who_sends_what(&cases, |role| matches!(role, Role::Verify(_)));
    for scope in api.service.scopes.values() {
        for operation in api.operations.values().filter(|operation| operation.is_safe()) {
            for caller in &scope.read.admitted {
                let look = (scope.name.clone(), operation.id.clone(), *caller);
                assert!(
                    looks.contains(&look) || scope.read.admitted.len() > 1 && is_usual_silent(&api, &look),
                    "{look:?}"
                );
            }
        }
    }
}

/// The requests of these roles: in which scope, to which operation, by whom.
fn who_sends_what(
    cases: &[Case],
    is_meant: impl Fn(Role) -> bool,
) -> BTreeSet<(kii_spec::ScopeName, kii_spec::OperationId, CallerId)> {
    let steps = cases.iter().flat_map(|case| case.steps().map(move |step| (case, step)));
    let steps = steps.filter(|(_, step)| is_meant(step.role));
    steps.map(|(case, step)| (case.scope.clone(), step.operation.clone(), step.point.caller())).collect()
}

/// Whether this is the usual caller who asks without content: others do that wherever others may.
fn is_usual_silent(api: &Api, (_, operation, caller): &(kii_spec::ScopeName, kii_spec::OperationId, CallerId)) -> bool {
    *caller == Point::default().caller() && api.silent_observers().iter().any(|silent| silent.id == *operation)
}

/// A server may forget whom it refuses as soon as an object is another than the one that was just made.
#[test]
fn whoever_is_refused_at_an_object_is_refused_at_its_neighbours() {
    let api = api();
    let cases = derive(&api).cases;
    let again = who_sends_what(&cases, |role| role == Role::Again);
    for scope in api.service.scopes.values() {
        for operation in api.operations.values().filter(|operation| operation.has_axis(Axis::Object)) {
            for caller in scope.permission(operation.access).refused.iter().flatten() {
                assert!(
                    again.contains(&(scope.name.clone(), operation.id.clone(), *caller)),
                    "{} in {} scope by {caller:?}",
                    operation.id,
                    scope.name
                );
            }
        }
    }
}

/// A server may look for the objects of a request in too many places.
#[test]
fn every_change_is_made_beside_a_neighbour_with_a_publication() {
    let api = api();
    let cases = derive(&api).cases;
    let is_beside = |case: &&Case| {
        let publishes = |step: &kii_conformance::testing::Step| step.operation.to_string() == "publish.post";
        let looks = |step: &kii_conformance::testing::Step| {
            matches!(step.role, Role::Verify(_)) && step.sent.place != Sent::default().place
        };
        case.steps().any(|step| step.role == Role::Beside && publishes(step)) && case.steps().any(looks)
    };
    for operation in api.operations.values().filter(|operation| !operation.is_safe()) {
        for response in operation.responses.values().filter(|response| response.is_success()) {
            let named = format!("{}/{}", operation.id, response.name);
            let found = cases.iter().filter(|case| case.id.0.starts_with(&named)).find(is_beside);
            assert!(found.is_some(), "{named}");
        }
    }
}
