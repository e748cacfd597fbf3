//! Objects: members, versions, preconditions, limits.

use std::collections::HashSet;

use http::Method;
use serde_json::{Value, json};

use crate::world::{Call, World};

const OBJECT: &str = "bb/objects/o1";

#[tokio::test]
async fn a_new_object_is_found_where_location_says() {
    let world = World::new();
    let members = json!({ "z": 1, "a": [null, { "b": "é" }], "_id": "mine", "_x": 1 });
    let created = world.send(world.post("bb/objects").json(&members)).await;
    assert_eq!(created.status, 201);
    assert_eq!(created.json()["dataType"], "application/json");
    assert_eq!(created.json()["createdAt"], world.now());

    let read = world.send(Call::new(Method::GET, created.header("location")).bearer(&world.fixture.owner.token)).await;
    let version = created.header("etag").trim_matches('"');
    assert_eq!(read.status, 200);
    assert_eq!(read.header("etag"), created.header("etag"));
    assert_eq!(read.header("content-type"), "application/json");
    let expected = json!({
        "z": 1, "a": [null, { "b": "é" }],
        "_id": created.json()["objectID"], "_version": version, "_created": world.now(), "_modified": world.now(),
        "_owner": world.fixture.owner.id,
    });
    assert_eq!(read.json(), expected);
}

#[tokio::test]
async fn an_object_keeps_the_data_type_of_its_creation() {
    let world = World::new();
    let media = format!("application/vnd.{}.Score+json", world.fixture.app_id);
    let typed = world.put(OBJECT).content(&format!("{media};charset=UTF-8"), r#"{"n":1}"#);
    assert_eq!(world.send(typed).await.status, 201);
    world.store(OBJECT, json!({ "n": 2 })).await;
    let read = world.send(world.get(OBJECT)).await;
    assert_eq!(read.header("content-type"), media);
    assert_eq!(read.json()["_dataType"], "Score");
    assert_eq!(world.send(world.head(OBJECT)).await.header("content-type"), media);
}

#[tokio::test]
async fn other_media_types_make_no_object() {
    let world = World::new();
    for media in ["text/plain", "application/vnd.other.Score+json", "application/xml"] {
        let answer = world.send(world.put(OBJECT).content(media, "{}")).await;
        answer.refused(400, "INVALID_INPUT_DATA");
    }
    assert_eq!(world.send(world.get(OBJECT)).await.status, 404);
}

#[tokio::test]
async fn no_version_comes_back() {
    let world = World::new();
    let mut versions = HashSet::new();
    for n in 0..4 {
        let created = world.store(OBJECT, json!({ "n": n })).await;
        let replaced = world.store(OBJECT, json!({ "n": -n })).await;
        let patched = world.send(world.patch(OBJECT).json(&json!({ "m": n }))).await.header("etag").to_owned();
        for version in [created, replaced, patched] {
            assert!(versions.insert(version.clone()), "{version} named another state before");
        }
        assert_eq!(world.send(world.delete(OBJECT)).await.status, 204);
    }
}

#[tokio::test]
async fn a_patch_changes_and_adds_members_and_keeps_the_others() {
    let world = World::new();
    world.store(OBJECT, json!({ "a": 1, "b": { "x": 1 } })).await;
    let patched = world.send(world.patch(OBJECT).json(&json!({ "b": { "y": 2 }, "c": null }))).await;
    assert_eq!(patched.status, 200);
    let members = patched.json();
    assert_eq!((&members["a"], &members["b"], &members["c"]), (&json!(1), &json!({ "y": 2 }), &Value::Null));
    assert!(members.as_object().unwrap().contains_key("c"));
    assert_eq!(world.send(world.get(OBJECT)).await.json(), members);
}

#[tokio::test]
async fn a_superseded_version_is_refused_and_nothing_changes() {
    let world = World::new();
    let stale = world.store(OBJECT, json!({ "n": 1 })).await;
    let current = world.store(OBJECT, json!({ "n": 2 })).await;
    for method in [Method::PUT, Method::PATCH, Method::DELETE] {
        let call = world.call(method, OBJECT).json(&json!({ "n": 3 })).header("if-match", &stale);
        let error = world.send(call).await.refused(409, "OBJECT_VERSION_IS_STALE");
        assert_eq!(error["objectID"], "o1");
        assert_eq!(error["objectScope"]["userID"], world.fixture.owner.id);
        let read = world.send(world.get(OBJECT)).await;
        assert_eq!((read.header("etag"), &read.json()["n"]), (current.as_str(), &json!(2)));
    }
    let unquoted = current.trim_matches('"');
    assert_eq!(world.send(world.delete(OBJECT).header("if-match", unquoted)).await.status, 204);
}

#[tokio::test]
async fn if_match_needs_an_object() {
    let world = World::new();
    for method in [Method::PUT, Method::PATCH, Method::DELETE] {
        let call = world.call(method, OBJECT).json(&json!({})).header("if-match", "\"1\"");
        world.send(call).await.refused(404, "OBJECT_NOT_FOUND");
    }
    assert_eq!(world.send(world.get(OBJECT)).await.status, 404);
}

#[tokio::test]
async fn if_none_match_refuses_only_to_replace() {
    let world = World::new();
    let create = || world.put(OBJECT).json(&json!({ "n": 1 })).header("if-none-match", "*");
    assert_eq!(world.send(create()).await.status, 201);
    world.send(create()).await.refused(409, "OBJECT_ALREADY_EXISTS");
    let patch = world.patch(OBJECT).json(&json!({ "n": 2 })).header("if-none-match", "*");
    assert_eq!(world.send(patch).await.status, 200);
    assert_eq!(world.send(world.delete(OBJECT).header("if-none-match", "*")).await.status, 204);
}

#[tokio::test]
async fn the_modification_date_never_goes_back() {
    let world = World::new();
    world.store(OBJECT, json!({})).await;
    let created = world.now();
    world.pass(-3600);
    let replaced = world.send(world.put(OBJECT).json(&json!({}))).await.json();
    assert_eq!((&replaced["createdAt"], &replaced["modifiedAt"]), (&json!(created), &json!(created)));
    world.pass(7200);
    let replaced = world.send(world.put(OBJECT).json(&json!({}))).await.json();
    assert_eq!((&replaced["createdAt"], &replaced["modifiedAt"]), (&json!(created), &json!(world.now())));
}

#[tokio::test]
async fn objects_have_a_largest_size() {
    let world = World::new();
    // Characters count, not bytes.
    let member = |characters: usize| json!({ "text": "é".repeat(characters) });
    world.store(OBJECT, member(60_000)).await;
    for too_large in [65_534, 66_000, 1_000_000] {
        let answer = world.send(world.put(OBJECT).json(&member(too_large))).await;
        answer.refused(400, "INVALID_INPUT_DATA");
        let answer = world.send(world.post("bb/objects").json(&member(too_large))).await;
        answer.refused(400, "INVALID_INPUT_DATA");
    }
    let grown = world.patch(OBJECT).json(&json!({ "more": "x".repeat(6_000) }));
    world.send(grown).await.refused(400, "INVALID_INPUT_DATA");
    assert!(world.send(world.get(OBJECT)).await.json().get("more").is_none());
}

#[tokio::test]
async fn what_is_no_json_object_is_refused() {
    let world = World::new();
    for content in ["", "{", "[]", "1", "null", "{\"a\":1}x"] {
        let answer = world.send(world.put(OBJECT).content("application/json", content)).await;
        answer.refused(400, "INVALID_JSON");
    }
}
