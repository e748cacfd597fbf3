//! Uploads over a socket that break off.

use std::{fs, sync::Arc};

use http::Method;
use kii_server::{Clock, Folder, ReferenceServer, Server};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    record::{Act, Place},
    server::DurableServer,
};

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_the_body_that_was_there_and_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = Arc::new(Folder::open(folder.path()).unwrap());
    let (server, fixture) = ReferenceServer::open(data, Clock::system()).unwrap();
    let running = Server::serve("127.0.0.1:0".parse().unwrap(), server.router()).await.unwrap();
    let client = DurableServer::at(running.address(), fixture);
    let mut place = Place::default();
    for act in [Act::Put { value: 1, conditional: false }, Act::Upload { bytes: vec![1; 100_000] }] {
        place = place.act(&client, "o1", &act).await.unwrap();
    }

    let path = format!("/api/apps/{}/users/me/buckets/bb/objects/o1/body", client.fixture.app_id);
    let head = format!(
        "{} {path} HTTP/1.1\r\nhost: kii.test\r\nauthorization: Bearer {}\r\ncontent-length: 1000000\r\n\r\n",
        Method::PUT,
        client.fixture.owner.token
    );
    let mut stream = TcpStream::connect(running.address()).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&vec![2; 500_000]).await.unwrap();
    stream.shutdown().await.unwrap();
    // The server has let go of the upload when it has closed its side.
    drop(stream.read_to_end(&mut Vec::new()).await);

    assert_eq!(place.differs(&client, "o1").await, None);
    running.shutdown().await.unwrap();
    assert_eq!(fs::read_dir(folder.path().join("bodies")).unwrap().count(), 1);
}
