//! Mutation testing: faults are injected one at a time, and the suite has to detect each of them.

mod conditional;
mod kill_rate;
mod null;
mod servers;
mod source;

use std::{process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, ValueEnum};
use kii_conformance::{
    Client, RunContext, Session, Suite,
    mutation::{self, Equivalents, Extent, Fault, Matrix, MutationRun, WireFault},
};
use tokio::runtime::Runtime;

use self::conditional::{Report, Survivors};
use crate::{FAILED, reference};

/// How long an answer of a server in the same process may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How many faults are tested at the same time.
const AT_ONCE: usize = 16;

/// Which faults are injected, and what happens with the result.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Inject only faults whose IDs contain one of these texts, for example object.put/stale
    filters: Vec<String>,
    /// Leave out the cases with this ID, to see which faults only they detect; can be given more than once
    #[arg(long, value_name = "CASE", conflicts_with_all = ["write", "check"])]
    without: Vec<String>,
    /// Format of the result
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Test the conditional faults only: servers that are wrong about some requests
    #[arg(long)]
    conditional: bool,
    /// Test one conditional fault in N; the IDs decide which ones. 1 tests all, which takes many minutes, and fails for each
    /// survivor that is not in the published sample
    #[arg(long, value_name = "N", default_value_t = conditional::PUBLISHED, conflicts_with = "write")]
    one_in: u64,
    /// Mutate the source code of the reference server instead, with `cargo-mutants`; builds the server once for each mutant
    #[arg(long, conflicts_with_all = ["conditional", "one_in", "check", "without", "format"])]
    source: bool,
    /// With --source: make only the mutants of one of several shards, such as 0/8
    #[arg(long, value_name = "K/N", requires = "source", conflicts_with = "write")]
    shard: Option<String>,
    /// Also write KILL_RATE.md, and the list of conditional faults that survive
    #[arg(long, conflicts_with_all = ["filters", "check"])]
    write: bool,
    /// Also compare with KILL_RATE.md; print the differences, and exit with 1 if there are any. Of the conditional faults, a
    /// sample is tested, which is the same each time
    #[arg(long, conflicts_with_all = ["filters", "conditional", "one_in"])]
    check: bool,
}

/// The format of the result.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// The surviving faults, a table, and a line with the total.
    Text,
    /// Every fault with its status, for programs.
    Json,
}

/// Every fault there is.
pub(crate) struct Faults {
    wire: Vec<WireFault>,
    servers: Vec<(Fault, kii_server::Fault)>,
    equivalents: Equivalents,
}

/// Injects the faults and prints the result; 1 if one survived that is not known to.
pub(crate) fn run(args: &Arguments) -> Result<ExitCode> {
    if args.source {
        return source::run(args);
    }
    let suite = Arc::new(suite(&args.without)?);
    let conditional =
        conditional::faults(&args.filters, if args.check || args.write { conditional::PUBLISHED } else { args.one_in });
    let mut derived = Faults::load(&suite)?;
    derived.retain(|fault| !args.conditional && fault.id.is_selected(&args.filters));
    if derived.len() + conditional.len() == 0 {
        bail!(
            "no fault has {} in its id; of conditional faults, only a sample of one in {} was looked at: --one-in 1 looks at all; \
             `cargo xtask mutants --format json` lists the ids",
            args.filters.join(" or "),
            args.one_in
        );
    }
    let runtime = Runtime::new().context("cannot start the runtime")?;
    let extent = if args.filters.is_empty() { Extent::All } else { Extent::Some };
    let matrix = match derived.len() {
        0 => None,
        _ => Some(runtime.block_on(test(&suite, derived, extent))?),
    };
    let report = Report { entries: runtime.block_on(conditional::test(&suite, conditional, AT_ONCE))? };
    let survivors = if args.write { report.survivors() } else { Survivors::load()? };
    let derived = matrix.as_ref().map(|matrix| matrix.markdown(&suite.api));
    let is_fresh = match (args.write, args.check) {
        (true, _) => {
            survivors.write().and_then(|()| kill_rate::write(&survivors, derived.as_deref())).map(|()| true)?
        }
        (false, true) => kill_rate::check(&survivors, &derived.unwrap_or_default())?,
        (false, false) => true,
    };
    match args.format {
        Format::Text => {
            print!("{}", report.text(&survivors));
            matrix.iter().for_each(|matrix| print!("{}", matrix.text(&suite.api)));
        }
        Format::Json => {
            let mut json = matrix.as_ref().map_or_else(|| serde_json::json!({}), |matrix| matrix.json(&suite.api));
            json["conditional"] = report.json();
            println!("{json:#}");
        }
    }
    let is_complete = matrix.is_none_or(|matrix| matrix.is_complete(&suite.api));
    let holds = is_fresh && is_complete && report.new_survivors(&survivors).next().is_none();
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

/// The suite without the cases with these IDs.
fn suite(without: &[String]) -> Result<Suite> {
    let mut suite = Suite::load().map_err(|error| anyhow!(error))?;
    for id in without {
        let before = suite.cases.len();
        suite.cases.retain(|case| case.id.0 != *id);
        if suite.cases.len() == before {
            bail!(
                "no case has the id {id}; `cargo xtask conformance --list` shows them, with `@` and a scope behind each"
            );
        }
    }
    Ok(suite)
}

impl Faults {
    pub(crate) fn load(suite: &Suite) -> Result<Self> {
        let wire = mutation::derive(&suite.api);
        let servers = servers::faults(&suite.api)?;
        let ids = wire.iter().map(|wire| &wire.fault.id).chain(servers.iter().map(|(fault, _)| &fault.id));
        let equivalents = Equivalents::embedded(ids).context("the list of faults that no answer can show is broken")?;
        Ok(Self { wire, servers, equivalents })
    }

    /// The faults on the wire, and then those of servers.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Fault> {
        self.wire.iter().map(|wire| &wire.fault).chain(self.servers.iter().map(|(fault, _)| fault))
    }

    fn retain(&mut self, wanted: impl Fn(&Fault) -> bool) {
        self.wire.retain(|wire| wanted(&wire.fault));
        self.servers.retain(|(fault, _)| wanted(fault));
    }

    fn len(&self) -> usize {
        self.wire.len() + self.servers.len()
    }
}

/// Tests faults with the reference server. If these are all faults, also runs the servers that ignore requests.
async fn test(suite: &Arc<Suite>, faults: Faults, extent: Extent) -> Result<Matrix> {
    let Faults { wire, servers, equivalents } = faults;
    let (server, target) = reference::start(&suite.api).await?;
    let client = Client::new(TIMEOUT, &target.connection)?;
    let run =
        Arc::new(MutationRun::new(Session::new(Arc::clone(suite), client, Arc::new(target), RunContext::random())));
    let found = mutation::wire(&run, wire, AT_ONCE).await;
    let mut entries = found.map_err(|error| anyhow!(error))?;
    entries.extend(servers::test(&run, servers, AT_ONCE).await?);
    server.shutdown().await.context("the reference server failed, so its responses mean nothing")?;
    let null_servers = match extent {
        Extent::All => null::servers(suite).await?,
        Extent::Some => Vec::new(),
    };
    let mut matrix = Matrix { extent, entries, null_servers };
    matrix.mark(&equivalents);
    Ok(matrix)
}

#[cfg(test)]
mod tests;
