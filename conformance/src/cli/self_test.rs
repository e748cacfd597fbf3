//! `kii-conformance self-test`: mutation testing of the suite against a deployment. It injects faults into responses on their
//! way to the suite, and checks that cases fail.

use std::{ffi::OsString, process::ExitCode, sync::Arc};

use clap::{Command, Parser, ValueEnum};

use super::{
    bounds::RETRIES,
    command_line::{self, Parsed},
    exit_inconclusive,
    flags::{self, TargetFlags},
    identity::{JournalFlag, RunOptions},
    signals,
    target::unnamed,
    warn,
};
use crate::{
    cases::Suite,
    deployment::Target,
    mutation::{self, Equivalents, Extent, Matrix, MutationRun, WireFault},
    report::terminal::{self, Terminal},
    run::{RunContext, Session, login, preflight},
    send::{Client, Interruption},
};

/// The exit code of a self-test in which a fault survived.
const SURVIVED: u8 = 1;

/// Mutation testing: inject faults into the responses of a deployment, and check that the suite detects them
///
/// Each fault changes one documented response in one way on its way to the suite, and so violates one statement. A fault is
/// killed if a case that cites this statement fails because of it, and does not fail without it.
#[derive(Parser)]
pub(super) struct Flags {
    /// Inject only faults whose IDs contain one of these texts, for example object.put/stale
    filters: Vec<String>,
    #[command(flatten)]
    target: TargetFlags,
    /// Inject one fault in N, always the same ones
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u64).range(1..))]
    one_in: u64,
    /// Test this many faults at the same time, from 1 to 64; each has buckets of its own
    #[arg(long, value_name = "N", default_value = "8", value_parser = clap::value_parser!(u16).range(1..=64))]
    at_once: u16,
    #[command(flatten)]
    journal: JournalFlag,
    /// Format of the result
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// The flags that name the target and the journals, as the user gave them.
    #[arg(skip)]
    naming: Vec<String>,
}

/// The format of the result.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// The surviving faults, a table, and a line with the total.
    Text,
    /// Every fault with its status, for programs.
    Json,
}

/// The result of a self-test.
struct Found {
    target: Arc<Target>,
    matrix: Matrix,
    left_behind: Vec<String>,
}

const CODES: &str = "Exit codes:\n  0  every fault that could be tested was killed\n  1  a fault survived\n  2  no fault \
                 could be tested: bad arguments or target, no response, or interrupted";

/// The command with what its help says at the end.
pub(super) fn lay_out(command: Command) -> Command {
    command.after_help(format!("{}\n\n{CODES}", flags::environment()))
}

/// Runs `self-test`. The first argument is the command itself, for example `kii-conformance self-test`.
///
/// Exit codes: 0, every tested fault was killed; 1, a fault survived; 2, nothing could be tested.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let flags = match command_line::parse_with_matches::<Flags>(args, lay_out) {
        Ok(Parsed { flags, matches, .. }) => Flags { naming: flags::naming(&matches), ..flags },
        Err(code) => return code,
    };
    match Suite::load().and_then(|suite| self_test(&flags, Arc::new(suite))) {
        Ok(code) => code,
        Err(error) => exit_inconclusive(error),
    }
}

fn self_test(flags: &Flags, suite: Arc<Suite>) -> Result<ExitCode, String> {
    let all = mutation::derive(&suite.api);
    let equivalents = Equivalents::embedded(all.iter().map(|wire| &wire.fault.id));
    let equivalents = equivalents.map_err(|problems| problems.to_string())?;
    let faults = chosen(flags, all)?;
    let target = flags.target.find(&suite.api, || Err(unnamed()))?;
    let client = Client::new(flags.target.timeout, &target.connection);
    let client = client.map_err(|error| format!("requests cannot be sent: {error}"))?.with_retries(RETRIES);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("threads for requests cannot be started: {error}"))?;
    let interruption = Interruption::default();
    signals::watch(runtime.handle(), &interruption);
    let identity = RunOptions::random(flags.journal.clone(), flags.naming.clone());
    let run_context = identity.run_context(&target, true)?;
    run_context.journal.write_error().iter().for_each(warn);
    let client = client.with_interruption(interruption.clone());
    let tested = runtime.block_on(test(&suite, client, &target, run_context.clone(), faults, flags.at_once.into()));
    if run_context.journal.close().kept.is_some() {
        warn(format_args!("something may be left on the target; this command removes it: {}", identity.sweep()));
    }
    if let Some(by) = interruption.raised_by() {
        return Err(format!("interrupted by {by}"));
    }
    let Found { target, mut matrix, left_behind } = tested.map_err(|error| target.redact(&error))?;
    matrix.mark(&equivalents);
    let text = match flags.format {
        Format::Text => matrix.text(&suite.api),
        Format::Json => format!("{:#}\n", matrix.json(&suite.api)),
    };
    Terminal::output().print(target.redact(&text));
    for address in &left_behind {
        terminal::notify(format_args!("left behind: {}", target.redact(address)));
    }
    let total = matrix.total();
    Ok(match (total.faults - total.killed, total.killed) {
        (0, 0) => exit_inconclusive("no fault could be tested; the reasons are above"),
        (0, _) => ExitCode::SUCCESS,
        (_, _) => ExitCode::from(SURVIVED),
    })
}

fn chosen(flags: &Flags, mut faults: Vec<WireFault>) -> Result<Vec<WireFault>, String> {
    faults.retain(|wire| wire.fault.id.is_selected(&flags.filters));
    if faults.is_empty() {
        let filters = flags.filters.join(" or ");
        return Err(format!(
            "no fault has {filters} in its id; an id names a response, a scope and what is wrong: resource.verb/response@scope:status=200"
        ));
    }
    faults.retain(|wire| wire.fault.id.is_in_sample(flags.one_in));
    match faults.is_empty() {
        true => Err(format!("--one-in {} leaves no fault to test; use a smaller number", flags.one_in)),
        false => Ok(faults),
    }
}

async fn test(
    suite: &Arc<Suite>,
    client: Client,
    target: &Target,
    run_context: RunContext,
    faults: Vec<WireFault>,
    at_once: usize,
) -> Result<Found, String> {
    let (target, failures) = login::log_in(&suite.api, &client, target).await?;
    if !failures.is_empty() {
        return Err(login::message(&failures));
    }
    let session = Session::new(Arc::clone(suite), client, Arc::new(target), run_context);
    preflight::check(&session).await?;
    // The result is printed at the end, which can take minutes.
    let (count, base) = (faults.len(), &session.target.base);
    terminal::notify(format_args!("injecting {count} faults into the responses of {base}"));
    let mutation_run = Arc::new(MutationRun::new(session.clone()));
    let entries = mutation::wire(&mutation_run, faults, at_once).await?;
    // If the target broke down during the test, the status of the faults says nothing about the suite.
    let lost = |error| format!("the target no longer responds as it did at the beginning: {error}");
    preflight::check(&session).await.map_err(lost)?;
    let matrix = Matrix { extent: Extent::Some, entries, null_servers: Vec::new() };
    Ok(Found { target: session.target, matrix, left_behind: mutation_run.left_behind() })
}
