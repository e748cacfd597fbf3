//! No answer, or bytes that are not HTTP: the message shows what arrived.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};

use http::{Method, StatusCode, Version};
use kii_conformance::{SendErrorKind, Target};

use crate::{
    exchange::{answered, doing, late, outcome, unanswered},
    raw_server::{Act, RawServer, answer},
};

#[test]
fn a_refused_connection_is_told_as_such() {
    let port = TcpListener::bind(("127.0.0.1", 0)).expect("a free port").local_addr().expect("the address").port();
    let kind = unanswered(&format!("http://127.0.0.1:{port}"), &["refused"]);
    assert_eq!(kind, SendErrorKind::Connect);
}

/// The URL of a server that does this with the first connection, before it has read anything.
fn greeting(greet: impl FnOnce(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let url = format!("https://{}", listener.local_addr().expect("the address"));
    thread::spawn(move || greet(listener.accept().expect("a connection").0));
    url
}

#[test]
fn a_server_that_does_not_speak_tls_is_told_as_such() {
    let url = greeting(|mut stream| {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").expect("the client reads");
        drop(stream.read_to_end(&mut Vec::new()));
    });
    assert_eq!(unanswered(&url, &["TLS", "http:// or https://"]), SendErrorKind::Connect);
}

#[test]
fn a_server_that_speaks_first_is_told_as_such() {
    let url = greeting(|mut stream| {
        stream.write_all(b"SSH-2.0-OpenSSH_9.6\r\n").expect("the client reads");
        drop(stream.read_to_end(&mut Vec::new()));
    });
    let url = url.replace("https", "http");
    assert_eq!(unanswered(&url, &["what came is not an", "SSH-2.0-OpenSSH_9.6"]), SendErrorKind::Exchange);
}

#[test]
fn a_tls_handshake_that_does_not_end_is_told_as_such() {
    // Whether that is an end in good order or a reset depends on what has been read.
    assert_eq!(unanswered(&greeting(drop), &[]), SendErrorKind::Connect);
    let silent = greeting(|mut stream| drop(stream.read_to_end(&mut Vec::new())));
    late(&silent, &[]);
}

#[test]
fn a_connection_that_ends_before_the_headers_are_complete_is_reported() {
    let closed = doing(|| vec![Act::Close]);
    assert_eq!(unanswered(&closed.url(), &["closed before the headers"]), SendErrorKind::Closed);
    let reset = doing(|| vec![Act::Reset]);
    assert_eq!(unanswered(&reset.url(), &["reset before the headers"]), SendErrorKind::Closed);
    let halfway = doing(|| vec![Act::Send(b"HTTP/1.1 200 OK\r\ncontent-le".to_vec()), Act::Close]);
    assert_eq!(unanswered(&halfway.url(), &["closed before the headers"]), SendErrorKind::Closed);
}

#[test]
fn a_server_that_sends_nothing_or_a_byte_at_a_time_times_out() {
    let silent = doing(|| vec![Act::Hang]);
    late(&silent.url(), &[]);
    let head = || answer("200 OK\r\ncontent-length: 0", "");
    let slow = doing(move || vec![Act::Drip(head(), Duration::from_millis(100))]);
    late(&slow.url(), &[]);
}

#[test]
fn what_is_not_http_is_shown() {
    for (sent, shown) in [
        (&b"SSH-2.0-OpenSSH_9.6\r\n"[..], "SSH-2.0-OpenSSH_9.6"),
        (b"<html>It works</html>\r\n\r\n", "<html>It works</html>"),
        (b"\x00\x00\x12\x04\x00\x00\x00\x00\x00", r"\x00\x00\x12\x04"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "PRI * HTTP/2.0"),
        (b"HTTP/2.0 200 OK\r\n\r\n", "HTTP/2.0 200 OK"),
        (b"HTTP/1.1 2x0 OK\r\n\r\n", ""),
        (b"HTTP/1.1 200 OK\r\nbad header: x\r\n\r\n", ""),
        (b"HTTP/1.1 200 OK\r\n\xff\xfe: x\r\n\r\n", ""),
    ] {
        let server = RawServer::sending(sent);
        let kind = unanswered(&server.url(), &["not an HTTP/1.1 answer", shown]);
        assert_eq!(kind, SendErrorKind::Exchange, "{}", sent.escape_ascii());
    }
}

/// A target with the token that these servers send back.
fn target() -> Target {
    let text = "base_url = \"http://127.0.0.1:9\"\napp_id = \"app\"\napp_key = \"key-of-the-application\"\n\
                [principals.owner]\nuser_id = \"owner-id\"\ntoken = \"token-of-the-owner\"\n";
    let api = kii_spec::Api::embedded().expect("a spec");
    Target::from_toml(&api, text, "target.toml").expect("a target")
}

#[test]
fn what_is_not_http_is_shown_without_half_of_a_secret() {
    let server = RawServer::new(|head| vec![Act::Send(format!("you sent: {head}").into_bytes()), Act::Close]);
    let error = outcome(Method::GET, &server.url()).expect_err("this is not HTTP");
    // A message holds a long text whole until the secrets are out of it; every report does what the target does here.
    let shown = |message: &str| target().redact(message);
    let message = shown(&error.message);
    assert!(message.contains("it begins with `you sent:") && !message.contains("token-of"), "{message}");
    let long =
        RawServer::new(|_| vec![Act::Send(format!("token-of-the-owner{}", "x".repeat(100)).into_bytes()), Act::Close]);
    let error = outcome(Method::GET, &long.url()).expect_err("this is not HTTP");
    let message = shown(&error.message);
    assert!(message.contains("it begins with `") && !message.contains("token"), "{message}");
}

#[test]
fn a_head_beyond_all_bounds_is_not_read_to_its_end() {
    let many = doing(|| vec![Act::Send(answer(&format!("200 OK{}", "\r\nx-a: 1".repeat(100_000)), ""))]);
    assert_eq!(unanswered(&many.url(), &["too large", "100 header lines"]), SendErrorKind::Exchange);
    let long =
        doing(|| vec![Act::Send(b"HTTP/1.1 200 OK\r\nx-a: ".to_vec()), Act::Repeat(vec![b'a'; 65536], Duration::ZERO)]);
    assert_eq!(unanswered(&long.url(), &["too large", "400 kB"]), SendErrorKind::Exchange);
}

#[test]
fn interim_answers_without_end_end_with_the_time() {
    let server = doing(|| vec![Act::Repeat(b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(), Duration::from_millis(5))]);
    late(&server.url(), &[]);
}

#[test]
fn an_answer_of_http_1_0_is_an_answer() {
    let answer = answered(&RawServer::sending("HTTP/1.0 404 Not Found\r\n\r\nnothing"));
    assert_eq!((answer.version, answer.status), (Version::HTTP_10, StatusCode::NOT_FOUND));
    assert_eq!(&answer.content[..], b"nothing");
}

#[test]
fn bytes_that_are_no_text_are_kept_in_header_values() {
    let answer = answered(&RawServer::sending(b"HTTP/1.1 200 OK\r\nx-a: \xff\xfe\r\ncontent-length: 0\r\n\r\n"));
    assert_eq!(answer.headers["x-a"].as_bytes(), b"\xff\xfe");
}

#[test]
fn a_redirect_is_an_answer_and_nobody_goes_there() {
    let elsewhere = RawServer::sending("HTTP/1.1 200 OK\r\n\r\n");
    let location = elsewhere.url();
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let head = format!("{status}\r\nlocation: {location}\r\ncontent-length: 0");
        let answer = answered(&RawServer::sending(answer(&head, "")));
        assert!(answer.status.is_redirection(), "{}", answer.status);
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[test]
fn switching_protocols_is_an_answer_like_any_other() {
    let server = RawServer::sending(answer("101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade", "\x00"));
    assert_eq!(outcome(Method::GET, &server.url()).expect("an answer").status, StatusCode::SWITCHING_PROTOCOLS);
}
