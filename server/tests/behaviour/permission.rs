//! Who may do what where.

use base64::{Engine, prelude::BASE64_STANDARD};
use http::Method;
use serde_json::json;

use crate::test_server::{Call, TestServer};

const OBJECT: &str = "bb/objects/o1";

/// The values of `Authorization`, by caller.
fn callers(server: &TestServer) -> [(&'static str, String); 5] {
    let fixture = &server.fixture;
    let bearer = |token: &str| format!("Bearer {token}");
    [
        ("admin", bearer(&fixture.admin_token)),
        ("owner", bearer(&fixture.owner.token)),
        ("stranger", bearer(&fixture.stranger.token)),
        ("thing", bearer(&fixture.thing.token)),
        ("anonymous", basic(&fixture.app_id, &fixture.app_key)),
    ]
}

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}")))
}

#[tokio::test]
async fn default_permissions_hold_in_every_scope() {
    let server = TestServer::new();
    let fixture = &server.fixture;
    let scopes: [(String, &[&str], &[&str]); 5] = [
        (
            String::new(),
            &["admin", "owner", "stranger", "thing", "anonymous"],
            &["admin", "owner", "stranger", "thing"],
        ),
        (format!("/users/{}", fixture.owner.id), &["admin", "owner"], &["admin", "owner"]),
        ("/users/me".to_owned(), &["owner", "stranger"], &["owner", "stranger"]),
        (format!("/groups/{}", fixture.group_id), &["admin", "owner"], &["admin", "owner"]),
        (format!("/things/{}", fixture.thing.id), &["admin", "thing"], &["admin", "thing"]),
    ];
    for (scope, readers, writers) in scopes {
        for (caller, authorization) in callers(&server) {
            let path = server.path_in(&scope, OBJECT);
            let put = Call::new(Method::PUT, &path).json(&json!({})).header("authorization", &authorization);
            let written = server.send(put).await;
            assert_eq!(written.status < 300, writers.contains(&caller), "{caller} writes at {scope:?}: {written:?}");
            let read = server.send(Call::new(Method::GET, &path).header("authorization", &authorization)).await;
            assert_eq!(read.status == 200, readers.contains(&caller), "{caller} reads at {scope:?}: {read:?}");
            for (answer, admitted) in [(written, writers), (read, readers)] {
                if !admitted.contains(&caller) {
                    answer.refused(401, "UNAUTHORIZED");
                }
            }
        }
    }
}

#[tokio::test]
async fn anonymous_callers_read_and_publish_in_application_scope_and_write_nothing() {
    let server = TestServer::new();
    let send = |method: Method, rest: &str, authorization: &str| {
        let call = Call::new(method, &server.path_in("", rest)).json(&json!({}));
        server.send(call.header("authorization", authorization))
    };
    let admin = format!("Bearer {}", server.fixture.admin_token);
    let anonymous = basic(&server.fixture.app_id, &server.fixture.app_key);
    for rest in [OBJECT, "bb/objects/o1/body"] {
        assert!(send(Method::PUT, rest, &admin).await.status < 300);
    }
    let reads = [
        (Method::GET, OBJECT, 200),
        (Method::HEAD, OBJECT, 204),
        (Method::GET, "bb/objects/o1/body", 200),
        (Method::HEAD, "bb/objects/o1/body", 204),
        (Method::POST, "bb/objects/o1/body/publish", 200),
    ];
    for (method, rest, status) in reads {
        assert_eq!(send(method.clone(), rest, &anonymous).await.status, status, "{method} {rest}");
    }
    let writes = [
        (Method::POST, "bb/objects"),
        (Method::PUT, OBJECT),
        (Method::PATCH, OBJECT),
        (Method::PUT, "bb/objects/o1/body"),
        (Method::DELETE, "bb/objects/o1/body"),
        (Method::DELETE, OBJECT),
    ];
    for (method, rest) in writes {
        assert_eq!(send(method.clone(), rest, &anonymous).await.status, 401, "{method} {rest}");
    }
}

#[tokio::test]
async fn an_object_names_who_created_it() {
    let server = TestServer::new();
    let fixture = &server.fixture;
    let user_scope = format!("/users/{}", fixture.owner.id);
    let creators = [
        ("", &fixture.stranger.token, &fixture.stranger.id),
        ("", &fixture.thing.token, &fixture.thing.id),
        // The administrator has no ID, and creates for the scope's owner.
        ("", &fixture.admin_token, &fixture.app_id),
        (&user_scope, &fixture.admin_token, &fixture.owner.id),
    ];
    for (scope, token, id) in creators {
        let path = server.path_in(scope, OBJECT);
        let call = |method| Call::new(method, &path).json(&json!({})).bearer(token);
        assert_eq!(server.send(call(Method::PUT)).await.status, 201);
        assert_eq!(server.send(call(Method::GET)).await.json()["_owner"], **id);
        let by_admin = call(Method::PUT).bearer(&fixture.admin_token);
        assert_eq!(server.send(by_admin).await.status, 200);
        assert_eq!(server.send(call(Method::GET)).await.json()["_owner"], **id);
        assert_eq!(server.send(call(Method::DELETE)).await.status, 204);
    }
}

#[tokio::test]
async fn a_refusal_names_the_caller() {
    let server = TestServer::new();
    let error =
        server.send(server.get(OBJECT).bearer(&server.fixture.stranger.token)).await.refused(401, "UNAUTHORIZED");
    assert_eq!(error["authenticatedAppID"], server.fixture.app_id);
    assert_eq!(error["authenticatedPrincipalID"], server.fixture.stranger.id);
}

#[tokio::test]
async fn me_is_the_user_who_asks() {
    let server = TestServer::new();
    server.store(OBJECT, json!({ "whose": "owner" })).await;
    let me = server.path_in("/users/me", OBJECT);
    let read = |token: &str| server.send(Call::new(Method::GET, &me).bearer(token));
    assert_eq!(read(&server.fixture.owner.token).await.json()["whose"], "owner");
    let error = read(&server.fixture.stranger.token).await.refused(404, "OBJECT_NOT_FOUND");
    assert_eq!(error["objectScope"]["userID"], server.fixture.stranger.id);
    let location = server
        .send(
            Call::new(Method::PUT, &server.path_in("/users/me", "bb/objects/o2"))
                .json(&json!({}))
                .bearer(&server.fixture.owner.token),
        )
        .await;
    assert_eq!(location.header("location"), server.path_in("/users/me", "bb/objects/o2"));
    assert_eq!(server.send(server.get("bb/objects/o2")).await.status, 200);
}

#[tokio::test]
async fn invalid_credentials_are_refused() {
    let server = TestServer::new();
    let fixture = &server.fixture;
    let bad = [
        "Bearer never-issued".to_owned(),
        basic("wrong", &fixture.app_key),
        "Bearer".to_owned(),
        "Basic not base64".to_owned(),
        "Digest x".to_owned(),
        String::new(),
    ];
    for scope in ["", "/users/me"] {
        let path = server.path_in(scope, OBJECT);
        for authorization in &bad {
            let answer = server.send(Call::new(Method::GET, &path).header("authorization", authorization)).await;
            answer.refused(401, "UNAUTHORIZED");
        }
        server.send(Call::new(Method::GET, &path)).await.refused(401, "UNAUTHORIZED");
        assert_eq!(server.send(Call::new(Method::HEAD, &path)).await.status, 401);
        let other_app = path.replace(&fixture.app_id, "another");
        server.send(Call::new(Method::GET, &other_app).bearer(&fixture.owner.token)).await.refused(401, "UNAUTHORIZED");
    }
}

#[tokio::test]
async fn anonymous_callers_need_not_know_the_key() {
    let server = TestServer::new();
    let path = server.path_in("", OBJECT);
    let read = Call::new(Method::GET, &path).header("authorization", &basic(&server.fixture.app_id, "any"));
    server.send(read).await.refused(404, "OBJECT_NOT_FOUND");
}

#[tokio::test]
async fn only_who_has_rights_learns_that_an_owner_is_missing() {
    let server = TestServer::new();
    let scopes = [
        ("/users/nobody", "USER_NOT_FOUND", "value"),
        ("/groups/nobody", "GROUP_NOT_FOUND", "groupID"),
        ("/things/nobody", "THING_NOT_FOUND", "value"),
    ];
    for (scope, code, member) in scopes {
        let call = |method| Call::new(method, &server.path_in(scope, OBJECT)).json(&json!({}));
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            let error = server.send(call(method).bearer(&server.fixture.admin_token)).await.refused(404, code);
            assert_eq!(error[member], "nobody");
        }
        assert_eq!(server.send(call(Method::HEAD).bearer(&server.fixture.admin_token)).await.status, 404);
        for (caller, authorization) in callers(&server).into_iter().skip(1) {
            let answer = server.send(call(Method::GET).header("authorization", &authorization)).await;
            assert_eq!(answer.status, 401, "{caller} at {scope}");
        }
    }
}
