//! Connections that are slow or idle end. Each test waits for that as long as it takes.

use std::io::{Read, Write};

use crate::process::{Initialised, answer, request};

/// A time that has passed soon.
const SHORT: &str = "50ms";
/// A time that never passes within a test.
const LONG: &str = "1h";

/// The flags with which only this time is short.
fn only(short: &str) -> Vec<&str> {
    let flags = ["--header-timeout", "--body-timeout", "--idle-timeout"];
    flags.into_iter().flat_map(|flag| [flag, if flag == short { SHORT } else { LONG }]).collect()
}

#[test]
fn a_head_that_does_not_end_ends_the_connection() {
    let place = Initialised::new();
    let server = place.start(&only("--header-timeout"));
    for part in ["", "GET /healthz HTTP/1.1\r\nHost:"] {
        let mut stream = server.connect();
        stream.write_all(part.as_bytes()).unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, [0; 0]);
    }
    let metrics = server.get("/metrics", "").content;
    assert!(metrics.contains("kii_server_connections_timed_out_total 2"), "{metrics}");
}

#[test]
fn a_content_that_does_not_arrive_gets_408_and_changes_nothing() {
    let place = Initialised::new();
    let server = place.start(&only("--body-timeout"));
    let token = format!("Bearer {}", place.text("principals.owner.token"));
    let headers = [("Authorization", token.as_str()), ("Content-Type", "application/json")];
    assert_eq!(server.send("PUT", &place.object(), &headers, "{}").status, 201);
    for (path, content) in
        [(place.object(), "{\"a\":1}".to_owned()), (format!("{}/body", place.object()), "a".repeat(100_000))]
    {
        let whole = request("PUT", &path, &headers, &content);
        let mut stream = server.connect();
        stream.write_all(&whole.as_bytes()[..whole.len() - 1]).unwrap();
        let answer = answer(&mut stream);
        assert_eq!(answer.status, 408, "{answer:?}");
        assert!(answer.content.contains("REQUEST_TIMEOUT"), "{answer:?}");
    }
    let kept = server.get(&place.object(), &place.text("principals.owner.token"));
    assert!(kept.content.contains("\"_version\":\"1\"") && !kept.content.contains("\"a\""), "{kept:?}");
    assert_eq!(server.get(&format!("{}/body", place.object()), &place.text("principals.owner.token")).status, 404);
}

#[test]
fn an_answer_that_nobody_takes_ends_the_connection() {
    let place = Initialised::new();
    let server = place.start(&only("--body-timeout"));
    let token = format!("Bearer {}", place.text("principals.owner.token"));
    let headers = [("Authorization", token.as_str()), ("Content-Type", "application/json")];
    server.send("PUT", &place.object(), &headers, "{}");
    let (body, content) = (format!("{}/body", place.object()), "a".repeat(32 << 20));
    assert_eq!(server.send("PUT", &body, &headers[..1], &content).status, 200);
    let mut stream = server.connect();
    stream.write_all(request("GET", &body, &headers[..1], "").as_bytes()).unwrap();
    loop {
        let metrics = server.get("/metrics", "").content;
        if metrics.contains("kii_server_connections_timed_out_total 1") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let mut taken = Vec::new();
    drop(stream.read_to_end(&mut taken));
    assert!(taken.len() < content.len(), "the answer was cut off");
}

#[test]
fn a_connection_that_waits_for_its_next_request_ends() {
    let place = Initialised::new();
    let server = place.start(&only("--idle-timeout"));
    let mut stream = server.connect();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: kii.test\r\n\r\n").unwrap();
    assert_eq!(answer(&mut stream).status, 200, "it is answered, and then the connection ends");
}

#[test]
fn a_connection_beyond_the_limit_is_served_when_another_has_ended() {
    let place = Initialised::new();
    let server = place.start(&["--max-connections", "1", "--header-timeout", LONG, "--idle-timeout", LONG]);
    let mut first = server.connect();
    let health = request("GET", "/healthz", &[], "");
    let mut second = server.connect();
    second.write_all(health.as_bytes()).unwrap();
    second.set_read_timeout(Some(std::time::Duration::from_millis(200))).unwrap();
    assert!(second.read(&mut [0]).is_err(), "it waits");
    second.set_read_timeout(None).unwrap();
    first.write_all(health.as_bytes()).unwrap();
    assert_eq!(answer(&mut first).status, 200);
    drop(first);
    assert_eq!(answer(&mut second).status, 200);
}
