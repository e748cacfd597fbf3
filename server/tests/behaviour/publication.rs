//! Publications, from their beginning to their end.

use http::Method;
use kii_server::{Fixture, PublicAddress};
use serde_json::{Value, json};

use crate::test_server::{Answer, Call, TestServer};

const OBJECT: &str = "bb/objects/o1";
const BODY: &str = "bb/objects/o1/body";
const PUBLISH: &str = "bb/objects/o1/body/publish";
const MEDIA: &str = "application/vnd.kii.ObjectBodyPublicationRequest+json";

async fn server_with_body() -> TestServer {
    let server = TestServer::new();
    server.store(OBJECT, json!({})).await;
    server.store_body(BODY, "shown").await;
    server
}

/// Publishes the body and gives the path of the published content.
async fn publish(server: &TestServer, request: Value) -> String {
    let call = server.post(PUBLISH).content(MEDIA, &request.to_string()).header("host", "kii.test:8080");
    let answer = server.send(call).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let members = answer.json();
    let (url, id) = (members["url"].as_str().unwrap(), members["publicationID"].as_str().unwrap());
    let path = url.strip_prefix("http://kii.test:8080").unwrap();
    assert_eq!(path, format!("/api/x/{id}"));
    path.to_owned()
}

/// Reads published content, without credentials.
async fn read(server: &TestServer, path: &str) -> Answer {
    server.send(Call::new(Method::GET, path)).await
}

#[tokio::test]
async fn published_content_is_the_body_as_it_is() {
    let server = server_with_body().await;
    let path = publish(&server, json!({})).await;
    let content = read(&server, &path).await;
    assert_eq!((content.status, content.text()), (200, "shown"));
    assert_eq!(content.header("content-type"), "text/plain");
    server.store_body(BODY, "replaced").await;
    server.pass(1_000_000_000);
    assert_eq!(read(&server, &path).await.text(), "replaced");
}

#[tokio::test]
async fn a_publication_ends_when_it_expires() {
    let server = server_with_body().await;
    let forms = [json!({ "expiresIn": 10 }), json!({ "expiresAt": server.now() + 10_000 })];
    let mut paths = Vec::new();
    for form in forms {
        paths.push(publish(&server, form).await);
    }
    server.pass(9);
    for path in &paths {
        assert_eq!(read(&server, path).await.status, 200);
    }
    server.pass(1);
    for path in &paths {
        read(&server, path).await.refused(410, "PUBLICATION_EXPIRED");
    }
    assert_eq!(server.send(server.get(BODY)).await.status, 200);
}

#[tokio::test]
async fn an_expired_publication_is_remembered_for_a_day_and_then_takes_no_memory() {
    let server = server_with_body().await;
    let path = publish(&server, json!({ "expiresIn": 10 })).await;
    for (hours, status) in [(1, 410), (22, 410), (2, 404)] {
        server.pass(hours * 3600);
        // What is over is forgotten when something is published.
        publish(&server, json!({})).await;
        assert_eq!(read(&server, &path).await.status, status);
    }
}

#[tokio::test]
async fn a_publication_ends_with_its_body() {
    for ended_by in [BODY, OBJECT] {
        let server = server_with_body().await;
        let path = publish(&server, json!({})).await;
        assert_eq!(server.send(server.delete(ended_by)).await.status, 204);
        read(&server, &path).await.refused(404, "PUBLICATION_NOT_FOUND");
        if ended_by == OBJECT {
            server.store(OBJECT, json!({})).await;
        }
        server.store_body(BODY, "another").await;
        read(&server, &path).await.refused(404, "PUBLICATION_NOT_FOUND");
    }
}

#[tokio::test]
async fn a_publication_that_would_be_over_is_refused() {
    let server = server_with_body().await;
    let over = [
        json!({ "expiresIn": 0 }),
        json!({ "expiresIn": -1 }),
        json!({ "expiresAt": server.now() }),
        json!({ "expiresAt": 0 }),
        json!({ "expiresAt": i64::MIN }),
        json!({ "expiresAt": server.now() + 10_000, "expiresIn": 10 }),
    ];
    for request in over {
        let answer = server.send(server.post(PUBLISH).content(MEDIA, &request.to_string())).await;
        answer.refused(400, "INVALID_INPUT_DATA");
    }
}

#[tokio::test]
async fn each_publication_has_an_address_of_its_own() {
    let server = server_with_body().await;
    assert_ne!(publish(&server, json!({})).await, publish(&server, json!({})).await);
    read(&server, "/api/x/unknown").await.refused(404, "PUBLICATION_NOT_FOUND");
}

#[tokio::test]
async fn nothing_can_be_published_without_a_body() {
    let server = TestServer::new();
    let publish = || server.post(PUBLISH).content(MEDIA, "{}");
    server.send(publish()).await.refused(404, "OBJECT_NOT_FOUND");
    server.store(OBJECT, json!({})).await;
    server.send(publish()).await.refused(404, "OBJECT_BODY_NOT_FOUND");
}

#[tokio::test]
async fn published_content_can_be_read_in_part() {
    let server = server_with_body().await;
    let path = publish(&server, json!({})).await;
    for (range, status, content_range, text) in [
        ("bytes=1-2", 206, "bytes 1-2/5", "ho"),
        ("bytes=3-", 206, "bytes 3-4/5", "wn"),
        ("bytes=-2", 206, "bytes 3-4/5", "wn"),
        ("bytes=5-", 416, "bytes */5", ""),
    ] {
        let answer = server.send(Call::new(Method::GET, &path).header("range", range)).await;
        let seen = (answer.status, answer.header("content-range"), answer.text());
        assert_eq!(seen, (status, content_range, text), "{range}");
    }
    for range in ["bytes=2-1", "bytes=0-0,2-3", "lines=1-2"] {
        let answer = server.send(Call::new(Method::GET, &path).header("range", range)).await;
        assert_eq!((answer.status, answer.text()), (200, "shown"), "{range}");
    }
    let version = read(&server, &path).await.header("etag").to_owned();
    server.store_body(BODY, "again").await;
    for (named, status, text) in [(version.as_str(), 200, "again"), ("W/\"1\"", 200, "again")] {
        let resumed = Call::new(Method::GET, &path).header("range", "bytes=1-2").header("if-range", named);
        let answer = server.send(resumed).await;
        assert_eq!((answer.status, answer.text()), (status, text), "parts of two versions make neither");
    }
    let current = read(&server, &path).await.header("etag").to_owned();
    let resumed = Call::new(Method::GET, &path).header("range", "bytes=1-2").header("if-range", &current);
    assert_eq!(server.send(resumed).await.text(), "ga");
    let head = server.send(Call::new(Method::HEAD, &path)).await;
    let seen = (head.status, head.header("content-length"), head.header("accept-ranges"), head.text());
    assert_eq!(seen, (200, "5", "bytes", ""));
}

#[tokio::test]
async fn a_publication_is_found_where_clients_reach_the_server() {
    let public = PublicAddress::At("https://api.example.com/kii".parse().unwrap());
    for (address, beginning) in [(PublicAddress::Https, "https://kii.test/"), (public, "https://api.example.com/kii/")]
    {
        let server = TestServer::of(Fixture::demo(), |server| server.with_address(address));
        server.store(OBJECT, json!({})).await;
        server.store_body(BODY, "shown").await;
        let answer = server.send(server.post(PUBLISH).content(MEDIA, "{}").header("host", "kii.test")).await;
        let url = answer.json()["url"].as_str().unwrap().to_owned();
        assert!(url.starts_with(&format!("{beginning}api/x/")), "{url}");
    }
}

#[tokio::test]
async fn a_host_that_cannot_be_becomes_no_address() {
    let server = server_with_body().await;
    for host in ["a b", "a<b>", "me@kii.test"] {
        let answer = server.send(server.post(PUBLISH).content(MEDIA, "{}").header("host", host)).await;
        answer.refused(400, "BAD_REQUEST");
    }
}
