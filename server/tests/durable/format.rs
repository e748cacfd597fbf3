//! Data that other versions of the program have written.

use std::{fs, path::Path};

use kii_server::{Fixture, Folder, OpenError};
use redb::{Database, ReadableDatabase, TableDefinition};
use serde_json::json;

use crate::{
    record::{Act, Place},
    server::DurableServer,
};

const SETTINGS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("settings");
const TOKENS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("tokens");

/// Makes of a folder what a program that writes this format would have left.
fn write_in_format(folder: &Path, format: u32, principals: &[u8]) {
    let database = Database::open(folder.join("objects.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    {
        let mut settings = transaction.open_table(SETTINGS).unwrap();
        settings.remove("applications").unwrap();
        settings.insert("format", format.to_le_bytes().as_slice()).unwrap();
        settings.insert("principals", principals).unwrap();
    }
    transaction.delete_table(TOKENS).unwrap();
    transaction.commit().unwrap();
}

fn open(folder: &Path) -> Result<DurableServer, OpenError> {
    DurableServer::open(Folder::open(folder).unwrap())
}

#[tokio::test]
async fn of_the_tokens_of_format_1_only_hashes_are_left_and_all_else_is_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let server = open(folder.path()).unwrap();
    let mut place = Place::default();
    for act in [Act::Put { value: 1, conditional: false }, Act::Upload { bytes: vec![1; 100_000] }, Act::Publish] {
        place = place.act(&server, "o1", &act).await.unwrap();
    }
    let Fixture { app_id, admin_token, admin_login, owner, stranger, thing, group_id, .. } = server.fixture.clone();
    drop(server);
    let mut principals = json!({
        "app_id": app_id, "app_key": "key", "admin_token": admin_token, "anonymous_token": "anonymous",
        "admin_login": admin_login, "owner": owner, "stranger": stranger, "thing": thing, "group_id": group_id,
    });
    for account in ["owner", "stranger", "thing"] {
        principals[account]["refresh_token"] = json!("refresh");
    }
    write_in_format(folder.path(), 1, principals.to_string().as_bytes());
    let has_token = || {
        let bytes = fs::read(folder.path().join("objects.redb")).unwrap();
        bytes.windows(owner.token.len()).any(|window| window == owner.token.as_bytes())
    };
    assert!(has_token(), "format 1 has tokens that can be read");

    let mut server = open(folder.path()).unwrap();
    assert!(!has_token());
    server.fixture.owner = owner.clone();
    assert_eq!(place.differs(&server, "o1").await, None);
}

#[test]
fn a_newer_format_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()).unwrap());
    write_in_format(folder.path(), 99, b"whatever");
    let error = open(folder.path()).err().unwrap();
    assert!(matches!(error, OpenError::Newer(99)), "{error}");
    assert!(error.to_string().contains("use a newer version"), "{error}");
    let database = Database::open(folder.path().join("objects.redb")).unwrap();
    let settings = database.begin_read().unwrap().open_table(SETTINGS).unwrap();
    assert_eq!(settings.get("principals").unwrap().unwrap().value(), b"whatever");
}
