//! Paths: identifiers, encoding, what is not there.

use http::Method;
use serde_json::json;

use crate::test_server::{Call, TestServer};

#[tokio::test]
async fn malformed_bucket_ids_are_refused() {
    let server = TestServer::new();
    for bucket in ["b", &"b".repeat(65), "b.b", "b%20b", "b%2Fb", "%C3%A9e", "b%FFb"] {
        let error = server.send(server.get(&format!("{bucket}/objects/o1"))).await.refused(400, "INVALID_BUCKET");
        assert_eq!(error["objectScope"]["userID"], server.fixture.owner.id);
        let post = server.post(&format!("{bucket}/objects")).json(&json!({}));
        server.send(post).await.refused(400, "INVALID_BUCKET");
    }
    for bucket in ["bb", &"b".repeat(64), "B_-9", "%62b"] {
        server.send(server.get(&format!("{bucket}/objects/o1"))).await.refused(404, "OBJECT_NOT_FOUND");
    }
}

#[tokio::test]
async fn malformed_object_ids_are_refused() {
    let server = TestServer::new();
    for object in ["o", &"o".repeat(101), "o%20o", "o%2Fo", "o%25o"] {
        let put = server.put(&format!("bb/objects/{object}")).json(&json!({}));
        server.send(put).await.refused(400, "INVALID_OBJECT_ID");
        server.send(server.get(&format!("bb/objects/{object}/body"))).await.refused(400, "INVALID_OBJECT_ID");
    }
    for object in ["oo", &"o".repeat(100), "o.-_9"] {
        server.store(&format!("bb/objects/{object}"), json!({})).await;
    }
}

#[tokio::test]
async fn an_encoded_path_is_the_same_path() {
    let server = TestServer::new();
    server.store("bb/objects/o1", json!({})).await;
    assert_eq!(server.send(server.get("%62b/objects/%6F1")).await.status, 200);
}

#[tokio::test]
async fn queries_are_ignored() {
    let server = TestServer::new();
    server.store("bb/objects/o1?disable_cache=1", json!({})).await;
    assert_eq!(server.send(server.get("bb/objects/o1")).await.status, 200);
}

#[tokio::test]
async fn what_is_not_there_is_said_in_json() {
    let server = TestServer::new();
    for (method, path, status) in [
        (Method::GET, "/".to_owned(), 404),
        (Method::GET, server.path("bb/objects/o1/nothing"), 404),
        (Method::GET, server.path("bb/objects/o1/"), 404),
        (Method::POST, server.path("bb/objects/o1"), 405),
        (Method::DELETE, server.path("bb/objects"), 405),
    ] {
        let answer = server.send(Call::new(method.clone(), &path).bearer(&server.fixture.owner.token)).await;
        assert_eq!(answer.status, status, "{method} {path}");
        assert!(answer.json().is_object(), "{method} {path}");
    }
}
