//! Lawful servers: each differs from the reference server in one way that the documents or HTTP allow, and the whole suite
//! has to pass against each of them.

mod content;
mod facts;
mod headers;
mod message;
mod proxy;
mod publications;
mod refusals;
mod time;
mod transport;
mod variant;
mod versions;

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    num::NonZeroU64,
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;
use kii_conformance::{Client, Outcome, Record, RunContext, Session, Suite, Target};
use kii_server::{Fixture, Server};
use tokio::runtime::Runtime;

use self::{
    proxy::Proxy,
    variant::{Cases, Variant},
};
use crate::{FAILED, reference::ADDRESS};

/// How long an answer of a server in the same process may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long requests wait in all for a server that throttles.
const THROTTLE_WAIT: Duration = Duration::from_secs(60);
/// How many cases run at the same time.
const AT_ONCE: usize = 16;

/// Which lawful servers are tested.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Test only servers whose IDs contain one of these texts, for example clock
    filters: Vec<String>,
    /// Run only one in so many cases against each server, chosen by a hash of the case and the server
    #[arg(long, value_name = "CASES", default_value = "1")]
    one_in: NonZeroU64,
}

/// All variants.
fn variants() -> impl Iterator<Item = &'static Variant> {
    let all = [
        transport::VARIANTS,
        headers::VARIANTS,
        content::VARIANTS,
        versions::VARIANTS,
        time::VARIANTS,
        refusals::VARIANTS,
        publications::VARIANTS,
    ];
    all.into_iter().flatten()
}

/// What the suite says of a lawful server.
struct Tested {
    variant: &'static Variant,
    cases: usize,
    warned: usize,
    /// The cases that did not pass, with the reason.
    red: Vec<(String, String)>,
    time: Duration,
}

/// Runs the suite against lawful servers and prints the result; 1 if a case did not pass.
pub(crate) fn run(args: &Arguments) -> Result<ExitCode> {
    let is_selected = |variant: &&Variant| {
        args.filters.is_empty() || args.filters.iter().any(|text| variant.id.contains(text.as_str()))
    };
    let selected: Vec<&'static Variant> = variants().filter(is_selected).collect();
    if selected.is_empty() {
        bail!("no lawful server has {} in its id; without a filter, all are listed", args.filters.join(" or "));
    }
    let suite = Suite::load().map_err(|error| anyhow!(error))?;
    let runtime = Runtime::new().context("cannot start the runtime")?;
    let mut red = 0;
    for variant in &selected {
        let tested = runtime.block_on(test(&suite, variant, args.one_in))?;
        let time = tested.time.as_secs_f64();
        println!(
            "{:28} {:5} cases {:5} warned {:4} red {time:6.1} s  {}",
            variant.id,
            tested.cases,
            tested.warned,
            tested.red.len(),
            variant.allowed_by
        );
        for (case, reason) in tested.red.iter().take(3) {
            println!("    {case}: {reason}");
        }
        red += usize::from(!tested.red.is_empty());
    }
    println!("false reds: {red} of {} lawful servers", selected.len());
    Ok(if red == 0 { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

/// Runs the cases that can notice a variant.
async fn test(suite: &Suite, variant: &'static Variant, one_in: NonZeroU64) -> Result<Tested> {
    let mut suite = suite.clone();
    match variant.cases {
        Cases::All => {}
        Cases::Named(text) => suite.cases.retain(|case| case.id.0.contains(text)),
    }
    suite.cases.retain(|case| is_in_sample(&case.name(), variant, one_in));
    let suite = Arc::new(suite);
    let fixture = Fixture::demo();
    let server = Server::bind(ADDRESS.into(), fixture.clone()).await.context("cannot start the reference server")?;
    let proxy = Proxy::start(&Arc::new(suite.api.clone()), server.address(), variant).await?;
    let target = fixture.target_toml(&format!("http://{}", proxy.address));
    let target = Target::from_toml(&suite.api, &target, "the lawful server")?;
    let client = Client::new(TIMEOUT, &target.connection)?.with_throttle_wait(THROTTLE_WAIT);
    let session = Session::new(Arc::clone(&suite), client, Arc::new(target), RunContext::random());
    let begun = Instant::now();
    let records = session.run_all(AT_ONCE).await;
    let time = begun.elapsed();
    drop(proxy);
    server.shutdown().await.context("the reference server failed, so what it answered means nothing")?;
    let warned = records.iter().filter(|record| matches!(record.outcome, Outcome::Warned(_))).count();
    let red = records.iter().filter_map(|record| Some((record.case.name(), objection(record)?))).collect();
    Ok(Tested { variant, cases: records.len(), warned, red, time })
}

/// Whether a case is in a sample of one in so many, which is the same in every run.
fn is_in_sample(case: &str, variant: &Variant, one_in: NonZeroU64) -> bool {
    let mut hasher = DefaultHasher::new();
    (case, variant.id).hash(&mut hasher);
    hasher.finish() % one_in == 0
}

/// Why a case is no pass, if so.
fn objection(record: &Record) -> Option<String> {
    let word = record.outcome.word();
    match &record.outcome {
        Outcome::Passed | Outcome::Warned(_) | Outcome::Flaky(_) => None,
        Outcome::Failed(finding) | Outcome::NotTestable(finding) | Outcome::KnownDeviation(finding, _) => {
            let why = finding
                .mismatches
                .first()
                .map(|wrong| format!("{}: expected {}, found {}", wrong.statement, wrong.expected, wrong.found));
            Some(format!("{word}: {}", why.unwrap_or_default()))
        }
        Outcome::NotApplicable(_) | Outcome::NotScored(_) | Outcome::SuiteError(_) => {
            Some(format!("{word}: {}", record.outcome.reason().unwrap_or_default()))
        }
    }
}
