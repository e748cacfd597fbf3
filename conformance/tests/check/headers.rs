//! The headers of an answer.

use http::HeaderValue;
use kii_conformance::{
    Response,
    testing::{ByteRange, CaseState},
};
use serde_json::json;

use super::exam::{CREATED, Exam, LAST_MODIFIED, MODIFIED, UPDATE, answer, body, json_answer, stored};

fn replacing() -> Exam {
    Exam::of("object.put", "replaced").sends(json!({ "n": 2 }))
}

fn updated(tag: &'static str) -> Response {
    let mut answer = json_answer(200, UPDATE, &json!({ "createdAt": CREATED, "modifiedAt": MODIFIED }));
    answer.headers.insert("etag", HeaderValue::from_static(tag));
    answer
}

/// The headers of an object that exists.
fn head(more: &[(&str, &str)]) -> Response {
    let headers = [("last-modified", LAST_MODIFIED), ("content-type", "application/json"), ("etag", "\"1\"")];
    answer(204, &[&headers, more].concat(), "")
}

#[test]
fn a_documented_header_is_there() {
    let mut bare = updated("\"2\"");
    bare.headers.remove("etag");
    assert_eq!(replacing().violated(&bare), ["must replaced:header.ETag"]);
    assert_eq!(replacing().violated(&updated("")), ["must replaced:header.ETag"], "an empty one is none");
}

#[test]
fn a_documented_header_is_there_once() {
    let mut twice = updated("\"2\"");
    twice.headers.append("etag", HeaderValue::from_static("\"3\""));
    assert_eq!(replacing().violated(&twice), ["must replaced:header.ETag"]);
}

#[test]
fn a_header_of_another_state_is_absent() {
    let exam = Exam::of("object.head", "found");
    assert!(exam.violated(&head(&[])).is_empty());
    let typed = head(&[("x-kii-bodytype", "image/png")]);
    assert_eq!(exam.violated(&typed), ["must found:header.X-Kii-BodyType"]);
    let exam = exam.state(|state| state.stored.body = Some(body(b"bytes")));
    assert!(exam.violated(&typed).is_empty());
    assert_eq!(exam.violated(&head(&[])), ["must found:header.X-Kii-BodyType"]);
    let other = head(&[("x-kii-bodytype", "image/gif")]);
    assert_eq!(exam.violated(&other), ["must found:header.X-Kii-BodyType"]);
}

#[test]
fn the_other_name_of_a_header_warns() {
    let exam =
        Exam::of("object.patch", "updated").sends(json!({ "m": 2 })).state(|w| w.stored.body = Some(body(b"bytes")));
    let mut answer = json_answer(200, "application/json", &json!({ "n": 1, "m": 2 }));
    assert_eq!(exam.violated(&answer), ["must updated:header.BodyType"]);
    answer.headers.insert("x-kii-bodytype", HeaderValue::from_static("image/png"));
    assert_eq!(exam.violated(&answer), ["should updated:header.BodyType"]);
    answer.headers.insert("x-kii-bodytype", HeaderValue::from_static("image/gif"));
    assert_eq!(exam.violated(&answer), ["should updated:header.BodyType", "must updated:header.BodyType"]);
}

#[test]
fn a_version_should_be_an_entity_tag() {
    for tag in ["\"2\"", "W/\"2\"", "\"\""] {
        assert!(replacing().violated(&updated(tag)).is_empty(), "{tag}");
    }
    for text in ["2", "\"2", "w/\"2\"", "\"a\"b\""] {
        assert_eq!(replacing().violated(&updated(text)), ["should versions-are-entity-tags"], "{text}");
    }
}

fn known_version(state: &mut CaseState) {
    state.stored.object_versions.current = Some(HeaderValue::from_static("\"1\""));
}

#[test]
fn a_write_gives_a_version_that_was_never_seen() {
    let exam = replacing().state(known_version);
    assert!(exam.violated(&updated("\"2\"")).is_empty());
    assert_eq!(exam.violated(&updated("\"1\"")), ["must write-gives-new-version"]);
}

#[test]
fn a_new_object_may_have_the_version_of_a_deleted_one() {
    let deletion = Exam::of("object.delete", "deleted").state(known_version);
    let found = deletion.check(&answer(204, &[], ""));
    assert!(found.mismatches.is_empty());
    assert!(found.after.stored.object_versions.current.is_some(), "it can still be named");
    let mut creation = Exam::of("object.put", "created").sends(json!({ "n": 2 }));
    creation.before = found.after;
    let mut answer = updated("\"1\"");
    answer.status = http::StatusCode::CREATED;
    answer.headers.insert("location", HeaderValue::from_static("object"));
    assert!(creation.violated(&answer).is_empty());
    let found = creation.check(&answer);
    let mut replacing = replacing();
    replacing.before = found.after;
    assert_eq!(replacing.violated(&answer_like(&answer, 200)), ["must write-gives-new-version"]);
}

fn answer_like(answer: &Response, status: u16) -> Response {
    Response { status: http::StatusCode::from_u16(status).expect("a status"), ..answer.clone() }
}

#[test]
fn a_new_body_may_have_the_version_of_a_deleted_one() {
    let mut state = CaseState::new(kii_conformance::testing::Source::random());
    state.stored.object = Some(stored(json!({})));
    state.stored.body = Some(body(b"old"));
    state.stored.body_versions.current = Some(HeaderValue::from_static("\"b\""));
    let mut deletion = Exam::of("body.delete", "deleted");
    deletion.before = state;
    let mut upload = Exam::of("body.put", "stored").uploads(b"new");
    upload.before = deletion.check(&answer(204, &[], "")).after;
    let headers = [
        ("content-type", "application/vnd.kii.ObjectBodyUpdateResponse+json"),
        ("etag", "\"b\""),
        ("last-modified", LAST_MODIFIED),
    ];
    let stored = answer(200, &headers, json!({ "modifiedAt": MODIFIED }).to_string());
    assert!(upload.violated(&stored).is_empty());
    upload.before = upload.check(&stored).after;
    assert_eq!(upload.violated(&stored), ["must write-gives-new-version"]);
}

#[test]
fn reads_of_one_state_name_one_version() {
    let exam = Exam::of("object.head", "found").state(known_version);
    assert!(exam.violated(&head(&[])).is_empty());
    let mut other = head(&[]);
    other.headers.insert("etag", HeaderValue::from_static("\"7\""));
    assert_eq!(exam.violated(&other), ["must version-is-one"]);
}

#[test]
fn a_location_is_an_address_below_the_target() {
    let exam = Exam::of("object.put", "created").sends(json!({ "n": 1 })).state(|state| state.stored.object = None);
    let at = |location: &'static str| {
        let mut answer = answer_like(&updated("\"1\""), 201);
        answer.headers.insert("location", HeaderValue::from_static(location));
        answer
    };
    assert!(exam.violated(&at("http://target/there")).is_empty());
    assert!(exam.violated(&at("../there")).is_empty());
    assert_eq!(exam.violated(&at("http://[")), ["must created:header.Location"]);
    let found = exam.check(&at("http://elsewhere/there?x=1"));
    assert_eq!(found.violated("object.put"), ["should created:header.Location"]);
    let followed = found.after.location.expect("an address").to_string();
    assert_eq!(followed, "http://target/there?x=1", "credentials stay with the target");
}

#[test]
fn the_media_type_of_a_head_is_the_objects() {
    let exam = Exam::of("object.head", "found");
    let mut other = head(&[]);
    other.headers.insert("content-type", HeaderValue::from_static("Application/JSON; charset=utf-8"));
    assert!(exam.violated(&other).is_empty());
    other.headers.insert("content-type", HeaderValue::from_static("text/plain"));
    assert_eq!(exam.violated(&other), ["must found:header.Content-Type"]);
}

#[test]
fn a_part_says_which_it_is() {
    let exam = Exam::of("body.get", "part").state(|state| state.stored.body = Some(body(b"0123456789")));
    let exam = exam.known(|known| known.range = Some(ByteRange::FromTo(2, 4)));
    let part =
        |range| answer(206, &[("content-type", "image/png"), ("etag", "\"b\""), ("content-range", range)], "234");
    assert!(exam.violated(&part("bytes 2-4/10")).is_empty());
    assert_eq!(exam.violated(&part("bytes 2-5/10")), ["should part:header.Content-Range"]);
}
