//! Tokens that logins give outlast the server, and nobody can read them in its files.

use std::fs;

use http::Method;
use kii_server::Folder;
use serde_json::{Value, json};

use crate::server::DurableServer;

#[tokio::test]
async fn a_token_is_valid_after_a_restart_and_is_nowhere_in_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let open = || DurableServer::open(Folder::open(folder.path()).unwrap()).unwrap();
    let mut server = open();
    let login = &server.fixture.owner.login;
    let content = json!({ "username": login.name, "password": login.secret }).to_string().into_bytes();
    let granted = server.send(Method::POST, "/api/oauth2/token", &[], content).await;
    let granted: Value = serde_json::from_slice(&granted.content).unwrap();
    let token = granted["access_token"].as_str().unwrap().to_owned();
    let refresh_token = granted["refresh_token"].as_str().unwrap().to_owned();
    let secrets = [token.clone(), refresh_token.clone(), server.fixture.owner.token.clone(), login.secret.clone()];
    server.fixture.owner.token.clone_from(&token);
    assert_eq!(server.get("o1").await.status, 404);
    drop(server);

    let bytes = fs::read(folder.path().join("objects.redb")).unwrap();
    for secret in secrets {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
    let mut server = open();
    server.fixture.owner.token = token;
    assert_eq!(server.get("o1").await.status, 404, "the token is still valid");
    let content = json!({ "refresh_token": refresh_token }).to_string().into_bytes();
    assert_eq!(server.send(Method::POST, "/api/oauth2/token", &[], content).await.status, 200);
}
