//! The examples of the Rust client, against the reference server: those in its documentation, and the program in `examples/`.

#![expect(clippy::unwrap_used, reason = "what a test needs is there, or the test fails")]

// The generator formats what it makes.
#[rustfmt::skip]
#[path = "../../../generated/client/tests/examples/mod.rs"]
#[expect(clippy::print_stdout, reason = "an example shows what it gets")]
mod documented;
#[path = "../../examples/client.rs"]
#[expect(dead_code, reason = "`main` is for the command line")]
mod program;

use std::{collections::BTreeSet, net::SocketAddr};

use kii_client::{Client, Failure};
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
