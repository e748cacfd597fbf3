//! JSON that is broken, deep, doubled or beyond all numbers: a mismatch that says so, never a crash.

use std::{path::Path, process::Output};

use crate::{
    program::{named, printed, suite},
    raw_server::{Act, RawServer, answer},
};

/// A store whose every answer is an object with this content.
fn store(content: Vec<u8>) -> RawServer {
    RawServer::new(move |head| {
        let status = if head.starts_with("GET") || head.starts_with("HEAD") { "200 OK" } else { "201 Created" };
        let length = content.len();
        let head_only = head.starts_with("HEAD");
        let media = "content-type: application/json\r\netag: \"1\"";
        let head = format!("{status}\r\n{media}\r\ncontent-length: {length}");
        vec![Act::Send(answer(&head, if head_only { &[][..] } else { &content }))]
    })
}

fn run(directory: &Path, server: &RawServer) -> Output {
    suite(directory, server, &["--test-threads", "4", "object.put/created@app", "object.get/found@app"])
}

#[test]
fn json_that_cannot_be_read_fails_the_target_with_the_reason() {
    let directory = tempfile::tempdir().expect("a directory");
    let deep = |open: &str| open.repeat(100_000).into_bytes();
    for (content, words) in [
        (deep("["), "recursion limit"),
        (deep("{\"a\":"), "recursion limit"),
        (b"{\"createdAt\": NaN}".to_vec(), "expected value"),
        (b"{\"createdAt\": Infinity}".to_vec(), "expected value"),
        (b"{\"createdAt\": 1e999}".to_vec(), "number out of range"),
        (b"{\"a\": \"\xff\xfe\"}".to_vec(), "invalid unicode"),
        (b"{\"a\": \"\\ud800\"}".to_vec(), "not JSON"),
        (b"{\"a\": 1} {\"a\": 2}".to_vec(), "trailing characters"),
        (b"\xef\xbb\xbf{}".to_vec(), "JSON without a byte order mark before it"),
    ] {
        let shown = content.get(..20).unwrap_or(&content).escape_ascii().to_string();
        let output = run(directory.path(), &store(content));
        let text = printed(&output);
        assert_eq!(output.status.code(), Some(1), "{shown}\n{text}");
        assert!(text.contains(words), "`{words}` is not told of {shown}:\n{text}");
    }
}

#[test]
fn members_that_stand_twice_and_numbers_beyond_64_bits_are_told() {
    let directory = tempfile::tempdir().expect("a directory");
    let content = br#"{"objectID": "a", "createdAt": 1, "createdAt": 123456789012345678901234567890}"#;
    let output = run(directory.path(), &store(content.to_vec()));
    let text = printed(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("member `createdAt` twice"), "{text}");
    assert!(text.contains("1.2345678901234568e+29") || text.contains("1.2345678901234568e29"), "{text}");
    assert!(named(&text).next().is_some(), "{text}");
}
