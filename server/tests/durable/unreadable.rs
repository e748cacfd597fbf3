//! What could be stored and never read again.

use std::{path::Path, sync::Arc};

use futures_util::future::join_all;
use http::Method;
use kii_server::{Folder, export, import};
use redb::{Database, TableDefinition};
use serde_json::{Value, json};

use crate::{
    lossy_disk::LossyDisk,
    server::{DurableServer, nested},
};

const OBJECTS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("objects");

/// So many requests at once that most of them are committed together with others.
const REQUESTS: usize = 100;

async fn send(server: &DurableServer, method: Method, object: &str, content: &Value) -> u16 {
    server.send(method, object, &[], content.to_string().into_bytes()).await.status
}

#[tokio::test]
async fn the_deepest_object_can_be_read_changed_and_copied_and_a_deeper_one_is_refused() {
    let disk = LossyDisk::default();
    let server = DurableServer::open(disk.clone()).unwrap();
    assert_eq!(send(&server, Method::PUT, "o1", &nested(100)).await, 201);
    for levels in [101, 126, 127] {
        for method in [Method::PUT, Method::PATCH] {
            assert_eq!(send(&server, method, "o1", &nested(levels)).await, 400, "{levels} levels");
        }
    }
    drop(server);
    let disk = disk.after_power_failure(|| false);
    let server = DurableServer::open(disk.clone()).unwrap();
    assert_eq!(send(&server, Method::PATCH, "o1", &json!({ "another": nested(99) })).await, 200);
    drop(server);

    let (copy, mut text) = (LossyDisk::default(), Vec::new());
    export(Arc::new(disk), &mut text).unwrap();
    import(Arc::new(copy.clone()), text.as_slice()).unwrap();
    let server = DurableServer::open(copy).unwrap();
    let read: Value = serde_json::from_slice(&server.get("o1").await.content).unwrap();
    assert_eq!((&read["deep"], &read["another"]), (&nested(100)["deep"], &nested(99)));
}

/// Makes the record of the only object in a folder one that cannot be read.
fn damage(folder: &Path) {
    let database = Database::open(folder.join("objects.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    {
        let mut objects = transaction.open_table(OBJECTS).unwrap();
        let place = redb::ReadableTable::first(&objects).unwrap().unwrap().0.value().to_owned();
        objects.insert(place.as_str(), b"no record".as_slice()).unwrap();
    }
    transaction.commit().unwrap();
}

#[tokio::test]
async fn a_record_that_cannot_be_read_fails_the_requests_about_it_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let open = || DurableServer::open(Folder::open(folder.path()).unwrap()).unwrap();
    assert_eq!(send(&open(), Method::PUT, "damaged", &json!({})).await, 201);
    damage(folder.path());
    let server = &open();
    let requests = (0..REQUESTS).map(|number| async move {
        let (object, method) = match number % 4 {
            0 => ("damaged".to_owned(), Method::PUT),
            1 => ("damaged".to_owned(), Method::DELETE),
            _ => (format!("o{number}"), Method::PUT),
        };
        (send(server, method, &object, &json!({ "n": number })).await, object)
    });
    for (status, object) in join_all(requests).await {
        assert_eq!(status, if object == "damaged" { 503 } else { 201 }, "{object}");
    }
    assert_eq!(server.get("damaged").await.status, 503, "it is as it was");
    assert_eq!(server.get("o2").await.status, 200);
}
