//! Content that differs from what the headers announce: the target's fault, or an answer that the network has cut off.

use std::time::{Duration, Instant};

use http::{Method, StatusCode};
use kii_conformance::{Coding, SendErrorKind, testing::LARGEST_CONTENT};

use crate::{
    exchange::{answered, client, doing, late, late_after, outcome, request, unanswered},
    raw_server::{Act, RawServer, answer},
};

/// Fails unless the answer counts as a wrong answer of the target.
#[track_caller]
fn wrong(server: &RawServer, words: &[&str]) {
    let kind = unanswered(&server.url(), words);
    let SendErrorKind::Content(answer) = &kind else { panic!("{kind:?}") };
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.content.len() <= 1 << 16, "{} bytes were kept", answer.content.len());
}

#[test]
fn content_that_is_shorter_than_announced_is_wrong() {
    let server = RawServer::sending(answer("200 OK\r\ncontent-length: 100", "{\"a\": 1}"));
    wrong(&server, &["200 OK", "8 of 100 bytes"]);
}

#[test]
fn chunks_that_do_not_end_or_make_no_sense_are_wrong() {
    let head = "200 OK\r\ntransfer-encoding: chunked";
    wrong(&RawServer::sending(answer(head, "5\r\nhello\r\n")), &["200 OK", "5 bytes of its content"]);
    wrong(&RawServer::sending(answer(head, "5\r\nhello\r\nzz\r\n")), &["5 bytes of its content", "chunk"]);
    wrong(&RawServer::sending(answer(head, "fffffffffffffffff\r\nhello")), &["0 bytes of its content"]);
}

#[test]
fn content_without_end_is_wrong_and_not_kept() {
    let endless = doing(|| vec![Act::Send(answer("200 OK", "")), Act::Repeat(vec![b'x'; 1 << 20], Duration::ZERO)]);
    wrong(&endless, &[&format!("more than {LARGEST_CONTENT} bytes")]);
}

#[test]
fn a_reset_in_the_middle_is_no_fault_of_the_answer() {
    let server = doing(|| {
        let begun = Act::Send(answer("200 OK\r\ncontent-length: 100", "0123456789"));
        // The reset would overtake the bytes.
        vec![begun, Act::Drip(b"0".to_vec(), Duration::from_millis(100)), Act::Reset]
    });
    let kind = unanswered(&server.url(), &["reset after", "200 OK", "11 of 100 bytes"]);
    assert_eq!(kind, SendErrorKind::Closed);
}

#[test]
fn a_byte_at_a_time_ends_with_the_time_and_says_how_far_it_came() {
    let server = doing(|| {
        let head = Act::Send(answer("200 OK\r\ncontent-length: 1000", "0123456789"));
        vec![head, Act::Drip(vec![b'x'; 990], Duration::from_millis(100))]
    });
    late(&server.url(), &["200 OK", "of 1000 bytes"]);
}

#[test]
fn bytes_after_the_end_are_not_taken_for_the_next_answer() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for (method, head) in [
        (Method::GET, "200 OK\r\ncontent-length: 2"),
        (Method::GET, "204 No Content"),
        (Method::HEAD, "200 OK\r\ncontent-length: 2"),
        (Method::GET, "304 Not Modified"),
    ] {
        let server =
            doing(move || vec![Act::Send(answer(head, "okHTTP/1.1 418 Smuggled\r\ncontent-length: 0\r\n\r\n"))]);
        let client = client();
        for _ in 0..5 {
            let answer = runtime.block_on(client.send(request(method.clone(), &server.url()))).expect("an answer");
            assert_ne!(answer.status, StatusCode::IM_A_TEAPOT, "{method} {head}");
        }
        assert_eq!(server.connections(), 5, "a connection with bytes left over is not used again");
    }
}

#[test]
fn packed_content_is_unpacked_and_the_answer_says_so() {
    let packed = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00";
    let head = format!("200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}", packed.len());
    let answer = answered(&RawServer::sending(answer(&head, packed)));
    assert_eq!(&answer.content[..], b"{}");
    assert_eq!(answer.coding, Coding::Undone("gzip".to_owned()));
    assert_eq!(answer.headers["content-encoding"], "gzip");
}

#[test]
fn a_length_beside_chunks_is_seen() {
    let head = "200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked";
    let answer = answered(&RawServer::sending(answer(head, "2\r\n{}\r\n0\r\n\r\n")));
    assert_eq!(&answer.content[..], b"{}");
    let sent = String::from_utf8_lossy(&answer.raw_head).into_owned();
    assert!(sent.contains("Content-Length: 2") && sent.contains("Transfer-Encoding: chunked"), "{sent}");
}

#[test]
fn contradictory_lengths_are_no_answer() {
    let server = RawServer::sending(answer("200 OK\r\ncontent-length: 2\r\ncontent-length: 3", "abc"));
    let error = outcome(Method::GET, &server.url()).expect_err("nobody knows where it ends");
    assert_eq!(error.kind, SendErrorKind::Exchange, "{error}");
}

#[test]
fn a_long_content_that_is_late_is_told_with_the_time_that_was_really_waited() {
    let server = doing(|| vec![Act::Send(answer("200 OK\r\ncontent-length: 131072", "0123456789")), Act::Hang]);
    let begun = Instant::now();
    late_after("3 s (the time-out of 1 s, and 2 s more for long content)", &server.url(), &["10 of 131072 bytes"]);
    let waited = begun.elapsed();
    assert!(waited >= Duration::from_secs(3), "{waited:?}");
}
