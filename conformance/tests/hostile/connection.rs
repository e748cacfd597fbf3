//! Connections: which ones are used again, what a server sends behind an answer, and what is sent over them.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{Ipv6Addr, Shutdown, TcpListener},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};
use kii_conformance::{Client, Delivery, Request, Response, SendError, SendErrorKind, WireForm};
use tokio::runtime::Runtime;

use crate::{
    exchange::{answered, client, doing, request},
    raw_server::{Act, RawServer, answer},
};

/// A client that sends one request after the other. Between them nothing runs, as on a machine that is busy.
struct Sequence {
    runtime: Runtime,
    client: Client,
}

impl Sequence {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        Self { runtime, client: client() }
    }

    fn send(&self, request: Request) -> Result<Response, SendError> {
        self.runtime.block_on(self.client.send(request))
    }

    fn get(&self, server: &RawServer) -> Result<Response, SendError> {
        self.send(request(Method::GET, &server.url()))
    }
}

/// An action after which the other side of the channel knows that those before it were done.
fn tell(done: &Sender<()>) -> Act {
    let done = done.clone();
    Act::Do(Box::new(move |_| {
        let _ = done.send(());
        Ok(())
    }))
}

fn wait(done: &Receiver<()>) {
    done.recv().expect("the server goes on");
}

#[test]
fn what_follows_an_answer_at_once_is_kept_beside_it() {
    for (method, head, content) in [
        (Method::GET, "200 OK\r\ncontent-length: 2", "ok"),
        (Method::GET, "204 No Content", ""),
        (Method::GET, "304 Not Modified", ""),
        (Method::HEAD, "200 OK\r\ncontent-length: 20", ""),
        (Method::GET, "200 OK\r\ntransfer-encoding: chunked", "2\r\nok\r\n0\r\n\r\n"),
        (Method::GET, "200 OK\r\nconnection: close\r\ncontent-length: 2", "ok"),
    ] {
        let server = doing(move || vec![Act::Send(answer(head, format!("{content}hello")))]);
        let answer = Sequence::new().send(request(method, &server.url())).expect("an answer");
        assert_eq!(&answer.surplus[..], b"hello", "{head}");
        assert_eq!(answer.content.is_empty(), content.is_empty(), "{head}");
    }
    let clean = doing(|| vec![Act::Send(answer("200 OK\r\ncontent-length: 2", "ok"))]);
    assert_eq!(answered(&clean).surplus, Bytes::new());
    let large = doing(|| vec![Act::Send(answer("204 No Content", vec![b'x'; 1 << 20]))]);
    assert!((1..=4096).contains(&answered(&large).surplus.len()));
}

#[test]
fn what_follows_an_answer_late_does_not_harm_the_next_request() {
    let (done, is_done) = channel();
    let server = RawServer::new(move |_| {
        let late = Act::Do(Box::new(|stream| {
            thread::sleep(std::time::Duration::from_millis(5));
            (&mut &*stream).write_all(b"hello")
        }));
        vec![Act::Send(answer("204 No Content", "")), late, tell(&done)]
    });
    let sequence = Sequence::new();
    for _ in 0..5 {
        assert_eq!(sequence.get(&server).expect("an answer").status, StatusCode::NO_CONTENT);
        wait(&is_done);
    }
    assert_eq!((server.requests(), server.connections()), (5, 5));
}

#[test]
fn what_crosses_the_next_request_is_told_as_left_over_and_happens_once() {
    let server = RawServer::new(move |head| match head.contains("/first") {
        true => vec![Act::Send(answer("204 No Content", ""))],
        false => vec![Act::Send(b"hello".to_vec()), Act::Send(answer("204 No Content", ""))],
    });
    let sequence = Sequence::new();
    let first = request(Method::DELETE, &format!("{}/first", server.url()));
    sequence.send(first).expect("an answer");
    let error = sequence.get(&server).expect_err("the bytes begin no answer");
    assert_eq!(error.kind, SendErrorKind::Closed, "{error}");
    assert!(error.is_transient());
    let words = format!("left over from DELETE {}/first, the request before", server.url());
    assert!(error.message.contains(&words) && error.message.contains("`hello"), "{error}");

    // The next attempt has a connection of its own, so it shows that the bytes are of this answer.
    let error = sequence.get(&server).expect_err("the bytes begin no answer");
    assert_eq!(error.kind, SendErrorKind::Exchange, "{error}");
    for _ in 0..3 {
        sequence.send(request(Method::GET, &format!("{}/first", server.url()))).expect("an answer");
    }
    assert_eq!(server.connections(), 5, "no connection is used again");
}

#[test]
fn a_connection_that_was_closed_without_notice_is_replaced_and_nothing_is_sent_twice() {
    let (done, is_done) = channel();
    let server = RawServer::new(move |_| {
        let close = Act::Do(Box::new(|stream| stream.shutdown(Shutdown::Both)));
        vec![Act::Send(answer("200 OK\r\ncontent-length: 2", "ok")), close, tell(&done), Act::Close]
    });
    let sequence = Sequence::new();
    for _ in 0..5 {
        sequence.get(&server).expect("an answer");
        wait(&is_done);
    }
    assert_eq!((server.requests(), server.connections()), (5, 5));
}

#[test]
fn a_connection_over_which_content_may_still_come_is_not_used_again_after_a_refusal() {
    for (delivery, connections) in [(Delivery::Whole, 1), (Delivery::InParts, 3)] {
        let server = doing(|| vec![Act::Send(answer("404 Not Found\r\ncontent-length: 0", ""))]);
        let sequence = Sequence::new();
        for _ in 0..3 {
            let form = WireForm { delivery, ..WireForm::default() };
            let content = Bytes::from_static(b"in parts");
            sequence.send(Request { content, form, ..request(Method::PUT, &server.url()) }).expect("an answer");
        }
        assert_eq!((server.requests(), server.connections()), (3, connections), "{delivery:?}");
    }
}

#[test]
fn a_request_that_was_written_is_not_sent_again() {
    let server = RawServer::new(|head| match head.starts_with("GET") {
        true => vec![Act::Send(answer("204 No Content", ""))],
        false => vec![Act::Close],
    });
    let sequence = Sequence::new();
    sequence.get(&server).expect("an answer");
    let error = sequence.send(request(Method::PUT, &server.url())).expect_err("the connection was closed");
    assert_eq!((error.kind, server.requests()), (SendErrorKind::Closed, 2));
}

#[test]
fn an_answer_that_comes_before_the_content_was_sent_is_an_answer() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("the address"));
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut reader = BufReader::with_capacity(1, stream.try_clone().expect("a second handle"));
            let mut line = String::new();
            while line != "\r\n" {
                line.clear();
                reader.read_line(&mut line).expect("the head of the request");
            }
            // What it leaves unread makes the system reset the connection.
            drop(stream.write_all(&answer("413 Content Too Large\r\ncontent-length: 2", "no")));
        }
    });
    let sequence = Sequence::new();
    for _ in 0..5 {
        let mut large = request(Method::PUT, &url);
        large.content = vec![b'x'; 8 << 20].into();
        let answer = sequence.send(large).expect("an answer");
        assert_eq!((answer.status, &answer.content[..]), (StatusCode::PAYLOAD_TOO_LARGE, &b"no"[..]));
    }
}

#[test]
fn interim_answers_are_passed_over() {
    let sent = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n";
    let server = doing(move || vec![Act::Send(format!("{sent}ok").into_bytes())]);
    let sequence = Sequence::new();
    for _ in 0..3 {
        let answer = sequence.get(&server).expect("an answer");
        assert_eq!((answer.status, &answer.content[..]), (StatusCode::OK, &b"ok"[..]));
        assert!(!answer.headers.contains_key("link"));
        assert_eq!(&answer.raw_head[..], sent.as_bytes());
    }
    assert_eq!(server.connections(), 1);
}

#[test]
fn a_trailer_section_belongs_neither_to_the_content_nor_to_the_headers() {
    let head = "200 OK\r\ntransfer-encoding: chunked\r\ntrailer: x-sum";
    let server = doing(move || vec![Act::Send(answer(head, "2\r\nok\r\n0\r\nx-sum: 1\r\n\r\n"))]);
    let sequence = Sequence::new();
    for _ in 0..3 {
        let answer = sequence.get(&server).expect("an answer");
        assert_eq!((&answer.content[..], &answer.surplus[..]), (&b"ok"[..], &b""[..]));
        assert!(!answer.headers.contains_key("x-sum"));
    }
    assert_eq!(server.connections(), 1);
}

#[test]
fn a_head_is_kept_as_it_was_sent() {
    let sent = answer("200 Fine\r\nX-Odd:  1 \r\netag: \"1\"\r\nETag: \"1\"\r\nContent-LENGTH: 2", "");
    let bytes = [&sent[..], b"ok"].concat();
    let answer = answered(&RawServer::sending(bytes));
    assert_eq!(answer.raw_head, sent);
    assert_eq!(answer.headers.get_all(header::ETAG).iter().count(), 2);
}

#[test]
fn a_request_asks_for_content_as_it_is_and_names_the_host() {
    let (heads, received) = channel();
    let server = RawServer::new(move |head| {
        heads.send(head.to_owned()).expect("the test listens");
        vec![Act::Send(answer("204 No Content", ""))]
    });
    let sequence = Sequence::new();
    let plain = request(Method::GET, &format!("{}/a?b=c", server.url()));
    sequence.send(plain.clone()).expect("an answer");
    let head = received.recv().expect("a head");
    let host = server.url().replace("http://", "");
    assert!(head.starts_with(&format!("GET /a?b=c HTTP/1.1\r\nhost: {host}\r\n")), "{head}");
    assert!(head.contains("accept-encoding: identity\r\n") && !head.contains("referer"), "{head}");
    let mut packed = plain;
    packed.headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    sequence.send(packed).expect("an answer");
    let head = received.recv().expect("a head");
    assert!(head.contains("accept-encoding: gzip\r\n") && !head.contains("identity"), "{head}");
}

#[test]
fn an_address_of_ipv6_can_be_a_target() {
    if TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_err() {
        // A system without IPv6 has nothing to connect to.
        return;
    }
    let server = RawServer::at(Ipv6Addr::LOCALHOST.into(), |head| {
        let status = if head.contains("\r\nhost: [::1]:") { "204 No Content" } else { "400 Bad Request" };
        vec![Act::Send(answer(status, ""))]
    });
    assert!(server.url().starts_with("http://[::1]:"));
    assert_eq!(answered(&server).status, StatusCode::NO_CONTENT);
}
