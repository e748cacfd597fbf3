//! Which statements are examined in an answer, and which cannot be evaluated.

use http::HeaderValue;
use kii_conformance::testing::{ByteRange, Expect, Expected, Role};
use kii_spec::{DerivedCheck, ResponseName, ScopeName, Tolerance};
use serde_json::json;

use super::exam::{CREATED, CREATION, Exam, MODIFIED, UPDATE, answer, body, error_media, json_answer, object_missing};

fn replacing() -> Exam {
    Exam::of("object.put", "replaced").sends(json!({ "n": 2 }))
}

fn replaced() -> kii_conformance::Response {
    json_answer(200, UPDATE, &json!({ "createdAt": CREATED, "modifiedAt": MODIFIED }))
}

fn rules(exam: &Exam, answer: &kii_conformance::Response) -> Vec<String> {
    exam.check(answer).examined.into_iter().filter(|statement| !statement.contains('/')).collect()
}

#[test]
fn every_part_of_a_response_is_examined() {
    let examined: Vec<String> = replacing().check(&replaced()).examined.into_iter().collect();
    let parts = ["status", "media-type", "content", "header.ETag", "member.createdAt", "member.modifiedAt"];
    for part in parts.map(|part| format!("object.put/replaced:{part}")) {
        assert!(examined.contains(&part), "{part} is not in {examined:?}");
    }
}

#[test]
fn a_member_that_the_spec_leaves_out_for_a_caller_is_examined_all_the_same() {
    let exam = Exam::of("object.put", "unauthorized").caller("none").sends(json!({}));
    let error = |app_id: serde_json::Value| {
        let error = json!({ "errorCode": "UNAUTHORIZED", "message": "no", "authenticatedAppID": app_id });
        json_answer(401, &error_media("UnauthorizedAccess"), &error)
    };
    let member = "unauthorized:member.authenticatedAppID";
    assert!(exam.check(&error(json!(null))).examined.contains(&format!("object.put/{member}")), "it may be missing");
    assert_eq!(exam.violated(&error(json!(7))), [format!("must {member}")], "but not be something else");
}

#[test]
fn a_new_version_is_examined_only_beside_an_older_one() {
    let known = |state: &mut kii_conformance::testing::CaseState| {
        state.stored.object_versions.current = Some(HeaderValue::from_static("\"1\""));
    };
    assert!(rules(&replacing().state(known), &replaced()).contains(&"write-gives-new-version".to_owned()));
    assert!(
        !rules(&replacing(), &replaced()).contains(&"write-gives-new-version".to_owned()),
        "nothing was named before"
    );
    let created = Exam::of("object.put", "created").sends(json!({})).state(|state| state.stored.object = None);
    let answer = json_answer(201, CREATION, &json!({ "createdAt": CREATED, "modifiedAt": MODIFIED }));
    assert!(!rules(&created, &answer).contains(&"write-gives-new-version".to_owned()), "it had none before");
}

#[test]
fn a_refusal_is_searched_for_secrets_only_where_there_are_some() {
    let exam = Exam::of("object.get", "object_missing");
    let missing = json_answer(404, &error_media("ObjectNotFound"), &object_missing());
    let leaks = |exam: &Exam| rules(exam, &missing).contains(&"refusal-leaks-nothing".to_owned());
    assert!(!leaks(&exam), "`{{\"n\": 1}}` is no secret");
    assert!(leaks(&exam.state(|state| state.stored.body = Some(body(b"nobody else can know this")))));
}

#[test]
fn a_verification_examines_what_it_verifies() {
    let exam = Exam::of("object.get", "found").role(Role::Verify(DerivedCheck::SuccessTakesEffect));
    let found = rules(&exam, &json_answer(200, "application/json", &json!({ "n": 1 })));
    for rule in ["success-takes-effect", "object-comes-back", "versions-are-entity-tags"] {
        assert!(found.contains(&rule.to_owned()), "{rule} is not in {found:?}");
    }
}

#[test]
fn a_part_of_a_body_cannot_be_judged_without_the_range_that_was_sent() {
    let exam = Exam::of("body.get", "part").state(|state| state.stored.body = Some(body(b"0123456789")));
    let headers = [("content-type", "image/png"), ("content-range", "bytes 2-4/10"), ("etag", "\"1\"")];
    let part = answer(206, &headers, "234");
    assert_eq!(exam.check(&part).unevaluated.len(), 2, "neither the bytes nor Content-Range can be compared");
    let exam = exam.known(|known| known.range = ByteRange::parse("bytes=2-4"));
    let found = exam.check(&part);
    assert!(found.unevaluated.is_empty() && found.mismatches.is_empty(), "{found:?}");
}

#[test]
fn what_comes_back_cannot_be_judged_when_nothing_is_stored() {
    let mut exam = Exam::of("object.get", "found").state(|state| state.stored.object = None);
    exam.step.expect = Expect::AnySuccess;
    let found = exam.check(&json_answer(200, "application/json", &json!({ "n": 1 })));
    assert_eq!(found.unevaluated, ["the content: it is a stored object, and none is stored"]);
    let mut exam = Exam::of("body.get", "whole");
    exam.step.expect = Expect::AnySuccess;
    let found = exam.check(&answer(200, &[("content-type", "image/png"), ("etag", "\"1\"")], "any"));
    assert_eq!(found.unevaluated, ["the content: it is a stored body, and none is stored"]);
}

#[test]
fn an_answer_that_was_not_expected_needs_no_comparison() {
    let exam = Exam::of("object.get", "object_missing").state(|state| state.stored.object = None);
    let found = exam.check(&json_answer(200, "application/json", &json!({ "n": 1 })));
    assert!(found.unevaluated.is_empty(), "{found:?}");
    assert!(found.violated("object.get").contains(&"must object_missing:status".to_owned()), "{found:?}");
}

#[test]
fn an_expectation_that_the_spec_does_not_know_is_an_error() {
    let exam = Exam::of("object.get", "found");
    let operation = &exam.api.operations[&exam.step.operation];
    let scope = &exam.api.service.scopes[&ScopeName("user".to_owned())];
    let level = kii_spec::Level::Must;
    let expect = Expect::Response { name: ResponseName("fuond".into()), tolerance: Tolerance::None, level };
    let (request, state) = (exam.step.point, exam.before.stored.point());
    let error = Expected::of(exam.api, operation, scope, &expect, request, state).expect_err("an error");
    assert_eq!(error, "`fuond` is expected of object.get, and the spec describes no such response");
}
