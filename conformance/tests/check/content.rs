//! The content of an answer as a whole: its media type, its bytes, and what must not be in it.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use http::HeaderValue;
use kii_conformance::testing::ByteRange;
use kii_spec::{Level, Tolerance};
use serde_json::{Value, json};

use super::exam::{CREATED, Exam, MODIFIED, UPDATE, answer, body, error_media, json_answer, object_missing, stored};

fn reading() -> Exam {
    Exam::of("object.get", "found")
}

fn got(text: &'static str) -> kii_conformance::Response {
    let headers =
        [("content-type", "application/json"), ("etag", "\"1\""), ("last-modified", "Tue, 14 Nov 2023 22:13:20 GMT")];
    answer(200, &headers, text)
}

#[test]
fn nothing_is_sent_where_nothing_is_documented() {
    let exam = Exam::of("object.delete", "deleted");
    assert!(exam.violated(&answer(204, &[], "")).is_empty());
    assert!(exam.violated(&answer(204, &[("content-type", "")], "")).is_empty(), "an empty header is none");
    assert!(exam.violated(&answer(204, &[("content-length", "0")], "")).is_empty());
    assert_eq!(exam.violated(&answer(204, &[], "x")), ["must deleted:content"]);
    assert_eq!(exam.violated(&answer(204, &[("content-type", "text/html")], "")), ["must deleted:media-type"]);
}

#[test]
fn a_204_announces_no_content_that_clients_would_take_for_the_next_answer() {
    let exam = Exam::of("object.delete", "deleted");
    assert_eq!(exam.violated(&answer(204, &[("content-length", "7")], "")), ["must deleted:content"]);
    assert_eq!(exam.violated(&answer(204, &[("transfer-encoding", "chunked")], "")), ["must deleted:content"]);
    let headers = [
        ("content-length", "7"),
        ("content-type", "application/json"),
        ("etag", "\"1\""),
        ("last-modified", "Tue, 14 Nov 2023 22:13:20 GMT"),
    ];
    let head = Exam::of("object.head", "found").violated(&answer(204, &headers, ""));
    assert!(head.is_empty(), "an answer to HEAD has the length of one to GET");
}

#[test]
fn nothing_follows_a_response() {
    let surplus = |answer: kii_conformance::Response| kii_conformance::Response { surplus: "{}".into(), ..answer };
    let deletion = Exam::of("object.delete", "deleted");
    assert_eq!(deletion.violated(&surplus(answer(204, &[], ""))), ["must deleted:content"]);
    let head = Exam::of("object.head", "not_found").state(|state| state.stored.object = None);
    assert_eq!(head.violated(&surplus(answer(404, &[], ""))), ["must not_found:content"]);
    assert_eq!(reading().violated(&surplus(got(r#"{"n": 1}"#))), ["must found:content"]);
}

#[test]
fn the_headers_of_a_refused_head_are_not_looked_at() {
    let exam = Exam::of("object.head", "not_found").state(|state| state.stored.object = None);
    assert!(exam.violated(&answer(404, &[("content-type", "text/html"), ("content-length", "9")], "")).is_empty());
}

#[test]
fn a_media_type_is_compared_without_case_and_parameters() {
    let content = json!({ "createdAt": CREATED, "modifiedAt": MODIFIED });
    let exam = Exam::of("object.put", "replaced").sends(json!({ "n": 2 }));
    let shouted = format!("{} ; charset=UTF-8", UPDATE.to_uppercase());
    assert!(exam.violated(&json_answer(200, &shouted, &content)).is_empty());
    assert_eq!(exam.violated(&json_answer(200, "application/json", &content)), ["must replaced:media-type"]);
    let mut none = json_answer(200, UPDATE, &content);
    none.headers.remove("content-type");
    assert_eq!(exam.violated(&none), ["must replaced:media-type"]);
}

#[test]
fn json_is_json() {
    let exam = Exam::of("object.put", "replaced").sends(json!({ "n": 2 }));
    let deep: &'static str = Box::leak("[".repeat(10_000).into_boxed_str());
    for text in ["", "{", "\u{feff}", deep, "[]", "null", "\"text\""] {
        let mut wrong = json_answer(200, UPDATE, &Value::Null);
        wrong.content = text.into();
        let found = exam.check(&wrong);
        assert_eq!(found.violated("object.put"), ["must replaced:content"], "{text:.20}");
        assert!(found.is_unusable(), "{text:.20}");
    }
    let mut wrong = json_answer(200, UPDATE, &Value::Null);
    wrong.content = (&b"{\"createdAt\": \"\xff\"}"[..]).into();
    assert_eq!(exam.violated(&wrong), ["must replaced:content"]);
}

#[test]
fn a_byte_order_mark_before_json_is_named_and_nothing_else() {
    let found = reading().check(&got("\u{feff}{\"n\": 1}"));
    assert_eq!(found.violated("object.get"), ["must found:content"]);
    assert!(found.mismatches[0].found.contains("U+FEFF"), "{:?}", found.mismatches);
    assert!(!found.is_unusable());
}

#[test]
fn a_name_that_occurs_twice_warns() {
    assert_eq!(reading().violated(&got(r#"{"n": 2, "n": 1}"#)), ["should found:content"]);
}

#[test]
fn an_object_comes_back_as_it_was_stored() {
    for text in [r#"{"n": 1}"#, r#"{"n": 1.0}"#, r#"{"_id": "x", "n": 1}"#] {
        assert!(reading().violated(&got(text)).is_empty(), "{text}");
    }
    for text in ["{}", r#"{"n": 2}"#, r#"{"n": "1"}"#, r#"{"n": 1, "m": 1}"#] {
        assert_eq!(reading().violated(&got(text)), ["must object-comes-back"], "{text}");
    }
    assert!(reading().check(&got("[1]")).is_unusable());
}

/// The pages do not say what PATCH does with nested objects and null.
#[test]
fn an_update_in_part_may_be_read_in_another_way_with_a_warning() {
    let patched = || {
        let exam = Exam::of("object.patch", "updated").sends(json!({ "n": { "y": 2 }, "gone": null }));
        exam.state(|known| known.stored.object = Some(stored(json!({ "n": { "x": 1 }, "gone": 1 }))))
    };
    let violated = |content: Value| patched().violated(&json_answer(200, "application/json", &content));
    let levels = |content: Value| {
        let levels = violated(content).into_iter().filter(|violated| violated.contains("object-comes-back"));
        levels.map(|violated| violated.split(' ').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert!(levels(json!({ "n": { "y": 2 }, "gone": null })).is_empty());
    assert_eq!(levels(json!({ "n": { "x": 1, "y": 2 }, "gone": null })), ["should"]);
    assert_eq!(levels(json!({ "n": { "x": 1, "y": 2 } })), ["should", "should"], "JSON Merge Patch, RFC 7396");
    assert_eq!(levels(json!({ "n": { "x": 1 }, "gone": 1 })), ["must", "must"], "nothing was updated");
    // The readings stay apart in what is read later.
    let mut later = Exam::of("object.get", "found");
    later.before = patched().check(&json_answer(200, "application/json", &json!({ "n": { "x": 1, "y": 2 } }))).after;
    let read = |content: Value| later.violated(&json_answer(200, "application/json", &content));
    let about_content =
        |violated: Vec<String>| violated.into_iter().filter(|one| one.contains("object-comes-back")).count();
    let merged = read(json!({ "n": { "x": 1, "y": 2 } }));
    assert!(merged.contains(&"should object-comes-back".to_owned()), "{merged:?}");
    assert_eq!(about_content(read(json!({ "n": { "y": 2 }, "gone": null }))), 0);
}

#[test]
fn large_numbers_come_back_to_the_last_digit() {
    let exam = reading().state(|state| state.stored.object = Some(stored(json!({ "n": 9_007_199_254_740_993_i64 }))));
    assert!(exam.violated(&got(r#"{"n": 9007199254740993}"#)).is_empty());
    assert_eq!(exam.violated(&got(r#"{"n": 9007199254740992}"#)), ["must object-comes-back"]);
    assert_eq!(exam.violated(&got(r#"{"n": 90071992547409930000}"#)), ["must object-comes-back"]);
}

#[test]
fn a_body_comes_back_byte_by_byte() {
    let exam = Exam::of("body.get", "whole").state(|state| state.stored.body = Some(body(b"0123456789")));
    let headers = [("content-type", "image/png"), ("etag", "\"b\"")];
    assert!(exam.violated(&answer(200, &headers, "0123456789")).is_empty());
    for bytes in ["", "012345678", "0123456789\n", "0123456780"] {
        assert_eq!(exam.violated(&answer(200, &headers, bytes)), ["must body-comes-back"], "{bytes}");
    }
    let other = [("content-type", "image/gif"), ("etag", "\"b\"")];
    assert_eq!(exam.violated(&answer(200, &other, "0123456789")), ["must whole:media-type"]);
}

#[test]
fn a_part_is_the_part_that_was_asked_for() {
    let exam = Exam::of("body.get", "part").state(|state| state.stored.body = Some(body(b"0123456789")));
    let exam = exam.known(|known| known.range = Some(ByteRange::Last(3)));
    let headers = [("content-type", "image/png"), ("etag", "\"b\""), ("content-range", "bytes 7-9/10")];
    assert!(exam.violated(&answer(206, &headers, "789")).is_empty());
    assert_eq!(exam.violated(&answer(206, &headers, "678")), ["must body-comes-back"]);
}

#[test]
fn a_refusal_leaks_nothing_however_it_is_tolerated() {
    let secret = "twenty characters at least";
    let exam = || {
        let exam = Exam::of("object.get", "unauthorized").tolerates(Tolerance::AnyClientError).level(Level::Should);
        exam.state(|state| {
            state.stored.object = Some(stored(json!({ "secret": secret })));
            state.stored.body = Some(body(b"sixteen bytes at least"));
        })
    };
    assert!(exam().violated(&answer(403, &[], "no")).is_empty());
    assert_eq!(exam().violated(&answer(403, &[], secret)), ["must refusal-leaks-nothing"]);
    assert_eq!(exam().violated(&answer(403, &[], "sixteen bytes at l")), ["must refusal-leaks-nothing"]);
}

#[test]
fn a_leak_is_found_in_every_encoding_and_in_headers() {
    let secret = "k3x9mq7a?twelve/letters+more";
    let exam = || {
        Exam::of("object.get", "unauthorized").caller("stranger").state(|state| {
            let members = json!({ "nameThatNobodyKnows": 1, "n": [{ "s": secret }, 123_456_789_012_345_u64] });
            state.stored.object = Some(stored(members));
            state.stored.object_versions.current = Some(HeaderValue::from_static("\"7\""));
        })
    };
    let hex: String = secret.bytes().map(|byte| format!("{byte:02X}")).collect();
    let leaks = [
        "no nameThatNobodyKnows",
        "123456789012345",
        "k3x9mq7a%3Ftwelve%2Fletters%2Bmore",
        &hex,
        // What stands before a text in base64 decides how its bytes are grouped.
        &STANDARD.encode(format!("{{{secret}")),
        &STANDARD.encode(format!("{{\"{secret}\"")),
        &URL_SAFE_NO_PAD.encode(format!("{{\"n{secret}")),
        "k3x9mq7a\\u003ftwelve/letters+more",
    ];
    for leak in leaks {
        let content = format!("{{\"errorCode\":\"UNAUTHORIZED_ACCESS\",\"message\":\"{leak}\"}}");
        let found = exam().violated(&answer(401, &[], content));
        assert!(found.contains(&"must refusal-leaks-nothing".to_owned()), "{leak}: {found:?}");
        let found = exam().violated(&answer(401, &[("x-debug", leak)], ""));
        assert!(found.contains(&"must refusal-leaks-nothing".to_owned()) || leak.contains('\\'), "{leak}: {found:?}");
    }
    let version = |caller: &str| {
        let found = exam().caller(caller).violated(&answer(401, &[("etag", "\"7\"")], ""));
        found.contains(&"must refusal-leaks-nothing".to_owned())
    };
    let media = |media: &str, named: &str| {
        let exam = exam().state(|state| {
            let mut object = stored(json!({ "text": secret }));
            object.media = media.to_owned();
            state.stored.object = Some(object);
        });
        let found = exam.caller("stranger").violated(&answer(401, &[("content-type", named)], ""));
        found.contains(&"must refusal-leaks-nothing".to_owned())
    };
    assert!(
        media("application/vnd.app.note+json", "application/vnd.app.note+json"),
        "the media type of what is stored"
    );
    assert!(!media("application/json", "application/json"), "which a refusal may have by itself");
    assert!(version("stranger"), "the version of what is stored");
    assert!(!version("permitted"), "who may read may learn the version");
}

#[test]
fn what_a_request_says_itself_may_be_repeated() {
    let exam = Exam::of("object.put", "stale").sends(json!({ "text": "twenty characters at least" }));
    let exam = exam.state(|state| {
        state.stored.object =
            Some(stored(json!({ "text": "twenty characters at least", "other": "xxxxxxxxxxxxxxxxxxxxxxx" })));
    });
    let found = exam.violated(&answer(400, &[], "twenty characters at least, xxxxxxxxxxxxxxxxxxxxxxxxxxx"));
    assert!(!found.contains(&"must refusal-leaks-nothing".to_owned()), "{found:?}");
}

#[test]
fn a_case_sees_what_it_wants_to_see() {
    let mut exam = reading().state(|state| state.stored.object = None);
    exam.before.stored.object = None;
    exam.step.see = json!({ "n": 1 }).as_object().expect("an object").clone();
    assert!(exam.violated(&got(r#"{"n": 1}"#)).is_empty());
    assert_eq!(exam.violated(&got(r#"{"n": 2}"#)), ["must found:content"]);
    assert_eq!(exam.violated(&got("{}")), ["must found:content"]);
}

#[test]
fn an_error_that_is_known_by_its_media_type_has_its_own_content() {
    let exam = Exam::of("object.get", "object_missing").state(|state| state.stored.object = None);
    let mut flawed = json_answer(404, &error_media("ObjectNotFound"), &object_missing());
    assert!(exam.violated(&flawed).is_empty());
    flawed.headers.insert("content-type", HeaderValue::from_static("application/json"));
    assert_eq!(exam.violated(&flawed), ["must object_missing:media-type"]);
}
