//! The arguments of `run`: the target, the limits, the run, the profile, the reports, and the flags of Rust's test harness.

use std::{ffi::OsString, path::PathBuf};

use clap::{CommandFactory as _, FromArgMatches as _, Parser, error::ErrorKind, parser::ValueSource};

use super::{
    bounds::BoundFlags,
    examples,
    flags::{self, TargetFlags},
    gate::GateFlags,
    help,
    identity::{IdentityFlags, RunOptions},
    injection::InjectionFlags,
    judgement::JudgementFlags,
};
use crate::{
    cases::Depth,
    report::{Rerun, Selection},
    score::{Profile, Subject},
};

/// The arguments of a run.
#[derive(Debug)]
pub(super) struct Arguments {
    /// Where the target is.
    pub(super) target: TargetFlags,
    /// The limits of the run.
    pub(super) bounds: BoundFlags,
    /// Which run it is.
    pub(super) identity: RunOptions,
    /// How many times each case runs.
    pub(super) repeat: usize,
    /// How many things differ at once.
    pub(super) depth: Depth,
    /// The faults that it injects.
    pub(super) injection: InjectionFlags,
    /// The profile and the known deviations.
    pub(super) judgement: JudgementFlags,
    /// When failures end the run, and whether warnings fail it.
    pub(super) gate: GateFlags,
    /// How many of the slowest cases are listed.
    pub(super) durations: usize,
    pub(super) report_json: Option<PathBuf>,
    pub(super) report_junit: Option<PathBuf>,
    pub(super) report_dir: Option<PathBuf>,
    /// The flags of libtest-mimic, without a filter.
    pub(super) libtest: libtest_mimic::Arguments,
    /// The filters; libtest-mimic takes only one.
    pub(super) filters: Vec<String>,
    /// The command that runs a case again.
    pub(super) rerun: Rerun,
}

/// Run the conformance suite against a deployment of the Kii Cloud object-storage API
#[derive(Parser)]
pub(super) struct Flags {
    #[command(flatten)]
    target: TargetFlags,
    #[command(flatten)]
    bounds: BoundFlags,
    #[command(flatten)]
    identity: IdentityFlags,
    /// Run each case this many times, from 1 to 1000
    ///
    /// If the outcome of a case differs between the repeats, the run is inconclusive (exit code 2).
    #[arg(long, value_name = "TIMES", default_value = "1", value_parser = times, help_heading = "Run")]
    repeat: usize,
    /// How many things differ from a usual request at once: one more in each step
    ///
    /// With full, every two settings meet that can: of callers, headers, contents, histories and readers. With quick, each is
    /// met once; with deep, every three meet. The profiles score the cases of full; with deep, all are scored, unless --profile
    /// says otherwise.
    #[arg(long, value_enum, default_value_t, help_heading = "Run")]
    depth: Depth,
    #[command(flatten)]
    injection: InjectionFlags,
    #[command(flatten)]
    gate: GateFlags,
    #[command(flatten)]
    judgement: JudgementFlags,
    /// List this many of the slowest cases at the end, with their times
    #[arg(long, value_name = "NUMBER", default_value_t = 0, hide_default_value = true, help_heading = "Reports")]
    durations: usize,
    /// Write the outcome of every case to this file, as JSON; `-` is standard output, and the text then goes to standard
    /// error
    #[arg(long, value_name = "FILE", help_heading = "Reports")]
    report_json: Option<PathBuf>,
    /// Write the outcome of every case to this file, as JUnit XML
    #[arg(long, value_name = "FILE", help_heading = "Reports")]
    report_junit: Option<PathBuf>,
    /// Write all reports to this folder: report.json, junit.xml, report.html, transcript.har and summary.md
    ///
    /// The folder is made if it is not there. Beside the reports, stories.jsonl has every exchange for `show`.
    #[arg(long, value_name = "DIR", help_heading = "Reports")]
    report_dir: Option<PathBuf>,
    #[command(flatten)]
    libtest: libtest_mimic::Arguments,
}

impl Arguments {
    /// Whether nothing in them has to be compared with the cases, so that the run can begin before these are known.
    pub(super) fn name_no_case(&self) -> bool {
        let Self { judgement, identity, injection, filters, libtest, .. } = self;
        let selects = !filters.is_empty() || !libtest.skip.is_empty() || libtest.ignored || identity.shard.is_some();
        !selects && !judgement.name_files() && injection.ids().is_empty()
    }

    /// Parses a command line. Its first word is the command itself, for example `cargo xtask conformance`.
    pub(super) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let mut args = args.into_iter();
        let command =
            args.next().map_or_else(|| "kii-conformance run".into(), |name| name.to_string_lossy().into_owned());
        let flags = examples::of(help::lay_out(Flags::command()), &command).no_binary_name(true).bin_name(&command);
        let matches = flags.try_get_matches_from(args)?;
        let filters = matches.get_many("filter").unwrap_or_default().cloned().collect();
        let Flags {
            target,
            bounds,
            identity,
            repeat,
            depth,
            injection,
            gate,
            mut judgement,
            durations,
            report_json,
            report_junit,
            report_dir,
            mut libtest,
        } = Flags::from_arg_matches(&matches)?;
        libtest.filter = None;
        if depth == Depth::Deep && matches.value_source("profile") == Some(ValueSource::DefaultValue) {
            // Whoever asks for more cases wants to know how they end.
            judgement.profile = Profile::Next(Subject::Full);
        }
        let bounds = bounds.with_test_threads(libtest.test_threads).map_err(|why| {
            help::lay_out(Flags::command()).bin_name(&command).error(ErrorKind::ArgumentConflict, why)
        })?;
        let identity = identity.into_options(flags::naming(&matches));
        let mut repeated = flags::repeated(&matches);
        repeated.extend(["--seed".to_owned(), identity.seed.to_string()]);
        let rerun = Rerun::new(&command, &repeated, &flags::profile(&matches));
        Ok(Self {
            target,
            bounds,
            identity,
            repeat,
            depth,
            injection,
            judgement,
            gate,
            durations,
            report_json,
            report_junit,
            report_dir,
            libtest,
            filters,
            rerun,
        })
    }
}

impl Arguments {
    /// Whether the lines of the cases are shown, and not only the screen at the end: if a format asks for them, or there is no
    /// more than one case, which needs no summary.
    pub(super) const fn shows_cases(&self, selected: usize) -> bool {
        self.libtest.format.is_some() || self.libtest.logfile.is_some() || selected == 1
    }

    /// The filters and flags that select cases by name; `restriction` names the only ones that may be.
    pub(super) fn selection(&self, restriction: Option<&[String]>) -> Selection {
        if let Some(names) = restriction {
            let given = self.selection(None);
            let filters = names.iter().filter(|name| given.takes(name)).cloned().collect();
            return Selection { filters, skip: Vec::new(), exact: true };
        }
        Selection { filters: self.filters.clone(), skip: self.libtest.skip.clone(), exact: self.libtest.exact }
    }
}

/// The value of `--repeat`. The upper limit keeps the suite from becoming a load test.
fn times(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(times @ 1..=1000) => Ok(times),
        Ok(_) | Err(_) => Err("expected a whole number from 1 to 1000".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use crate::run::Outcome;

    fn parse(line: &str) -> Arguments {
        Arguments::parse(line.split(' ').map(Into::into)).expect("the line is well-formed")
    }

    #[test]
    fn several_filters_stand_beside_the_flags_of_libtest() {
        let args = parse("suite one --skip three --exact two --test-threads 3");
        assert_eq!(args.filters, ["one", "two"]);
        assert_eq!(args.libtest.filter, None);
        assert_eq!(args.libtest.skip, ["three"]);
        assert!(args.libtest.exact);
        assert_eq!(args.libtest.test_threads, Some(3));
    }

    #[test]
    fn a_rerun_goes_to_the_same_target() {
        let args = parse("suite --env-file b.env --url http://localhost:1 --target a.toml --format terse --seed 7 x");
        assert_eq!(
            args.rerun.of("a/b@c", &Outcome::Passed),
            "suite --url http://localhost:1 --target a.toml --env-file b.env --seed 7 --exact a/b@c"
        );
    }

    #[test]
    fn repeat_takes_a_number_from_1_to_1000() {
        assert_eq!(parse("suite").repeat, 1);
        assert_eq!(parse("suite --repeat 20").repeat, 20);
        for wrong in ["0", "1001", "often"] {
            let error = Arguments::parse(["suite".into(), format!("--repeat={wrong}").into()]).expect_err(wrong);
            assert_eq!(error.exit_code(), 2, "{wrong}");
        }
    }

    #[test]
    fn whoever_asks_for_more_cases_gets_a_verdict_on_them() {
        let version = |line| parse(line).judgement.profile.version();
        assert_eq!(version("suite --depth full"), Some(1));
        assert_eq!(version("suite --depth deep"), None, "all cases are scored");
        assert_eq!(version("suite --depth deep --profile full@1"), Some(1));
    }

    #[test]
    fn a_rerun_keeps_the_limits() {
        let line = "suite --rate 5 --max-connections 2 --retries 0 --case-timeout 9 --seed 7 x";
        let again = "suite --case-timeout 9 --rate 5 --max-connections 2 --retries 0 --seed 7 --exact a/b@c";
        assert_eq!(parse(line).rerun.of("a/b@c", &Outcome::Passed), again);
    }

    #[test]
    fn a_rerun_has_the_same_seed_even_when_it_was_random() {
        let args = parse("suite x");
        let again = parse(args.rerun.of("a", &Outcome::Passed).strip_suffix(" --exact a").unwrap());
        assert_eq!(again.identity.seed, args.identity.seed);
        assert_ne!(again.identity.run, args.identity.run, "it is another run");
    }

    #[test]
    fn a_timeout_is_a_positive_number_of_seconds() {
        assert_eq!(parse("suite --timeout 0.25").target.timeout.as_millis(), 250);
        for wrong in ["0", "-1", "soon", "NaN", "inf"] {
            let line = ["suite".into(), format!("--timeout={wrong}").into()];
            let error = Arguments::parse(line).expect_err(wrong);
            assert_eq!(error.exit_code(), 2, "{wrong}");
        }
    }
}
