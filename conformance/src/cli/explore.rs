//! `kii-conformance explore`: sends random walks, shrinks those that fail, and prints them as cases that can be kept.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use clap::{Command, Parser};
use kii_spec::Api;

use super::{
    bounds::BoundFlags,
    command_line::{self, Parsed},
    exit_inconclusive,
    flags::{self, TargetFlags},
    identity::{JournalFlag, RunOptions},
    panics, signals, warn,
};
use crate::{
    cases::{Case, Suite, script::write, walk::Walks},
    deployment::Target,
    report::{CaseResult, ReportContext, Rerun, terminal::Terminal},
    run::{
        FailureLimit, OtherCases, OutcomeKind, Progress, Record, RunContext, Scheduler, Session, SessionAttempts,
        Shrunk, Symptom, Times, login, preflight, shrink,
    },
    send::{Client, Interruption},
    values::{Seed, count::counted},
};

/// The exit code when a walk failed.
const FAILED: u8 = 1;

/// How many walks are in memory at the same time.
const PORTION: usize = 256;

/// How many walks that fail in different ways are shrunk.
const MOST_SHRUNK: usize = 10;

/// Send random walks: long sequences of requests of all kinds, in which each answer must follow from those before it
///
/// A walk that fails is shrunk to the shortest one that fails in the same way. It is printed as a case in the YAML of
/// hand-written cases. The walks follow from the seed.
#[derive(Parser)]
pub(super) struct Flags {
    #[command(flatten)]
    target: TargetFlags,
    #[command(flatten)]
    bounds: BoundFlags,
    /// How many walks to send
    #[arg(long, value_name = "NUMBER", default_value = "200", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Walks")]
    walks: u32,
    /// How many steps a walk has, from 1 to 1000
    #[arg(long, value_name = "NUMBER", default_value = "30", value_parser = clap::value_parser!(u16).range(1..=1000), help_heading = "Walks")]
    steps: u16,
    /// Number from which the walks follow [default: random]
    #[arg(long, value_name = "NUMBER", value_parser = Seed::parse, help_heading = "Walks")]
    seed: Option<Seed>,
    /// Send only the walk of this name, for example walk/17@user
    #[arg(long, value_name = "NAME", help_heading = "Walks")]
    exact: Option<String>,
    /// Write walks to this file in place of sending any, to be kept in conformance/cases/walks
    ///
    /// Their steps are defined in every scope. Of eight times as many walks, those are written that together show most
    /// combinations of an operation, its caller, its answer and what was done before.
    #[arg(long, value_name = "FILE", help_heading = "Walks")]
    store: Option<PathBuf>,
    #[command(flatten)]
    journal: JournalFlag,
}

/// What has become of the walks.
#[derive(Default)]
struct Tally {
    walks: usize,
    requests: usize,
    outcomes: BTreeMap<&'static str, usize>,
    /// The first walk that failed in each way, and how many have.
    failures: BTreeMap<Symptom, (Record, usize)>,
    /// Why walks have no result, each reason once.
    reasons: BTreeMap<String, usize>,
    left_behind: Vec<String>,
    stopped: Option<String>,
}

const CODES: &str = "Exit codes:\n  0  no walk failed\n  1  a walk failed\n  2  walks could not be sent, or had no result: bad \
                 arguments or target, no response, or interrupted";

/// The command with what its help says at the end.
pub(super) fn lay_out(command: Command) -> Command {
    command.after_help(format!("{}\n\n{CODES}", flags::environment()))
}

/// Explores as the arguments say; the first of them is the command itself. `fallback` gives the target when neither the
/// arguments nor the environment name one.
///
/// Exit codes: 0, no walk failed; 1, a walk failed; 2, walks could not be sent, or have no result.
pub fn main(args: impl IntoIterator<Item = OsString>, fallback: impl FnOnce() -> Result<Target, String>) -> ExitCode {
    let Parsed { name, flags, matches } = match command_line::parse_with_matches::<Flags>(args, lay_out) {
        Ok(parsed) => parsed,
        Err(code) => return code,
    };
    let (naming, repeated) = (flags::naming(&matches), flags::repeated(&matches));
    panics::watch();
    let seed = flags.seed.unwrap_or_else(Seed::random);
    let mut again = repeated;
    for (flag, value) in [("--steps", flags.steps.to_string()), ("--seed", seed.to_string())] {
        again.extend([flag.to_owned(), value]);
    }
    let rerun = Rerun::new(&name, &again, &[]);
    let done = match &flags.store {
        Some(path) => store(&flags, seed, path),
        None => Suite::load().and_then(|suite| explore(flags, naming, &rerun, seed, Arc::new(suite), fallback)),
    };
    match done {
        Ok(code) => code,
        Err(error) => exit_inconclusive(error),
    }
}

fn explore(
    flags: Flags,
    naming: Vec<String>,
    rerun: &Rerun,
    seed: Seed,
    suite: Arc<Suite>,
    fallback: impl FnOnce() -> Result<Target, String>,
) -> Result<ExitCode, String> {
    // A server in this process keeps nothing after its end, so it needs no journal.
    let mut lasts = true;
    let target = flags.target.find(&suite.api, || {
        lasts = false;
        fallback()
    })?;
    let client = Client::new(flags.target.timeout, &target.connection);
    let client = client.map_err(|error| format!("requests cannot be sent: {error}"))?;
    let interruption = Interruption::default();
    let client = flags.bounds.apply_to(client).with_interruption(interruption.clone());
    let client = client.with_case_limit(flags.bounds.case_timeout(flags.target.timeout));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("threads for requests cannot be started: {error}"))?;
    signals::watch(runtime.handle(), &interruption);
    let identity = RunOptions::random(flags.journal.clone(), naming);
    let run_context = identity.run_context(&target, lasts)?;
    run_context.journal.write_error().iter().for_each(warn);
    let session = runtime.block_on(start(&suite, client, &target, run_context.clone()));
    let explored = session.and_then(|session| {
        let explorer = Explorer { session: &session, flags: &flags, seed, interruption: &interruption, rerun };
        runtime.block_on(explorer.explore())
    });
    if run_context.journal.close().kept.is_some() {
        warn(format_args!("something may be left on the target; this command removes it: {}", identity.sweep()));
    }
    match interruption.raised_by() {
        Some(by) => Err(format!("interrupted by {by}")),
        None => explored.map_err(|error| target.redact(&error)),
    }
}

/// Writes walks to a file. The stored cases are not read, as they may not fit the spec any more.
fn store(flags: &Flags, seed: Seed, path: &Path) -> Result<ExitCode, String> {
    let api = Api::embedded().map_err(|problems| format!("the spec in this program is broken:\n{problems}"))?;
    let walks = Walks::new(&api, |_, _| true);
    let key = |number| seed.key(&format!("walk {number}"));
    let chosen = walks.selection(flags.walks as usize, usize::from(flags.steps), key);
    let flags = format!("--walks {} --steps {} --seed {seed}", flags.walks, flags.steps);
    let head = format!(
        "# Walks: long sequences of requests of all kinds, in which each answer must follow from those before it. Made by\n\
         # `cargo xtask explore {flags} --store FILE`. The digest of a walk belongs to its steps.\n"
    );
    let text = head + &walks.written(chosen);
    fs::write(path, text).map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    say(format_args!("wrote {}", path.display()));
    Ok(ExitCode::SUCCESS)
}

async fn start(
    suite: &Arc<Suite>,
    client: Client,
    target: &Target,
    run_context: RunContext,
) -> Result<Session, String> {
    let (target, failures) = login::log_in(&suite.api, &client, target).await?;
    if !failures.is_empty() {
        return Err(login::message(&failures));
    }
    let session = Session::new(Arc::clone(suite), client, Arc::new(target), run_context);
    preflight::check(&session).await?;
    Ok(session)
}

/// Sends walks and says what became of them.
struct Explorer<'a> {
    session: &'a Session,
    flags: &'a Flags,
    seed: Seed,
    interruption: &'a Interruption,
    rerun: &'a Rerun,
}

impl Explorer<'_> {
    async fn explore(&self) -> Result<ExitCode, String> {
        let (api, target) = (self.session.api(), Arc::clone(&self.session.target));
        let walks = Walks::new(api, move |scope, step| target.offers(api, scope, step));
        let clock = Instant::now();
        let tally = self.send(&walks).await?;
        let time = clock.elapsed();
        for (number, (symptom, (record, times))) in tally.failures.iter().enumerate() {
            match number < MOST_SHRUNK {
                true => {
                    let shrunk = shrink(self.session, &walks, record.clone()).await;
                    shrunk.iter().for_each(|shrunk| self.tell(shrunk, *times));
                }
                false => say(format_args!(
                    "{} violates {} ({}), and is not shrunk",
                    record.case.name(),
                    symptom.statement,
                    counted(*times, "walk")
                )),
            }
        }
        self.summarize(&tally, time)
    }

    async fn send(&self, walks: &Walks<'_>) -> Result<Tally, String> {
        let tally = Mutex::new(Tally::default());
        let (count, steps) = (self.flags.walks as usize, usize::from(self.flags.steps));
        let (times, gives_up) = (Times { repeat: 1, retries: self.flags.bounds.retries }, true);
        let panic_message = || panics::take_here().unwrap_or_default();
        for begin in (0..count).step_by(PORTION) {
            let numbers = begin..count.min(begin + PORTION);
            let walk = |number| walks.walk(number, self.seed.key(&format!("walk {number}")), steps);
            let is_chosen = |case: &Case| self.flags.exact.as_ref().is_none_or(|name| *name == case.name());
            let cases: Vec<(usize, Case)> =
                numbers.filter_map(|number| Some((number, walk(number).filter(&is_chosen)?))).collect();
            if cases.is_empty() {
                continue;
            }
            let (session, interruption) = (self.session.clone(), self.interruption.clone());
            let size = session.client.load().size();
            let failure_limit = FailureLimit::default();
            let attempts = SessionAttempts { session, times, interruption, failure_limit, panic_message };
            let scheduler = Scheduler { attempts, size, gives_up, other_cases: OtherCases::default() };
            let stopped = scheduler.run(cases, |_, progress| {
                tally.lock().unwrap_or_else(PoisonError::into_inner).add(progress);
            });
            if let Some(why) = stopped.await {
                tally.lock().unwrap_or_else(PoisonError::into_inner).stopped = Some(why);
                break;
            }
        }
        let tally = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
        match (tally.walks, &self.flags.exact) {
            (0, Some(name)) => Err(format!("no walk of this seed is called {name}; a name is walk/NUMBER@SCOPE")),
            (0, None) => Err("the target offers nothing that walks could be made of".to_owned()),
            (_, _) => Ok(tally),
        }
    }

    /// Prints what is wrong, and the walk as a case that can be kept.
    fn tell(&self, shrunk: &Shrunk, times: usize) {
        let Shrunk { record, steps_before, tried, requests, is_steady } = shrunk;
        let (api, target) = (self.session.api(), &self.session.target);
        let result = CaseResult::new(&ReportContext { api, target, rerun: self.rerun }, record);
        let steps: usize = record.case.stages.iter().map(|stage| stage.actions.len()).sum();
        say(format_args!("---- {} ----", record.case.name()));
        say(target.redact(result.failure().unwrap_or_default()));
        match is_steady {
            true => say(format_args!(
                "\n  shrunk from {steps_before} steps to {steps}, with {} and {}; {} failed in this way\n  the case, to be kept \
                 in conformance/cases under an ID that says what it shows:\n",
                counted(*tried, "walk"),
                counted(*requests, "request"),
                counted(times, "walk")
            )),
            false => say(format_args!(
                "\n  flaky: the same walk did not fail again, so it is not shrunk; either the target or the walk depends on \
                 something that changes\n"
            )),
        }
        say(write::case(api, &record.case, false));
    }

    fn summarize(&self, tally: &Tally, time: Duration) -> Result<ExitCode, String> {
        for (reason, times) in &tally.reasons {
            say(format_args!("no result for {}: {}", counted(*times, "walk"), self.session.target.redact(reason)));
        }
        for address in &tally.left_behind {
            say(format_args!("left behind: {}", self.session.target.redact(address)));
        }
        let outcomes: Vec<String> = tally.outcomes.iter().map(|(word, times)| format!("{times} {word}")).collect();
        let seconds = time.as_secs_f64().max(0.001);
        #[expect(clippy::cast_precision_loss, reason = "the rates are for people")]
        let rate = |number: usize| number as f64 / seconds;
        say(format_args!(
            "{} with seed {}: {}; {} in {seconds:.1} s ({:.0} walks/s, {:.0} requests/s)",
            counted(tally.walks, "walk"),
            self.seed,
            outcomes.join(", "),
            counted(tally.requests, "request"),
            rate(tally.walks),
            rate(tally.requests),
        ));
        match (tally.failures.is_empty(), &tally.stopped, tally.reasons.is_empty()) {
            (false, _, _) => Ok(ExitCode::from(FAILED)),
            (true, Some(why), _) => Err(why.clone()),
            (true, None, false) => Err("some walks have no result; the reasons are above".to_owned()),
            (true, None, true) => Ok(ExitCode::SUCCESS),
        }
    }
}

impl Tally {
    fn add(&mut self, progress: Progress) {
        match progress {
            Progress::Began => {}
            Progress::LeftOut(why) => {
                self.walks += 1;
                *self.reasons.entry(why).or_default() += 1;
            }
            Progress::Ended(record) => {
                self.walks += 1;
                self.requests += record.requests.total();
                self.left_behind.extend(record.left_behind.iter().cloned());
                *self.outcomes.entry(record.outcome.word()).or_default() += 1;
                let has_no_result = matches!(record.outcome.kind(), OutcomeKind::SuiteError | OutcomeKind::NotTestable);
                match (Symptom::of(&record), has_no_result) {
                    (Some(symptom), _) => self.failures.entry(symptom).or_insert((record.condensed(), 0)).1 += 1,
                    (None, true) => {
                        let why = record
                            .outcome
                            .reason()
                            .unwrap_or_else(|| format!("{} cannot be tested", record.case.name()));
                        *self.reasons.entry(why).or_default() += 1;
                    }
                    (None, false) => {}
                }
            }
        }
    }
}

/// Prints a line. A closed pipe does not change the exit code.
fn say(line: impl std::fmt::Display) {
    Terminal::output().print(format_args!("{line}\n"));
}
