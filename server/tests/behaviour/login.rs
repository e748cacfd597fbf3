//! Logging in: only a caller with the right secret gets the token.

use http::Method;
use kii_server::Login;
use serde_json::{Value, json};

use crate::test_server::{Answer, Call, TestServer};

fn password(login: &Login) -> Value {
    json!({ "grant_type": "password", "username": login.name, "password": login.secret })
}

async fn log_in(server: &TestServer, path: &str, content: &Value) -> Answer {
    server.send(Call::new(Method::POST, path).json(content)).await
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
            assert_eq!((&granted["id"], &granted["access_token"]), (&json!(account.id), &json!(account.token)));
            assert!(granted["expires_in"].is_u64(), "{granted}");
        }
        let Login { name, secret } = &server.fixture.admin_login;
        let content = json!({ "grant_type": "client_credentials", "client_id": name, "client_secret": secret });
        let granted = log_in(&server, path, &content).await.json();
        assert_eq!(granted["access_token"], json!(server.fixture.admin_token));
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
