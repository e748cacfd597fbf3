//! Connections that are slow or idle end. Each test waits for that as long as it takes, and may be slow itself: what it does
//! is under no short limit, or arrives with a single write, or is done again.

use std::{
    cell::Cell,
    io::{Read, Write},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::process::{Answer, Initialised, ServerProcess, answer, request, rest, until};

/// A time that has passed soon, as a flag has it.
const SHORT: &str = "1s";
/// The same time.
const SHORT_TIME: Duration = Duration::from_secs(1);
/// A time that never passes within a test.
const LONG: &str = "1h";

/// How often a test looks whether something has happened that must not.
const LOOKS: usize = 100;

/// The flags with which only this time is short.
fn only(short: &str) -> Vec<&str> {
    let flags = ["--header-timeout", "--body-timeout", "--idle-timeout"];
    flags.into_iter().flat_map(|flag| [flag, if flag == short { SHORT } else { LONG }]).collect()
}

/// The metrics, unless the server has ended the connection before it had the whole request.
fn metrics(server: &ServerProcess) -> Option<Answer> {
    let mut stream = server.connect();
    stream.write_all(request("GET", "/metrics", &[], "").as_bytes()).ok()?;
    let mut text = Vec::new();
    stream.read_to_end(&mut text).ok()?;
    (!text.is_empty()).then(|| answer(&mut text.as_slice()))
}

/// Waits until the server has counted so many connections as slow or idle. A request for the metrics that was slow itself
/// counts as well.
#[track_caller]
fn until_timed_out(server: &ServerProcess, connections: u64) {
    let of_this = Cell::new(0);
    until(|| {
        let Some(answer) = metrics(server) else {
            of_this.set(of_this.get() + 1);
            return false;
        };
        let line = format!("kii_server_connections_timed_out_total {}", connections + of_this.get());
        answer.content.lines().any(|it| it == line)
    });
}

#[test]
fn a_head_that_does_not_end_ends_the_connection() {
    let place = Initialised::new();
    let server = place.start(&only("--header-timeout"));
    for part in ["", "GET /healthz HTTP/1.1\r\nHost:"] {
        let begin = Instant::now();
        let mut stream = server.connect();
        // The first write succeeds even if the server has ended the connection before.
        stream.write_all(part.as_bytes()).unwrap();
        assert_eq!(rest(&mut stream), [0; 0]);
        assert!(begin.elapsed() >= SHORT_TIME, "it had its time");
    }
    until_timed_out(&server, 2);
}

#[test]
fn a_content_that_does_not_arrive_gets_408_and_changes_nothing() {
    let place = Initialised::new();
    let server = place.start(&[&only("--body-timeout")[..], &["--log", "json"]].concat());
    let token = format!("Bearer {}", place.text("principals.owner.token"));
    let headers =
        [("Authorization", token.as_str()), ("Content-Type", "application/json"), ("Origin", "http://kii.test")];
    assert_eq!(server.send("PUT", &place.object(), &headers, "{}").status, 201);
    // The body is large enough for a file of its own, and small enough for a single write.
    for (path, content) in
        [(place.object(), "{\"a\":1}".to_owned()), (format!("{}/body", place.object()), "a".repeat(20_000))]
    {
        let whole = request("PUT", &path, &headers, &content);
        let begin = Instant::now();
        let mut stream = server.connect();
        stream.write_all(&whole.as_bytes()[..whole.len() - 1]).unwrap();
        let answer = answer(&mut stream);
        assert_eq!(answer.status, 408, "{answer:?}");
        assert!(answer.content.contains("REQUEST_TIMEOUT"), "{answer:?}");
        assert!(answer.head.contains("access-control-allow-origin: *"), "a page may read it: {answer:?}");
        assert!(begin.elapsed() >= SHORT_TIME, "it had its time");
    }
    let kept = server.get(&place.object(), &place.text("principals.owner.token"));
    assert!(kept.content.contains("\"_version\":\"1\"") && !kept.content.contains("\"a\""), "{kept:?}");
    assert_eq!(server.get(&format!("{}/body", place.object()), &place.text("principals.owner.token")).status, 404);
    let figures = server.get("/metrics", "").content;
    let log = server.stop();
    for operation in ["object.put", "body.put"] {
        let count = format!("kii_server_requests_total{{operation=\"{operation}\",status=\"408\"}} 1");
        assert!(figures.lines().any(|line| line == count), "`{count}` is not in\n{figures}");
        let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let line = lines.iter().find(|line| line["status"] == 408 && line["operation"] == operation);
        assert!(line.is_some_and(|line| line["caller"].as_str().unwrap().starts_with("user:")), "{log}");
    }
}

#[test]
fn a_byte_now_and_then_keeps_no_connection() {
    let place = Initialised::new();
    let server = place.start(&only("--body-timeout"));
    let mut stream = server.connect();
    stream.write_all(b"POST /api/oauth2/token HTTP/1.1\r\nHost: kii.test\r\nContent-Length: 1000\r\n\r\n").unwrap();
    let mut writer = stream.try_clone().unwrap();
    // Far more often than once in the time in which nothing may arrive, until the server has had enough.
    let sending = std::thread::spawn(move || {
        while writer.write_all(b"a").is_ok() {
            std::thread::sleep(SHORT_TIME / 10);
        }
    });
    let said = String::from_utf8(rest(&mut stream)).unwrap();
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 408 "), "{said}");
    drop(stream);
    sending.join().unwrap();
}

#[test]
fn an_answer_that_nobody_takes_ends_the_connection() {
    let place = Initialised::new();
    let server = place.start(&["--body-timeout", LONG]);
    let token = format!("Bearer {}", place.text("principals.owner.token"));
    let headers = [("Authorization", token.as_str()), ("Content-Type", "application/json")];
    assert_eq!(server.send("PUT", &place.object(), &headers, "{}").status, 201);
    let (body, content) = (format!("{}/body", place.object()), "a".repeat(32 << 20));
    assert_eq!(server.send("PUT", &body, &headers[..1], &content).status, 200);
    drop(server);

    let server = place.start(&only("--body-timeout"));
    let begin = Instant::now();
    let mut stream = server.connect();
    stream.write_all(request("GET", &body, &headers[..1], "").as_bytes()).unwrap();
    until_timed_out(&server, 1);
    assert!(begin.elapsed() >= SHORT_TIME, "it had its time");
    let taken = rest(&mut stream);
    assert!(taken.starts_with(b"HTTP/1.1 200 "), "the answer had begun");
    assert!(taken.len() < content.len(), "the answer was cut off");
}

#[test]
fn a_connection_that_waits_for_its_next_request_ends() {
    let place = Initialised::new();
    let server = place.start(&only("--idle-timeout"));
    let begin = Instant::now();
    let mut stream = server.connect();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: kii.test\r\n\r\n").unwrap();
    assert_eq!(answer(&mut stream).status, 200, "it is answered, and then the connection ends");
    assert!(begin.elapsed() >= SHORT_TIME, "it had its time");
    until_timed_out(&server, 1);
}

#[test]
fn a_connection_beyond_the_limit_is_served_when_another_has_ended() {
    let place = Initialised::new();
    let server = place.start(&["--max-connections", "1", "--header-timeout", LONG, "--idle-timeout", LONG]);
    let mut first = server.connect();
    let mut second = server.connect();
    second.write_all(request("GET", "/healthz", &[], "").as_bytes()).unwrap();
    // As many looks at the figures as a server without the limit would need at most to accept the second connection.
    let looks =
        "GET /metrics HTTP/1.1\r\nHost: kii.test\r\n\r\n".repeat(LOOKS - 1) + &request("GET", "/metrics", &[], "");
    first.write_all(looks.as_bytes()).unwrap();
    let figures = String::from_utf8(rest(&mut first)).unwrap();
    let accepted = figures.lines().filter(|line| *line == "kii_server_connections_accepted_total 1").count();
    assert_eq!(accepted, LOOKS, "{figures}");
    assert_eq!(answer(&mut second).status, 200);
}
