//! Users and things that join, their accounts, groups, and parts of Kii Cloud that are not served.

use http::Method;
use kii_server::Fixture;
use serde_json::{Value, json};

use crate::test_server::{Answer, Call, TestServer, nested};

/// A path of the application.
fn path(server: &TestServer, rest: &str) -> String {
    format!("/api/apps/{}/{rest}", server.fixture.app_id)
}

/// A request of somebody without an account, as the SDKs send it.
fn anonymous(server: &TestServer, method: Method, rest: &str) -> Call {
    Call::new(method, &path(server, rest)).header("x-kii-appid", &server.fixture.app_id).header("x-kii-appkey", "any")
}

fn by(server: &TestServer, token: &str, method: Method, rest: &str) -> Call {
    Call::new(method, &path(server, rest)).bearer(token)
}

async fn join(server: &TestServer, rest: &str, content: &Value) -> Answer {
    server.send(anonymous(server, Method::POST, rest).json(content)).await
}

async fn log_in(server: &TestServer, username: &str, password: &str) -> Answer {
    let content = json!({ "username": username, "password": password });
    server.send(Call::new(Method::POST, "/api/oauth2/token").json(&content)).await
}

/// A new user's ID and token.
async fn pseudo_user(server: &TestServer) -> (String, String) {
    let media_type = "application/vnd.kii.RegistrationAndAuthorizationRequest+json";
    let account = server.send(anonymous(server, Method::POST, "users").content(media_type, "{}")).await;
    let account = account.json();
    let text = |name: &str| account[name].as_str().unwrap().to_owned();
    (text("userID"), text("_accessToken"))
}

#[tokio::test]
async fn users_read_their_own_account_and_the_administrator_those_of_all() {
    let server = TestServer::new();
    let (owner, stranger) = (&server.fixture.owner, &server.fixture.stranger);
    let get = |user: &str, token: &str| by(&server, token, Method::GET, &format!("users/{user}"));
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
async fn a_user_who_has_signed_up_logs_in_with_every_name_and_has_a_scope() {
    let server = TestServer::new();
    let user = json!({ "loginName": "reader", "emailAddress": "reader@kii.test", "phoneNumber": "+819012345678",
        "password": "secret", "displayName": "A reader", "followers": 5, "_reserved": true });
    let answer = join(&server, "users", &user).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let account = answer.json();
    let id = account["userID"].as_str().unwrap();
    assert_eq!(answer.header("location"), path(&server, &format!("users/{id}")));
    assert_eq!(account.get("_accessToken"), None);
    for name in ["reader", "reader@kii.test", "+819012345678", "PHONE:+819012345678"] {
        assert_eq!(log_in(&server, name, "secret").await.json()["id"], id);
        log_in(&server, name, "another").await.refused(400, "invalid_grant");
    }
    let token = log_in(&server, "reader", "secret").await.json()["access_token"].as_str().unwrap().to_owned();
    let own = server.send(by(&server, &token, Method::GET, "users/me")).await.json();
    let expected = json!({ "userID": id, "loginName": "reader", "emailAddress": "reader@kii.test",
        "phoneNumber": "+819012345678", "displayName": "A reader", "followers": 5 });
    assert_eq!(own, expected);
    let object = "users/me/buckets/bb/objects/o1";
    assert_eq!(server.send(by(&server, &token, Method::PUT, object).json(&json!({}))).await.status, 201);
    let other = by(&server, &server.fixture.owner.token, Method::GET, &format!("users/{id}/buckets/bb/objects/o1"));
    server.send(other).await.refused(401, "UNAUTHORIZED");
}

#[tokio::test]
async fn a_pseudo_user_gets_a_token_at_once() {
    let server = TestServer::new();
    let (id, token) = pseudo_user(&server).await;
    assert_eq!(server.send(by(&server, &token, Method::GET, "users/me")).await.json(), json!({ "userID": id }));
}

#[tokio::test]
async fn who_cannot_log_in_again_gets_a_refresh_token_with_the_first_token() {
    let server = TestServer::new();
    let user = "application/vnd.kii.RegistrationAndAuthorizationRequest+json";
    let thing = "application/vnd.kii.ThingRegistrationAndAuthorizationRequest+json";
    for (rest, media_type, content, refreshes) in [
        ("users", user, json!({}), true),
        ("users", user, json!({ "loginName": "reader", "password": "secret" }), false),
        ("things", thing, json!({ "_vendorThingID": "t1", "_password": "secret" }), false),
    ] {
        let call = anonymous(&server, Method::POST, rest).content(media_type, &content.to_string());
        let account = server.send(call).await.json();
        assert!(account["_accessToken"].is_string(), "{account}");
        assert_eq!(account.get("_refreshToken").is_some(), refreshes, "{account}");
        if refreshes {
            let request = json!({ "grant_type": "refresh_token", "refresh_token": account["_refreshToken"] });
            let granted = server.send(Call::new(Method::POST, "/api/oauth2/token").json(&request)).await.json();
            assert_eq!(granted["id"], account["userID"], "{granted}");
        }
    }
}

#[tokio::test]
async fn nobody_chooses_the_id_of_an_account() {
    let server = TestServer::new();
    let user = json!({ "loginName": "reader", "password": "secret", "userID": server.fixture.owner.id });
    let answer = join(&server, "users", &user).await;
    let id = log_in(&server, "reader", "secret").await.json()["id"].clone();
    assert_ne!(id, json!(server.fixture.owner.id));
    assert_eq!(answer.json()["userID"], id);
    assert_eq!(answer.header("location"), path(&server, &format!("users/{}", id.as_str().unwrap())));
    let thing = json!({ "_vendorThingID": "t1", "_password": "secret", "_thingID": server.fixture.thing.id });
    assert_ne!(join(&server, "things", &thing).await.json()["_thingID"], json!(server.fixture.thing.id));
}

#[tokio::test]
async fn a_thing_logs_in_with_the_id_of_its_vendor_and_has_a_scope() {
    let server = TestServer::new();
    let thing = json!({ "_vendorThingID": "t1", "_password": "secret", "_thingType": "lamp", "colour": "red" });
    let account = join(&server, "things", &thing).await.json();
    let id = account["_thingID"].as_str().unwrap();
    let token =
        log_in(&server, "VENDOR_THING_ID:t1", "secret").await.json()["access_token"].as_str().unwrap().to_owned();
    for rest in [format!("things/{id}"), "things/VENDOR_THING_ID:t1".to_owned()] {
        let own = server.send(by(&server, &token, Method::GET, &rest)).await.json();
        let expected = json!({ "_thingType": "lamp", "colour": "red", "_created": server.now(),
            "_vendorThingID": "t1", "_thingID": id });
        assert_eq!(own, expected);
        let object = by(&server, &token, Method::PUT, &format!("{rest}/buckets/bb/objects/o1")).json(&json!({}));
        assert!(server.send(object).await.status < 300);
    }
    let others = by(&server, &server.fixture.thing.token, Method::GET, &format!("things/{id}"));
    server.send(others).await.refused(401, "UNAUTHORIZED");
    let missing = by(&server, &server.fixture.admin_token, Method::GET, "things/nothing");
    server.send(missing).await.refused(404, "THING_NOT_FOUND");
}

#[tokio::test]
async fn a_name_belongs_to_one_account() {
    let server = TestServer::new();
    let user = json!({ "loginName": "reader", "password": "secret" });
    assert_eq!(join(&server, "users", &user).await.status, 201);
    let error = join(&server, "users", &user).await.refused(409, "USER_ALREADY_EXISTS");
    assert_eq!((&error["field"], &error["value"]), (&json!("loginName"), &json!("reader")));
    let known = json!({ "loginName": server.fixture.owner.login.name, "password": "secret" });
    join(&server, "users", &known).await.refused(409, "USER_ALREADY_EXISTS");
    let mail = json!({ "emailAddress": "reader", "password": "secret" });
    assert_eq!(join(&server, "users", &mail).await.status, 201, "an e-mail address is no login name");
    let thing = json!({ "_vendorThingID": "reader", "_password": "secret" });
    assert_eq!(join(&server, "things", &thing).await.status, 201);
    join(&server, "things", &thing).await.refused(409, "THING_ALREADY_EXISTS");
}

#[tokio::test]
async fn a_login_name_looks_like_no_other_name() {
    let server = TestServer::new();
    let user = |name: &str| json!({ "loginName": name, "password": "secret" });
    let (longest, too_long) = ("a".repeat(64), "a".repeat(65));
    for name in ["EMAIL:x", "LOGIN_NAME:reader", "a@kii.test", "+819012345678", "a b", "né_", "abc\n", "ab", &too_long]
    {
        join(&server, "users", &user(name)).await.refused(400, "INVALID_INPUT_DATA");
    }
    for name in ["abc", "A_b-c.9", &longest] {
        assert_eq!(join(&server, "users", &user(name)).await.status, 201, "{name}");
        assert_eq!(log_in(&server, name, "secret").await.status, 200, "{name}");
    }
}

#[tokio::test]
async fn nobody_takes_over_what_another_logs_in_with() {
    let server = TestServer::new();
    let victim = json!({ "emailAddress": "victim@kii.test", "phoneNumber": "09012345678", "password": "secret" });
    let id = join(&server, "users", &victim).await.json()["userID"].clone();
    for (name, status, code) in [
        (json!({ "loginName": "victim@kii.test" }), 400, "INVALID_INPUT_DATA"),
        (json!({ "loginName": "09012345678" }), 409, "USER_ALREADY_EXISTS"),
        (json!({ "emailAddress": "09012345678" }), 409, "USER_ALREADY_EXISTS"),
    ] {
        let mut another = name;
        another["password"] = json!("another");
        join(&server, "users", &another).await.refused(status, code);
    }
    for name in ["victim@kii.test", "09012345678"] {
        assert_eq!(log_in(&server, name, "secret").await.json()["id"], id);
        log_in(&server, name, "another").await.refused(400, "invalid_grant");
    }
}

#[tokio::test]
async fn what_accounts_say_of_themselves_is_not_nested_too_deep() {
    let server = TestServer::new();
    for (levels, status) in [(100, 201), (101, 400), (125, 400), (128, 400)] {
        let mut user = nested(levels);
        user["password"] = json!("secret");
        let mut thing = nested(levels);
        (user["loginName"], thing["_vendorThingID"]) = (json!("reader"), json!("t1"));
        thing["_password"] = json!("secret");
        assert_eq!(join(&server, "users", &user).await.status, status, "a user, {levels} levels");
        assert_eq!(join(&server, "things", &thing).await.status, status, "a thing, {levels} levels");
    }
}

#[tokio::test]
async fn no_more_can_sign_up_than_the_server_keeps() {
    // The group of the fixture and its member count as well.
    let server = TestServer::of(Fixture::demo(), |server| server.with_most_accounts(6));
    let (owner, user) = (&server.fixture.owner, json!({ "loginName": "reader", "password": "secret" }));
    let group = json!({ "name": "readers", "members": [] });
    let (_, token) = pseudo_user(&server).await;
    assert_eq!(join(&server, "things", &json!({ "_vendorThingID": "t1", "_password": "secret" })).await.status, 201);
    let made = server.send(by(&server, &owner.token, Method::POST, "groups").json(&group)).await;
    assert_eq!(made.status, 201, "with its owner, it is the fifth and the sixth");
    let error = join(&server, "users", &user).await.refused(507, "TOO_MANY_ACCOUNTS");
    assert!(error["message"].as_str().unwrap().contains("at most 6 users and things"), "{error}");
    join(&server, "things", &json!({ "_vendorThingID": "t2", "_password": "secret" }))
        .await
        .refused(507, "TOO_MANY_ACCOUNTS");
    let group = format!("groups/{}", made.json()["groupID"].as_str().unwrap());
    let change = |method: Method, id: &str| by(&server, &owner.token, method, &format!("{group}/members/{id}"));
    server.send(change(Method::PUT, &server.fixture.stranger.id)).await.refused(507, "TOO_MANY_ACCOUNTS");
    assert_eq!(log_in(&server, "reader", "secret").await.status, 400, "it has not joined");
    assert_eq!(server.send(by(&server, &token, Method::GET, "users/me")).await.status, 200, "who has joined is served");

    assert_eq!(server.send(change(Method::DELETE, &owner.id)).await.status, 204);
    assert_eq!(join(&server, "users", &user).await.status, 201, "there is room again");
}

#[tokio::test]
async fn an_account_is_no_larger_than_an_object_can_be() {
    let server = TestServer::new();
    let user = |padding: usize| json!({ "loginName": "reader", "password": "secret", "text": "é".repeat(padding) });
    for size in [65_534, 3_000_000] {
        join(&server, "users", &user(size)).await.refused(400, "INVALID_INPUT_DATA");
    }
    assert_eq!(join(&server, "users", &user(65_000)).await.status, 201);
    let group = json!({ "name": "x".repeat(65_534) });
    let group = by(&server, &server.fixture.owner.token, Method::POST, "groups").json(&group);
    server.send(group).await.refused(400, "INVALID_INPUT_DATA");
}

#[tokio::test]
async fn who_joins_has_valid_credentials_a_name_and_a_password() {
    let server = TestServer::new();
    for (rest, content) in [
        ("users", json!({ "password": "secret" })),
        ("users", json!({ "loginName": "reader" })),
        ("users", json!({ "loginName": "", "password": "secret" })),
        ("users", json!({ "loginName": 1, "password": "secret" })),
        ("users", json!([])),
        ("things", json!({ "_vendorThingID": "t1" })),
        ("things", json!({ "_password": "secret" })),
    ] {
        join(&server, rest, &content).await.refused(400, "INVALID_INPUT_DATA");
    }
    for rest in ["users", "things", "groups"] {
        server.send(Call::new(Method::POST, &path(&server, rest)).json(&json!({}))).await.refused(401, "UNAUTHORIZED");
    }
}

#[tokio::test]
async fn the_owner_of_a_group_decides_who_has_its_buckets() {
    let server = TestServer::new();
    let (owner, other) = (&server.fixture.owner, &server.fixture.stranger);
    let (member, token) = pseudo_user(&server).await;
    let request = json!({ "name": "readers", "members": [member, "nobody"] });
    let made = server.send(by(&server, &owner.token, Method::POST, "groups").json(&request)).await;
    assert_eq!((made.status, &made.json()["notFoundUsers"]), (201, &json!(["nobody"])));
    let group = format!("groups/{}", made.json()["groupID"].as_str().unwrap());
    assert_eq!(made.header("location"), path(&server, &group));

    let store = |token: &str| by(&server, token, Method::PUT, &format!("{group}/buckets/bb/objects/o1"));
    let change = |token: &str, method: Method, id: &str| by(&server, token, method, &format!("{group}/members/{id}"));
    assert_eq!(server.send(store(&token).json(&json!({}))).await.status, 201);
    server.send(store(&other.token).json(&json!({}))).await.refused(401, "UNAUTHORIZED");
    for (token, id) in [(&other.token, &other.id), (&token, &other.id), (&server.fixture.thing.token, &other.id)] {
        server.send(change(token, Method::PUT, id)).await.refused(401, "UNAUTHORIZED");
    }
    for _ in 0..2 {
        assert_eq!(server.send(change(&owner.token, Method::PUT, &other.id)).await.status, 204);
    }
    assert_eq!(server.send(store(&other.token).json(&json!({}))).await.status, 200);
    server.send(change(&owner.token, Method::PUT, "nobody")).await.refused(404, "USER_NOT_FOUND");

    assert_eq!(server.send(change(&other.token, Method::DELETE, &other.id)).await.status, 204, "members may leave");
    server.send(store(&other.token).json(&json!({}))).await.refused(401, "UNAUTHORIZED");
    server.send(change(&owner.token, Method::DELETE, &other.id)).await.refused(404, "USER_NOT_FOUND");
    let members = server.send(by(&server, &token, Method::GET, &format!("{group}/members"))).await.json();
    let mut expected = [&owner.id, &member].map(|id| json!({ "userID": id }));
    expected.sort_by_key(ToString::to_string);
    assert_eq!(members, json!({ "members": expected }));
    let shown = server.send(by(&server, &token, Method::GET, &group)).await.json();
    assert_eq!((&shown["name"], &shown["owner"]), (&json!("readers"), &json!(owner.id)));
    server.send(anonymous(&server, Method::GET, &group)).await.refused(401, "UNAUTHORIZED");
    server.send(by(&server, &token, Method::GET, "groups/none")).await.refused(404, "GROUP_NOT_FOUND");
}

#[tokio::test]
async fn a_group_is_made_by_a_user_or_the_administrator_under_an_id_that_is_free() {
    let server = TestServer::new();
    let (owner, admin) = (&server.fixture.owner, &server.fixture.admin_token);
    let put =
        |token: &str, id: &str, content: Value| by(&server, token, Method::PUT, &format!("groups/{id}")).json(&content);
    assert_eq!(server.send(put(admin, "g1", json!({ "name": "readers" }))).await.status, 201);
    server.send(put(admin, "g1", json!({ "name": "others" }))).await.refused(409, "GROUP_ALREADY_EXISTS");
    for (token, id, owner, status, code) in [
        (admin, "G1", &owner.id, 400, "INVALID_INPUT_DATA"),
        (admin, "g2", &"nobody".to_owned(), 404, "USER_NOT_FOUND"),
        (&server.fixture.stranger.token, "g2", &owner.id, 401, "UNAUTHORIZED"),
        (&server.fixture.thing.token, "g2", &owner.id, 401, "UNAUTHORIZED"),
    ] {
        server.send(put(token, id, json!({ "name": "readers", "owner": owner }))).await.refused(status, code);
    }
    server.send(put(admin, "g2", json!({}))).await.refused(400, "INVALID_INPUT_DATA");
}

#[tokio::test]
async fn what_is_not_served_is_not_said_to_be_missing() {
    let server = TestServer::new();
    for (method, path) in [
        (Method::POST, server.path("bb/query")),
        (Method::GET, server.path("bb/objects/o1/acl")),
        (Method::GET, path(&server, "groups")),
        (Method::DELETE, path(&server, "users/me")),
        (Method::PUT, path(&server, "users/me/password")),
        (Method::PATCH, path(&server, "things/t1")),
        (Method::DELETE, path(&server, "groups/g1")),
        (Method::PUT, path(&server, "groups/g1/name")),
    ] {
        let call = Call::new(method, &path).bearer(&server.fixture.owner.token).json(&json!({}));
        let error = server.send(call).await.refused(501, "NOT_IMPLEMENTED");
        assert!(error["message"].as_str().unwrap().contains("objects, their bodies"), "{error}");
    }
}
