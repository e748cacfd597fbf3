//! `kii-conformance self-test`: faults planted between the suite and a deployment, to see whether the suite notices them
//! there.

use std::{
    ffi::OsString,
    io::{self, Write as _},
    process::ExitCode,
    sync::Arc,
};

use clap::{CommandFactory as _, FromArgMatches as _, Parser, ValueEnum};

use super::{
    INCONCLUSIVE,
    flags::{self, TargetFlags},
    give_up,
    identity::{Identity, JournalFlag},
    signals, warn,
};
use crate::{
    cases::Suite,
    deployment::{Key, Target},
    mutation::{self, Equivalents, Extent, Matrix, MutationRun, WireFault},
    run::{RunContext, Session, login, preflight},
    send::{Client, Interruption},
};

/// The exit code of a self-test in which a fault survived.
const SURVIVED: u8 = 1;

/// Plant faults between the suite and a deployment, one at a time, and see whether the suite notices them
///
/// Each fault distorts one documented answer in one way. It counts as killed when a case that cites what it violates fails
/// for that, and does not without the fault.
#[derive(Parser)]
struct Flags {
    /// Plant only faults with one of these in their ids
    filters: Vec<String>,
    #[command(flatten)]
    target: TargetFlags,
    /// Plant one fault in so many, always the same ones
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u64).range(1..))]
    one_in: u64,
    /// How many faults are planted at the same time, each in a world of its own
    #[arg(long, value_name = "N", default_value = "8", value_parser = clap::value_parser!(u16).range(1..=64))]
    at_once: u16,
    #[command(flatten)]
    journal: JournalFlag,
    /// How to print the result
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// The flags that name the target and the journals, as they were given.
    #[arg(skip)]
    naming: Vec<String>,
}

/// How the matrix is printed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Survivors, a table and a last line for people.
    Text,
    /// Every fault with what became of it.
    Json,
}

/// What a self-test has come to.
struct Found {
    target: Arc<Target>,
    matrix: Matrix,
    left_behind: Vec<String>,
}

/// Carries out `self-test`; the first argument is the command as people type it.
///
/// Exit codes: 0, the suite noticed every fault that it could; 1, a fault survived; 2, the test could not be made.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut args = args.into_iter();
    let name =
        args.next().map_or_else(|| "kii-conformance self-test".into(), |name| name.to_string_lossy().into_owned());
    let codes = "Exit codes:\n  0  the suite noticed every fault that it could\n  1  a fault survived\n  2  the test could \
                 not be made, or nothing could be tested";
    let matches = Flags::command()
        .no_binary_name(true)
        .bin_name(&name)
        .after_help(format!("{}\n\n{codes}", flags::environment()))
        .try_get_matches_from(args);
    let flags = match matches
        .and_then(|matches| Ok(Flags { naming: flags::naming(&matches), ..Flags::from_arg_matches(&matches)? }))
    {
        Ok(flags) => flags,
        Err(error) => {
            // Where the terminal is gone, nobody is left to be told.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(INCONCLUSIVE));
        }
    };
    match Suite::load().and_then(|suite| conduct(&flags, Arc::new(suite))) {
        Ok(code) => code,
        Err(error) => give_up(error),
    }
}

fn conduct(flags: &Flags, suite: Arc<Suite>) -> Result<ExitCode, String> {
    let all = mutation::derive(&suite.api);
    let equivalents = Equivalents::embedded(all.iter().map(|wire| &wire.fault.id));
    let equivalents = equivalents.map_err(|problems| problems.to_string())?;
    let faults = chosen(flags, all)?;
    let target = flags.target.find(&suite.api, || Err(unnamed()))?;
    let client = Client::new(flags.target.timeout, &target.connection);
    let client = client.map_err(|error| format!("requests cannot be sent: {error}"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("threads for requests cannot be started: {error}"))?;
    let interruption = Interruption::default();
    signals::watch(runtime.handle(), &interruption);
    let identity = Identity::random(flags.journal.clone(), flags.naming.clone());
    let run_context = identity.run_context(&target, true)?;
    run_context.journal.trouble().iter().for_each(warn);
    let client = client.interruptible(interruption.clone());
    let hunted = runtime.block_on(hunt(&suite, client, &target, run_context.clone(), faults, flags.at_once.into()));
    if run_context.journal.close().kept.is_some() {
        warn(format_args!("something may be left on the target; this removes the rest: {}", identity.sweep()));
    }
    if let Some(by) = interruption.raised_by() {
        return Err(format!("interrupted by {by}"));
    }
    let Found { target, mut matrix, left_behind } = hunted.map_err(|error| target.redact(&error))?;
    matrix.mark(&equivalents);
    let text = match flags.format {
        Format::Text => matrix.text(&suite.api),
        Format::Json => format!("{:#}\n", matrix.json(&suite.api)),
    };
    // A closed pipe is no reason to say something else with the exit code.
    let _ = write!(io::stdout(), "{}", target.redact(&text));
    for address in &left_behind {
        let _ = writeln!(io::stderr(), "left behind: {}", target.redact(address));
    }
    let total = matrix.total();
    Ok(match (total.faults - total.killed, total.killed) {
        (0, 0) => give_up("nothing could be tested: see above why"),
        (0, _) => ExitCode::SUCCESS,
        (_, _) => ExitCode::from(SURVIVED),
    })
}

fn chosen(flags: &Flags, mut faults: Vec<WireFault>) -> Result<Vec<WireFault>, String> {
    let wanted = |id: &str| flags.filters.is_empty() || flags.filters.iter().any(|filter| id.contains(filter.as_str()));
    faults.retain(|wire| wanted(&wire.fault.id.0));
    if faults.is_empty() {
        let filters = flags.filters.join(" or ");
        return Err(format!(
            "no fault has {filters} in its id; an id is a response, its scope and what is wrong: resource.verb/response@scope:status=200"
        ));
    }
    faults.retain(|wire| wire.fault.id.is_in_sample(flags.one_in));
    match faults.is_empty() {
        true => Err(format!("--one-in {} leaves none of the faults; take a smaller number", flags.one_in)),
        false => Ok(faults),
    }
}

async fn hunt(
    suite: &Arc<Suite>,
    client: Client,
    target: &Target,
    run_context: RunContext,
    faults: Vec<WireFault>,
    at_once: usize,
) -> Result<Found, String> {
    let (target, denied) = login::log_in(&suite.api, &client, target).await?;
    if !denied.is_empty() {
        return Err(login::told(&denied));
    }
    let session = Session::new(Arc::clone(suite), client, Arc::new(target), run_context);
    preflight::check(&session).await?;
    // It can take a while, and nothing is printed until all is known.
    let _ = writeln!(io::stderr(), "planting {} faults between the suite and {}", faults.len(), session.target.base);
    let hunt = Arc::new(MutationRun::new(session.clone()));
    let entries = mutation::wire(&hunt, faults, at_once).await?;
    // What became of faults on a target that broke down on the way says nothing about the suite.
    let lost = |error| format!("the target does not answer any more as it did at the beginning: {error}");
    preflight::check(&session).await.map_err(lost)?;
    let matrix = Matrix { extent: Extent::Some, entries, null_servers: Vec::new() };
    Ok(Found { target: session.target, matrix, left_behind: hunt.left_behind() })
}

fn unnamed() -> String {
    let variable = Key::BaseUrl.variable();
    format!("no target is named: pass --target FILE or --url URL, or set {variable}")
}
