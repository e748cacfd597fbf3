//! Each mutation, applied to a small answer.

use http::{HeaderMap, Version};
use serde_json::json;

use super::*;

fn answer(content: &str) -> Response {
    let headers = [("content-type", "application/json"), ("etag", "\"1\""), ("location", "/a/b")];
    let headers = headers.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
    Response {
        version: Version::HTTP_11,
        status: StatusCode::OK,
        headers: HeaderMap::from_iter(headers),
        content: Bytes::copy_from_slice(content.as_bytes()),
        ..Response::default()
    }
}

fn content(change: ContentChange, content: &str) -> Option<String> {
    let changed = AnswerMutation::Content(change).apply(&Method::GET, &answer(content))?;
    Some(String::from_utf8_lossy(&changed.content).into_owned())
}

fn member(path: &[&str], change: MemberChange, content: &str) -> Option<String> {
    let path = path.iter().map(|name| (*name).to_owned()).collect();
    let changed = AnswerMutation::Member(path, change).apply(&Method::GET, &answer(content))?;
    Some(String::from_utf8_lossy(&changed.content).into_owned())
}

fn header(name: &'static str, change: HeaderChange) -> Option<String> {
    let name = HeaderName::from_static(name);
    let changed = AnswerMutation::Header(name.clone(), change).apply(&Method::GET, &answer(""))?;
    let values: Vec<_> = changed.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect();
    Some(values.join(" and "))
}

#[test]
fn content_is_damaged_as_its_name_says() {
    let damaged = |change| content(change, r#"{"a":1,"b":2}"#);
    assert_eq!(damaged(ContentChange::None).as_deref(), Some(""));
    assert_eq!(damaged(ContentChange::Truncated).as_deref(), Some(r#"{"a":1"#));
    assert_eq!(damaged(ContentChange::Followed(b"!")).as_deref(), Some(r#"{"a":1,"b":2}!"#));
    assert_eq!(damaged(ContentChange::Array).as_deref(), Some(r#"[{"a":1,"b":2}]"#));
    assert_eq!(damaged(ContentChange::Hollow).as_deref(), Some("{}"));
    assert_eq!(damaged(ContentChange::Repeated).as_deref(), Some(r#"{"a":1,"a":1,"b":2}"#));
    assert_eq!(damaged(ContentChange::Foreign).as_deref(), Some(r#"{"a":1,"b":2,"foreign":true}"#));
    assert_eq!(damaged(ContentChange::LastByte).as_deref(), Some(r#"{"a":1,"b":2"#));
    assert_eq!(damaged(ContentChange::FirstByte).as_deref(), Some(r#"z"a":1,"b":2}"#));
    assert_eq!(content(ContentChange::SevenBits, "\u{e9}").as_deref(), Some("C)"));
}

#[test]
fn what_changes_nothing_is_no_distortion() {
    assert_eq!(content(ContentChange::None, ""), None);
    assert_eq!(content(ContentChange::SevenBits, "ascii"), None);
    assert_eq!(content(ContentChange::Repeated, "{}"), None);
    assert_eq!(content(ContentChange::Array, "no JSON"), None);
    assert_eq!(member(&["b"], MemberChange::Missing, r#"{"a":1}"#), None);
    assert_eq!(member(&["a"], MemberChange::Constant(json!(1)), r#"{"a":1}"#), None);
    assert_eq!(header("x-absent", HeaderChange::Missing), None);
    assert!(AnswerMutation::Status(StatusCode::OK).apply(&Method::GET, &answer("")).is_none());
}

#[test]
fn what_cannot_have_content_announces_it_or_sends_it_all_the_same() {
    let mut empty = answer("");
    empty.status = StatusCode::NO_CONTENT;
    let some = AnswerMutation::Content(ContentChange::Some);
    let announced = some.apply(&Method::DELETE, &empty).unwrap();
    assert!(announced.content.is_empty());
    assert_eq!(announced.headers.get(header::CONTENT_LENGTH).unwrap(), "2");
    let sent = some.apply(&Method::HEAD, &empty).unwrap();
    assert_eq!((&sent.content[..], &sent.surplus[..]), (&b""[..], &b"{}"[..]));
}

#[test]
fn members_change_at_any_depth() {
    let nested = r#"{"a":{"b":5000,"c":"x"}}"#;
    assert_eq!(member(&["a", "b"], MemberChange::Missing, nested).as_deref(), Some(r#"{"a":{"c":"x"}}"#));
    assert_eq!(member(&["a", "b"], MemberChange::Seconds, nested).as_deref(), Some(r#"{"a":{"b":5,"c":"x"}}"#));
    let added = member(&["a", "d"], MemberChange::Constant(json!(null)), nested);
    assert_eq!(added.as_deref(), Some(r#"{"a":{"b":5000,"c":"x","d":null}}"#));
    let longer = member(&["a", "c"], MemberChange::Longer, nested);
    assert_eq!(longer.as_deref(), Some(r#"{"a":{"b":5000,"c":"x-elsewhere"}}"#));
}

#[test]
fn a_stored_member_is_not_one_of_the_servers_own() {
    let changed = AnswerMutation::StoredMember { own: "_".to_owned(), change: MemberChange::Missing }
        .apply(&Method::GET, &answer(r#"{"_id":1,"n":2}"#));
    assert_eq!(changed.unwrap().content, r#"{"_id":1}"#);
}

#[test]
fn headers_change_as_their_names_say() {
    assert_eq!(header("etag", HeaderChange::Missing).as_deref(), Some(""));
    assert_eq!(header("etag", HeaderChange::Twice).as_deref(), Some("\"1\" and \"1\""));
    assert_eq!(header("etag", HeaderChange::Marked).as_deref(), Some("\"1-marked\""));
    assert_eq!(header("etag", HeaderChange::Unquoted).as_deref(), Some("1"));
    assert_eq!(header("location", HeaderChange::OtherPath).as_deref(), Some("/a/b-elsewhere"));
    assert_eq!(header("location", HeaderChange::OtherOrigin).as_deref(), Some("http://elsewhere.invalid/a/b"));
}

#[test]
fn another_refusal_has_its_status_its_media_type_and_its_code() {
    let refusal = AnswerMutation::Refusal {
        status: StatusCode::CONFLICT,
        media: "application/problem+json".to_owned(),
        member: "code".to_owned(),
        code: "OTHER".to_owned(),
    };
    let changed = refusal.apply(&Method::GET, &answer(r#"{"code":"OWN","more":1}"#)).unwrap();
    assert_eq!(changed.status, StatusCode::CONFLICT);
    assert_eq!(changed.headers.get(header::CONTENT_TYPE).unwrap(), "application/problem+json");
    assert_eq!(changed.content, r#"{"code":"OTHER","more":1}"#);
}
