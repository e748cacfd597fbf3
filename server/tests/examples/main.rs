//! The examples of the Rust client, against the reference server: those in its documentation, the program in `examples/`, and the
//! lines in README.md.

#![expect(clippy::unwrap_used, reason = "what a test needs is there, or the test fails")]

// The generator formats what it makes.
#[rustfmt::skip]
#[path = "../../../generated/client/tests/examples/mod.rs"]
#[expect(clippy::print_stdout, reason = "an example shows what it gets")]
mod documented;
#[path = "../../examples/client.rs"]
#[expect(dead_code, reason = "`main` is for the command line")]
mod program;
#[expect(clippy::print_stdout, reason = "README.md shows what it gets")]
mod readme;

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    Router,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::stream;
use kii_client::{
    BodyPutRequest, BodyStream, BoxError, BucketId, Client, Failure, Grant, LoginError, MediaType, ObjectId, Scope,
};
use kii_server::{Fixture, Running, Server};
use kii_spec::Api;

/// A server in which nothing is stored, and a client of its owner.
async fn served() -> (Running, Client) {
    let fixture = Fixture::demo();
    let server = Server::bind(SocketAddr::from(([127, 0, 0, 1], 0)), fixture.clone()).await.unwrap();
    let client = Client::builder(server.base_url(), fixture.app_id.into()).token(fixture.owner.token).build().unwrap();
    (server, client)
}

#[tokio::test]
async fn what_the_documentation_of_a_method_shows_succeeds() {
    for method in documented::EXAMPLES {
        let (_server, client) = served().await;
        documented::run(method, &client).await.unwrap_or_else(|error| panic!("{method}: {error}"));
    }
}

#[tokio::test]
async fn an_example_that_is_refused_fails() {
    for method in documented::EXAMPLES {
        let (_server, client) = served().await;
        let error = documented::run(method, &client.with_token("never issued")).await.unwrap_err();
        let status = error.downcast_ref().and_then(Failure::status).map(|status| status.as_u16());
        assert_eq!(status, Some(401), "{method}: {error}");
    }
}

#[test]
fn every_operation_has_an_example() {
    let examples: BTreeSet<&str> = documented::EXAMPLES.iter().copied().collect();
    for id in Api::embedded().unwrap().operations.keys() {
        assert!(examples.contains(format!("{}_{}", id.resource, id.verb).as_str()), "{id}: {examples:?}");
    }
}

#[tokio::test]
async fn the_program_does_what_it_says() {
    let (_server, target) = Server::demo(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    program::play(&target).await.unwrap();
}

#[tokio::test]
async fn the_readme_shows_what_runs() {
    let page = include_str!("../../../README.md");
    let (_, block) = page.split_once("```rust\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let runs = include_str!("readme.rs");
    for line in block.lines() {
        let (code, _) = line.split_once(" //").unwrap_or((line, ""));
        assert!(runs.contains(code.trim()), "README.md shows a line that readme.rs does not run: {code}");
    }
    let (_server, client) = served().await;
    readme::read(&client).await.unwrap();
}

#[tokio::test]
async fn a_body_is_sent_only_if_it_is_as_long_as_it_says() {
    let (_server, client) = served().await;
    let place = || (Scope::Me, BucketId::parse("notes").unwrap(), ObjectId::parse("first").unwrap());
    let (scope, bucket, id) = place();
    client.save(scope, bucket, id, &serde_json::json!({})).await.unwrap();
    for (length, is_sent) in [(2, false), (3, false), (5, false), (6, true), (7, false)] {
        let parts = [&b"abc"[..], b"", b"def"].map(|part| Ok::<_, BoxError>(Bytes::from_static(part)));
        let body = BodyStream::new(MediaType::octet_stream(), Some(length), stream::iter(parts));
        let (scope, bucket, id) = place();
        let answer = client.body_put(BodyPutRequest::new(scope, bucket, id, body)).await;
        assert_eq!(answer.is_ok_and(|answer| answer.into_result().is_ok()), is_sent, "{length}");
    }
}

fn grant() -> Grant {
    Grant::Password { username: "name".to_owned(), password: "password".to_owned().into() }
}

/// A client of a server that answers its first request so, and every later one with a token.
async fn client_of(first: impl Fn() -> Response + Clone + Send + Sync + 'static) -> (Running, Client) {
    let is_first = Arc::new(AtomicBool::new(true));
    let router = Router::new().fallback(move || {
        let token = || r#"{"id":"user","access_token":"token"}"#.into_response();
        let answer = if is_first.swap(false, Ordering::SeqCst) { first() } else { token() };
        async move { answer }
    });
    let server = Server::serve(SocketAddr::from(([127, 0, 0, 1], 0)), router).await.unwrap();
    let client = Client::builder(server.base_url(), "app".to_owned().into()).build().unwrap();
    (server, client)
}

#[tokio::test]
async fn a_login_tries_the_next_address_where_there_is_none() {
    for status in [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED] {
        let (_server, client) = client_of(move || status.into_response()).await;
        let session = client.login(&grant()).await.unwrap();
        assert_eq!(session.id.as_deref(), Some("user"));
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    for status in [StatusCode::FOUND, StatusCode::SEE_OTHER, StatusCode::TEMPORARY_REDIRECT] {
        let (_server, client) = client_of(move || (status, [(header::LOCATION, "/elsewhere")]).into_response()).await;
        let refused = client.login(&grant()).await.unwrap_err();
        assert!(matches!(refused, LoginError::Refused { status: found, .. } if found == status), "{refused}");
    }
}
