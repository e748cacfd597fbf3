//! Writers who race with one another.

use http::Method;
use serde_json::json;

use crate::world::{Call, World};

const RACERS: usize = 16;
const OBJECT: &str = "bb/objects/o1";
const BODY: &str = "bb/objects/o1/body";

/// Sends one call a racer, all at once, and gives the statuses.
async fn race(world: &World, call: impl Fn(usize) -> Call) -> Vec<u16> {
    let start = std::sync::Arc::new(tokio::sync::Barrier::new(RACERS));
    let racers = (0..RACERS).map(|racer| {
        let (world, call, start) = (world.clone(), call(racer), start.clone());
        tokio::spawn(async move {
            start.wait().await;
            world.send(call).await.status
        })
    });
    let mut statuses = Vec::new();
    for racer in racers.collect::<Vec<_>>() {
        statuses.push(racer.await.unwrap());
    }
    statuses
}

#[track_caller]
fn assert_one_wins(statuses: &[u16], won: u16, lost: u16) {
    let count = |status| statuses.iter().filter(|found| **found == status).count();
    assert_eq!((count(won), count(lost)), (1, RACERS - 1), "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_writer_of_a_version_wins() {
    let world = World::new();
    for (method, won) in [(Method::PUT, 200), (Method::PATCH, 200), (Method::DELETE, 204)] {
        let version = world.store(OBJECT, json!({})).await;
        let write = |n| world.call(method.clone(), OBJECT).json(&json!({ "n": n })).header("if-match", &version);
        let statuses = race(&world, write).await;
        let lost = if method == Method::DELETE { 404 } else { 409 };
        assert_one_wins(&statuses, won, lost);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_creator_wins() {
    let world = World::new();
    let create = |n| world.put(OBJECT).json(&json!({ "n": n })).header("if-none-match", "*");
    assert_one_wins(&race(&world, create).await, 201, 409);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_writer_of_a_bodys_version_wins() {
    let world = World::new();
    world.store(OBJECT, json!({})).await;
    let version = world.store_body(BODY, "").await;
    let write = |n: usize| world.put(BODY).content("text/plain", &n.to_string()).header("if-match", &version);
    assert_one_wins(&race(&world, write).await, 200, 412);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_unconditional_patch_is_lost() {
    let world = World::new();
    world.store(OBJECT, json!({})).await;
    let patch = |n: usize| world.patch(OBJECT).json(&json!({ format!("member{n}"): n }));
    assert_eq!(race(&world, patch).await, [200; RACERS]);
    let members = world.send(world.get(OBJECT)).await.json();
    for n in 0..RACERS {
        assert_eq!(members[format!("member{n}")], n);
    }
}
