//! Objects: members, versions, preconditions, limits.

use std::collections::HashSet;

use http::Method;
use serde_json::{Value, json};

use crate::test_server::{Call, TestServer, nested};

const OBJECT: &str = "bb/objects/o1";

#[tokio::test]
async fn a_new_object_is_found_where_location_says() {
    let server = TestServer::new();
    let members = json!({ "z": 1, "a": [null, { "b": "é" }], "_id": "mine", "_x": 1 });
    let created = server.send(server.post("bb/objects").json(&members)).await;
    assert_eq!(created.status, 201);
    assert_eq!(created.json()["dataType"], "application/json");
    assert_eq!(created.json()["createdAt"], server.now());

    let read =
        server.send(Call::new(Method::GET, created.header("location")).bearer(&server.fixture.owner.token)).await;
    let version = created.header("etag").trim_matches('"');
    assert_eq!(read.status, 200);
    assert_eq!(read.header("etag"), created.header("etag"));
    assert_eq!(read.header("content-type"), "application/json");
    let expected = json!({
        "z": 1, "a": [null, { "b": "é" }],
        "_id": created.json()["objectID"], "_version": version, "_created": server.now(), "_modified": server.now(),
        "_owner": server.fixture.owner.id,
    });
    assert_eq!(read.json(), expected);
}

#[tokio::test]
async fn an_object_keeps_the_data_type_of_its_creation() {
    let server = TestServer::new();
    let media = format!("application/vnd.{}.Score+json", server.fixture.app_id);
    let typed = server.put(OBJECT).content(&format!("{media};charset=UTF-8"), r#"{"n":1}"#);
    assert_eq!(server.send(typed).await.status, 201);
    server.store(OBJECT, json!({ "n": 2 })).await;
    let read = server.send(server.get(OBJECT)).await;
    assert_eq!(read.header("content-type"), media);
    assert_eq!(read.json()["_dataType"], "Score");
    assert_eq!(server.send(server.head(OBJECT)).await.header("content-type"), media);
}

#[tokio::test]
async fn other_media_types_make_no_object() {
    let server = TestServer::new();
    for media in ["text/plain", "application/vnd.other.Score+json", "application/xml"] {
        let answer = server.send(server.put(OBJECT).content(media, "{}")).await;
        answer.refused(400, "INVALID_INPUT_DATA");
    }
    assert_eq!(server.send(server.get(OBJECT)).await.status, 404);
}

#[tokio::test]
async fn no_version_comes_back() {
    let server = TestServer::new();
    let mut versions = HashSet::new();
    for n in 0..4 {
        let created = server.store(OBJECT, json!({ "n": n })).await;
        let replaced = server.store(OBJECT, json!({ "n": -n })).await;
        let patched = server.send(server.patch(OBJECT).json(&json!({ "m": n }))).await.header("etag").to_owned();
        for version in [created, replaced, patched] {
            assert!(versions.insert(version.clone()), "{version} named another state before");
        }
        assert_eq!(server.send(server.delete(OBJECT)).await.status, 204);
    }
}

#[tokio::test]
async fn a_patch_changes_and_adds_members_and_keeps_the_others() {
    let server = TestServer::new();
    server.store(OBJECT, json!({ "a": 1, "b": { "x": 1 } })).await;
    let patched = server.send(server.patch(OBJECT).json(&json!({ "b": { "y": 2 }, "c": null }))).await;
    assert_eq!(patched.status, 200);
    let members = patched.json();
    assert_eq!((&members["a"], &members["b"], &members["c"]), (&json!(1), &json!({ "y": 2 }), &Value::Null));
    assert!(members.as_object().unwrap().contains_key("c"));
    assert_eq!(server.send(server.get(OBJECT)).await.json(), members);
}

#[tokio::test]
async fn a_superseded_version_is_refused_and_nothing_changes() {
    let server = TestServer::new();
    let stale = server.store(OBJECT, json!({ "n": 1 })).await;
    let current = server.store(OBJECT, json!({ "n": 2 })).await;
    for method in [Method::PUT, Method::PATCH, Method::DELETE] {
        let call = server.call(method, OBJECT).json(&json!({ "n": 3 })).header("if-match", &stale);
        let error = server.send(call).await.refused(409, "OBJECT_VERSION_IS_STALE");
        assert_eq!(error["objectID"], "o1");
        assert_eq!(error["objectScope"]["userID"], server.fixture.owner.id);
        let read = server.send(server.get(OBJECT)).await;
        assert_eq!((read.header("etag"), &read.json()["n"]), (current.as_str(), &json!(2)));
    }
    let unquoted = current.trim_matches('"');
    assert_eq!(server.send(server.delete(OBJECT).header("if-match", unquoted)).await.status, 204);
}

#[tokio::test]
async fn if_match_needs_an_object() {
    let server = TestServer::new();
    for method in [Method::PUT, Method::PATCH, Method::DELETE] {
        let call = server.call(method, OBJECT).json(&json!({})).header("if-match", "\"1\"");
        server.send(call).await.refused(404, "OBJECT_NOT_FOUND");
    }
    assert_eq!(server.send(server.get(OBJECT)).await.status, 404);
}

#[tokio::test]
async fn if_none_match_refuses_only_to_replace() {
    let server = TestServer::new();
    let create = || server.put(OBJECT).json(&json!({ "n": 1 })).header("if-none-match", "*");
    assert_eq!(server.send(create()).await.status, 201);
    server.send(create()).await.refused(409, "OBJECT_ALREADY_EXISTS");
    let patch = server.patch(OBJECT).json(&json!({ "n": 2 })).header("if-none-match", "*");
    assert_eq!(server.send(patch).await.status, 200);
    assert_eq!(server.send(server.delete(OBJECT).header("if-none-match", "*")).await.status, 204);
}

#[tokio::test]
async fn the_modification_date_never_goes_back() {
    let server = TestServer::new();
    server.store(OBJECT, json!({})).await;
    let created = server.now();
    server.pass(-3600);
    let replaced = server.send(server.put(OBJECT).json(&json!({}))).await.json();
    assert_eq!((&replaced["createdAt"], &replaced["modifiedAt"]), (&json!(created), &json!(created)));
    server.pass(7200);
    let replaced = server.send(server.put(OBJECT).json(&json!({}))).await.json();
    assert_eq!((&replaced["createdAt"], &replaced["modifiedAt"]), (&json!(created), &json!(server.now())));
}

#[tokio::test]
async fn objects_have_a_largest_size() {
    let server = TestServer::new();
    // Characters count, not bytes.
    let member = |characters: usize| json!({ "text": "é".repeat(characters) });
    server.store(OBJECT, member(60_000)).await;
    for too_large in [65_534, 66_000, 1_000_000] {
        let answer = server.send(server.put(OBJECT).json(&member(too_large))).await;
        answer.refused(400, "INVALID_INPUT_DATA");
        let answer = server.send(server.post("bb/objects").json(&member(too_large))).await;
        answer.refused(400, "INVALID_INPUT_DATA");
    }
    let grown = server.patch(OBJECT).json(&json!({ "more": "x".repeat(6_000) }));
    server.send(grown).await.refused(400, "INVALID_INPUT_DATA");
    assert!(server.send(server.get(OBJECT)).await.json().get("more").is_none());
}

#[tokio::test]
async fn what_is_nested_too_deep_is_refused_and_nothing_changes() {
    let server = TestServer::new();
    server.store(OBJECT, nested(100)).await;
    for (levels, code) in [(101, "INVALID_INPUT_DATA"), (127, "INVALID_INPUT_DATA"), (128, "INVALID_JSON")] {
        for call in [server.put(OBJECT), server.patch(OBJECT), server.post("bb/objects"), server.put("bb/objects/o2")] {
            server.send(call.json(&nested(levels))).await.refused(400, code);
        }
    }
    assert_eq!(server.send(server.get("bb/objects/o2")).await.status, 404);
    let patched = server.send(server.patch(OBJECT).json(&json!({ "another": nested(99) }))).await;
    assert_eq!(patched.status, 200);
    let read = server.send(server.get(OBJECT)).await.json();
    assert_eq!((&read["deep"], &read["another"]), (&nested(100)["deep"], &nested(99)));
}

#[tokio::test]
async fn what_is_no_json_object_is_refused() {
    let server = TestServer::new();
    for content in ["", "{", "[]", "1", "null", "{\"a\":1}x"] {
        let answer = server.send(server.put(OBJECT).content("application/json", content)).await;
        answer.refused(400, "INVALID_JSON");
    }
}

#[tokio::test]
async fn versions_of_an_id_count_up_from_1_and_never_come_back() {
    let server = TestServer::new();
    for (object, versions) in [
        ("bb/objects/o1", ["\"1\"", "\"2\""]),
        ("bb/objects/o2", ["\"1\"", "\"2\""]),
        ("bb/objects/o1", ["\"3\"", "\"4\""]),
    ] {
        for version in versions {
            assert_eq!(server.store(object, json!({})).await, version, "{object}");
        }
        assert_eq!(server.send(server.delete(object)).await.status, 204);
    }
}
