//! A released version of a profile scores the statements that it was released with.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{collections::BTreeSet, net::Ipv4Addr, sync::Arc, time::Duration};

use axum::{
    extract::Request,
    http::{Method, StatusCode, header::ETAG},
    middleware::{Next, from_fn},
    response::Response,
};
use kii_conformance::{Client, Outcome, Record, RunContext, ScoredStatements, Session, Suite, Target};
use kii_server::{Fixture, ReferenceServer, Server};
use kii_spec::Api;

/// What a server does wrong when an object is put.
#[derive(Clone, Copy, PartialEq)]
enum Wrong {
    /// No version.
    Header,
    /// No version, and a status that is not documented.
    HeaderAndStatus,
}

/// Runs one case against a server that is wrong.
fn run(wrong: Wrong, scored: impl Fn(&Api) -> ScoredStatements) -> Record {
    let mut suite = Suite::load().unwrap();
    suite.cases.retain(|case| case.name() == "object.put/created@user");
    let spoil = move |request: Request, next: Next| async move {
        let put = request.method() == Method::PUT;
        let mut answer: Response = next.run(request).await;
        if put {
            answer.headers_mut().remove(ETAG);
        }
        if put && wrong == Wrong::HeaderAndStatus {
            *answer.status_mut() = StatusCode::ACCEPTED;
        }
        answer
    };
    let fixture = Fixture::demo();
    let router = ReferenceServer::new(fixture.clone()).router().layer(from_fn(spoil));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut records = runtime.block_on(async {
        let running = Server::serve((Ipv4Addr::LOCALHOST, 0).into(), router).await.unwrap();
        let target = Target::from_toml(&suite.api, &fixture.target_toml(&running.base_url()), "the server").unwrap();
        let client = Client::new(Duration::from_secs(30), &target.connection).unwrap();
        let scored = scored(&suite.api);
        let session = Session::new(Arc::new(suite), client, Arc::new(target), RunContext::random()).scoring(scored);
        let records = session.run_all(1).await;
        running.shutdown().await.unwrap();
        records
    });
    records.pop().unwrap()
}

/// Every statement that is about a version in a header is newer than the profile.
fn without_versions(api: &Api) -> ScoredStatements {
    let responses = api
        .operations
        .values()
        .flat_map(|operation| operation.responses.values().flat_map(|response| api.statements(operation, response)));
    let ids: BTreeSet<String> = responses.map(|statement| statement.to_string()).collect();
    ScoredStatements::Listed(Arc::new(ids.into_iter().filter(|id| !id.ends_with("ETag")).collect()))
}

#[test]
fn a_new_check_in_an_old_case_does_not_change_an_old_verdict() {
    let record = run(Wrong::Header, |_| ScoredStatements::All);
    assert!(matches!(record.outcome, Outcome::Failed(_)), "{:?}", record.outcome);
    let record = run(Wrong::Header, without_versions);
    let Outcome::NotScored(inner) = &record.outcome else { panic!("{:?}", record.outcome) };
    assert!(matches!(**inner, Outcome::Failed(_)), "the failure is reported all the same: {inner:?}");
}

#[test]
fn what_a_version_scores_still_fails_behind_what_it_does_not() {
    let record = run(Wrong::HeaderAndStatus, without_versions);
    let Outcome::Failed(finding) = &record.outcome else { panic!("{:?}", record.outcome) };
    let statements: Vec<String> = finding.mismatches.iter().map(|mismatch| mismatch.statement.to_string()).collect();
    assert!(!statements.is_empty() && statements.iter().all(|id| !id.ends_with("ETag")), "{statements:?}");
}
