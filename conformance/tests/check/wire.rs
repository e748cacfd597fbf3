//! What HTTP demands of every answer.

use http::HeaderValue;
use kii_conformance::Response;
use serde_json::json;

use super::exam::{CREATED, Exam, LAST_MODIFIED, MODIFIED, UPDATE, answer, error_media, json_answer};

fn replacing() -> Exam {
    Exam::of("object.put", "replaced").sends(json!({ "n": 2 }))
}

fn replaced(more: &[(&'static str, &'static str)]) -> Response {
    let mut answer = json_answer(200, UPDATE, &json!({ "createdAt": CREATED, "modifiedAt": MODIFIED }));
    for (name, value) in more {
        answer.headers.append(*name, HeaderValue::from_static(value));
    }
    answer
}

/// The same answer with these lines as its head, whatever its headers say.
fn sent(answer: Response, lines: &'static str) -> Response {
    Response { raw_head: format!("{lines}\r\n\r\n").into(), ..answer }
}

#[test]
fn a_header_that_is_no_list_comes_once_even_with_equal_values() {
    let twice = replaced(&[("content-type", UPDATE)]);
    assert_eq!(replacing().violated(&twice), ["must headers-come-once"]);
    let location = replaced(&[("location", "/a"), ("location", "/a")]);
    assert_eq!(replacing().violated(&location), ["must headers-come-once"], "not documented here");
    let lengths = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\ncontent-length:2";
    assert_eq!(replacing().violated(&sent(replaced(&[]), lengths)), ["must headers-come-once"]);
    let dates = replaced(&[("date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("date", "Sun, 06 Nov 1994 08:49:37 GMT")]);
    assert_eq!(replacing().violated(&dates), ["should headers-come-once"]);
    let lists =
        [("vary", "a"), ("vary", "b"), ("set-cookie", "a=1"), ("set-cookie", "b=1"), ("x-own", "1"), ("x-own", "2")];
    assert!(replacing().violated(&replaced(&lists)).is_empty());
    let hints = "HTTP/1.1 103 Early Hints\r\nETag: \"1\"\r\n\r\nHTTP/1.1 200 OK\r\nETag: \"2\"";
    assert!(replacing().violated(&sent(replaced(&[]), hints)).is_empty(), "interim answers have headers of their own");
}

#[test]
fn the_length_of_content_is_announced_in_one_way() {
    let both = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked";
    assert_eq!(replacing().violated(&sent(replaced(&[]), both)), ["must content-has-one-length"]);
    let one = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Note: content-length: 2";
    assert!(replacing().violated(&sent(replaced(&[]), one)).is_empty());
}

#[test]
fn a_coding_that_nobody_asked_for_warns_and_an_untrue_one_fails() {
    let plain = replaced(&[("content-encoding", "gzip")]).decoded();
    let found = replacing().check(&plain);
    assert_eq!(found.violated("object.put"), ["must content-coding-is-true"]);
    assert!(found.mismatches[0].found.contains("the content has no such coding"), "{:?}", found.mismatches);
    let content = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00";
    let mut packed = json_answer(200, "application/json", &json!({}));
    packed.content = content.to_vec().into();
    packed.headers.insert("content-encoding", HeaderValue::from_static("gzip"));
    packed.headers.insert("last-modified", HeaderValue::from_static(LAST_MODIFIED));
    let reading = Exam::of("object.get", "found").state(|state| {
        state.stored.object.as_mut().expect("an object").members = std::sync::Arc::default();
    });
    assert_eq!(reading.violated(&packed.decoded()), ["should content-coding-is-true"]);
    assert!(replacing().violated(&replaced(&[("content-encoding", "identity")]).decoded()).is_empty());
}

#[test]
fn a_401_should_name_a_challenge() {
    let exam = Exam::of("object.put", "unauthorized").caller("none").sends(json!({}));
    let error = json!({ "errorCode": "UNAUTHORIZED", "message": "no" });
    let mut refusal = json_answer(401, &error_media("UnauthorizedAccess"), &error);
    assert!(exam.violated(&refusal).is_empty());
    refusal.headers.remove("www-authenticate");
    assert_eq!(exam.violated(&refusal), ["should refusal-names-a-challenge"]);
    let head = Exam::of("object.head", "unauthorized").caller("none");
    assert_eq!(head.violated(&answer(401, &[], "")), ["should refusal-names-a-challenge"]);
}
