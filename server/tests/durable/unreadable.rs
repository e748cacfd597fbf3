//! What could be stored and never read again.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime},
};

use futures_util::future::join_all;
use http::Method;
use kii_server::{Clock, Folder, ReferenceServer, export, import};
use redb::{Database, ReadableDatabase, ReadableTable, ReadableTableMetadata, TableDefinition};
use serde_json::{Value, json};

use crate::{
    lossy_disk::LossyDisk,
    server::{DurableServer, nested},
};

type Records = TableDefinition<'static, &'static str, &'static [u8]>;

const OBJECTS: Records = TableDefinition::new("objects");
const PUBLICATIONS: Records = TableDefinition::new("publications");
const PUBLICATIONS_OF: TableDefinition<'static, (&'static str, &'static str), ()> =
    TableDefinition::new("publications_of");
const ENDS: TableDefinition<'static, (i64, &'static str), ()> = TableDefinition::new("ends");
const REGISTRATIONS: Records = TableDefinition::new("registrations");

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

/// Puts another record in the place of the only one in a table.
fn change(folder: &Path, records: Records, change: impl Fn(&[u8]) -> Vec<u8>) {
    let database = Database::open(folder.join("objects.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    {
        let mut table = transaction.open_table(records).unwrap();
        let (name, record) = {
            let (name, record) = table.first().unwrap().unwrap();
            (name.value().to_owned(), change(record.value()))
        };
        table.insert(name.as_str(), record.as_slice()).unwrap();
    }
    transaction.commit().unwrap();
}

/// Something that is no record.
fn damaged(_: &[u8]) -> Vec<u8> {
    b"no record".to_vec()
}

/// The record of an object as a version without a limit has written it: nested so deep that it cannot be read again.
fn too_deep(record: &[u8]) -> Vec<u8> {
    let (length, rest) = record.split_first_chunk::<4>().unwrap();
    let (json, inline) = rest.split_at(u32::from_le_bytes(*length) as usize);
    let mut object: Value = serde_json::from_slice(json).unwrap();
    object["members"] = nested(127);
    let json = object.to_string().into_bytes();
    [u32::try_from(json.len()).unwrap().to_le_bytes().as_slice(), &json, inline].concat()
}

#[tokio::test]
async fn a_record_that_cannot_be_read_fails_the_requests_about_it_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let open = || DurableServer::open(Folder::open(folder.path()).unwrap()).unwrap();
    assert_eq!(send(&open(), Method::PUT, "damaged", &json!({})).await, 201);
    change(folder.path(), OBJECTS, damaged);
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

#[tokio::test]
async fn an_object_that_an_earlier_version_has_nested_too_deep_is_named_and_can_be_removed() {
    let folder = tempfile::tempdir().unwrap();
    let open = || DurableServer::open(Folder::open(folder.path()).unwrap()).unwrap();
    let server = open();
    assert_eq!(send(&server, Method::PUT, "deep", &json!({})).await, 201);
    assert_eq!(server.send(Method::PUT, "deep/body", &[], vec![1; 20_000]).await.status, 200);
    drop(server);
    change(folder.path(), OBJECTS, too_deep);
    let text = export(Arc::new(Folder::open(folder.path()).unwrap()), Vec::new()).unwrap_err().to_string();

    let server = open();
    assert_eq!(send(&server, Method::PUT, "another", &json!({})).await, 201);
    let path = format!("/api/apps/{}/users/{}/buckets/bb/objects/deep", server.fixture.app_id, server.fixture.owner.id);
    let refusals = [
        server.get("deep").await,
        server.send(Method::PATCH, "deep", &[], b"{}".to_vec()).await,
        server.send(Method::PUT, "deep", &[], b"{}".to_vec()).await,
        server.send(Method::POST, "deep/body/publish", &[], Vec::new()).await,
    ];
    for refused in refusals {
        let error: Value = serde_json::from_slice(&refused.content).unwrap();
        assert_eq!((refused.status, &error["errorCode"]), (503, &json!("OBJECT_UNREADABLE")), "{error}");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(&path) && message.contains("Remove the object with DELETE"), "{message}");
        assert_eq!(text, message, "who exports the data reads the same");
    }
    assert_eq!(server.get("another").await.status, 200);

    let stale = server.send(Method::DELETE, "deep", &[("if-match", "\"9\"")], Vec::new()).await;
    assert_eq!(stale.status, 409);
    assert_eq!(server.send(Method::DELETE, "deep", &[], Vec::new()).await.status, 204);
    let again = server.send(Method::PUT, "deep", &[], b"{}".to_vec()).await;
    assert_eq!((again.status, again.e_tag.as_str()), (201, "\"2\""), "versions go on");
    drop(server);
    assert_eq!(std::fs::read_dir(folder.path().join("bodies")).unwrap().count(), 0, "its body is gone");
    export(Arc::new(Folder::open(folder.path()).unwrap()), Vec::new()).unwrap();
}

#[tokio::test]
async fn an_account_of_which_something_cannot_be_read_is_served_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let open = || ReferenceServer::open(Arc::new(Folder::open(folder.path()).unwrap()), Clock::system()).unwrap();
    let (server, fixture) = open();
    let users = format!("/api/apps/{}/users", fixture.app_id);
    let client = DurableServer::of(&server, fixture);
    let user = json!({ "loginName": "reader", "password": "secret" }).to_string().into_bytes();
    assert_eq!(client.send(Method::POST, &users, &[], user).await.status, 201);
    assert_eq!(server.unreadable(), [""; 0]);
    drop((server, client));

    change(folder.path(), REGISTRATIONS, |record| {
        let mut registration: Value = serde_json::from_slice(record).unwrap();
        registration["User"]["profile"] = nested(127);
        registration.to_string().into_bytes()
    });
    let (server, fixture) = open();
    let [sentence] = server.unreadable() else { panic!("{:?}", server.unreadable()) };
    assert!(sentence.contains("/user/") && sentence.contains("served without it"), "{sentence}");
    let client = DurableServer::of(&server, fixture);
    let login = json!({ "username": "reader", "password": "secret" }).to_string().into_bytes();
    assert_eq!(client.send(Method::POST, "/api/oauth2/token", &[], login).await.status, 200);
    drop((server, client));
    let exported = export(Arc::new(Folder::open(folder.path()).unwrap()), Vec::new()).unwrap();
    assert_eq!(exported.left_out.len(), 1, "{exported:?}");

    change(folder.path(), REGISTRATIONS, damaged);
    let (server, fixture) = open();
    let [sentence] = server.unreadable() else { panic!("{:?}", server.unreadable()) };
    assert!(sentence.contains("restore the data folder from a copy"), "{sentence}");
    let client = DurableServer::of(&server, fixture);
    assert_eq!(send(&client, Method::PUT, "o1", &json!({})).await, 201, "everything else is served");
}

#[tokio::test]
async fn an_expired_publication_that_cannot_be_read_holds_up_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let seconds = Arc::new(AtomicI64::new(1_800_000_000));
    let open = || {
        let seconds = Arc::clone(&seconds);
        let clock = Clock::new(move || {
            SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.load(Ordering::SeqCst).cast_unsigned())
        });
        let (server, fixture) = ReferenceServer::open(Arc::new(Folder::open(folder.path()).unwrap()), clock).unwrap();
        DurableServer::of(&server, fixture)
    };
    let publish = async |server: &DurableServer, content: Value| {
        let answer = server.send(Method::POST, "o1/body/publish", &[], content.to_string().into_bytes()).await;
        (answer.status, serde_json::from_slice::<Value>(&answer.content).unwrap()["publicationID"].clone())
    };
    let server = open();
    assert_eq!(send(&server, Method::PUT, "o1", &json!({})).await, 201);
    assert_eq!(server.send(Method::PUT, "o1/body", &[], b"body".to_vec()).await.status, 200);
    let (status, id) = publish(&server, json!({ "expiresIn": 1 })).await;
    assert_eq!(status, 200);
    drop(server);
    change(folder.path(), PUBLICATIONS, damaged);

    let server = open();
    let path = format!("/api/x/{}", id.as_str().unwrap());
    assert_eq!(server.get(&path).await.status, 503, "nobody knows what it shows");
    // Longer than an expired publication is remembered.
    seconds.fetch_add(3 * 24 * 60 * 60, Ordering::SeqCst);
    assert_eq!(publish(&server, json!({})).await.0, 200);
    assert_eq!(server.get(&path).await.status, 404, "it was removed");
    assert_eq!(server.send(Method::DELETE, "o1/body", &[], Vec::new()).await.status, 204);
    drop(server);
    let database = Database::open(folder.path().join("objects.redb")).unwrap();
    let left = database.begin_read().unwrap();
    assert!(left.open_table(PUBLICATIONS).unwrap().is_empty().unwrap(), "nothing is left of either");
    assert!(left.open_table(ENDS).unwrap().is_empty().unwrap(), "nor of its end");
    assert!(left.open_table(PUBLICATIONS_OF).unwrap().is_empty().unwrap(), "nor of its object");
}

#[tokio::test]
async fn a_body_without_its_file_is_named_and_can_be_uploaded_again() {
    let folder = tempfile::tempdir().unwrap();
    let server = DurableServer::open(Folder::open(folder.path()).unwrap()).unwrap();
    assert_eq!(send(&server, Method::PUT, "o1", &json!({})).await, 201);
    let bodies = folder.path().join("bodies");
    let remove: fn(&Path) = |file| std::fs::remove_file(file).unwrap();
    let cut: fn(&Path) = |file| std::fs::write(file, "cut").unwrap();
    for damage in [remove, cut] {
        assert_eq!(server.send(Method::PUT, "o1/body", &[], vec![1; 20_000]).await.status, 200);
        let published = server.send(Method::POST, "o1/body/publish", &[], b"{}".to_vec()).await;
        let published: Value = serde_json::from_slice(&published.content).unwrap();
        let path = format!("/api/x/{}", published["publicationID"].as_str().unwrap());
        let files = std::fs::read_dir(&bodies).unwrap().map(|entry| entry.unwrap().path());
        files.for_each(|file| damage(&file));
        for refused in [server.get("o1/body").await, server.get(&path).await] {
            let error: Value = serde_json::from_slice(&refused.content).unwrap();
            assert_eq!((refused.status, &error["errorCode"]), (503, &json!("OBJECT_UNREADABLE")), "{error}");
            assert!(error["message"].as_str().unwrap().contains("/objects/o1"), "{error}");
        }
        assert_eq!(server.get("o1").await.status, 200, "the object is there");
    }
    assert_eq!(server.send(Method::PUT, "o1/body", &[], vec![2; 20_000]).await.status, 200);
    assert_eq!(server.get("o1/body").await.content, vec![2; 20_000]);
}
