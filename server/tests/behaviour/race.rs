//! Writers who race with one another.

use http::Method;
use serde_json::json;

use crate::test_server::{Call, TestServer};

const WRITERS: usize = 16;
const OBJECT: &str = "bb/objects/o1";
const BODY: &str = "bb/objects/o1/body";

/// Sends one call for each writer at the same time, and returns the statuses.
async fn race(server: &TestServer, call: impl Fn(usize) -> Call) -> Vec<u16> {
    let start = std::sync::Arc::new(tokio::sync::Barrier::new(WRITERS));
    let writers = (0..WRITERS).map(|writer| {
        let (server, call, start) = (server.clone(), call(writer), start.clone());
        tokio::spawn(async move {
            start.wait().await;
            server.send(call).await.status
        })
    });
    let mut statuses = Vec::new();
    for writer in writers.collect::<Vec<_>>() {
        statuses.push(writer.await.unwrap());
    }
    statuses
}

#[track_caller]
fn assert_one_wins(statuses: &[u16], won: u16, lost: u16) {
    let count = |status| statuses.iter().filter(|found| **found == status).count();
    assert_eq!((count(won), count(lost)), (1, WRITERS - 1), "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_writer_of_a_version_wins() {
    let server = TestServer::new();
    for (method, won) in [(Method::PUT, 200), (Method::PATCH, 200), (Method::DELETE, 204)] {
        let version = server.store(OBJECT, json!({})).await;
        let write = |n| server.call(method.clone(), OBJECT).json(&json!({ "n": n })).header("if-match", &version);
        let statuses = race(&server, write).await;
        let lost = if method == Method::DELETE { 404 } else { 409 };
        assert_one_wins(&statuses, won, lost);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_creator_wins() {
    let server = TestServer::new();
    let create = |n| server.put(OBJECT).json(&json!({ "n": n })).header("if-none-match", "*");
    assert_one_wins(&race(&server, create).await, 201, 409);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_writer_of_a_bodys_version_wins() {
    let server = TestServer::new();
    server.store(OBJECT, json!({})).await;
    let version = server.store_body(BODY, "").await;
    let write = |n: usize| server.put(BODY).content("text/plain", &n.to_string()).header("if-match", &version);
    assert_one_wins(&race(&server, write).await, 200, 412);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_unconditional_patch_is_lost() {
    let server = TestServer::new();
    server.store(OBJECT, json!({})).await;
    let patch = |n: usize| server.patch(OBJECT).json(&json!({ format!("member{n}"): n }));
    assert_eq!(race(&server, patch).await, [200; WRITERS]);
    let members = server.send(server.get(OBJECT)).await.json();
    for n in 0..WRITERS {
        assert_eq!(members[format!("member{n}")], n);
    }
}
