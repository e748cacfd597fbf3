//! The requests of a run as the server sees them: what is sent together, and that nothing is sent for nothing.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{
    collections::BTreeMap,
    net::Ipv4Addr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::{Method, StatusCode},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse as _, Response},
};
use kii_conformance::{Case, Client, Outcome, Record, RunContext, Session, Suite, Target};
use kii_server::{Fixture, ReferenceServer, Server};
use tokio::sync::Barrier;

/// How long a request waits for those that are to come with it, before the test fails.
const TOGETHER: Duration = Duration::from_secs(30);

/// What the server sees.
#[derive(Debug)]
struct Watch {
    /// Method, path and status of every request, in the order of the answers.
    seen: Mutex<Vec<(Method, String, StatusCode)>>,
    /// The first requests with this method are answered when so many of them are there.
    together: Option<Meeting>,
}

/// Requests that are to be there at the same time.
#[derive(Debug)]
struct Meeting {
    of: Method,
    barrier: Barrier,
    /// Whether they were. Later requests need not wait for anybody.
    took_place: AtomicBool,
}

async fn watch(State(watch): State<Arc<Watch>>, request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    if let Some(Meeting { of, barrier, took_place }) = &watch.together
        && *of == method
        && !took_place.load(Ordering::SeqCst)
    {
        if tokio::time::timeout(TOGETHER, barrier.wait()).await.is_err() {
            return StatusCode::GATEWAY_TIMEOUT.into_response();
        }
        took_place.store(true, Ordering::SeqCst);
    }
    let answer = next.run(request).await;
    watch.seen.lock().unwrap().push((method, path, answer.status()));
    answer
}

/// Runs these cases against a server, and returns what became of them and what the server saw.
fn run(
    cases: impl Fn(&Case) -> bool,
    together: Option<(Method, usize)>,
) -> (Vec<Record>, Vec<(Method, String, StatusCode)>) {
    let mut suite = Suite::load().unwrap();
    suite.cases.retain(cases);
    assert!(!suite.cases.is_empty());
    let fixture = Fixture::demo();
    let server = ReferenceServer::new(fixture.clone());
    let together = together.map(|(of, count)| Meeting { of, barrier: Barrier::new(count), took_place: false.into() });
    let watched = Arc::new(Watch { seen: Mutex::default(), together });
    let router = server.router().layer(from_fn_with_state(Arc::clone(&watched), watch));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let records = runtime.block_on(async {
        let running = Server::serve((Ipv4Addr::LOCALHOST, 0).into(), router).await.unwrap();
        let target = Target::from_toml(&suite.api, &fixture.target_toml(&running.base_url()), "the server").unwrap();
        let client = Client::new(TOGETHER * 2, &target.connection).unwrap();
        let session = Session::new(Arc::new(suite), client, Arc::new(target), RunContext::random());
        let records = session.run_all(8).await;
        running.shutdown().await.unwrap();
        records
    });
    assert_eq!(server.objects(), 0, "everything is removed");
    let seen = std::mem::take(&mut *watched.seen.lock().unwrap());
    (records, seen)
}

fn passes(record: &Record) {
    assert!(matches!(record.outcome, Outcome::Passed), "{}: {:?}", record.case.name(), record.outcome);
}

#[test]
fn the_reads_that_verify_a_state_are_sent_at_the_same_time() {
    // The object and its body, by GET. No neighbour is read as well.
    let (records, _) = run(|case| case.name() == "body.put/stored[body=exists]@me", Some((Method::GET, 2)));
    records.iter().for_each(passes);
}

#[test]
fn the_objects_of_a_case_are_removed_at_the_same_time() {
    let (records, _) =
        run(|case| case.name() == "object.put/leaves-other-objects-alone@user", Some((Method::DELETE, 2)));
    records.iter().for_each(passes);
}

#[test]
fn requests_are_counted_and_none_removes_what_is_gone() {
    // In walks and rows, nobody need read what was deleted.
    let is_simple = |case: &Case| ["walk/", "[history=", "concurrent/"].iter().all(|part| !case.id.0.contains(part));
    let (records, seen) = run(|case| case.scope.0 == "user" && !case.waits() && is_simple(case), None);
    records.iter().for_each(passes);
    let counted: usize = records.iter().map(|record| record.requests.total()).sum();
    assert_eq!(counted, seen.len());
    for Record { case, requests, .. } in &records {
        assert!((1..=requests.total()).contains(&requests.longest_chain), "{}: {requests:?}", case.name());
    }
    let mut by_path: BTreeMap<&str, Vec<(&Method, StatusCode)>> = BTreeMap::new();
    for (method, path, status) in &seen {
        by_path.entry(path).or_default().push((method, *status));
    }
    // Where no read has shown that an object is gone, its removal is what shows it.
    let is_for_nothing = |requests: &[(&Method, StatusCode)]| match requests {
        [before @ .., (read, StatusCode::NOT_FOUND), (removal, StatusCode::NOT_FOUND)] => {
            let was_there = before.iter().any(|(_, status)| status.is_success());
            was_there && [&Method::GET, &Method::HEAD].contains(read) && **removal == Method::DELETE
        }
        _ => false,
    };
    by_path.retain(|_, requests| is_for_nothing(requests));
    assert!(by_path.is_empty(), "{}: {by_path:#?}", by_path.len());
}
