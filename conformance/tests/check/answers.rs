//! Which documented response an answer is, and whether it was due.

use http::StatusCode;
use kii_conformance::{Difference, MismatchKind, OtherState, testing::Role};
use kii_spec::{DerivedCheck, Level, Tolerance};
use serde_json::json;

use super::exam::{CREATED, Exam, MODIFIED, UPDATE, answer, error_media, json_answer, object_missing};

#[test]
fn the_answer_that_is_due_violates_nothing() {
    let exam = Exam::of("object.put", "replaced").sends(json!({ "n": 2 }));
    let content = json!({ "createdAt": CREATED, "modifiedAt": MODIFIED });
    assert!(exam.violated(&json_answer(200, UPDATE, &content)).is_empty());
    let missing = Exam::of("object.get", "object_missing").state(|state| state.stored.object = None);
    assert!(missing.violated(&json_answer(404, &error_media("ObjectNotFound"), &object_missing())).is_empty());
}

#[test]
fn another_documented_answer_is_named() {
    let exam = Exam::of("object.put", "replaced").sends(json!({ "n": 2 }));
    let mut created = json_answer(201, UPDATE, &json!({ "createdAt": CREATED, "modifiedAt": MODIFIED }));
    created.headers.insert("location", http::HeaderValue::from_static("/there"));
    let found = exam.check(&created);
    assert_eq!(found.given.as_deref(), Some("created"));
    assert_eq!(found.violated("object.put"), ["must replaced:status"]);
}

#[test]
fn a_success_with_the_content_of_an_error_would_not_be_due_in_any_state() {
    let exam = Exam::of("body.put", "object_missing").state(|state| state.stored.object = None);
    let difference = |media: &str| {
        let mismatches = exam.check(&json_answer(200, media, &object_missing())).mismatches;
        let status = mismatches.into_iter().find(|mismatch| mismatch.kind == MismatchKind::WrongAnswer);
        status.map(|mismatch| mismatch.difference)
    };
    let success = "application/vnd.kii.ObjectBodyUpdateResponse+json";
    assert_eq!(difference(success), Some(Difference::AsIf { stored: OtherState::Object }));
    let refusal = Difference::Status { due: vec![404], found: 200 };
    assert_eq!(difference(&error_media("ObjectNotFound")), Some(refusal));
}

#[test]
fn an_undocumented_answer_is_none_of_them_and_leaves_the_world_alone() {
    let exam = Exam::of("object.delete", "deleted");
    let found = exam.check(&answer(500, &[], "oops"));
    assert_eq!(found.given, None);
    assert_eq!(found.violated("object.delete"), ["must deleted:status"]);
    assert!(found.after.stored.object.is_some());
}

#[test]
fn errors_of_one_status_are_told_apart_by_media_type_and_by_code() {
    let exam = Exam::of("body.get", "object_missing").state(|state| state.stored.object = None);
    let media = json_answer(404, &error_media("ObjectBodyNotFound"), &json!({}));
    assert_eq!(exam.check(&media).given.as_deref(), Some("body_missing"));
    assert_eq!(exam.violated(&media)[0], "must object_missing:media-type");
    let code = json_answer(404, "application/json", &json!({ "errorCode": "OBJECT_BODY_NOT_FOUND" }));
    assert_eq!(exam.check(&code).given.as_deref(), Some("body_missing"));
    let neither = json_answer(404, "text/html", &json!(null));
    assert_eq!(exam.check(&neither).given.as_deref(), Some("object_missing"), "its status is the due one's");
}

#[test]
fn another_refusal_will_do_where_any_is_accepted() {
    let exam = || Exam::of("object.get", "invalid_object_id").tolerates(Tolerance::AnyClientError);
    assert!(exam().violated(&answer(400, &[], "no")).is_empty());
    let thin = json_answer(404, &error_media("ObjectNotFound"), &json!({ "errorCode": "OBJECT_NOT_FOUND" }));
    let violated = exam().violated(&thin);
    assert!(!violated.is_empty() && violated.iter().all(|violated| violated.starts_with("should ")), "{violated:?}");
    assert_eq!(exam().violated(&answer(500, &[], "")), ["must invalid_object_id:status"]);
    assert_eq!(exam().violated(&answer(302, &[], "")), ["must invalid_object_id:status"]);
}

#[test]
fn the_documented_refusal_is_checked_even_where_any_is_accepted() {
    let exam = Exam::of("object.put", "stale").tolerates(Tolerance::AnyClientError);
    let thin = json!({ "errorCode": "OBJECT_VERSION_IS_STALE", "message": "" });
    let violated = exam.violated(&json_answer(409, &error_media("StaleVersionedObject"), &thin));
    assert!(violated.contains(&"must stale:member.objectID".to_owned()), "{violated:?}");
}

#[test]
fn where_a_token_has_no_owner_the_owner_may_be_missing() {
    let missing = json!({ "errorCode": "USER_NOT_FOUND", "message": "", "field": "x", "value": "me", "appID": "app" });
    let missing = json_answer(404, &error_media("UserNotFound"), &missing);
    let exam = |scope, caller: &'static str| Exam::of("object.get", "unauthorized").scope(scope).caller(caller);
    let exam = |scope, caller| exam(scope, caller).known(|known| known.owner_id = None);
    assert!(exam("me", "administrator").violated(&missing).is_empty());
    assert!(exam("me", "thing").violated(&missing).is_empty());
    assert!(exam("me", "anonymous").violated(&missing).is_empty());
    assert_eq!(exam("me", "none").violated(&missing)[0], "must unauthorized:status");
    assert_eq!(exam("user", "thing").violated(&missing)[0], "must unauthorized:status");
    let foreign = json_answer(404, &error_media("ObjectNotFound"), &object_missing());
    assert_eq!(exam("me", "administrator").violated(&foreign)[0], "must unauthorized:media-type");
    // An answer to HEAD has no content that could name the error.
    let head = |caller: &'static str| Exam::of("object.head", "unauthorized").scope("me").caller(caller);
    assert!(head("administrator").violated(&answer(404, &[], "")).is_empty());
    assert_eq!(head("none").violated(&answer(404, &[], ""))[0], "must unauthorized:status");
    let found = Exam::of("object.get", "found").scope("me").caller("thing");
    assert_eq!(found.violated(&missing)[0], "must found:status", "where a success is due, nothing is missing");
}

#[test]
fn a_tolerated_status_warns() {
    let tolerance = Tolerance::Warned(vec![StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN]);
    let exam = Exam::of("object.get", "unauthorized").tolerates(tolerance);
    assert_eq!(exam.violated(&answer(403, &[], "")), ["should unauthorized:status"]);
    assert_eq!(exam.violated(&answer(404, &[], "")), ["must unauthorized:status"]);
}

#[test]
fn what_only_should_be_only_warns() {
    let exam = Exam::of("object.delete", "invalid_input").level(Level::Should);
    let found = exam.check(&answer(204, &[], ""));
    assert_eq!(found.violated("object.delete"), ["should invalid_input:status"]);
    assert!(found.after.stored.object.is_none(), "the state follows the answer that was given");
}

#[test]
fn a_verification_cites_what_is_verified_and_a_followed_address_the_header() {
    let wrong = answer(500, &[], "");
    let verified = Exam::of("object.get", "found").role(Role::Verify(DerivedCheck::RefusalChangesNothing));
    assert_eq!(verified.violated(&wrong), ["must refusal-changes-nothing"]);
    let followed = Exam::of("object.get", "found").role(Role::Follow);
    assert_eq!(followed.violated(&wrong), ["must location-answers"]);
}
