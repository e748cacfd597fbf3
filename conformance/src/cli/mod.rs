//! The command line: `kii-conformance run`, `target`, `self-test`, `sweep` and `report`, and the same under any other name.
//!
//! A run always takes the same steps: arguments, selection, target, pre-flight, cases, verdict, reports. An error on the way
//! gives the verdict *inconclusive*, so that the reports are written and the exit code is right in every case.

mod arguments;
mod bounds;
mod cache;
pub mod check;
mod command_line;
pub mod completions;
mod examples;
pub mod explain;
pub mod explore;
mod flags;
mod gate;
mod help;
mod identity;
mod injection;
mod judgement;
mod libtest;
pub mod list;
mod mailbox;
mod opening;
mod outputs;
#[cfg(test)]
mod pages;
mod panics;
mod program;
pub mod proxy;
mod recording;
#[cfg(test)]
mod reference;
pub mod report;
mod run;
mod selection;
pub mod self_test;
pub mod show;
mod signals;
pub mod sweep;
#[cfg(test)]
mod tables;
pub mod target;
mod ticker;
mod trials;

use std::{
    env,
    ffi::OsString,
    fmt::Display,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::Path,
    process::ExitCode,
    sync::Arc,
    thread,
    time::Instant,
};

use jiff::Timestamp;
use kii_spec::Api;
use libtest_mimic::FormatSetting;

use self::{arguments::Arguments, cache::KeptRun, opening::Opening, run::Run};
use crate::{
    cases::{Depth, Suite},
    deployment::Target,
    report::{
        Annotations, Ending, Report, ReportError, ReportFolder, RunStart, Screen, Stories, Summary,
        terminal::{self, Terminal},
    },
    score::Verdict,
    send::Interruption,
};

/// The exit code of a run that could not be made or trusted.
const INCONCLUSIVE: u8 = 2;

/// Runs the suite as the arguments say; the first of them is the command itself.
///
/// `fallback` gives the target when neither the arguments nor the environment name one; it is not asked for `--list`.
/// Exit codes: 0, the target conforms; 1, it does not; 2, the run could not be made or trusted.
///
/// Sets the panic hook of the process, and leaves it set.
pub fn main(args: impl IntoIterator<Item = OsString>, fallback: impl FnOnce() -> Result<Target, String>) -> ExitCode {
    run_suite(Suite::of, args, fallback)
}

/// Does the same with another suite, for who measures how a run grows with the number of cases.
#[doc(hidden)]
pub fn run_suite(
    suite: impl FnOnce(Arc<Api>, Depth) -> Result<Suite, String> + Send + 'static,
    args: impl IntoIterator<Item = OsString>,
    fallback: impl FnOnce() -> Result<Target, String>,
) -> ExitCode {
    let mut args = args.into_iter().peekable();
    let name = args.peek().map_or_else(|| "kii-conformance run".into(), |name| name.to_string_lossy().into_owned());
    let args = match Arguments::parse(args) {
        Ok(args) => args,
        Err(error) => {
            examples::print(&error, &name, &[]);
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(INCONCLUSIVE));
        }
    };
    panics::watch();
    let code = catch_unwind(AssertUnwindSafe(|| run(suite, &args, fallback)));
    code.unwrap_or_else(|_| {
        exit_inconclusive(format_args!("the suite broke down: {}", panics::take().unwrap_or_default()))
    })
}

fn run(
    suite: impl FnOnce(Arc<Api>, Depth) -> Result<Suite, String> + Send + 'static,
    args: &Arguments,
    fallback: impl FnOnce() -> Result<Target, String>,
) -> ExitCode {
    let api = match Suite::embedded_api() {
        Ok(api) => api,
        Err(error) => return exit_inconclusive(error),
    };
    let deriving = {
        let (api, depth) = (Arc::clone(&api), args.depth);
        thread::spawn(move || suite(api, depth))
    };
    let derived = || deriving.join().unwrap_or_else(|panic| resume_unwind(panic));
    if args.libtest.list {
        return match derived().and_then(|suite| selection::list(args, &suite)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => exit_inconclusive(error),
        };
    }
    let places = outputs::check(report_files(args), args.report_dir.as_deref());
    if let Err(error) = places.and_then(|()| outputs::check_lines(report_files(args), &args.libtest)) {
        return exit_inconclusive(error);
    }
    let (started, clock) = (Timestamp::now(), Instant::now());
    let restriction = match args.gate.restriction() {
        Ok(restriction) => restriction,
        Err(error) => return exit_inconclusive(error),
    };
    let selection = args.selection(restriction.as_deref());
    let start = RunStart { run: args.identity.of_report(), selection, injected: args.injection.ids(), started };
    let terminal = outputs::terminal(report_files(args));
    let kept = match KeptRun::begin(args.report_dir.as_deref()) {
        Ok(kept) => kept,
        Err(error) => return exit_inconclusive(error),
    };
    let interruption = Interruption::default();
    let begin = || Opening::begin(&api, args, interruption.clone(), fallback);
    // A run that turns out to be impossible leaves the target alone; any other begins while the cases are derived.
    let opening: Box<dyn FnOnce() -> Result<Opening, String>> = match args.name_no_case() && restriction.is_none() {
        true => {
            let begun = begin();
            Box::new(move || begun)
        }
        false => Box::new(begin),
    };
    let suite = match derived() {
        Ok(suite) => Arc::new(suite),
        Err(error) => return exit_inconclusive(error),
    };
    let mut run = Run::new(Arc::clone(&suite), start, restriction, kept.spool(), interruption.clone());
    let verdict = run.make(args, &terminal, opening).unwrap_or_else(Verdict::Inconclusive);
    let closed = run.close();
    closed.write_error.iter().for_each(warn);
    run.notice.iter().for_each(terminal::notify);
    let sweep = closed.kept.map(|_| args.identity.sweep()).into_iter().collect();
    let report = run.end(&verdict, &args.judgement.profile, sweep, clock.elapsed());
    let code = publish(args, &terminal, &report, kept.stories().as_ref());
    // A run without cases says nothing, and does not take the place of the last one.
    if !report.is_empty() {
        kept.end(&report);
    }
    code
}

/// Prints the summary, writes the files, and returns the exit code.
fn publish(args: &Arguments, terminal: &Terminal, report: &Report, stories: Option<&Stories>) -> ExitCode {
    let verdict = report.verdict();
    annotate(args, terminal, report);
    match (&verdict, args.libtest.format) {
        (Verdict::Inconclusive(reason), _) if report.is_empty() => print_error(reason),
        (_, Some(FormatSetting::Json)) => terminal::notify(report.conclusion().trim_end()),
        (_, Some(FormatSetting::Pretty | FormatSetting::Terse) | None) if args.shows_cases(report.selected()) => {
            print_end(terminal, report, Summary(report));
        }
        (_, Some(FormatSetting::Pretty | FormatSetting::Terse) | None) => {
            let places = report_files(args).chain(args.report_dir.as_deref());
            let files = places.map(|path| path.display().to_string()).collect();
            print_end(
                terminal,
                report,
                Screen { report, show: args.rerun.show(), columns: terminal::columns(), files },
            );
        }
    }
    print_slowest(terminal, report, args.durations);
    let mut failures = write_reports(report, args.report_json.as_deref(), args.report_junit.as_deref());
    if let Some(folder) = &args.report_dir {
        match ReportFolder::new(folder) {
            Ok(folder) => failures.extend(folder.write(report, stories)),
            Err(error) => failures.push(error.into()),
        }
    }
    failures.iter().for_each(print_error);
    exit_code(&verdict, &failures)
}

/// Prints annotations if GitHub Actions reads the text, and not a program.
fn annotate(args: &Arguments, terminal: &Terminal, report: &Report) {
    let is_text = !matches!(args.libtest.format, Some(FormatSetting::Json));
    if is_text && env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true") {
        // What the target has sent is made visible in them already.
        terminal.pass(Annotations(report).to_string().as_bytes());
    }
}

/// Prints the slowest cases, as many as were asked for.
fn print_slowest(terminal: &Terminal, report: &Report, count: usize) {
    let slowest = report.slowest(count);
    if !slowest.is_empty() {
        let lines: String =
            slowest.iter().map(|(time, name)| format!("  {:>4}.{:03} s  {name}\n", time / 1000, time % 1000)).collect();
        terminal.print(format_args!("\nslowest cases\n{lines}"));
    }
}

/// Prints the end of a run. When the terminal does not take it, what must not be lost goes to standard error.
fn print_end(terminal: &Terminal, report: &Report, end: impl Display) {
    terminal.print(end);
    if let Some(why) = terminal.is_lost() {
        why.iter().for_each(|why| warn(format_args!("a part of the output is lost: {why}")));
        terminal::notify(Ending(report));
    }
}

/// Writes a report in the formats that were asked for; what went wrong.
fn write_reports(report: &Report, json: Option<&Path>, junit: Option<&Path>) -> Vec<ReportError> {
    let written = [json.map(|path| report.write_json(path)), junit.map(|path| report.write_junit(path))];
    written.into_iter().flatten().filter_map(Result::err).collect()
}

/// The exit code of the verdict, unless a report is missing.
fn exit_code(verdict: &Verdict, failures: &[ReportError]) -> ExitCode {
    ExitCode::from(if failures.is_empty() { verdict.exit_code() } else { INCONCLUSIVE })
}

/// Where reports are to go, as far as they were asked for.
fn report_files(args: &Arguments) -> impl Iterator<Item = &Path> {
    [&args.report_json, &args.report_junit].into_iter().filter_map(|path| path.as_deref())
}

/// Prints a warning, which does not end the run.
fn warn(message: impl Display) {
    terminal::notify(format_args!("warning: {message}"));
}

fn exit_inconclusive(message: impl Display) -> ExitCode {
    print_error(message);
    ExitCode::from(INCONCLUSIVE)
}

fn print_error(message: impl Display) {
    terminal::notify(format_args!("error: {message}"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Scoreboard;

    #[test]
    fn a_report_that_has_no_form_in_its_format_is_an_error() {
        let verdict = Verdict::Conforms(Scoreboard::default());
        let unwritable = ReportError::Unrepresentable {
            path: "r.xml".into(),
            format: "JUnit XML",
            message: "no such time".to_owned(),
        };
        let message = unwritable.to_string();
        assert!(message.starts_with("r.xml: cannot be written: ") && message.contains("no such time"), "{message}");
        let code = |failures: &[ReportError]| format!("{:?}", exit_code(&verdict, failures));
        assert_eq!(code(&[]), format!("{:?}", ExitCode::SUCCESS));
        assert_eq!(code(&[unwritable]), format!("{:?}", ExitCode::from(2)));
    }
}
