//! All data as lines of text, and back.

use std::sync::Arc;

use http::Method;
use kii_server::{Disk, Folder, export, import};
use serde_json::json;

use crate::{
    lossy_disk::LossyDisk,
    record::{Act, Place},
    server::DurableServer,
};

/// What a server with objects, bodies of every size, a deleted object, a publication and a user leaves on a disk.
struct Data {
    disk: LossyDisk,
    token: String,
    places: Vec<(&'static str, Place)>,
}

async fn data() -> Data {
    let disk = LossyDisk::default();
    let server = DurableServer::open(disk.clone()).unwrap();
    let put = Act::Put { value: 1, conditional: false };
    let upload = |size: usize| Act::Upload { bytes: (0..size).map(|index| (index * 7) as u8).collect() };
    let mut places = Vec::new();
    for (object, acts) in [
        ("plain", vec![put.clone(), Act::Patch { value: 2, conditional: true }]),
        ("empty", vec![put.clone(), upload(0)]),
        ("small", vec![put.clone(), upload(1000), Act::Publish]),
        ("large", vec![put.clone(), upload(200_000), Act::Publish]),
        ("deleted", vec![put.clone(), put.clone(), Act::Delete]),
    ] {
        let mut place = Place::default();
        for act in acts {
            place = place.act(&server, object, &act).await.unwrap();
        }
        places.push((object, place));
    }
    let user = json!({ "loginName": "reader", "password": "secret" }).to_string().into_bytes();
    let users = format!("/api/apps/{}/users", server.fixture.app_id);
    assert_eq!(server.send(Method::POST, &users, &[], user).await.status, 201);
    Data { disk, token: server.fixture.owner.token.clone(), places }
}

fn text_of(disk: &LossyDisk) -> String {
    let mut text = Vec::new();
    let exported = export(Arc::new(disk.clone()), &mut text).unwrap();
    assert_eq!(exported.left_out, [""; 0]);
    let text = String::from_utf8(text).unwrap();
    assert_eq!(text.lines().count() as u64, exported.lines);
    text
}

#[tokio::test]
async fn what_was_exported_and_imported_is_the_same() {
    let Data { disk, token, places } = data().await;
    let text = text_of(&disk);
    let folder = tempfile::tempdir().unwrap();
    import(Arc::new(Folder::open(folder.path()).unwrap()), text.as_bytes()).unwrap();
    let mut again = Vec::new();
    export(Arc::new(Folder::open(folder.path()).unwrap()), &mut again).unwrap();
    assert_eq!(String::from_utf8(again).unwrap(), text);

    let mut server = DurableServer::open(Folder::open(folder.path()).unwrap()).unwrap();
    server.fixture.owner.token = token;
    for (object, place) in places {
        assert_eq!(place.differs(&server, object).await, None);
        let again = place.act(&server, object, &Act::Put { value: 9, conditional: true }).await.unwrap();
        assert_eq!(again.differs(&server, object).await, None, "versions go on");
    }
    let login = json!({ "username": "reader", "password": "secret" }).to_string().into_bytes();
    assert_eq!(server.send(Method::POST, "/api/oauth2/token", &[], login).await.status, 200);
}

#[tokio::test]
async fn text_that_is_wrong_is_refused_with_the_number_of_the_line_and_leaves_nothing() {
    let text = text_of(&data().await.disk);
    let lines: Vec<&str> = text.lines().collect();
    let number = |start: &str| lines.iter().position(|line| line.starts_with(start)).unwrap() + 1;
    let with_body = number(r#"{"object""#)
        + lines[number(r#"{"object""#) - 1..].iter().position(|line| line.contains(r#""object":"small""#)).unwrap();
    let last = lines.len();
    let replaced = |number: usize, line: String| {
        let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        lines[number - 1] = line;
        lines.join("\n")
    };
    let without = |number: usize| {
        let others = lines.iter().enumerate().filter(|(index, _)| index + 1 != number).map(|(_, line)| *line);
        others.collect::<Vec<_>>().join("\n")
    };
    let object = lines[number(r#"{"object""#) - 1];
    for (text, number, message) in [
        (String::new(), 1, "the text ends"),
        ("{}".to_owned(), 1, "expected `format`"),
        (replaced(1, r#"{"format":99}"#.to_owned()), 1, "this program reads format 1"),
        (without(1), 1, "expected `format`, found `applications`"),
        (without(2), 2, "expected `applications`"),
        (replaced(4, "nonsense".to_owned()), 4, "at column"),
        (replaced(4, r#"{"object":{"plaice":1}}"#.to_owned()), 4, "unknown field `plaice`"),
        (replaced(number(r#"{"object""#), object.replacen(r#""bb""#, r#""b""#, 1)), number(r#"{"object""#), "bucketID"),
        (format!("{}\n{object}", lines[..last - 1].join("\n")), last, "was there before"),
        (without(with_body + 1), with_body + 1, "expected `bytes` of the body"),
        (replaced(with_body + 1, r#"{"bytes":"*"}"#.to_owned()), with_body + 1, "Invalid"),
        (without(with_body), with_body, "found `bytes`"),
        (lines[..last - 1].join("\n"), last, "the text ends; a part of it is missing"),
        (without(number(r#"{"last_version""#)), last - 1, "expected"),
        (without(number(r#"{"publication""#)), last - 1, "lines before this one"),
    ] {
        let disk = LossyDisk::default();
        let error = import(Arc::new(disk.clone()), text.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with(&format!("line {number}: ")) && error.contains(message), "{message}: {error}");
        assert!(export(Arc::new(disk.clone()), Vec::new()).is_err(), "{message}: nothing is there");
        assert!(Disk::names(&disk, "bodies").unwrap().is_empty(), "{message}: no body is left over");
        assert_eq!(Disk::names(&disk, "").unwrap(), Vec::<String>::new(), "{message}: nor anything else");
        assert!(import(Arc::new(disk), lines.join("\n").as_bytes()).is_ok(), "{message}: the right text can follow");
    }
}

#[tokio::test]
async fn data_is_not_overwritten_and_no_data_is_no_text() {
    let disk = data().await.disk;
    let text = text_of(&disk);
    let error = import(Arc::new(disk.clone()), text.as_bytes()).unwrap_err().to_string();
    assert!(error.contains("there is data of a server in the folder already"), "{error}");
    assert_eq!(text_of(&disk), text);
    let error = export(Arc::new(LossyDisk::default()), Vec::new()).unwrap_err().to_string();
    assert!(error.contains("there is no data of a server"), "{error}");
}
