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
    fmt,
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
use kii_spec::OperationId;
use tokio::{runtime::Runtime, sync::Semaphore, task::JoinSet};

use self::{
    facts::publishes,
    proxy::Proxy,
    variant::{Cases, Variant},
};
use crate::{FAILED, page::Page, reference::ADDRESS};

/// How long an answer of a server in the same process may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long requests wait in all for a server that throttles.
const THROTTLE_WAIT: Duration = Duration::from_secs(60);
/// How many cases run at the same time against one server.
const AT_ONCE: usize = 16;
/// How many servers are tested at the same time: some cases wait most of the time.
const SERVERS_AT_ONCE: usize = 4;

/// How many cases are shown that did not pass.
const SHOWN: usize = 3;

const PREFACE: &str = "\
<!-- Made by `cargo xtask lawful --write`. Never edited by hand: change the spec, the suite or the servers. -->

# False-red rate

A suite that fails a right server is of no use to the owner of that server. So the suite also runs against lawful servers. Each
differs from the reference server in one way that the documents or HTTP allow: a proxy in front of it changes answers, and
changes requests where an answer needs that (`evaluation/src/lawful`). No case may fail against any of them; warnings are allowed.

Where the servers come from: the tolerances, optional parts and decisions (`A..`) of the spec, the RFCs that it cites, and
servers that others found to be failed. A server that nobody has thought of is not among them.

`cargo xtask lawful` repeats all this. CI runs one in eighty of the cases against each server.

";

const TABLE: &str = "\
| server | what it does | allowed by | the suite |
|---|---|---|---|
";

/// Which lawful servers are tested.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Test only servers whose IDs contain one of these texts, for example clock
    filters: Vec<String>,
    /// Run only one in so many cases against each server, chosen by a hash of the case and the server
    #[arg(long, value_name = "CASES", default_value = "1")]
    one_in: NonZeroU64,
    /// Also write FALSE_RED.md
    #[arg(long, conflicts_with_all = ["filters", "check"])]
    write: bool,
    /// Also compare with FALSE_RED.md; print the differences, and exit with 1 if there are any
    #[arg(long, conflicts_with = "filters")]
    check: bool,
}

/// Where the result is published.
const PAGE: Page = Page { name: "FALSE_RED.md", command: "cargo xtask lawful --write" };

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
    let suite = Arc::new(suite);
    let results = runtime.block_on(test_all(&suite, selected, args.one_in, SERVERS_AT_ONCE))?;
    let red = results.iter().filter(|tested| !tested.red.is_empty()).count();
    println!("\nfalse reds: {red} of {} lawful servers", results.len());
    let is_fresh = match (args.write, args.check) {
        (true, _) => PAGE.write(&markdown(&results)).map(|()| true)?,
        (false, true) => PAGE.check(&markdown(&results))?,
        (false, false) => true,
    };
    Ok(if red == 0 && is_fresh { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

impl fmt::Display for Tested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { variant, cases, warned, red, time } = self;
        let time = time.as_secs_f64();
        write!(f, "{:26} {cases:5} cases, {warned:4} warned, {:4} red, {time:5.1} s", variant.id, red.len())?;
        red.iter().take(SHOWN).try_for_each(|(case, reason)| write!(f, "\n    {case}: {reason}"))
    }
}

/// The page about the false-red rate.
fn markdown(results: &[Tested]) -> String {
    let red = results.iter().filter(|tested| !tested.red.is_empty()).count();
    let rows = results.iter().map(|Tested { variant, red, .. }| {
        // Whether there are warnings depends on the sample, so the page does not say it.
        let result = red.first().map_or_else(|| "passes".to_owned(), |(case, _)| format!("fails: `{case}`"));
        format!("| `{}` | It {}. | {} | {result} |\n", variant.id, variant.summary, variant.allowed_by)
    });
    format!("{PREFACE}**false reds: {red} of {} lawful servers**\n\n{TABLE}{}", results.len(), rows.collect::<String>())
}

/// Tests servers, so many at the same time, and prints each result as soon as it is there. The results are in the order of the
/// servers.
async fn test_all(
    suite: &Arc<Suite>,
    variants: Vec<&'static Variant>,
    one_in: NonZeroU64,
    at_once: usize,
) -> Result<Vec<Tested>> {
    let gate = Arc::new(Semaphore::new(at_once));
    let mut running = JoinSet::new();
    for (place, variant) in variants.into_iter().enumerate() {
        let (suite, gate) = (Arc::clone(suite), Arc::clone(&gate));
        running.spawn(async move {
            let _permit = gate.acquire().await.ok();
            let tested = test(&suite, variant, one_in).await?;
            println!("{tested}");
            Ok::<_, anyhow::Error>((place, tested))
        });
    }
    let mut results = Vec::new();
    while let Some(ended) = running.join_next().await {
        results.push(ended.map_err(|error| anyhow!("the test of a lawful server panicked: {error}"))??);
    }
    results.sort_by_key(|(place, _)| *place);
    Ok(results.into_iter().map(|(_, tested)| tested).collect())
}

/// Runs the cases that can notice a variant.
async fn test(suite: &Suite, variant: &'static Variant, one_in: NonZeroU64) -> Result<Tested> {
    let mut suite = suite.clone();
    let Suite { api, cases, .. } = &mut suite;
    let about_publications =
        |operation: &OperationId| api.operations.get(operation).is_some_and(|found| publishes(api, found));
    cases.retain(|case| match variant.cases {
        Cases::All => is_in_sample(&case.name(), variant, one_in.get()),
        // There are few of them, and all of them may notice it.
        Cases::Publications => {
            about_publications(&case.operation) && is_in_sample(&case.name(), variant, one_in.get() / 10 + 1)
        }
    });
    let suite = Arc::new(suite);
    let fixture = Fixture::demo();
    let server = Server::bind(ADDRESS.into(), fixture.clone()).await.context("cannot start the reference server")?;
    let proxy = Proxy::start(&suite.api, server.address(), variant).await?;
    let target = fixture.target_toml(&format!("http://{}", proxy.address));
    let target = Target::from_toml(&suite.api, &target, "the lawful server")?;
    let client = Client::new(TIMEOUT, &target.connection)?.with_throttle_wait(THROTTLE_WAIT);
    let session = Session::new(Arc::clone(&suite), client, Arc::new(target), RunContext::random());
    let begun = Instant::now();
    let mut records = session.run_all(AT_ONCE).await;
    for record in records.iter_mut().filter(|record| matches!(record.outcome, Outcome::SuiteError(_))) {
        // A run begins such a case again as well: nobody knows what a lost or unserved request has done.
        *record = session.attempt(1).with_own_log().run(&record.case).await;
    }
    let time = begun.elapsed();
    drop(proxy);
    server.shutdown().await.context("the reference server failed, so what it answered means nothing")?;
    let warned = records.iter().filter(|record| matches!(record.outcome, Outcome::Warned(_))).count();
    let red = records.iter().filter_map(|record| Some((record.case.name(), objection(record)?))).collect();
    Ok(Tested { variant, cases: records.len(), warned, red, time })
}

/// Whether a case is in a sample of one in so many, which is the same in every run.
fn is_in_sample(case: &str, variant: &Variant, one_in: u64) -> bool {
    let mut hasher = DefaultHasher::new();
    (case, variant.id).hash(&mut hasher);
    hasher.finish().is_multiple_of(one_in)
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

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, num::NonZeroU64, sync::Arc};

    use kii_conformance::Suite;

    use super::{test_all, variants};

    #[test]
    fn every_lawful_server_has_an_id_of_its_own_and_says_what_allows_it() {
        let mut seen = HashSet::new();
        let suite = Suite::load().expect("the suite");
        for variant in variants() {
            assert!(seen.insert(variant.id), "`{}` is the id of two servers", variant.id);
            let words =
                variant.allowed_by.split([' ', ',', ';']).filter(|word| word.len() == 3 && word.starts_with('A'));
            for decision in words.filter(|word| word[1..].bytes().all(|byte| byte.is_ascii_digit())) {
                let known = suite.api.decisions.keys().any(|id| id.to_string() == decision);
                assert!(known, "`{}` is allowed by {decision}, which is no decision of the spec", variant.id);
            }
        }
    }

    /// A sample of the cases against every server; `cargo xtask lawful` runs all.
    #[tokio::test(flavor = "multi_thread")]
    async fn no_lawful_server_fails_a_sample_of_the_cases() {
        let suite = Arc::new(Suite::load().expect("the suite"));
        let one_in = NonZeroU64::new(200).expect("a number");
        let results = test_all(&suite, variants().collect(), one_in, 16).await.expect("a run");
        for tested in results {
            assert!(tested.red.is_empty(), "{tested}");
            assert!(tested.cases > 0, "no case tests {}", tested.variant.id);
        }
    }
}
