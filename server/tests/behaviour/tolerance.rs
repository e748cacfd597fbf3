//! What clients in use send, and the pages do not describe.

use std::collections::BTreeSet;

use http::Method;
use kii_server::Tolerance;
use serde_json::{Value, json};

use crate::test_server::{Call, TestServer};

const OBJECT: &str = "bb/objects/o1";
const BODY: &str = "bb/objects/o1/body";
const PUBLISH: &str = "bb/objects/o1/body/publish";

/// A tolerance, what somebody sends, and the status of the answer. The object and its body exist.
type Row = (&'static str, fn(&TestServer) -> Call, u16);

fn patch_by_post(server: &TestServer, method: &str) -> Call {
    server.post(OBJECT).header("x-http-method-override", method).json(&json!({ "b": 2 }))
}

/// A call of the owner to the object in the scope with this prefix.
fn get_in(server: &TestServer, scope: &str) -> Call {
    Call::new(Method::GET, &server.path_in(scope, OBJECT)).bearer(&server.fixture.owner.token)
}

fn read_app_scope(server: &TestServer) -> Call {
    Call::new(Method::GET, &server.path_in("", OBJECT))
}

fn publish(server: &TestServer, content: &Value) -> Call {
    server.post(PUBLISH).json(content)
}

const ROWS: &[Row] = &[
    (
        "absolute-target",
        |server| {
            Call::new(Method::GET, &format!("http://kii.test{}", server.path(OBJECT)))
                .bearer(&server.fixture.owner.token)
        },
        200,
    ),
    ("method-override", |server| patch_by_post(server, "PATCH"), 200),
    ("method-override", |server| patch_by_post(server, "patch"), 200),
    ("method-override", |server| patch_by_post(server, "PUT"), 200),
    ("method-override", |server| patch_by_post(server, "DELETE"), 204),
    ("method-override", |server| patch_by_post(server, "GET"), 200),
    ("method-override", |server| patch_by_post(server, "BREW"), 405),
    ("method-override", |server| server.get(OBJECT).header("x-http-method-override", "DELETE"), 200),
    (
        "application-headers",
        |server| read_app_scope(server).header("x-kii-appid", &server.fixture.app_id).header("x-kii-appkey", "any"),
        404,
    ),
    (
        "application-headers",
        |server| read_app_scope(server).header("x-kii-appid", "another").header("x-kii-appkey", "any"),
        401,
    ),
    ("application-headers", |server| read_app_scope(server).header("x-kii-appid", &server.fixture.app_id), 401),
    (
        "application-headers",
        |server| server.get(OBJECT).header("x-kii-appid", &server.fixture.app_id).header("x-kii-appkey", "any"),
        200,
    ),
    (
        "several-conditions",
        |server| server.put(OBJECT).json(&json!({})).header("if-match", "\"98\"").another("if-match", "1"),
        200,
    ),
    (
        "several-conditions",
        |server| server.put(OBJECT).json(&json!({})).header("if-match", "\"98\"").another("if-match", "99"),
        409,
    ),
    ("address-for-id", |server| get_in(server, &format!("/users/LOGIN_NAME:{}", server.fixture.owner.login.name)), 200),
    (
        "address-for-id",
        |server| get_in(server, &format!("/users/LOGIN_NAME%3A{}", server.fixture.owner.login.name)),
        200,
    ),
    ("address-for-id", |server| get_in(server, &format!("/users/EMAIL:{}", server.fixture.owner.login.name)), 401),
    ("address-for-id", |server| get_in(server, &format!("/users/{}", server.fixture.stranger.login.name)), 401),
    (
        "address-for-id",
        |server| get_in(server, &format!("/things/LOGIN_NAME:{}", server.fixture.owner.login.name)),
        401,
    ),
    (
        "address-for-id",
        |server| {
            get_in(server, &format!("/things/{}", server.fixture.thing.login.name)).bearer(&server.fixture.thing.token)
        },
        404,
    ),
    ("bucket-type", |server| server.get(&format!("rw:{OBJECT}")), 200),
    ("bucket-type", |server| server.get(&format!("default:{OBJECT}")), 200),
    ("bucket-type", |server| server.get(&format!("rw%3A{OBJECT}?disable_cache=1")), 200),
    ("bucket-type", |server| server.get(&format!("log:{OBJECT}")), 400),
    ("bucket-type", |server| server.get("bb/objects/rw:o1"), 400),
    ("range-of-a-version", |server| server.get(BODY).header("range", "bytes=0-1").header("if-range", "\"1\""), 200),
    ("range-of-a-version", |server| server.get(BODY).header("range", "bytes=0-1"), 206),
    ("expiry-as-text", |server| publish(server, &json!({ "expiresAt": "2099-12-31T00:00:00.000Z" })), 200),
    ("expiry-as-text", |server| publish(server, &json!({ "expiresAt": "2099-12-31T09:00:00+09:00" })), 200),
    ("expiry-as-text", |server| publish(server, &json!({ "expiresAt": "4102358400000" })), 200),
    ("expiry-as-text", |server| publish(server, &json!({ "expiresIn": "60" })), 200),
    ("expiry-as-text", |server| publish(server, &json!({ "expiresAt": "2001-01-01T00:00:00Z" })), 400),
    ("expiry-as-text", |server| publish(server, &json!({ "expiresAt": "tomorrow" })), 400),
    ("expiry-as-text", |server| publish(server, &json!({ "expiresIn": "2099-12-31T00:00:00Z" })), 400),
];

async fn server_with_body() -> TestServer {
    let server = TestServer::new();
    server.store(OBJECT, json!({ "a": 1 })).await;
    server.store_body(BODY, "shown").await;
    server
}

#[tokio::test]
async fn every_tolerance_serves_what_it_is_about_and_nothing_else() {
    for (id, call, status) in ROWS {
        let server = server_with_body().await;
        let call = call(&server);
        let answer = server.send(call.clone()).await;
        assert_eq!(answer.status, *status, "{id}: {call:?} {answer:?}");
    }
    let tried: BTreeSet<&str> = ROWS.iter().map(|(id, ..)| *id).collect();
    let all: BTreeSet<&str> = Tolerance::ALL.iter().map(|tolerance| tolerance.id).collect();
    assert_eq!(tried, all, "every tolerance has a row");
}

#[tokio::test]
async fn a_partial_update_by_post_changes_what_it_names_and_gives_the_whole_object() {
    let server = server_with_body().await;
    let answer = server.send(patch_by_post(&server, "PATCH")).await.json();
    assert_eq!((&answer["a"], &answer["b"]), (&json!(1), &json!(2)), "{answer}");
}

#[tokio::test]
async fn a_publication_ends_at_the_date_that_is_given_as_text() {
    let server = server_with_body().await;
    // The clock of the test begins at 1800000000.
    let answer = server.send(publish(&server, &json!({ "expiresAt": "2027-01-15T08:00:10Z" }))).await.json();
    let path = answer["url"].as_str().unwrap().strip_prefix("http://localhost").unwrap().to_owned();
    for (seconds, status) in [(9, 200), (1, 410)] {
        server.pass(seconds);
        assert_eq!(server.send(Call::new(Method::GET, &path)).await.status, status);
    }
}

#[tokio::test]
async fn the_address_of_a_publication_has_the_host_of_a_whole_target() {
    let server = server_with_body().await;
    let call = Call::new(Method::POST, &format!("http://kii.test:81{}", server.path(PUBLISH)));
    let answer = server.send(call.bearer(&server.fixture.owner.token).header("host", "other.test")).await.json();
    assert!(answer["url"].as_str().unwrap().starts_with("http://kii.test:81/"), "{answer}");
}

/// Versions as clients send them: RFC 9110, 13.1.1, and those of the SDKs, which know `_version`.
#[tokio::test]
async fn versions_are_taken_in_every_form() {
    for (if_match, status) in [
        ("\"1\"", 200),
        ("1", 200),
        ("*", 200),
        ("\"7\", \"1\"", 200),
        ("7,1", 200),
        ("\"2\"", 409),
        ("2", 409),
        ("W/\"1\"", 409),
    ] {
        let server = server_with_body().await;
        let answer = server.send(server.patch(OBJECT).header("if-match", if_match).json(&json!({}))).await;
        assert_eq!(answer.status, status, "{if_match}");
    }
}

#[tokio::test]
async fn schemes_are_read_without_regard_to_case() {
    let server = server_with_body().await;
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let credentials = format!("{scheme} {}", server.fixture.owner.token);
        assert_eq!(server.send(server.get(OBJECT).header("authorization", &credentials)).await.status, 200);
    }
}

#[tokio::test]
async fn content_needs_no_media_type() {
    let server = server_with_body().await;
    for call in [server.put(OBJECT), server.patch(OBJECT)] {
        let answer = server.send(call.without_media_type("{}")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    assert_eq!(server.send(server.put("bb/objects/o1/body").without_media_type("bytes")).await.status, 200);
    assert_eq!(server.send(server.get("bb/objects/o1/body")).await.header("content-type"), "application/octet-stream");
}
