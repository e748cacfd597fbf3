//! The account of a user, and parts of Kii Cloud that are not served.

use http::Method;
use serde_json::json;

use crate::test_server::{Call, TestServer};

#[tokio::test]
async fn users_read_their_own_account_and_the_administrator_those_of_all() {
    let server = TestServer::new();
    let (app_id, owner, stranger) = (&server.fixture.app_id, &server.fixture.owner, &server.fixture.stranger);
    let get =
        |user: &str, token: &str| Call::new(Method::GET, &format!("/api/apps/{app_id}/users/{user}")).bearer(token);
    for (user, token) in [("me", &owner.token), (&owner.id, &owner.token), (&owner.id, &server.fixture.admin_token)] {
        let account = server.send(get(user, token)).await.json();
        assert_eq!(account, json!({ "userID": owner.id, "loginName": owner.login.name }));
    }
    for (user, token) in [
        (owner.id.as_str(), &stranger.token),
        ("me", &server.fixture.admin_token),
        ("me", &server.fixture.thing.token),
        ("nobody", &owner.token),
    ] {
        server.send(get(user, token)).await.refused(401, "UNAUTHORIZED");
    }
    server.send(get("me", "unknown")).await.refused(401, "UNAUTHORIZED");
    server.send(get("nobody", &server.fixture.admin_token)).await.refused(404, "USER_NOT_FOUND");
}

#[tokio::test]
async fn what_is_not_served_is_not_said_to_be_missing() {
    let server = TestServer::new();
    for path in [
        server.path("bb/query"),
        server.path("bb/objects/o1/acl"),
        format!("/api/apps/{}/users", server.fixture.app_id),
    ] {
        let call = Call::new(Method::POST, &path).bearer(&server.fixture.owner.token).json(&json!({}));
        let error = server.send(call).await.refused(501, "NOT_IMPLEMENTED");
        assert!(error["message"].as_str().unwrap().contains("objects, their bodies"), "{error}");
    }
}
