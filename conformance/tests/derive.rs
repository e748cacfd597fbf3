//! What follows from the spec: every documented response is provoked in every scope, or excluded with a reason.

use std::collections::BTreeSet;

use kii_conformance::cases::{Case, Expect, Role, derive::derive};
use kii_spec::{Api, Level};

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
    let found = ids.into_iter().map(|id| format!("{id}\n")).collect::<String>();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/derived-ids.txt");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, &found).unwrap();
    }
    let released = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(released, found, "the ids of derived cases have changed; UPDATE_SNAPSHOTS=1 records new ones");
}

#[test]
fn a_refusal_without_a_success_to_compare_with_says_so() {
    let mut api = api();
    let operation = api.operations.values_mut().find(|operation| operation.id.to_string() == "object.head");
    let responses = &mut operation.expect("the operation").responses;
    for response in responses.values_mut().filter(|response| response.is_success()) {
        response.occasions.iter_mut().for_each(|occasion| occasion.level = Level::Should);
    }
    let exclusions = derive(&api).exclusions;
    let excluded =
        exclusions.iter().find(|it| it.operation.to_string() == "object.head" && it.response.0 == "unauthorized");
    let reason = &excluded.expect("the exclusion").reason;
    assert!(reason.contains("no success that must be given"), "{reason}");
}

#[test]
fn a_verification_expects_what_the_state_demands() {
    let api = api();
    let cases = derive(&api).cases;
    let steps: Vec<_> = cases.iter().flat_map(Case::steps).collect();
    assert!(steps.iter().any(|step| step.expect == Expect::Observed));
    assert!(steps.iter().all(|step| matches!(step.role, Role::Verify(_)) == (step.expect == Expect::Observed)));
}
