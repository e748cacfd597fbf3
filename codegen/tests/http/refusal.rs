//! What the generated router refuses by itself, and how it answers on the wire.

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::storage::{http, storage};

/// A request of a user, below the application's path.
fn request(address: &str, method: Method, path: &str) -> RequestBuilder {
    http().request(method, format!("{address}/api/apps/app{path}")).header("Authorization", "Bearer alice")
}

/// Status, media type and body of the answer.
async fn answer(request: RequestBuilder) -> (StatusCode, String, Value) {
    let response = request.send().await.unwrap();
    let media = response.headers()["content-type"].to_str().unwrap().to_owned();
    (response.status(), media, serde_json::from_slice(&response.bytes().await.unwrap()).unwrap())
}

/// Sends bytes as they are and returns everything that comes back, in lower case.
async fn raw(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address.trim_start_matches("http://")).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.to_lowercase()
}

#[tokio::test]
async fn credentials_that_are_missing_or_unreadable_are_refused_first() {
    let address = storage().await;
    for credentials in [None, Some("Digest x"), Some("Bearer"), Some("Basic !"), Some("Basic bm9jb2xvbg==")] {
        // The bucketID is malformed as well.
        let mut request = http().get(format!("{address}/api/apps/app/buckets/b/objects/one"));
        if let Some(credentials) = credentials {
            request = request.header("Authorization", credentials);
        }
        let (status, media, body) = answer(request).await;
        assert_eq!(status, 401, "{credentials:?}");
        assert_eq!(media, "application/vnd.kii.UnauthorizedAccessException+json");
        assert_eq!(body["errorCode"], "UNAUTHORIZED");
        assert!(body["message"].is_string() && body.get("authenticatedAppID").is_none(), "{body}");
    }
}

#[tokio::test]
async fn schemes_are_read_whatever_their_case() {
    let address = storage().await;
    for credentials in ["bearer alice", "BEARER alice", "basic YXBwOmtleQ=="] {
        let request = http().get(format!("{address}/api/apps/app/buckets/bucket/objects/one"));
        let response = request.header("Authorization", credentials).send().await.unwrap();
        assert_eq!(response.status(), 200, "{credentials}");
    }
}

#[tokio::test]
async fn at_me_the_storage_says_whose_the_credentials_are() {
    let address = storage().await;
    let request = http().get(format!("{address}/api/apps/app/users/me/buckets/bucket/objects/one"));
    let (status, _, body) = answer(request.basic_auth("app", Some("key"))).await;
    assert_eq!((status, &body["authenticatedAppID"]), (StatusCode::UNAUTHORIZED, &json!("app")));
    let request = http().head(format!("{address}/api/apps/app/users/me/buckets/bucket/objects/one"));
    assert_eq!(request.basic_auth("app", Some("key")).send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn at_me_a_server_that_cannot_tell_whose_the_credentials_are_says_so() {
    let request = http().get(format!("{}/api/apps/app/users/me/buckets/bucket/objects/one", storage().await));
    let response = request.header("Authorization", "Bearer lost").send().await.unwrap();
    assert_eq!(response.status(), 503);
}

#[tokio::test]
async fn a_malformed_bucket_is_named_with_its_scope() {
    let address = storage().await;
    let long = "b".repeat(65);
    let owners = [
        ("", json!({ "type": "APP", "appID": "app" })),
        ("/users/me", json!({ "type": "APP_AND_USER", "appID": "app", "userID": "alice" })),
        ("/users/bob", json!({ "type": "APP_AND_USER", "appID": "app", "userID": "bob" })),
        ("/groups/g", json!({ "type": "APP_AND_GROUP", "appID": "app", "groupID": "g" })),
        ("/things/t", json!({ "type": "APP_AND_THING", "appID": "app", "thingID": "t" })),
    ];
    for (prefix, scope) in owners {
        for (sent, seen) in
            [("b", "b"), ("bu%20cket", "bu cket"), (long.as_str(), long.as_str()), ("b%FF", "b\u{fffd}")]
        {
            let path = format!("{prefix}/buckets/{sent}/objects/one");
            let (status, media, body) = answer(request(&address, Method::GET, &path)).await;
            assert_eq!((status, &body["errorCode"]), (StatusCode::BAD_REQUEST, &json!("INVALID_BUCKET")), "{path}");
            assert_eq!(media, "application/vnd.kii.InvalidBucketException+json");
            assert_eq!((&body["objectScope"], &body["bucketID"]), (&scope, &json!(seen)));
        }
    }
}

#[tokio::test]
async fn a_malformed_object_id_is_refused_on_every_method() {
    let address = storage().await;
    let methods = [Method::GET, Method::DELETE, Method::PUT, Method::PATCH];
    for method in methods {
        let request = request(&address, method.clone(), "/buckets/bucket/objects/o%2Fne").body("{}");
        let (status, _, body) = answer(request).await;
        assert_eq!((status, &body["errorCode"]), (StatusCode::BAD_REQUEST, &json!("INVALID_OBJECT_ID")), "{method}");
    }
    let head = request(&address, Method::HEAD, "/buckets/bucket/objects/o").send().await.unwrap();
    assert_eq!(head.status(), 400);
    assert!(!head.headers().contains_key("content-type"));
}

#[tokio::test]
async fn conditions_that_exclude_each_other_are_refused() {
    let address = storage().await;
    for (method, path) in [(Method::PUT, ""), (Method::PATCH, ""), (Method::DELETE, ""), (Method::DELETE, "/body")] {
        let request = request(&address, method, &format!("/buckets/bucket/objects/one{path}")).body("{}");
        let (status, _, body) = answer(request.header("If-Match", "3").header("If-None-Match", "*")).await;
        assert_eq!((status, &body["errorCode"]), (StatusCode::BAD_REQUEST, &json!("INVALID_INPUT_DATA")));
    }
}

#[tokio::test]
async fn content_that_is_not_a_small_json_object_is_refused() {
    let address = storage().await;
    // Two bytes a character: what counts is characters.
    let sized = |characters: usize| format!("{{\"n\":\"{}\"}}", "ü".repeat(characters - r#"{"n":""}"#.len()));
    let cases = [
        (String::from("{"), Some("INVALID_JSON")),
        (String::new(), Some("INVALID_JSON")),
        (String::from("[1]"), Some("INVALID_JSON")),
        (String::from("null"), Some("INVALID_JSON")),
        (sized(65_535), Some("INVALID_INPUT_DATA")),
        (" ".repeat(300_000), Some("INVALID_INPUT_DATA")),
        (sized(65_534), None),
    ];
    for (content, code) in cases {
        let start: String = content.chars().take(9).collect();
        let request = request(&address, Method::PUT, "/buckets/bucket/objects/one").body(content);
        let (status, _, body) = answer(request).await;
        assert_eq!(status.is_success(), code.is_none(), "{start}: {body}");
        assert_eq!(body.get("errorCode").and_then(Value::as_str), code, "{start}");
    }
}

#[tokio::test]
async fn a_publication_with_two_lifetimes_is_refused_and_one_without_content_is_not() {
    let address = storage().await;
    let path = "/users/me/buckets/bucket/objects/one/body/publish";
    for content in [r#"{"expiresAt":5,"expiresIn":6}"#, r#"{"expiresIn":"soon"}"#, "{", "[]"] {
        let (status, _, body) = answer(request(&address, Method::POST, path).body(content)).await;
        let expected = (StatusCode::BAD_REQUEST, &json!("INVALID_INPUT_DATA"));
        assert_eq!((status, &body["errorCode"]), expected, "{content}");
    }
    for content in ["", "{}", r#"{"expiresIn":6,"more":true}"#] {
        let (status, _, body) = answer(request(&address, Method::POST, path).body(content)).await;
        assert_eq!(status, 200, "{content}: {body}");
    }
}

#[tokio::test]
async fn paths_and_methods_that_do_not_exist_are_answered_in_json() {
    let address = storage().await;
    let (status, media, _) = answer(http().get(format!("{address}/nowhere"))).await;
    assert_eq!((status, media.as_str()), (StatusCode::NOT_FOUND, "application/json"));
    let (status, media, _) = answer(request(&address, Method::PUT, "/buckets/bucket/objects")).await;
    assert_eq!((status, media.as_str()), (StatusCode::METHOD_NOT_ALLOWED, "application/json"));
    let response = request(&address, Method::GET, "/buckets/bucket/objects/one?unknown=1").send().await.unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn malformed_and_multiple_ranges_are_ignored() {
    let address = storage().await;
    let path = "/buckets/bucket/objects/one/body";
    for range in ["bytes=5-2", "bytes=abc", "bytes=-", "bytes=0-1,3-4", "lines=0-1", "bytes=+1-2"] {
        let response = request(&address, Method::GET, path).header("Range", range).send().await.unwrap();
        assert_eq!(response.status(), 200, "{range}");
    }
    for (range, content_range) in [("bytes=2-99", "bytes 2-9/10"), ("Bytes=0-0", "bytes 0-0/10")] {
        let response = request(&address, Method::GET, path).header("Range", range).send().await.unwrap();
        assert_eq!(
            (response.status().as_u16(), &response.headers()["content-range"]),
            (206, &content_range.parse().unwrap())
        );
    }
    let response = request(&address, Method::GET, path).header("Range", "bytes=-0").send().await.unwrap();
    assert_eq!(response.status(), 416);
}

#[tokio::test]
async fn an_answer_without_content_has_no_length() {
    let address = storage().await;
    let headers = "Host: test\r\nAuthorization: Bearer alice\r\nConnection: close\r\n\r\n";
    for (line, status) in [("DELETE /", "204"), ("HEAD /", "204"), ("HEAD /body ", "204")] {
        let (method, path) = line.trim().split_once(' ').unwrap();
        let path = path.trim_end_matches('/');
        let request = format!("{method} /api/apps/app/buckets/bucket/objects/one{path} HTTP/1.1\r\n{headers}");
        let answer = raw(&address, &request).await;
        assert!(answer.starts_with(&format!("http/1.1 {status}")), "{answer}");
        assert!(!answer.contains("content-length") && !answer.contains("transfer-encoding"), "{answer}");
        assert!(answer.ends_with("\r\n\r\n"), "{answer}");
    }
    for id in ["missing", "o"] {
        let request = format!("HEAD /api/apps/app/buckets/bucket/objects/{id} HTTP/1.1\r\n{headers}");
        let answer = raw(&address, &request).await;
        assert!(answer.starts_with("http/1.1 40") && answer.ends_with("\r\n\r\n"), "{answer}");
        assert!(!answer.contains("content-length: 0"), "{answer}");
    }
}
