//! How the program ends.

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Stdio,
};

use crate::process::{Initialised, ServerProcess, answer, program, request, rest, until};

/// What a server says once it reads the content of a request.
const CONTINUE: [u8; 25] = *b"HTTP/1.1 100 Continue\r\n\r\n";

/// A connection with a request that is under way for certain: the server reads its content, of which the last byte is
/// missing, a `}`.
fn under_way(place: &Initialised, server: &ServerProcess) -> TcpStream {
    let token = format!("Bearer {}", place.text("principals.owner.token"));
    let headers = [("Authorization", token.as_str()), ("Content-Type", "application/json"), ("Expect", "100-continue")];
    let whole = request("PUT", &place.object(), &headers, "{}");
    let mut stream = server.connect();
    stream.write_all(whole.strip_suffix('}').unwrap().as_bytes()).unwrap();
    let mut said = CONTINUE.map(|_| 0);
    stream.read_exact(&mut said).unwrap();
    assert_eq!(said, CONTINUE);
    stream
}

#[test]
fn a_request_that_is_under_way_is_answered_before_the_end() {
    let place = Initialised::new();
    let server = place.start(&["--shutdown-timeout", "1h", "--body-timeout", "1h"]);
    let mut stream = under_way(&place, &server);
    server.terminate();
    // A server that has begun to stop accepts no connections.
    let address = server.base_url.strip_prefix("http://").unwrap();
    until(|| TcpStream::connect(address).is_err());
    stream.write_all(b"}").unwrap();
    assert_eq!(answer(&mut stream).status, 201);
    assert_eq!(server.wait().0, Some(0));
}

#[test]
fn a_request_that_takes_too_long_does_not_hold_up_the_end() {
    let place = Initialised::new();
    let server = place.start(&["--shutdown-timeout", "50ms", "--body-timeout", "1h"]);
    let mut stream = under_way(&place, &server);
    server.terminate();
    assert_eq!(rest(&mut stream), [0; 0]);
    assert_eq!(server.wait().0, Some(0));
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let place = Initialised::new();
    let server = place.start(&["--shutdown-timeout", "1h", "--body-timeout", "1h"]);
    let _under_way = under_way(&place, &server);
    server.terminate();
    let address = server.base_url.strip_prefix("http://").unwrap();
    until(|| TcpStream::connect(address).is_err());
    server.terminate();
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
