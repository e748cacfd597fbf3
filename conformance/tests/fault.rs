//! Faults that follow from the spec: one for every way in which a part of an answer can be wrong, and none where the spec
//! leaves it open.

use std::collections::BTreeSet;

use kii_conformance::mutation::{self, FaultKind, WireFault};
use kii_spec::{Api, Level, Statement};

fn api() -> Api {
    Api::embedded().unwrap_or_else(|problems| panic!("{problems}"))
}

fn fault<'a>(faults: &'a [WireFault], id: &str) -> Option<&'a WireFault> {
    faults.iter().find(|wire| wire.fault.id.0 == id)
}

#[test]
fn every_response_that_can_be_provoked_has_faults_in_every_scope() {
    let api = api();
    let faults = mutation::derive(&api);
    assert!(faults.len() >= 1000, "there are only {}", faults.len());
    for operation in api.operations.values() {
        for scope in api.service.scopes.values() {
            for response in operation.responses.values() {
                let has = faults.iter().any(|wire| {
                    wire.operation == operation.id && wire.scope == scope.name && wire.response == response.name
                });
                let given = api.unprovoked(operation, response, scope).is_none();
                assert_eq!(has, given, "{}/{} in {}", operation.id, response.name, scope.name);
            }
        }
    }
}

#[test]
fn every_statement_of_a_response_is_violated_by_a_fault() {
    let api = api();
    let faults = mutation::derive(&api);
    let violated: BTreeSet<&Statement> = faults.iter().flat_map(|wire| &wire.fault.violates).collect();
    let responses = api
        .operations
        .values()
        .flat_map(|operation| operation.responses.values().map(move |response| (operation, response)));
    let open = |statement: &&Statement| match statement {
        Statement::Answer { operation, response, .. } => {
            let response = &api.operations[operation].responses[response];
            // Where any refusal is accepted, or nothing can be sent, there is nothing to be wrong.
            response.conditions.iter().all(|condition| condition.tolerance == kii_spec::Tolerance::AnyClientError)
                || (response.content == kii_spec::ResponseContent::None
                    && statement.to_string().ends_with(":media-type"))
                || matches!(response.content, kii_spec::ResponseContent::Body | kii_spec::ResponseContent::BodyPart)
        }
        Statement::Rule(_) => false,
    };
    let statements: Vec<Statement> =
        responses.flat_map(|(operation, response)| api.statements(operation, response)).collect();
    let missed: Vec<String> = statements
        .iter()
        .filter(|statement| !open(statement) && !violated.contains(statement))
        .map(ToString::to_string)
        .collect();
    assert_eq!(missed, Vec::<String>::new());
}

#[test]
fn what_the_spec_leaves_open_is_no_fault() {
    let faults = mutation::derive(&api());
    // Any refusal of a malformed objectID will do, but it has to be one.
    assert!(fault(&faults, "object.put/invalid_object_id@user:status=200").is_some());
    assert!(fault(&faults, "object.put/invalid_object_id@user:status=422").is_none());
    assert!(fault(&faults, "object.put/invalid_object_id@user:content=none").is_none());
    // A text for people may say anything, but it has to be a text.
    assert!(fault(&faults, "object.get/object_missing@user:member.message=other").is_none());
    assert!(fault(&faults, "object.get/object_missing@user:member.message=other-type").is_some());
    // A member that belongs to one scope is a fault in another.
    assert!(fault(&faults, "object.get/object_missing@user:member.objectScope.groupID=foreign").is_some());
    assert!(fault(&faults, "object.get/object_missing@group:member.objectScope.groupID=missing").is_some());
    assert!(fault(&faults, "object.get/object_missing@group:member.objectScope.groupID=foreign").is_none());
}

#[test]
fn a_fault_binds_as_much_as_what_it_violates() {
    let faults = mutation::derive(&api());
    let level = |id: &str| fault(&faults, id).map(|wire| wire.fault.level);
    assert_eq!(level("object.put/created@user:header.ETag=missing"), Some(Level::Must));
    assert_eq!(level("object.put/created@user:header.Location=other-origin"), Some(Level::Should));
    assert_eq!(level("body.get/part@user:header.Content-Range=missing"), Some(Level::Should));
    assert_eq!(level("object.get/found@user:content=repeated"), Some(Level::Should));
}

#[test]
fn a_sample_is_spread_over_all_kinds() {
    let faults = mutation::derive(&api());
    let sample: Vec<&WireFault> = faults.iter().filter(|wire| wire.fault.id.is_in_sample(20)).collect();
    let share = faults.len() / 20;
    assert!((share / 2..share * 2).contains(&sample.len()), "{} of {}", sample.len(), faults.len());
    let kinds: BTreeSet<FaultKind> = sample.iter().map(|wire| wire.fault.kind).collect();
    assert_eq!(kinds.len(), FaultKind::ALL.len() - 1, "{kinds:?}");
}
