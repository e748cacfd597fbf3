//! Logging in: only a caller with the right secret gets the token.

use std::time::Duration;

use http::Method;
use kii_server::{Fixture, Login};
use serde_json::{Value, json};

use crate::test_server::{Answer, Call, TestServer};

fn password(login: &Login) -> Value {
    json!({ "grant_type": "password", "username": login.name, "password": login.secret })
}

async fn log_in(server: &TestServer, path: &str, content: &Value) -> Answer {
    server.send(Call::new(Method::POST, path).json(content)).await
}

/// The status of a request with this token for an object in the owner's scope that does not exist.
async fn status_with(server: &TestServer, token: &str) -> u16 {
    server.send(server.get("bb/objects/none").bearer(token)).await.status
}

#[tokio::test]
async fn everybody_gets_their_own_token_at_either_address() {
    let server = TestServer::new();
    let of_application = format!("/api/apps/{}/oauth2/token", server.fixture.app_id);
    for path in [of_application.as_str(), "/api/oauth2/token"] {
        for account in [&server.fixture.owner, &server.fixture.stranger, &server.fixture.thing] {
            let answer = log_in(&server, path, &password(&account.login)).await;
            assert_eq!(answer.status, 200);
            let granted = answer.json();
            assert_eq!(granted["id"], json!(account.id));
            assert!(granted["expires_in"].is_u64(), "{granted}");
            let token = granted["access_token"].as_str().unwrap();
            assert_ne!(token, account.token, "nobody can read a token that was given before");
            assert_eq!(
                status_with(&server, token).await,
                if account.id == server.fixture.owner.id { 404 } else { 401 }
            );
        }
        let Login { name, secret } = &server.fixture.admin_login;
        let content = json!({ "grant_type": "client_credentials", "client_id": name, "client_secret": secret });
        let granted = log_in(&server, path, &content).await.json();
        assert_eq!(status_with(&server, granted["access_token"].as_str().unwrap()).await, 404);
    }
}

#[tokio::test]
async fn a_wrong_login_gets_no_token() {
    let server = TestServer::new();
    let (owner, stranger) = (&server.fixture.owner.login, &server.fixture.stranger.login);
    let mixed = Login { name: owner.name.clone(), secret: stranger.secret.clone() };
    for (content, error) in [
        (password(&mixed), "invalid_grant"),
        (
            json!({ "grant_type": "client_credentials", "client_id": owner.name, "client_secret": owner.secret }),
            "invalid_grant",
        ),
        (json!({ "grant_type": "magic" }), "unsupported_grant_type"),
        (json!({ "grant_type": "password", "username": owner.name }), "invalid_request"),
        (json!("password"), "invalid_request"),
    ] {
        let answer = log_in(&server, "/api/oauth2/token", &content).await;
        assert_eq!((answer.status, &answer.json()["error"]), (400, &json!(error)), "{content}");
    }
    let answer = log_in(&server, "/api/apps/another/oauth2/token", &password(owner)).await;
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn a_login_may_be_a_form_and_need_not_name_its_grant() {
    let server = TestServer::new();
    let (owner, admin, app_id) = (&server.fixture.owner, &server.fixture.admin_login, &server.fixture.app_id);
    let Login { name, secret } = &owner.login;
    let (client, client_secret) = (&admin.name, &admin.secret);
    let form = "application/x-www-form-urlencoded";
    for (media_type, content, id) in [
        ("application/json", json!({ "username": name, "password": secret }).to_string(), &owner.id),
        (
            "application/vnd.kii.OauthTokenRequest+json",
            json!({ "username": name, "password": secret }).to_string(),
            &owner.id,
        ),
        // What `curl -d` sends.
        (form, json!({ "username": name, "password": secret }).to_string(), &owner.id),
        (form, format!("grant_type=password&username={name}&password={secret}"), &owner.id),
        (form, format!("username=LOGIN_NAME%3A{name}&password={secret}"), &owner.id),
        (form, format!("client_id={client}&client_secret={client_secret}"), client),
        ("application/json", json!({ "client_id": client, "client_secret": client_secret }).to_string(), client),
    ] {
        let path = format!("/api/apps/{app_id}/oauth2/token");
        let answer = server.send(Call::new(Method::POST, &path).content(media_type, &content)).await;
        assert_eq!((answer.status, &answer.json()["id"]), (200, &json!(id)), "{media_type} {content}");
    }
}

#[tokio::test]
async fn users_log_in_with_an_address_that_does_not_say_what_it_is() {
    let mut fixture = Fixture::demo();
    for (name, usernames) in [
        ("EMAIL:me@kii.test", &["me@kii.test", "EMAIL:me@kii.test"][..]),
        ("PHONE:+819012345678", &["+819012345678", "PHONE:+819012345678"]),
        ("me", &["me", "LOGIN_NAME:me"]),
    ] {
        fixture.owner.login.name = name.to_owned();
        let server = TestServer::with(fixture.clone());
        for username in usernames {
            let content = json!({ "username": username, "password": fixture.owner.login.secret });
            assert_eq!(log_in(&server, "/api/oauth2/token", &content).await.status, 200, "{username}");
        }
        let content = json!({ "username": "VENDOR_THING_ID:me", "password": fixture.owner.login.secret });
        assert_eq!(log_in(&server, "/api/oauth2/token", &content).await.status, 400);
    }
}

#[tokio::test]
async fn a_token_ends_by_the_clock_of_the_server() {
    let hour = Duration::from_secs(3600);
    let server = TestServer::of(Fixture::demo(), |server| server.with_token_lifetime(hour));
    let granted = log_in(&server, "/api/oauth2/token", &password(&server.fixture.owner.login)).await.json();
    assert_eq!(granted["expires_in"], 3600);
    let token = granted["access_token"].as_str().unwrap();
    server.pass(3599);
    assert_eq!(status_with(&server, token).await, 404);
    server.pass(1);
    assert_eq!(status_with(&server, token).await, 401);
}

#[tokio::test]
async fn a_refresh_token_gives_a_token_of_the_same_account() {
    let server = TestServer::new();
    let granted = log_in(&server, "/api/oauth2/token", &password(&server.fixture.owner.login)).await.json();
    let content = json!({ "grant_type": "refresh_token", "refresh_token": granted["refresh_token"] });
    let again = log_in(&server, "/api/oauth2/token", &content).await.json();
    assert_eq!(again["id"], json!(server.fixture.owner.id), "{again}");
    let wrong = json!({ "grant_type": "refresh_token", "refresh_token": granted["access_token"] });
    assert_eq!(log_in(&server, "/api/oauth2/token", &wrong).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn the_application_gets_a_token_for_callers_without_an_account() {
    let server = TestServer::new();
    let (app_id, app_key) = (&server.fixture.app_id, &server.fixture.app_key);
    let content = json!({ "grant_type": "client_credentials", "client_id": app_id, "client_secret": app_key });
    let token =
        log_in(&server, "/api/oauth2/token", &content).await.json()["access_token"].as_str().unwrap().to_owned();
    let path = server.path_in("", "bb/objects/o1");
    for (method, status) in [(Method::GET, 404), (Method::PUT, 401)] {
        let call = Call::new(method, &path).bearer(&token).json(&json!({}));
        assert_eq!(server.send(call).await.status, status);
    }
    assert_eq!(server.send(server.get("bb/objects/o1").bearer(&token)).await.status, 401);
}
