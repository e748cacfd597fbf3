//! How well a run's findings stand for causes: the whole suite meets one wire fault, and its report should have few findings;
//! it meets two that differ in kind, and they should not be one.

use std::{process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;
use kii_conformance::{
    Case, Client, Interceptor, ReportedFinding, RunContext, Session, Suite, Target, findings,
    mutation::{self, Injector, WireFault},
};
use tokio::runtime::Runtime;

use crate::{FAILED, reference};

/// How long an answer of a server in the same process may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How many cases run at the same time.
const AT_ONCE: usize = 16;
/// How many findings one fault may give.
const MOST_FOR_ONE: usize = 3;
/// How many findings two faults that differ in kind must give.
const LEAST_FOR_TWO: usize = 2;

/// Which faults are injected.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Inject only faults whose IDs contain one of these texts, one at a time, and list the findings of each
    filters: Vec<String>,
    /// How many faults are injected alone; their IDs decide which ones
    #[arg(long, value_name = "N", default_value_t = 200)]
    single: usize,
    /// How many pairs of faults are injected that differ in kind
    #[arg(long, value_name = "N", default_value_t = 200)]
    pairs: usize,
}

/// What runs with the same number of faults have given.
#[derive(Default)]
struct Tally {
    runs: usize,
    /// How many gave no finding at all: nothing failed.
    silent: usize,
    wrong: usize,
    findings: usize,
    most: usize,
}

/// Counts the findings of runs with one fault, and with two; 1 if one fault gives too many, or two give too few.
pub(crate) fn run(args: &Arguments) -> Result<ExitCode> {
    let suite = Arc::new(Suite::load().map_err(|error| anyhow!(error))?);
    let mut faults = mutation::derive(&suite.api);
    faults.retain(|wire| wire.fault.id.is_selected(&args.filters));
    if faults.is_empty() {
        bail!(
            "no wire fault has {} in its id; `cargo xtask mutants --format json` lists the ids",
            args.filters.join(" or ")
        );
    }
    faults.sort_by_key(|wire| wire.fault.id.hash());
    let runtime = Runtime::new().context("cannot start the runtime")?;
    runtime.block_on(count(&suite, &faults, args))
}

async fn count(suite: &Suite, faults: &[WireFault], args: &Arguments) -> Result<ExitCode> {
    let (server, target) = reference::start(&suite.api).await?;
    let target = Arc::new(target);
    let is_listed = !args.filters.is_empty();
    let (mut one, mut two) = (Tally::default(), Tally::default());
    for fault in faults.iter().take(args.single) {
        let found = with_faults(suite, &target, &[fault]).await?;
        let is_wrong = found.len() > MOST_FOR_ONE;
        if is_wrong || is_listed {
            list(&[fault], &found);
        }
        one.add(found.len(), is_wrong);
    }
    for pair in pairs(faults).take(if is_listed { 0 } else { args.pairs }) {
        let found = with_faults(suite, &target, &pair).await?;
        let is_wrong = found.len() < LEAST_FOR_TWO;
        if is_wrong {
            list(&pair, &found);
        }
        two.add(found.len(), is_wrong);
    }
    server.shutdown().await.context("the reference server failed, so what it answered means nothing")?;
    one.print("one fault", &format!("more than {MOST_FOR_ONE}"));
    two.print("two faults that differ in kind", &format!("fewer than {LEAST_FOR_TWO}"));
    Ok(if one.wrong + two.wrong == 0 { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

/// Faults two by two that differ in kind: each with one from the other half of the sample.
fn pairs(faults: &[WireFault]) -> impl Iterator<Item = [&WireFault; 2]> {
    let (first, second) = faults.split_at(faults.len() / 2);
    let pairs = first.iter().zip(second.iter().rev()).map(|(one, other)| [one, other]);
    pairs.filter(|[one, other]| one.fault.kind != other.fault.kind)
}

/// The findings of a run of all cases that these faults can show in.
async fn with_faults(suite: &Suite, target: &Arc<Target>, faults: &[&WireFault]) -> Result<Vec<ReportedFinding>> {
    let suite = part_of(suite, |case| faults.iter().any(|wire| wire.fault.can_show_in(case)));
    let injector = |wire: &&WireFault| Injector::new(Arc::clone(&suite), target.base.clone(), (*wire).clone());
    let injectors: Vec<Arc<dyn Interceptor>> = faults.iter().map(|wire| Arc::new(injector(wire)) as _).collect();
    met(&suite, target, injectors).await
}

fn part_of(suite: &Suite, is_part: impl Fn(&Case) -> bool) -> Arc<Suite> {
    let cases = suite.cases.iter().filter(|case| is_part(case)).cloned().collect();
    Arc::new(Suite { api: suite.api.clone(), cases, exclusions: Vec::new() })
}

/// The findings of a run whose answers are changed on their way.
async fn met(
    suite: &Arc<Suite>,
    target: &Arc<Target>,
    changes: Vec<Arc<dyn Interceptor>>,
) -> Result<Vec<ReportedFinding>> {
    let client = Client::new(TIMEOUT, &target.connection)?;
    let client = changes.into_iter().fold(client, |client, change| client.with_interceptor(change));
    let session = Session::new(Arc::clone(suite), client, Arc::clone(target), RunContext::random());
    let records = session.run_all(AT_ONCE).await;
    Ok(findings(&suite.api, target, &records))
}

fn list(faults: &[&WireFault], found: &[ReportedFinding]) {
    let ids: Vec<&str> = faults.iter().map(|wire| wire.fault.id.0.as_str()).collect();
    println!("{}: {} findings", ids.join(" and "), found.len());
    for finding in found {
        let (witness, cases) = (&finding.witness, finding.cases.len());
        println!("  {finding}, {cases} cases, such as {}", witness.case);
        println!("      expected {}, found {}", witness.expected, witness.found);
    }
}

impl Tally {
    fn add(&mut self, findings: usize, is_wrong: bool) {
        self.runs += 1;
        self.silent += usize::from(findings == 0);
        self.wrong += usize::from(is_wrong);
        self.findings += findings;
        self.most = self.most.max(findings);
    }

    fn print(&self, what: &str, limit: &str) {
        let Self { runs, silent, wrong, findings, most } = self;
        if *runs > 0 {
            println!(
                "{what}: {runs} runs, {findings} findings, at most {most} in a run; {silent} runs with none; {wrong} with {limit}"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, Method, StatusCode, header};
    use kii_conformance::{Request, Response};

    use super::*;

    /// A server with three faults: a stale PUT answers 412, GET of an object lacks its ETag, and every error comes as
    /// application/json.
    #[derive(Debug)]
    struct ThreeFaults;

    impl Interceptor for ThreeFaults {
        fn intercept(&self, request: &Request, mut answer: Response) -> Response {
            let is_object = !request.url.path().ends_with("/body");
            if request.method == Method::PUT && answer.status == StatusCode::CONFLICT {
                answer.status = StatusCode::PRECONDITION_FAILED;
            }
            if request.method == Method::GET && is_object {
                answer.headers.remove(header::ETAG);
            }
            if answer.status.is_client_error() && answer.headers.contains_key(header::CONTENT_TYPE) {
                answer.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            }
            answer
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn three_faults_are_three_findings() {
        let suite = Suite::load().unwrap();
        let (server, target) = reference::start(&suite.api).await.unwrap();
        // One scope shows all of them.
        let suite = part_of(&suite, |case| case.scope.0 == "user" && case.operation.to_string().starts_with("object."));
        let found = met(&suite, &Arc::new(target), vec![Arc::new(ThreeFaults)]).await.unwrap();
        server.shutdown().await.unwrap();
        let failures: Vec<String> =
            found.iter().filter(|finding| finding.id.starts_with('F')).map(ToString::to_string).collect();
        assert_eq!(failures.len(), 3, "{failures:#?}");
        for part in ["media type application/json", "header etag: missing", "status 412"] {
            assert!(failures.iter().any(|failure| failure.contains(part)), "{part}: {failures:#?}");
        }
    }

    #[test]
    fn pairs_differ_in_kind() {
        let suite = Suite::load().unwrap();
        let faults = mutation::derive(&suite.api);
        let found: Vec<_> = pairs(&faults).take(200).collect();
        assert_eq!(found.len(), 200);
        assert!(found.iter().all(|[one, other]| one.fault.kind != other.fault.kind));
    }
}
