//! The rate of requests, the number of connections, and requests that the target throttles.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use http::{Method, StatusCode};
use kii_conformance::{Client, Concurrency, LoadControl, SendErrorKind, testing::Answers};
use tokio::{runtime::Runtime, task::JoinSet};

use crate::{
    exchange::{client, doing, request},
    raw_server::{Act, RawServer, answer},
};

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

fn empty() -> Vec<Act> {
    vec![Act::Send(answer("204 No Content", ""))]
}

/// Sends so many requests at the same time; the statuses of their answers.
fn send(client: &Client, server: &RawServer, times: usize) -> Vec<StatusCode> {
    runtime().block_on(async {
        let mut sent = JoinSet::new();
        for _ in 0..times {
            let (client, request) = (client.clone(), request(Method::GET, &server.url()));
            sent.spawn(async move { client.send(request).await.expect("an answer").status });
        }
        sent.join_all().await
    })
}

/// A server that answers the first requests with this head, and every later one with 204.
fn throttling(first: usize, head: impl Fn() -> String + Send + Sync + 'static) -> RawServer {
    let served = AtomicUsize::new(0);
    RawServer::new(move |_| match served.fetch_add(1, Ordering::SeqCst) < first {
        true => vec![Act::Send(answer(&format!("{}\r\ncontent-length: 0", head()), ""))],
        false => empty(),
    })
}

#[test]
fn requests_one_after_the_other_share_a_connection() {
    let (server, client, runtime) = (doing(empty), client(), runtime());
    for _ in 0..20 {
        runtime.block_on(client.send(request(Method::GET, &server.url()))).expect("an answer");
    }
    assert_eq!((server.requests(), server.connections()), (20, 1));
}

#[test]
fn a_rate_is_never_exceeded() {
    let server = doing(empty);
    let begun = Instant::now();
    send(&client().with_load(LoadControl::new(Concurrency::Adaptive, None, Some(50.0))), &server, 11);
    // Ten intervals lie between eleven requests.
    assert!(begun.elapsed() >= Duration::from_millis(200), "{:?}", begun.elapsed());
    assert_eq!(server.requests(), 11);
}

#[test]
fn no_more_requests_are_under_way_than_is_allowed() {
    let counts = Arc::new(Mutex::new((0_usize, 0_usize)));
    let seen = Arc::clone(&counts);
    let server = RawServer::new(move |_| {
        let change = |by: isize| {
            let mut counts = counts.lock().expect("a lock");
            counts.0 = counts.0.saturating_add_signed(by);
            counts.1 = counts.1.max(counts.0);
        };
        change(1);
        std::thread::sleep(Duration::from_millis(10));
        change(-1);
        empty()
    });
    send(&client().with_load(LoadControl::new(Concurrency::Adaptive, Some(3), None)), &server, 12);
    let (_, most) = *seen.lock().expect("a lock");
    assert!((1..=3).contains(&most), "{most} at the same time");
}

#[test]
fn a_target_that_asks_to_wait_is_waited_for_and_the_account_says_so() {
    let soon = || format!("503 Service Unavailable\r\nretry-after: {}", httpdate::fmt_http_date(SystemTime::now()));
    let seconds = || "429 Too Many Requests\r\nretry-after: 1".to_owned();
    for (server, at_least) in [(throttling(2, soon), 200), (throttling(1, seconds), 1000)] {
        let client = client().with_throttle_wait(Duration::from_secs(5));
        let begun = Instant::now();
        assert_eq!(send(&client, &server, 1), [StatusCode::NO_CONTENT]);
        assert!(begun.elapsed() >= Duration::from_millis(at_least), "{:?}", begun.elapsed());
        assert_eq!(client.resent().len(), server.requests() - 1);
        assert!(client.resent()[0].contains("the request was sent again"), "{:?}", client.resent());
        assert_eq!(client.answers(), Answers::Complete);
    }
}

#[test]
fn while_the_target_throttles_no_request_is_sent() {
    let received = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&received);
    let server = RawServer::new(move |_| {
        let mut received = received.lock().expect("a lock");
        received.push(Instant::now());
        match received.len() {
            1 => vec![Act::Send(answer("429 Too Many Requests\r\nretry-after: 1\r\ncontent-length: 0", ""))],
            _ => empty(),
        }
    });
    let client = client().with_throttle_wait(Duration::from_secs(5));
    runtime().block_on(async {
        let (first, url) = (client.with_own_log(), server.url());
        let asking = first.clone();
        let asked = tokio::spawn(async move { asking.send(request(Method::GET, &url)).await });
        while first.resent().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        client.with_own_log().send(request(Method::GET, &server.url())).await.expect("an answer");
        asked.await.expect("no panic").expect("an answer");
    });
    let received = seen.lock().expect("a lock");
    assert_eq!(received.len(), 3);
    assert!(received[1] - received[0] >= Duration::from_secs(1), "{:?}", received[1] - received[0]);
}

#[test]
fn a_target_that_throttles_for_too_long_or_too_often_is_an_error() {
    let hours = throttling(usize::MAX, || "429 Too Many Requests\r\nretry-after: 7200".to_owned());
    let ever = throttling(usize::MAX, || "503 Service Unavailable\r\nretry-after: 0".to_owned());
    let asked = AtomicUsize::new(0);
    let longer_and_longer = throttling(usize::MAX, move || {
        let seconds = if asked.fetch_add(1, Ordering::SeqCst) == 0 { 1 } else { u64::MAX };
        format!("429 Too Many Requests\r\nretry-after: {seconds}")
    });
    for (server, words) in
        [(hours, "for 7200 s"), (ever, "21 times"), (longer_and_longer, "2 times, last for 18446744")]
    {
        let client = client().with_throttle_wait(Duration::from_secs(60));
        let outcome = runtime().block_on(client.send(request(Method::GET, &server.url())));
        let error = outcome.expect_err("it throttles every request");
        assert_eq!(error.kind, SendErrorKind::Throttled);
        assert!(error.message.contains(words) && error.message.contains("--rate"), "{error}");
        assert!(matches!(client.answers(), Answers::Missing(_)), "many such cases in a row end the run");
    }
}

#[test]
fn without_a_throttle_wait_an_answer_that_throttles_is_the_result() {
    let server = throttling(usize::MAX, || "429 Too Many Requests\r\nretry-after: 1".to_owned());
    assert_eq!(send(&client(), &server, 1), [StatusCode::TOO_MANY_REQUESTS]);
    assert_eq!(server.requests(), 1);
}

#[test]
fn waits_for_a_target_that_throttles_do_not_count_against_the_case_limit() {
    let server = throttling(3, || "429 Too Many Requests\r\nretry-after: 1".to_owned());
    let client = client().with_throttle_wait(Duration::from_secs(5)).with_case_limit(Duration::from_millis(2500));
    assert_eq!(send(&client, &server, 1), [StatusCode::NO_CONTENT]);
}
