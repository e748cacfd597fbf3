//! The members of an answer: those that are documented, with values of their type, and true.

use kii_conformance::Response;
use kii_spec::{ObjectForm, axis::Axis};
use serde_json::{Value, json};

use super::exam::{CREATED, CREATION, Exam, MODIFIED, UPDATE, error_media, json_answer, object_missing};

fn replacing() -> Exam {
    Exam::of("object.put", "replaced").sends(json!({ "n": 2 }))
}

fn updated(content: &Value) -> Response {
    json_answer(200, UPDATE, content)
}

fn expected(exam: &Exam, answer: &Response) -> Vec<String> {
    exam.check(answer).mismatches.into_iter().map(|mismatch| mismatch.expected).collect()
}

/// The mismatches of a changed error that says that the object does not exist.
fn missing(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let exam = Exam::of("object.get", "object_missing").state(|state| state.stored.object = None);
    let mut content = object_missing();
    change(&mut content);
    exam.violated(&json_answer(404, &error_media("ObjectNotFound"), &content))
}

#[test]
fn every_documented_member_is_there_and_is_one_flaw_when_it_is_not() {
    let answer = updated(&json!({ "createdAt": CREATED }));
    let found = replacing().check(&answer);
    assert_eq!(found.violated("object.put"), ["must replaced:member.modifiedAt"]);
    assert!(!found.is_unusable(), "cases that build on it can go on");
}

#[test]
fn an_answer_with_none_of_its_members_is_another_answer() {
    assert!(replacing().check(&updated(&json!({}))).is_unusable());
    let refused =
        Exam::of("object.put", "stale").check(&json_answer(409, &error_media("StaleVersionedObject"), &json!({})));
    assert!(!refused.is_unusable(), "nothing is built on a refusal");
    let exam = Exam::of("body.put", "stored").uploads(b"bytes");
    let media = "application/vnd.kii.ObjectBodyUpdateResponse+json";
    assert!(!exam.check(&json_answer(200, media, &json!({}))).is_unusable(), "it has only one");
}

#[test]
fn members_have_values_of_their_type() {
    for (value, expected_words) in [
        (json!("soon"), "milliseconds since 1970, between 2001 and 2286"),
        (json!(null), "milliseconds since 1970, between 2001 and 2286"),
        (json!(CREATED / 1000), "milliseconds since 1970, between 2001 and 2286"),
        (json!(CREATED * 1000), "milliseconds since 1970, between 2001 and 2286"),
        (json!(1e20), "milliseconds since 1970, between 2001 and 2286"),
    ] {
        let answer = updated(&json!({ "createdAt": value, "modifiedAt": MODIFIED }));
        assert!(replacing().violated(&answer).iter().all(|wrong| wrong == "must replaced:member.createdAt"), "{value}");
        assert_eq!(expected(&replacing(), &answer)[0], expected_words, "{value}");
    }
}

#[test]
fn a_member_of_another_scope_is_absent() {
    let found = missing(|error| error["objectScope"]["groupID"] = json!("owner"));
    assert_eq!(found, ["must object_missing:member.objectScope.groupID"]);
}

#[test]
fn members_say_what_both_ends_know() {
    for (path, value) in [
        ("objectScope.appID", json!("other")),
        ("objectScope.userID", json!("other")),
        ("objectScope.type", json!("APP")),
        ("bucketID", json!("other")),
        ("objectID", json!("other")),
        ("errorCode", json!("OTHER")),
        ("message", json!(7)),
        ("objectScope", json!("user")),
    ] {
        let found = missing(|error| *error.pointer_mut(&format!("/{}", path.replace('.', "/"))).expect(path) = value);
        assert_eq!(found, [format!("must object_missing:member.{path}")]);
    }
}

#[test]
fn members_of_other_scopes_may_be_null_with_a_warning() {
    let of_group = |value: Value| missing(|error| error["objectScope"]["groupID"] = value);
    assert_eq!(of_group(json!(null)), ["should object_missing:member.objectScope.groupID"]);
    assert_eq!(of_group(json!("group")), ["must object_missing:member.objectScope.groupID"]);
}

#[test]
fn members_that_a_caller_may_not_have_may_be_null_for_it() {
    let refused = |caller, principal: Value| {
        let mut exam = Exam::of("object.get", "unauthorized");
        let axes = &exam.api.axes;
        exam.step.point = exam.step.point.with(axes.at(Axis::CALLER, caller).expect(caller));
        if caller == "anonymous" {
            (exam.known.caller_id, exam.known.other_callers) = (None, vec!["owner".to_owned()]);
        }
        let content = json!({
            "errorCode": "UNAUTHORIZED", "message": "no",
            "authenticatedAppID": "app", "authenticatedPrincipalID": principal,
        });
        let answer = json_answer(401, &error_media("UnauthorizedAccess"), &content);
        (exam.violated(&answer), expected(&exam, &answer))
    };
    assert!(refused("stranger", json!("owner")).0.is_empty());
    let wrong = ["must unauthorized:member.authenticatedPrincipalID"];
    assert_eq!(refused("stranger", json!("somebody")).0, wrong);
    assert_eq!(refused("stranger", json!(null)).0, wrong);
    assert!(refused("anonymous", json!(null)).0.is_empty());
    assert!(refused("anonymous", json!("anybody")).0.is_empty());
    assert_eq!(refused("anonymous", json!("owner")).0, wrong, "it is somebody else");
    let (violated, words) = refused("anonymous", json!(7));
    assert_eq!((violated, words), (wrong.map(str::to_owned).to_vec(), vec!["a string, or null".to_owned()]));
}

fn creating(id: Value, data_type: &str) -> (Exam, Response) {
    let mut exam =
        Exam::of("collection.post", "created").sends(json!({ "n": 2 })).state(|state| state.stored.object = None);
    exam.known.content = Some(kii_conformance::testing::Content::object(
        &exam.api.service,
        "app",
        Some(&ObjectForm::Typed("conformance".to_owned())),
        &exam.before.source,
        1,
    ));
    let content = json!({ "objectID": id, "createdAt": CREATED, "dataType": data_type });
    let mut answer = json_answer(201, CREATION, &content);
    answer.headers.insert("location", http::HeaderValue::from_static("there"));
    (exam, answer)
}

#[test]
fn the_id_that_the_server_chose_is_worked_with() {
    let (exam, answer) = creating(json!("chosen"), "conformance");
    let found = exam.check(&answer);
    assert!(found.mismatches.is_empty(), "{:?}", found.mismatches);
    assert_eq!(found.after.object_id, "chosen");
    for id in ["", "a", "a/b", "caf\u{e9}"] {
        let (exam, answer) = creating(json!(id), "conformance");
        assert_eq!(exam.violated(&answer), ["must created:member.objectID"], "{id}");
    }
    let (exam, answer) = creating(json!("taken"), "conformance");
    let exam = exam.known(|known| known.other_objects = ["taken".to_owned()].into());
    assert_eq!(exam.violated(&answer), ["must created:member.objectID"], "another object has that ID");
    let (exam, answer) = creating(json!(null), "conformance");
    assert!(exam.check(&answer).is_unusable(), "nobody can work with an object whose ID is not named");
}

#[test]
fn a_data_type_is_the_short_one_or_the_media_type_however_it_is_written() {
    for text in
        ["conformance", "application/vnd.app.conformance+json", "Application/vnd.app.conformance+JSON;charset=UTF-8"]
    {
        let (exam, answer) = creating(json!("chosen"), text);
        assert!(exam.violated(&answer).is_empty(), "{text}");
    }
    for text in ["application/json", "other", ""] {
        let (exam, answer) = creating(json!("chosen"), text);
        assert_eq!(exam.violated(&answer), ["must created:member.dataType"], "{text}");
    }
}

#[test]
fn an_address_is_absolute() {
    let exam = Exam::of("publish.post", "published");
    let published = |url: &str| {
        let media = "application/vnd.kii.ObjectBodyPublicationResponse+json";
        json_answer(200, media, &json!({ "publicationID": "p", "url": url }))
    };
    let found = exam.check(&published("http://target/api/x/p"));
    assert!(found.mismatches.is_empty());
    assert_eq!(found.after.published.address(None).expect("an address").as_str(), "http://target/api/x/p");
    assert_eq!(
        exam.check(&published("ftp://target/api/x/p")).after.published.address(None),
        None,
        "nobody can fetch it"
    );
    assert_eq!(exam.violated(&published("/api/x/p")), ["must published:member.url"]);
}

#[test]
fn a_member_is_owed_to_the_page_of_its_type() {
    let (exam, answer) = creating(json!("chosen"), "other");
    let source = exam.check(&answer).mismatches[0].statement.source(exam.api);
    assert!(!source.starts_with("decision"), "{source}");
    let exam = Exam::of("object.get", "object_missing").state(|state| state.stored.object = None);
    let mut content = object_missing();
    content["objectScope"]["type"] = json!("APP");
    let found = exam.check(&json_answer(404, &error_media("ObjectNotFound"), &content));
    let source = found.mismatches[0].statement.source(exam.api);
    assert!(source.starts_with("decision A33"), "{source}");
}
