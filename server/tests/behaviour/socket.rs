//! The server on a socket.

use std::{future::pending, sync::Arc, time::Duration};

use axum::{Router, routing::get};
use kii_server::{Fixture, Limits, Listening, ReferenceServer, Running, Server};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Notify,
    time::timeout,
};

/// A time that never passes within a test.
const LONG: Duration = Duration::from_secs(60 * 60);

/// How long a test waits for something that has to happen at some time.
const AT_SOME_TIME: Duration = Duration::from_secs(60);

/// Sends one request for an object in application scope, as the administrator, and gives all that comes back.
async fn exchange(running: &Running, fixture: &Fixture, method: &str, rest: &str, tail: &str) -> String {
    let mut stream = TcpStream::connect(running.address()).await.unwrap();
    let (app_id, token) = (&fixture.app_id, &fixture.admin_token);
    let tail = if tail.is_empty() { "\r\n" } else { tail };
    let request = format!(
        "{method} /api/apps/{app_id}/buckets/bb/objects/{rest} HTTP/1.1\r\nHost: kii.test\r\n\
         Authorization: Bearer {token}\r\nConnection: close\r\n{tail}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_server_answers_until_it_is_shut_down() {
    let fixture = Fixture::demo();
    let running = Server::bind("127.0.0.1:0".parse().unwrap(), fixture.clone()).await.unwrap();
    let address = running.address();
    assert_ne!(address.port(), 0);
    assert_eq!(running.base_url(), format!("http://{address}"));

    let answer = exchange(&running, &fixture, "HEAD", "o1", "").await;
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "an answer to HEAD has no content: {answer}");

    running.shutdown().await.unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "nothing listens any more");
}

#[tokio::test]
async fn an_answer_without_content_says_nothing_about_its_length() {
    let fixture = Fixture::demo();
    let running = Server::bind("127.0.0.1:0".parse().unwrap(), fixture.clone()).await.unwrap();
    let created = exchange(&running, &fixture, "PUT", "o1", "Content-Length: 2\r\n\r\n{}").await;
    assert!(created.starts_with("HTTP/1.1 201 "), "{created}");
    for method in ["HEAD", "DELETE"] {
        let answer = exchange(&running, &fixture, method, "o1", "").await;
        assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
        let answer = answer.to_ascii_lowercase();
        assert!(!answer.contains("content-length") && !answer.contains("transfer-encoding"), "{answer}");
    }
}

#[tokio::test]
async fn an_upload_that_breaks_off_is_not_stored() {
    let fixture = Fixture::demo();
    let running = Server::bind("127.0.0.1:0".parse().unwrap(), fixture.clone()).await.unwrap();
    exchange(&running, &fixture, "PUT", "o1", "Content-Length: 2\r\n\r\n{}").await;
    let whole = exchange(&running, &fixture, "PUT", "o1/body", "Content-Length: 5\r\n\r\nwhole").await;
    assert!(whole.starts_with("HTTP/1.1 200 "), "{whole}");
    let broken = exchange(&running, &fixture, "PUT", "o1/body", "Content-Length: 500\r\n\r\nbroken").await;
    assert!(!broken.starts_with("HTTP/1.1 2"), "{broken}");
    assert!(exchange(&running, &fixture, "GET", "o1/body", "").await.ends_with("\r\n\r\nwhole"));
}

#[tokio::test]
async fn an_idle_connection_does_not_hold_up_the_shutdown() {
    let router = ReferenceServer::new(Fixture::demo()).router();
    let limits = Limits { header: LONG, shutdown: LONG, ..Limits::default() };
    let listening = Listening { limits, ..Listening::default() };
    let running = Server::serve_with("127.0.0.1:0".parse().unwrap(), router, listening).await.unwrap();
    let _idle = TcpStream::connect(running.address()).await.unwrap();
    timeout(AT_SOME_TIME, running.shutdown()).await.unwrap().unwrap();
}

async fn panics() {
    panic!("a defect of the handler, as this test wants it")
}

/// How many connections still count as open after a server was stopped that had a request to this path.
async fn open_after(path: &str, has_begun: Arc<Notify>) -> u64 {
    let begun = Arc::clone(&has_begun);
    let never_ends = async move || {
        begun.notify_one();
        pending::<()>().await;
    };
    let router = Router::new().route("/panics", get(panics)).route("/never-ends", get(never_ends));
    let limits = Limits { shutdown: Duration::ZERO, ..Limits::default() };
    let listening = Listening { limits, ..Listening::default() };
    let counts = Arc::clone(&listening.counts);
    let running = Server::serve_with("127.0.0.1:0".parse().unwrap(), router, listening).await.unwrap();
    let mut stream = TcpStream::connect(running.address()).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: kii.test\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    if path == "/panics" {
        assert_eq!(stream.read_to_end(&mut Vec::new()).await.unwrap(), 0, "the connection ends without an answer");
    } else {
        has_begun.notified().await;
        assert_eq!(counts.open(), 1);
    }
    running.shutdown().await.unwrap();
    assert_eq!(counts.accepted(), 1);
    counts.open()
}

#[tokio::test]
async fn a_connection_counts_as_open_until_it_ends_however_that_comes_about() {
    for path in ["/panics", "/never-ends"] {
        let open = timeout(AT_SOME_TIME, open_after(path, Arc::default())).await.unwrap();
        assert_eq!(open, 0, "{path}");
    }
}

#[test]
fn a_fixture_describes_itself_as_a_target() {
    let mut fixture = Fixture::demo();
    fixture.app_key = "a \"key\" with \\".to_owned();
    let target: toml::Table = fixture.target_toml("http://127.0.0.1:8080").parse().unwrap();
    assert_eq!(target["base_url"].as_str(), Some("http://127.0.0.1:8080"));
    assert_eq!(target["app_id"].as_str(), Some(fixture.app_id.as_str()));
    assert_eq!(target["app_key"].as_str(), Some(fixture.app_key.as_str()));
    let principals = &target["principals"];
    assert_eq!(principals["admin"]["token"].as_str(), Some(fixture.admin_token.as_str()));
    assert_eq!(principals["owner"]["user_id"].as_str(), Some(fixture.owner.id.as_str()));
    assert_eq!(principals["stranger"]["token"].as_str(), Some(fixture.stranger.token.as_str()));
    assert_eq!(principals["thing"]["thing_id"].as_str(), Some(fixture.thing.id.as_str()));
    assert_eq!(target["scopes"]["group"]["id"].as_str(), Some(fixture.group_id.as_str()));
    assert_eq!(target["scopes"]["thing"]["id"].as_str(), Some(fixture.thing.id.as_str()));
}

#[test]
fn every_fixture_has_secrets_of_its_own() {
    let (one, other) = (Fixture::demo(), Fixture::demo());
    assert_ne!(one.admin_token, other.admin_token);
    assert_ne!(one.owner.token, one.stranger.token);
}
