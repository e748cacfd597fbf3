//! Runs the suite against servers that others have found or made up, and lists those that it does not detect.

use std::{process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context as _, Result, anyhow, bail};
use clap::{Args, ValueEnum};
use kii_conformance::{Client, Outcome, Record, RunContext, Session, Suite, Target};
use kii_server::{Fixture, Server, Shown, WrongServer};
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
    /// Format of the result
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A line for each server, and the total.
    Text,
    /// A Markdown table, as in KILL_RATE.md.
    Markdown,
}

/// What became of a server.
struct Tried {
    server: WrongServer,
    /// How often it was wrong.
    shown: usize,
    /// The first case that failed, by name.
    failed: Option<String>,
    /// How many cases warned until then.
    warned: usize,
}

/// Runs the whole suite against each server; 1 if one passes.
pub(crate) fn run(args: &Arguments) -> Result<ExitCode> {
    let suite = Arc::new(Suite::load().map_err(|error| anyhow!(error))?);
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
        let tried = runtime.block_on(attempt(&suite, server))?;
        if matches!(args.format, Format::Text) {
            println!("{}", tried.line());
        }
        all.push(tried);
    }
    let caught = all.iter().filter(|tried| tried.is_caught()).count();
    match args.format {
        Format::Text => println!("caught {caught} of {}", all.len()),
        Format::Markdown => print!("{}", table(&all)),
    }
    Ok(if caught == all.len() { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

async fn attempt(suite: &Arc<Suite>, server: WrongServer) -> Result<Tried> {
    let fixture = Fixture::demo();
    let (router, shown): (_, Shown) = server.router(fixture.clone());
    let running = Server::serve(ADDRESS.into(), router).await.context("cannot start the server")?;
    let target = Target::from_toml(&suite.api, &fixture.target_toml(&running.base_url()), server.id)?;
    let client = Client::new(TIMEOUT, &target.connection)?;
    let session = Session::new(Arc::clone(suite), client, Arc::new(target), RunContext::random());
    let is_against = |record: &&Record| matches!(record.outcome, Outcome::Failed(_) | Outcome::NotTestable(_));
    let (mut failed, mut warned) = (None, 0);
    let chunks = suite.cases.len().div_ceil(CHUNK);
    for first in 0..chunks {
        // Neighbours are about the same, so each chunk takes some of everything.
        let cases = suite.cases.iter().skip(first).step_by(chunks).cloned().collect();
        let chunk = Suite { api: suite.api.clone(), cases, exclusions: Vec::new() };
        let records = session.with_suite(chunk).run_all(AT_ONCE).await;
        failed = records.iter().find(is_against).map(|record| record.case.name());
        warned += records.iter().filter(|record| matches!(record.outcome, Outcome::Warned(_))).count();
        if failed.is_some() {
            break;
        }
    }
    running.shutdown().await.context("the server failed")?;
    Ok(Tried { server, shown: shown.times(), failed, warned })
}

impl Tried {
    const fn is_caught(&self) -> bool {
        self.failed.is_some()
    }

    fn line(&self) -> String {
        let Self { server, shown, failed, warned } = self;
        let words = match (failed, warned, shown) {
            (Some(first), ..) => format!("caught by {first}"),
            (None, 1.., _) => format!("SURVIVED, {warned} warn"),
            (None, 0, 0) => "SURVIVED, was never asked what it answers wrongly".to_owned(),
            (None, 0, _) => "SURVIVED".to_owned(),
        };
        format!("{:<40} {:<24} wrong {shown} times: {words}", server.id, server.violates)
    }
}

fn table(all: &[Tried]) -> String {
    let rows = all.iter().map(|Tried { server, failed, .. }| {
        let caught = failed.as_deref().unwrap_or("**not caught**");
        format!("| {} | {} | {caught} |\n", server.summary, server.violates)
    });
    let head = "| what the server does wrong | violates | caught by |\n|---|---|---|\n";
    head.to_owned() + &rows.collect::<String>()
}
