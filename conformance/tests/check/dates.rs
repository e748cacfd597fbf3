//! Dates in members and headers: they must agree with each other and never decrease.

use http::HeaderValue;
use kii_conformance::{Response, testing::Dates};
use serde_json::json;

use super::exam::{CREATED, Exam, LAST_MODIFIED, MODIFIED, UPDATE, answer, body, json_answer};

fn put(created: i64, modified: i64) -> Response {
    json_answer(200, UPDATE, &json!({ "createdAt": created, "modifiedAt": modified }))
}

fn replacing(dates: impl FnOnce(&mut Dates)) -> Exam {
    Exam::of("object.put", "replaced").sends(json!({ "n": 2 })).dates(dates)
}

fn head(date: &'static str) -> Response {
    let headers = [("last-modified", date), ("content-type", "application/json"), ("etag", "\"1\"")];
    answer(204, &headers, "")
}

fn reading(dates: impl FnOnce(&mut Dates)) -> Exam {
    Exam::of("object.head", "found").dates(dates)
}

#[test]
fn the_date_of_creation_stays() {
    let exam = replacing(|dates| dates.created = Some(CREATED));
    assert!(exam.violated(&put(CREATED, MODIFIED)).is_empty());
    assert_eq!(exam.violated(&put(CREATED - 1, MODIFIED)), ["must creation-date-stays"]);
}

#[test]
fn the_date_of_a_change_does_not_go_back() {
    let exam = replacing(|dates| dates.modified = Some(MODIFIED));
    assert!(exam.violated(&put(CREATED, MODIFIED)).is_empty());
    assert_eq!(exam.violated(&put(CREATED, MODIFIED - 1001)), ["must modification-date-advances"]);
    let created = replacing(|_| {});
    assert_eq!(created.violated(&put(CREATED, CREATED - 1001)), ["must modification-date-advances"]);
    let named = replacing(|dates| dates.modified_second = Some(CREATED / 1000));
    assert_eq!(named.violated(&put(CREATED - 9999, CREATED - 2001)), ["must modification-date-advances"]);
}

#[test]
fn a_date_that_goes_back_by_the_skew_of_nodes_warns() {
    let exam = replacing(|dates| dates.modified = Some(MODIFIED));
    assert_eq!(exam.violated(&put(CREATED, MODIFIED - 20)), ["should modification-date-advances"]);
    assert_eq!(replacing(|_| {}).violated(&put(CREATED, CREATED - 3)), ["should modification-date-advances"]);
    let created = reading(|dates| dates.created = Some(MODIFIED));
    assert_eq!(created.violated(&head("Tue, 14 Nov 2023 22:13:19 GMT")), ["should modification-date-advances"]);
}

#[test]
fn a_date_moves_when_a_change_comes_after_a_pause() {
    let rested = replacing(|dates| (dates.modified, dates.is_rested) = (Some(MODIFIED), true));
    assert_eq!(rested.violated(&put(CREATED, MODIFIED)), ["must modification-date-advances"]);
    assert!(rested.violated(&put(CREATED, MODIFIED + 1)).is_empty());
    let new = replacing(|dates| (dates.created, dates.is_rested) = (Some(CREATED), true));
    assert_eq!(new.violated(&put(CREATED, CREATED)), ["must modification-date-advances"], "that of the creation");
    let changed = Exam::of("object.patch", "updated").sends(json!({})).dates(|dates| {
        (dates.modified, dates.is_rested) = (Some(MODIFIED), true);
    });
    let changed = changed.check(&json_answer(200, "application/json", &json!({ "n": 1 })));
    let mut later = reading(|_| {});
    later.before = changed.after;
    later.before.stored.object_versions.current = None;
    assert_eq!(later.violated(&head(LAST_MODIFIED)), ["must modification-date-advances"], "in a header");
    assert!(later.violated(&head("Tue, 14 Nov 2023 22:13:21 GMT")).is_empty());
    // Whether an upload changes the date of the object is left open.
    let upload = Exam::of("body.put", "stored").uploads(b"new").dates(|dates| {
        (dates.modified, dates.is_rested) = (Some(MODIFIED), true);
    });
    let media = "application/vnd.kii.ObjectBodyUpdateResponse+json";
    let mut answer = json_answer(200, media, &json!({ "modifiedAt": MODIFIED }));
    answer.headers.insert("last-modified", HeaderValue::from_static(LAST_MODIFIED));
    assert!(upload.violated(&answer).is_empty());
}

#[test]
fn a_header_names_the_same_second_as_a_member() {
    let exam = reading(|dates| dates.modified = Some(MODIFIED));
    assert!(exam.violated(&head(LAST_MODIFIED)).is_empty());
    assert!(exam.violated(&head("Tue, 14 Nov 2023 22:13:21 GMT")).is_empty(), "rounded up");
    for date in ["Tue, 14 Nov 2023 22:13:19 GMT", "Tue, 14 Nov 2023 22:13:22 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"] {
        assert_eq!(exam.violated(&head(date)), ["must modification-date-advances"], "{date}");
    }
}

#[test]
fn headers_about_one_state_name_one_date() {
    let first = reading(|_| {}).check(&head(LAST_MODIFIED));
    let mut second = reading(|_| {});
    second.before = first.after;
    assert!(second.violated(&head(LAST_MODIFIED)).is_empty());
    assert_eq!(second.violated(&head("Tue, 14 Nov 2023 22:13:21 GMT")), ["must modification-date-advances"]);
}

#[test]
fn a_header_names_no_date_before_the_creation_or_an_earlier_change() {
    let created = reading(|dates| dates.created = Some(MODIFIED));
    assert!(created.violated(&head(LAST_MODIFIED)).is_empty());
    assert_eq!(created.violated(&head("Tue, 14 Nov 2023 22:13:18 GMT")), ["must modification-date-advances"]);
    let changed = Exam::of("object.patch", "updated").sends(json!({})).dates(|dates| {
        dates.modified_second = Some(CREATED / 1000);
    });
    let changed = changed.check(&json_answer(200, "application/json", &json!({ "n": 1 })));
    let mut later = reading(|_| {});
    later.before = changed.after;
    later.before.stored.object_versions.current = None;
    assert!(later.violated(&head("Tue, 14 Nov 2023 22:13:59 GMT")).is_empty());
    assert_eq!(later.violated(&head("Tue, 14 Nov 2023 22:13:17 GMT")), ["must modification-date-advances"]);
}

#[test]
fn both_dates_of_one_answer_agree() {
    let exam = Exam::of("body.put", "stored").uploads(b"new").state(|state| state.stored.body = Some(body(b"old")));
    let media = "application/vnd.kii.ObjectBodyUpdateResponse+json";
    let mut answer = json_answer(200, media, &json!({ "modifiedAt": MODIFIED }));
    answer.headers.insert("last-modified", HeaderValue::from_static(LAST_MODIFIED));
    assert!(exam.violated(&answer).is_empty());
    answer.headers.insert("last-modified", HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT"));
    assert_eq!(exam.violated(&answer), ["must modification-date-advances"]);
}

#[test]
fn a_date_is_a_date_of_http() {
    let exam = reading(|_| {});
    assert_eq!(exam.violated(&head("2023-11-14T22:13:20Z")), ["should found:header.Last-Modified"]);
    assert_eq!(exam.violated(&head("yesterday")), ["must found:header.Last-Modified"]);
    for older in ["Tuesday, 14-Nov-23 22:13:20 GMT", "Tue Nov 14 22:13:20 2023"] {
        assert_eq!(exam.violated(&head(older)), ["should found:header.Last-Modified"], "{older}");
    }
    let before_all_dates = exam.check(&head("Thu, 01 Jan 1970 00:00:00 GMT"));
    assert!(before_all_dates.mismatches.is_empty(), "nothing is known that it contradicts");
}

#[test]
fn a_date_of_another_format_is_true_to_its_last_digit() {
    let exam = reading(|dates| dates.modified = Some(MODIFIED));
    let form = "should found:header.Last-Modified";
    for date in
        ["2023-11-14T22:13:20Z", "2023-11-14T22:13:20.4Z", "2023-11-14T22:13:20.400Z", "2023-11-14T23:13:20+01:00"]
    {
        assert_eq!(exam.violated(&head(date)), [form], "{date}");
    }
    for date in ["2023-11-14T22:13:20.6Z", "2023-11-14T22:13:20.401Z", "2023-11-14T22:14:20Z"] {
        assert_eq!(exam.violated(&head(date)), [form, "must modification-date-advances"], "{date}");
    }
}
