//! Bodies of objects: bytes, versions, ranges.

use http::Method;
use serde_json::json;

use crate::test_server::TestServer;

const OBJECT: &str = "bb/objects/o1";
const BODY: &str = "bb/objects/o1/body";

async fn server_with_body(text: &str) -> TestServer {
    let server = TestServer::new();
    server.store(OBJECT, json!({ "n": 1 })).await;
    server.store_body(BODY, text).await;
    server
}

#[tokio::test]
async fn a_body_changes_the_objects_date_and_not_its_version() {
    let server = TestServer::new();
    let version = server.store(OBJECT, json!({})).await;
    assert!(!server.send(server.get(OBJECT)).await.has_header("x-kii-bodytype"));
    server.pass(60);
    let stored = server.send(server.put(BODY).content("Image/PNG;q=1", "bytes")).await;
    assert_eq!(stored.json()["modifiedAt"], server.now());

    let object = server.send(server.get(OBJECT)).await;
    assert_eq!(object.header("etag"), version);
    assert_eq!(object.json()["_modified"], server.now());
    assert_eq!(object.header("x-kii-bodytype"), "Image/PNG;q=1");
    let read = server.send(server.get(BODY)).await;
    assert_eq!((read.status, read.text()), (200, "bytes"));
    assert_eq!(read.header("etag"), stored.header("etag"));
    assert_eq!(read.header("content-type"), "Image/PNG;q=1");
    let head = server.send(server.head(BODY)).await;
    assert_eq!((head.status, head.text()), (204, ""));
    assert_eq!(head.header("last-modified"), stored.header("last-modified"));
}

#[tokio::test]
async fn replacing_an_object_keeps_its_body() {
    let server = server_with_body("kept").await;
    server.store(OBJECT, json!({ "n": 2 })).await;
    let patched = server.send(server.patch(OBJECT).json(&json!({ "n": 3 }))).await;
    assert_eq!(patched.header("bodytype"), "text/plain");
    assert_eq!(server.send(server.get(BODY)).await.text(), "kept");
}

#[tokio::test]
async fn a_new_object_under_an_old_id_has_no_body() {
    let server = server_with_body("gone").await;
    assert_eq!(server.send(server.delete(OBJECT)).await.status, 204);
    server.send(server.get(BODY)).await.refused(404, "OBJECT_NOT_FOUND");
    server.store(OBJECT, json!({})).await;
    server.send(server.get(BODY)).await.refused(404, "OBJECT_BODY_NOT_FOUND");
}

#[tokio::test]
async fn a_superseded_version_is_refused_and_nothing_changes() {
    let server = TestServer::new();
    server.store(OBJECT, json!({})).await;
    let stale = server.store_body(BODY, "one").await;
    let current = server.store_body(BODY, "two").await;
    assert_ne!(stale, current);
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let call = server.call(method, BODY).content("text/plain", "three").header("if-match", &stale);
        server.send(call).await.refused(412, "OBJECT_BODY_INTEGRITY_NOT_ASSURED");
        assert_eq!(server.send(server.get(BODY).header("if-match", &current)).await.text(), "two");
    }
    let put = server.put(BODY).content("text/plain", "three").header("if-match", &current);
    assert_eq!(server.send(put).await.status, 200);
    assert_eq!(server.send(server.delete(BODY).header("if-none-match", "*")).await.status, 204);
}

#[tokio::test]
async fn if_match_does_not_name_a_body_that_is_not_there() {
    let server = TestServer::new();
    let put = || server.put(BODY).content("text/plain", "x").header("if-match", "*");
    server.send(put()).await.refused(404, "OBJECT_NOT_FOUND");
    server.store(OBJECT, json!({})).await;
    server.send(put()).await.refused(412, "OBJECT_BODY_INTEGRITY_NOT_ASSURED");
    let delete = server.delete(BODY).header("if-match", "*");
    server.send(delete).await.refused(404, "OBJECT_BODY_NOT_FOUND");
}

#[tokio::test]
async fn ranges_select_bytes() {
    let server = server_with_body("0123456789").await;
    let parts = [
        ("bytes=0-0", "0", "bytes 0-0/10"),
        ("bytes=2-4", "234", "bytes 2-4/10"),
        ("bytes=7-", "789", "bytes 7-9/10"),
        ("bytes=-3", "789", "bytes 7-9/10"),
        ("bytes=-11", "0123456789", "bytes 0-9/10"),
        ("bytes=0-99", "0123456789", "bytes 0-9/10"),
    ];
    for (range, text, content_range) in parts {
        let answer = server.send(server.get(BODY).header("range", range)).await;
        assert_eq!((answer.status, answer.text()), (206, text), "{range}");
        assert_eq!(answer.header("content-range"), content_range, "{range}");
        assert_eq!(answer.header("content-type"), "text/plain", "{range}");
    }
    for ignored in ["bytes=4-2", "bytes=0-1,3-4", "lines=0-1", "bytes=a-b"] {
        let answer = server.send(server.get(BODY).header("range", ignored)).await;
        assert_eq!((answer.status, answer.text()), (200, "0123456789"), "{ignored}");
        assert!(!answer.has_header("content-range"), "{ignored}");
    }
}

#[tokio::test]
async fn ranges_behind_the_end_are_refused() {
    let server = server_with_body("0123456789").await;
    for (range, from, to) in [("bytes=10-12", 10, 12), ("bytes=99-", 99, 99)] {
        let answer = server.send(server.get(BODY).header("range", range)).await;
        let error = answer.refused(416, "OBJECT_BODY_RANGE_NOT_SATISFIABLE");
        assert_eq!((&error["from"], &error["total"]), (&json!(from), &json!(10)), "{range}");
        assert!(error["to"].as_i64().unwrap() >= to.min(9), "{range}: {error}");
    }
    let stale = server.get(BODY).header("range", "bytes=10-12").header("if-match", "\"0\"");
    server.send(stale).await.refused(412, "OBJECT_BODY_INTEGRITY_NOT_ASSURED");
}

#[tokio::test]
async fn an_empty_body_is_a_body() {
    let server = server_with_body("").await;
    let read = server.send(server.get(BODY)).await;
    assert_eq!((read.status, read.text()), (200, ""));
    server.send(server.get(BODY).header("range", "bytes=0-0")).await.refused(416, "OBJECT_BODY_RANGE_NOT_SATISFIABLE");
}

#[tokio::test]
async fn large_bodies_come_back_byte_by_byte() {
    let text = "0123456789abcdef".repeat(60_000);
    let server = server_with_body(&text).await;
    assert!(server.send(server.get(BODY)).await.text() == text, "the body differs");
}

#[tokio::test]
async fn a_body_beyond_the_servers_limit_is_refused_and_nothing_changes() {
    let server = server_with_body("before").await;
    let too_large = server.put(BODY).content("text/plain", &"x".repeat((64 << 20) + 1));
    assert_eq!(server.send(too_large).await.status, 413);
    // One that says how long it is need not be read.
    let announced = server.put(BODY).content("text/plain", "x").header("content-length", "67108865");
    assert_eq!(server.send(announced).await.status, 413);
    assert_eq!(server.send(server.get(BODY)).await.text(), "before");
}
