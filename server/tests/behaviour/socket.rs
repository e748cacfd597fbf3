//! The server on a socket.

use kii_server::{Fixture, Server};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

#[tokio::test]
async fn a_server_answers_until_it_is_shut_down() {
    let fixture = Fixture::demo();
    let running = Server::bind("127.0.0.1:0".parse().unwrap(), fixture.clone()).await.unwrap();
    let address = running.address();
    assert_ne!(address.port(), 0);
    assert_eq!(running.base_url(), format!("http://{address}"));

    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "HEAD /api/apps/{}/buckets/bb/objects/o1 HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Connection: close\r\n\r\n",
        fixture.app_id, fixture.admin_token
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "an answer to HEAD has no content: {answer}");

    running.shutdown().await.unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "nothing listens any more");
}

#[tokio::test]
async fn an_idle_connection_does_not_hold_up_the_shutdown() {
    let running = Server::bind("127.0.0.1:0".parse().unwrap(), Fixture::demo()).await.unwrap();
    let _idle = TcpStream::connect(running.address()).await.unwrap();
    tokio::time::timeout(std::time::Duration::from_secs(20), running.shutdown()).await.unwrap().unwrap();
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
