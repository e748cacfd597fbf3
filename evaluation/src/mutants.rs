//! Mutation testing: faults are injected one at a time, and the suite has to detect each of them.

mod null;
mod servers;

use std::{process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, ValueEnum};
use kii_conformance::{
    Client, RunContext, Session, Suite,
    mutation::{self, Equivalents, Extent, Fault, Matrix, MutationRun, WireFault},
};
use tokio::runtime::Runtime;

use crate::{FAILED, page::Page, reference};

/// How long an answer of a server in the same process may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Where the result is published.
const PAGE: Page = Page { name: "KILL_RATE.md", command: "cargo xtask mutants --write" };
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
    /// Also write KILL_RATE.md
    #[arg(long, conflicts_with_all = ["filters", "check"])]
    write: bool,
    /// Also compare with KILL_RATE.md; print the differences, and exit with 1 if there are any
    #[arg(long, conflicts_with = "filters")]
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
struct Faults {
    wire: Vec<WireFault>,
    servers: Vec<(Fault, kii_server::Fault)>,
    equivalents: Equivalents,
}

/// Injects the faults and prints the result; 1 if one survived.
pub(crate) fn run(args: &Arguments) -> Result<ExitCode> {
    let mut suite = Suite::load().map_err(|error| anyhow!(error))?;
    for id in &args.without {
        let before = suite.cases.len();
        suite.cases.retain(|case| case.id.0 != *id);
        if suite.cases.len() == before {
            bail!(
                "no case has the id {id}; `cargo xtask conformance --list` shows them, with `@` and a scope behind each"
            );
        }
    }
    let suite = Arc::new(suite);
    let mut faults = Faults::load(&suite)?;
    faults.retain(|fault| fault.id.is_selected(&args.filters));
    if faults.len() == 0 {
        bail!(
            "no fault has {} in its id; `cargo xtask mutants --format json` lists the ids",
            args.filters.join(" or ")
        );
    }
    let extent = if args.filters.is_empty() { Extent::All } else { Extent::Some };
    let runtime = Runtime::new().context("cannot start the runtime")?;
    let matrix = runtime.block_on(test(&suite, faults, extent))?;
    let is_fresh = match (args.write, args.check) {
        (true, _) => PAGE.write(&matrix.markdown(&suite.api)).map(|()| true)?,
        (false, true) => PAGE.check(&matrix.markdown(&suite.api))?,
        (false, false) => true,
    };
    match args.format {
        Format::Text => print!("{}", matrix.text(&suite.api)),
        Format::Json => println!("{:#}", matrix.json(&suite.api)),
    }
    let holds = is_fresh && matrix.is_complete(&suite.api);
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

impl Faults {
    fn load(suite: &Suite) -> Result<Self> {
        let wire = mutation::derive(&suite.api);
        let servers = servers::faults(&suite.api)?;
        let ids = wire.iter().map(|wire| &wire.fault.id).chain(servers.iter().map(|(fault, _)| &fault.id));
        let equivalents = Equivalents::embedded(ids).context("the list of faults that no answer can show is broken")?;
        Ok(Self { wire, servers, equivalents })
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
