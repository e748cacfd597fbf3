//! How the program ends.

#![cfg(unix)]

use std::{
    io::{Read, Write},
    process::Stdio,
};

use crate::process::{Initialised, ServerProcess, answer, program, request};

#[test]
fn a_request_that_is_under_way_is_answered_before_the_end() {
    let place = Initialised::new();
    let server = place.start(&["--shutdown-timeout", "1h"]);
    let token = format!("Bearer {}", place.text("principals.owner.token"));
    let whole =
        request("PUT", &place.object(), &[("Authorization", &token), ("Content-Type", "application/json")], "{}");
    let (first, rest) = whole.split_at(whole.len() - 1);
    let mut stream = server.connect();
    stream.write_all(first.as_bytes()).unwrap();
    // An answer on another connection shows that the server has had time to read the head.
    while !server.get("/metrics", "").content.contains("kii_server_connections_open 2") {}
    server.terminate();
    stream.write_all(rest.as_bytes()).unwrap();
    assert_eq!(answer(&mut stream).status, 201);
    assert_eq!(server.wait().0, Some(0));
}

#[test]
fn a_request_that_takes_too_long_does_not_hold_up_the_end() {
    let place = Initialised::new();
    let server = place.start(&["--shutdown-timeout", "50ms", "--body-timeout", "1h"]);
    let token = format!("Bearer {}", place.text("principals.owner.token"));
    let whole =
        request("PUT", &place.object(), &[("Authorization", &token), ("Content-Type", "application/json")], "{}");
    let mut stream = server.connect();
    stream.write_all(&whole.as_bytes()[..whole.len() - 1]).unwrap();
    server.terminate();
    let mut rest = Vec::new();
    drop(stream.read_to_end(&mut rest));
    assert_eq!(server.wait().0, Some(0));
}

#[test]
fn streams_that_nobody_reads_are_no_reason_to_fail() {
    let mut command = program();
    command.args(["serve", "--address", "127.0.0.1:0", "--log", "json"]).stdout(Stdio::piped());
    let mut server = ServerProcess::spawn_without_readers(&mut command);
    for _ in 0..3 {
        assert_eq!(server.get("/healthz", "").status, 200);
        assert_eq!(server.get("/api/apps/none/buckets/bb/objects/o1", "").status, 401);
    }
    server.terminate();
    assert_eq!(server.exit_code(), Some(0));
}
