//! What `cargo xtask mutants --source` runs on each mutant of the server's source code: the whole suite, from outside, until
//! the first case fails.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{
    net::Ipv4Addr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use kii_conformance::{Client, Outcome, RunContext, Session, Suite, Target};
use kii_server::Server;

/// How long an answer may take. A mutant that does not answer is found out by that.
const TIMEOUT: Duration = Duration::from_secs(5);
/// How many cases run at the same time.
const AT_ONCE: usize = 16;

/// The first case without the outcome that the right server has, in a word.
async fn first_failure() -> Option<String> {
    let suite = Arc::new(Suite::load().unwrap());
    let (server, target) = Server::demo((Ipv4Addr::LOCALHOST, 0).into()).await.unwrap();
    let target = Target::from_toml(&suite.api, &target, "the mutant").unwrap();
    let client = Client::new(TIMEOUT, &target.connection).unwrap();
    let session = Session::new(Arc::clone(&suite), client, Arc::new(target), RunContext::random());
    let (next, failure) = (AtomicUsize::new(0), Mutex::new(None));
    let worker = async || {
        while failure.lock().unwrap().is_none() {
            let Some(case) = suite.cases.get(next.fetch_add(1, Ordering::Relaxed)) else { return };
            let outcome = session.run(case).await.outcome;
            if !matches!(outcome, Outcome::Passed | Outcome::Warned(_)) {
                *failure.lock().unwrap() = Some(format!("{} ended with `{}`", case.name(), outcome.word()));
            }
        }
    };
    futures_util::future::join_all((0..AT_ONCE).map(|_| worker())).await;
    drop(server);
    failure.into_inner().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "`cargo xtask mutants --source` runs it; `cargo xtask conformance` does the same and says more"]
async fn the_server_conforms() {
    let failure = first_failure().await;
    assert_eq!(failure, None, "the suite has found the server to be wrong");
}
