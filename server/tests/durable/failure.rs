//! A disk that is full, or whose `fsync` fails: requests are refused, and nothing is lost.

use std::sync::Arc;

use http::Method;
use kii_server::{Clock, ReferenceServer};
use serde_json::{Value, json};

use crate::{
    lossy_disk::{Failing, LossyDisk},
    record::{Act, Place},
    server::DurableServer,
};

const PUT: Act = Act::Put { value: 1, conditional: false };
const AGAIN: Act = Act::Put { value: 2, conditional: true };

async fn stored(disk: &LossyDisk) -> (DurableServer, Place) {
    let server = DurableServer::open(disk.clone()).unwrap();
    let place = Place::default().act(&server, "o1", &PUT).await.unwrap();
    let place = place.act(&server, "o1", &Act::Upload { bytes: vec![7; 50_000] }).await.unwrap();
    (server, place)
}

#[tokio::test]
async fn a_full_disk_refuses_writes_until_there_is_space() {
    let disk = LossyDisk::default();
    let (server, place) = stored(&disk).await;
    disk.fail(Some(Failing::Full));
    let upload = Act::Upload { bytes: vec![8; 50_000] };
    assert_eq!(place.act(&server, "o1", &upload).await.unwrap_err().status, 503);
    // A database has some space left, so it takes a while until it is full as well.
    let large = json!({ "text": "x".repeat(60_000) }).to_string();
    let (mut stored, mut answer) = (0, server.get("o1").await);
    while answer.status < 400 {
        answer = server.send(Method::PUT, &format!("large{stored}"), &[], large.clone().into_bytes()).await;
        stored += 1;
        assert!(stored < 10_000, "the disk is never full");
    }
    let error: Value = serde_json::from_slice(&answer.content).unwrap();
    assert_eq!((answer.status, &error["errorCode"]), (503, &json!("STORE_UNAVAILABLE")), "{answer:?}");
    assert_eq!(place.differs(&server, "o1").await, None, "what is stored can still be read");
    for index in 0..stored - 1 {
        assert_eq!(server.get(&format!("large{index}")).await.status, 200);
    }
    assert_eq!(server.get(&format!("large{}", stored - 1)).await.status, 404);
    disk.fail(None);
    let place = place.act(&server, "o1", &upload).await.unwrap();
    let place = place.act(&server, "o1", &AGAIN).await.unwrap();
    assert_eq!(place.differs(&server, "o1").await, None);
}

#[tokio::test]
async fn after_a_failed_fsync_nothing_is_served_until_the_server_is_started_again() {
    let disk = LossyDisk::default();
    let (server, place) = stored(&disk).await;
    disk.fail(Some(Failing::Sync));
    assert_eq!(place.act(&server, "o1", &AGAIN).await.unwrap_err().status, 503);
    disk.fail(None);
    assert_eq!(place.act(&server, "o1", &AGAIN).await.unwrap_err().status, 503);
    assert_eq!(server.get("o1").await.status, 503);
    drop(server);
    // The system may have written it all the same.
    let server = DurableServer::open(disk.after_power_failure(|| false)).unwrap();
    assert_eq!(place.differs(&server, "o1").await, None);
}

#[tokio::test]
async fn those_who_look_after_the_server_see_that_its_store_has_failed() {
    let disk = LossyDisk::default();
    let (server, fixture) = ReferenceServer::open(Arc::new(disk.clone()), Clock::system()).unwrap();
    let client = DurableServer::of(&server, fixture);
    assert_eq!((server.is_available(), server.store_errors()), (true, 0));
    disk.fail(Some(Failing::Sync));
    assert_eq!(Place::default().act(&client, "o1", &PUT).await.unwrap_err().status, 503);
    assert_eq!((server.is_available(), server.store_errors()), (false, 1));
}

#[tokio::test]
async fn an_upload_that_is_refused_leaves_no_file() {
    let disk = LossyDisk::default();
    let (server, _) = stored(&disk).await;
    let files = || kii_server::Disk::names(&disk, "bodies").unwrap().len();
    assert_eq!(files(), 1);
    let stale = [("if-match", "\"0\""), ("content-type", "text/plain")];
    let answer = server.send(Method::PUT, "o1/body", &stale, vec![9; 50_000]).await;
    assert_eq!((answer.status, files()), (412, 1));
    let missing = server.send(Method::PUT, "o2/body", &stale[1..], vec![9; 50_000]).await;
    assert_eq!((missing.status, files()), (404, 1));
    assert_eq!(server.send(Method::DELETE, "o1", &[], Vec::new()).await.status, 204);
    // Files are removed behind the answer; a server that has ended has removed them.
    drop(server);
    assert_eq!(files(), 0);
}
