//! Users, things and groups that have joined: they are still there after a restart.

use std::sync::Arc;

use http::Method;
use kii_server::Folder;
use serde_json::{Value, json};

use crate::{
    lossy_disk::{Failing, LossyDisk},
    server::{DurableServer, nested},
};

const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

/// Lets something join the application; what was answered, or the status.
async fn join(server: &DurableServer, rest: &str, content: Value) -> Result<Value, u16> {
    let path = format!("/api/apps/{}/{rest}", server.fixture.app_id);
    let answer = server.send(Method::POST, &path, &JSON, content.to_string().into_bytes()).await;
    if answer.status == 201 { Ok(serde_json::from_slice(&answer.content).unwrap()) } else { Err(answer.status) }
}

async fn log_in(server: &DurableServer, username: &str) -> u16 {
    let content = json!({ "username": username, "password": "secret" }).to_string();
    server.send(Method::POST, "/api/oauth2/token", &JSON, content.into_bytes()).await.status
}

fn reader() -> Value {
    json!({ "loginName": "reader", "password": "secret" })
}

#[tokio::test]
async fn who_has_joined_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let open = || DurableServer::open(Folder::open(folder.path()).unwrap()).unwrap();
    let server = open();
    let user = join(&server, "users", reader()).await.unwrap();
    let thing = json!({ "_vendorThingID": "t1", "_password": "secret" });
    join(&server, "things", thing.clone()).await.unwrap();
    let group = join(&server, "groups", json!({ "name": "readers", "members": [user["userID"]] })).await.unwrap();
    let members = format!("/api/apps/{}/groups/{}/members", server.fixture.app_id, group["groupID"].as_str().unwrap());
    let another = format!("{members}/{}", server.fixture.stranger.id);
    assert_eq!(server.send(Method::PUT, &another, &[], Vec::new()).await.status, 204);
    let before = server.get(&members).await.content;
    drop(server);

    let server = open();
    assert_eq!((log_in(&server, "reader").await, log_in(&server, "VENDOR_THING_ID:t1").await), (200, 200));
    assert_eq!(server.get(&members).await.content, before);
    assert_eq!(join(&server, "users", reader()).await, Err(409));
    assert_eq!(join(&server, "things", thing).await, Err(409));
}

#[tokio::test]
async fn the_server_starts_again_whatever_accounts_say_of_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let open = || DurableServer::open(Folder::open(folder.path()).unwrap()).unwrap();
    let server = open();
    for (levels, joins) in [(127, false), (125, false), (101, false), (100, true)] {
        let mut user = nested(levels);
        user.as_object_mut().unwrap().extend(reader().as_object().unwrap().clone());
        assert_eq!(join(&server, "users", user).await.is_ok(), joins, "{levels} levels");
    }
    drop(server);
    assert_eq!(log_in(&open(), "reader").await, 200);
}

#[tokio::test]
async fn while_one_account_is_being_made_its_name_is_not_free() {
    let disk = LossyDisk::default();
    let server = Arc::new(DurableServer::open(disk.clone()).unwrap());
    let join = || {
        let server = Arc::clone(&server);
        tokio::spawn(async move { join(&server, "users", reader()).await })
    };
    disk.fail(Some(Failing::Held));
    let first = join();
    while !disk.holds() {
        tokio::task::yield_now().await;
    }
    let second = join();
    // Far more often than the second request needs to find the name free.
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
    disk.fail(None);
    assert!(first.await.unwrap().is_ok());
    assert_eq!(second.await.unwrap(), Err(409));
}

#[tokio::test]
async fn who_was_told_that_the_store_fails_has_not_joined() {
    let disk = LossyDisk::default();
    let server = DurableServer::open(disk.clone()).unwrap();
    disk.fail(Some(Failing::Sync));
    assert_eq!(join(&server, "users", reader()).await, Err(503));
    assert_eq!(log_in(&server, "reader").await, 400);
    drop(server);
    let server = DurableServer::open(disk.after_power_failure(|| false)).unwrap();
    assert_eq!(log_in(&server, "reader").await, 400);
    assert!(join(&server, "users", reader()).await.is_ok());
}

#[tokio::test]
async fn who_was_answered_has_joined_although_the_power_fails() {
    let disk = LossyDisk::default();
    let server = DurableServer::open(disk.clone()).unwrap();
    join(&server, "users", reader()).await.unwrap();
    drop(server);
    let server = DurableServer::open(disk.after_power_failure(|| false)).unwrap();
    assert_eq!(log_in(&server, "reader").await, 200);
}
