//! Runs the suite against servers that others have found or made up, and lists those that it does not detect.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;
use kii_conformance::{Client, Outcome, Record, RunContext, Session, Suite, Target};
use kii_server::{Fixture, Running, Shown, WrongServer};
use tokio::runtime::Runtime;

use crate::{FAILED, reference::ADDRESS};

/// How long an answer of a server in the same process may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How many cases run at the same time.
const AT_ONCE: usize = 32;
/// How many cases run before the server is given up, if one of them has failed.
const CHUNK: usize = 300;

/// Which servers are tried, and what is printed.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Try only servers whose IDs contain one of these texts
    filters: Vec<String>,
    /// Run only cases whose names contain one of these texts
    #[arg(long = "case", value_name = "TEXT")]
    cases: Vec<String>,
    /// How often each server is tried: one that loses requests of a race must be caught every time
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    times: u16,
    /// Write the result to WRONG_SERVERS.md
    #[arg(long, conflicts_with_all = ["filters", "cases", "times"])]
    write: bool,
}

/// What became of a server.
struct Tried {
    server: WrongServer,
    /// How often it was wrong.
    shown: usize,
    /// How often it was tried, and in how many of these times a case failed.
    times: u16,
    caught: u16,
    /// The first case that failed, by name.
    failed: Option<String>,
    /// What was wrong there.
    found: Option<String>,
    /// How many cases warned in the last part of the suite that ran: the whole, if none failed.
    warned: usize,
}

/// Runs the whole suite against each server; 1 if one passes.
pub(crate) fn run(args: &Arguments) -> Result<ExitCode> {
    let mut suite = Suite::load().map_err(|error| anyhow!(error))?;
    if !args.cases.is_empty() {
        suite.cases.retain(|case| args.cases.iter().any(|text| case.name().contains(text.as_str())));
        if suite.cases.is_empty() {
            bail!("no case has {} in its name; `kii-conformance run --list` lists all", args.cases.join(" or "));
        }
    }
    let suite = Arc::new(suite);
    let is_selected = |server: &WrongServer| {
        args.filters.is_empty() || args.filters.iter().any(|text| server.id.contains(text.as_str()))
    };
    let servers: Vec<WrongServer> = WrongServer::all().into_iter().filter(is_selected).collect();
    if servers.is_empty() {
        bail!(
            "no wrong server has {} in its id; without a filter, all are tried and listed",
            args.filters.join(" or ")
        );
    }
    let runtime = Runtime::new().context("cannot start the runtime")?;
    let mut all = Vec::new();
    for server in servers {
        let mut tried = runtime.block_on(attempt(&suite, server))?;
        for _ in 1..args.times {
            tried.add(runtime.block_on(attempt(&suite, server))?);
        }
        println!("{}", tried.line());
        all.push(tried);
    }
    let right = all.iter().filter(|tried| tried.is_right()).count();
    let wrong = all.iter().filter(|tried| tried.server.allowed_by.is_none());
    let caught = wrong.clone().filter(|tried| tried.is_always_caught()).count();
    println!("caught {caught} of {}", wrong.count());
    if args.write {
        fs::write(place(), page(&all)).context("cannot write WRONG_SERVERS.md")?;
    }
    Ok(if right == all.len() { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

async fn attempt(suite: &Arc<Suite>, server: WrongServer) -> Result<Tried> {
    let fixture = Fixture::demo();
    let serving = server.serve(ADDRESS.into(), fixture.clone()).await;
    let (running, shown): (Running, Shown) = serving.context("cannot start the server")?;
    let target = Target::from_toml(&suite.api, &fixture.target_toml(&running.base_url()), server.id)?;
    let client = Client::new(TIMEOUT, &target.connection)?;
    let session = Session::new(Arc::clone(suite), client, Arc::new(target), RunContext::random());
    let is_against = |record: &&Record| matches!(record.outcome, Outcome::Failed(_) | Outcome::NotTestable(_));
    let (mut failed, mut found, mut warned) = (None, None, 0);
    let chunks = suite.cases.len().div_ceil(CHUNK);
    // Neighbours are about the same, so each chunk takes some of everything. What all chunks leave unnoticed may show only
    // when there are more cases.
    let portions = (0..chunks).map(|first| suite.cases.iter().skip(first).step_by(chunks).cloned().collect());
    for cases in portions.chain([suite.cases.clone()]) {
        let chunk = Suite { api: suite.api.clone(), cases, exclusions: Vec::new() };
        let records = session.with_suite(chunk).run_all(AT_ONCE).await;
        if let Some(record) = records.iter().find(is_against) {
            failed = Some(record.case.name());
            found = mismatch(&record.outcome);
        }
        warned = records.iter().filter(|record| matches!(record.outcome, Outcome::Warned(_))).count();
        if failed.is_some() {
            break;
        }
    }
    running.shutdown().await.context("the server failed")?;
    let caught = u16::from(failed.is_some());
    Ok(Tried { server, shown: shown.times(), times: 1, caught, failed, found, warned })
}

impl Tried {
    /// Adds another try of the same server.
    fn add(&mut self, other: Self) {
        self.shown += other.shown;
        self.times += other.times;
        self.caught += other.caught;
        self.warned += other.warned;
        self.failed = self.failed.take().or(other.failed);
    }

    const fn is_always_caught(&self) -> bool {
        self.caught == self.times
    }

    /// Whether the suite fails it every time, or passes it if it is allowed.
    const fn is_right(&self) -> bool {
        match self.server.allowed_by {
            Some(_) => self.caught == 0,
            None => self.is_always_caught(),
        }
    }

    fn line(&self) -> String {
        let Self { server, shown, times, caught, failed, found, warned } = self;
        let words = match (failed, server.allowed_by, warned, shown) {
            (Some(first), Some(decision), ..) => {
                let found = found.as_deref().unwrap_or_default();
                format!("FAILED by {first}, although {decision} allows it: {found}")
            }
            (None, Some(decision), ..) => format!("passes, as {decision} allows it"),
            (Some(first), None, ..) if *times > 1 => format!("caught {caught} of {times} times, first by {first}"),
            (Some(first), None, ..) => format!("caught by {first}"),
            (None, None, 1.., _) => format!("SURVIVED, {warned} warn"),
            (None, None, 0, 0) => "SURVIVED, was never asked what it answers wrongly".to_owned(),
            (None, None, 0, _) => "SURVIVED".to_owned(),
        };
        format!("{:<40} {:<24} wrong {shown} times: {words}", server.id, server.violates)
    }
}

/// The first thing that was wrong in a case.
fn mismatch(outcome: &Outcome) -> Option<String> {
    let (Outcome::Failed(finding) | Outcome::NotTestable(finding)) = outcome else { return None };
    let mismatch = finding.mismatches.first()?;
    Some(format!("{}: expected {}, found {}", mismatch.statement, mismatch.expected, mismatch.found))
}

/// Where the result is published.
fn place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("WRONG_SERVERS.md")
}

const HEAD: &str = "\
<!-- Made by `cargo xtask wrong-servers --write`. Never edited by hand: change the cases or the servers. -->

# Wrong servers

Each of these servers stands in front of the reference server and is wrong in one way. People made them up who had read the
cases and aimed at what these do not send; `server/src/wrong_server` has their code. A case that fails is named: the first of
its part of the suite, as the cases run in parts until one fails.

";

fn page(all: &[Tried]) -> String {
    let wrong = all.iter().filter(|tried| tried.server.allowed_by.is_none());
    let caught = wrong.clone().filter(|tried| tried.is_always_caught()).count();
    let rows = all.iter().map(|Tried { server, failed, .. }| {
        let became = match (failed, server.allowed_by) {
            (Some(first), _) => format!("`{first}` fails"),
            (None, Some(decision)) => format!("passes, as decision {decision} allows it"),
            (None, None) => "**passes**".to_owned(),
        };
        format!("| `{}` | {} | {} | {became} |\n", server.id, server.summary, server.violates)
    });
    let total = format!("Caught {caught} of {} that are wrong.\n\n", wrong.count());
    let columns = "| server | what it does wrong | violates | result |\n|---|---|---|---|\n";
    [HEAD, &total, columns].concat() + &rows.collect::<String>()
}
