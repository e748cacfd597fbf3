//! Publications, from their beginning to their end.

use http::Method;
use serde_json::{Value, json};

use crate::world::{Answer, Call, World};

const OBJECT: &str = "bb/objects/o1";
const BODY: &str = "bb/objects/o1/body";
const PUBLISH: &str = "bb/objects/o1/body/publish";
const MEDIA: &str = "application/vnd.kii.ObjectBodyPublicationRequest+json";

async fn world_with_body() -> World {
    let world = World::new();
    world.store(OBJECT, json!({})).await;
    world.store_body(BODY, "shown").await;
    world
}

/// Publishes the body and gives the path of the published content.
async fn publish(world: &World, request: Value) -> String {
    let call = world.post(PUBLISH).content(MEDIA, &request.to_string()).header("host", "kii.test:8080");
    let answer = world.send(call).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let members = answer.json();
    let (url, id) = (members["url"].as_str().unwrap(), members["publicationID"].as_str().unwrap());
    let path = url.strip_prefix("http://kii.test:8080").unwrap();
    assert_eq!(path, format!("/api/x/{id}"));
    path.to_owned()
}

/// Reads published content, without credentials.
async fn read(world: &World, path: &str) -> Answer {
    world.send(Call::new(Method::GET, path)).await
}

#[tokio::test]
async fn published_content_is_the_body_as_it_is() {
    let world = world_with_body().await;
    let path = publish(&world, json!({})).await;
    let content = read(&world, &path).await;
    assert_eq!((content.status, content.text()), (200, "shown"));
    assert_eq!(content.header("content-type"), "text/plain");
    world.store_body(BODY, "replaced").await;
    world.pass(1_000_000_000);
    assert_eq!(read(&world, &path).await.text(), "replaced");
}

#[tokio::test]
async fn a_publication_ends_when_it_expires() {
    let world = world_with_body().await;
    let forms = [json!({ "expiresIn": 10 }), json!({ "expiresAt": world.now() + 10_000 })];
    let mut paths = Vec::new();
    for form in forms {
        paths.push(publish(&world, form).await);
    }
    world.pass(9);
    for path in &paths {
        assert_eq!(read(&world, path).await.status, 200);
    }
    world.pass(1);
    for path in &paths {
        read(&world, path).await.refused(410, "PUBLICATION_EXPIRED");
    }
    assert_eq!(world.send(world.get(BODY)).await.status, 200);
}

#[tokio::test]
async fn a_publication_ends_with_its_body() {
    for ended_by in [BODY, OBJECT] {
        let world = world_with_body().await;
        let path = publish(&world, json!({})).await;
        assert_eq!(world.send(world.delete(ended_by)).await.status, 204);
        read(&world, &path).await.refused(404, "PUBLICATION_NOT_FOUND");
        if ended_by == OBJECT {
            world.store(OBJECT, json!({})).await;
        }
        world.store_body(BODY, "another").await;
        read(&world, &path).await.refused(404, "PUBLICATION_NOT_FOUND");
    }
}

#[tokio::test]
async fn a_publication_that_would_be_over_is_refused() {
    let world = world_with_body().await;
    let over = [
        json!({ "expiresIn": 0 }),
        json!({ "expiresIn": -1 }),
        json!({ "expiresAt": world.now() }),
        json!({ "expiresAt": 0 }),
        json!({ "expiresAt": i64::MIN }),
        json!({ "expiresAt": world.now() + 10_000, "expiresIn": 10 }),
    ];
    for request in over {
        let answer = world.send(world.post(PUBLISH).content(MEDIA, &request.to_string())).await;
        answer.refused(400, "INVALID_INPUT_DATA");
    }
}

#[tokio::test]
async fn each_publication_has_an_address_of_its_own() {
    let world = world_with_body().await;
    assert_ne!(publish(&world, json!({})).await, publish(&world, json!({})).await);
    read(&world, "/api/x/unknown").await.refused(404, "PUBLICATION_NOT_FOUND");
}

#[tokio::test]
async fn nothing_can_be_published_without_a_body() {
    let world = World::new();
    let publish = || world.post(PUBLISH).content(MEDIA, "{}");
    world.send(publish()).await.refused(404, "OBJECT_NOT_FOUND");
    world.store(OBJECT, json!({})).await;
    world.send(publish()).await.refused(404, "OBJECT_BODY_NOT_FOUND");
}
