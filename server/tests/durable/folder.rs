//! A folder of the file system.

use kii_server::{Fixture, Folder};

use crate::{
    record::{Act, Place},
    server::DurableServer,
};

#[tokio::test]
async fn a_restart_changes_nothing_and_principals_and_tokens_stay() {
    let folder = tempfile::tempdir().unwrap();
    let open = || DurableServer::open(Folder::open(&folder.path().join("data")).unwrap()).unwrap();
    let server = open();
    let mut place = Place::default();
    for act in [
        Act::Put { value: 1, conditional: false },
        Act::Upload { bytes: vec![1; 100_000] },
        Act::Publish,
        Act::Patch { value: 2, conditional: true },
    ] {
        place = place.act(&server, "o1", &act).await.unwrap();
    }
    let Fixture { app_id, owner, .. } = server.fixture.clone();
    drop(server);

    let mut server = open();
    assert_eq!(server.fixture.app_id, app_id);
    assert_ne!(server.fixture.owner.token, owner.token, "nobody can read the token that was given before");
    assert_eq!(place.differs(&server, "o1").await, None, "the new token is valid");
    server.fixture.owner = owner;
    assert_eq!(place.differs(&server, "o1").await, None, "so is the one that was given before");
    let part = server.send(http::Method::GET, "o1/body", &[("range", "bytes=65530-65545")], Vec::new()).await;
    assert_eq!((part.status, part.content), (206, vec![1; 16]));
    let place = place.act(&server, "o1", &Act::Delete).await.unwrap();
    drop(server);

    let server = open();
    let place = place.act(&server, "o1", &Act::Put { value: 3, conditional: false }).await.unwrap();
    assert_eq!(place.differs(&server, "o1").await, None, "and the version goes on");
}

#[test]
fn a_folder_that_another_server_uses_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let first = Folder::open(folder.path()).unwrap();
    let error = Folder::open(folder.path()).unwrap_err();
    assert!(error.to_string().contains("another server"), "{error}");
    drop(first);
    Folder::open(folder.path()).unwrap();
}

#[test]
fn only_the_owner_of_the_files_can_read_the_tokens() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    DurableServer::open(Folder::open(folder.path()).unwrap()).unwrap();
    let mode = folder.path().join("objects.redb").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}
