//! What `run` takes: where the target is, which reports to write, and every flag of libtest.

use std::{ffi::OsString, path::PathBuf, time::Duration};

use clap::{ArgAction, CommandFactory as _, FromArgMatches as _, Parser, parser::ValueSource};

use crate::{report::Rerun, target::Key};

/// How long a case may take at least where nobody says: a few seconds pass in some of them on purpose.
const LEAST_CASE_TIME: Duration = Duration::from_secs(120);

/// The arguments of a run.
#[derive(Debug)]
pub(super) struct Arguments {
    pub(super) url: Option<String>,
    pub(super) target: Option<PathBuf>,
    pub(super) timeout: Duration,
    /// How long a case may take.
    pub(super) case_timeout: Duration,
    pub(super) rate: Option<f64>,
    /// How many requests may be under way at the same time.
    pub(super) max_connections: Option<usize>,
    /// How often a case is run again that found out nothing.
    pub(super) retries: usize,
    /// How often each case is run.
    pub(super) repeat: usize,
    pub(super) report_json: Option<PathBuf>,
    pub(super) report_junit: Option<PathBuf>,
    /// The flags of libtest, without a filter.
    pub(super) libtest: libtest_mimic::Arguments,
    /// The filters: libtest-mimic knows one, people write several.
    pub(super) filters: Vec<String>,
    /// The command to repeat a case with.
    pub(super) rerun: Rerun,
}

/// Run the conformance suite against a deployment of the Kii Cloud object-storage API
#[derive(Parser)]
struct Flags {
    /// Where the deployment is; the spec's paths (/api/...) are appended
    #[arg(long, value_name = "URL", help_heading = "Target")]
    url: Option<String>,
    /// A target file: base URL, application, principals and scopes
    #[arg(long, value_name = "FILE", env = "KII_TARGET", help_heading = "Target")]
    target: Option<PathBuf>,
    /// How long to wait for each answer
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds, help_heading = "Target")]
    timeout: Duration,
    /// How long a case may take with all its requests, pauses for --rate and Retry-After not counted [default: 120, or
    /// twelve times --timeout]
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = "Target")]
    case_timeout: Option<Duration>,
    /// Send at most so many requests each second, over the whole run
    #[arg(long, value_name = "NUMBER", value_parser = rate, help_heading = "Target")]
    rate: Option<f64>,
    /// Have at most so many requests under way at the same time; races then begin with fewer
    #[arg(long, value_name = "NUMBER", value_parser = times, help_heading = "Target")]
    max_connections: Option<usize>,
    /// Run a case again, at most so many times, when its connection broke; a case that then passes is flaky. 0 also takes
    /// an answer that asks to wait (429 or 503 with Retry-After) for what it is
    #[arg(long, value_name = "TIMES", default_value = "2", value_parser = retries, help_heading = "Cases")]
    retries: usize,
    /// Run each case so many times; an outcome that flips makes the run worth nothing (exit code 2)
    #[arg(long, value_name = "TIMES", default_value = "1", value_parser = times, help_heading = "Cases")]
    repeat: usize,
    /// Write every outcome to this file as JSON
    #[arg(long, value_name = "FILE", help_heading = "Reports")]
    report_json: Option<PathBuf>,
    /// Write every outcome to this file as JUnit XML
    #[arg(long, value_name = "FILE", help_heading = "Reports")]
    report_junit: Option<PathBuf>,
    #[command(flatten)]
    libtest: libtest_mimic::Arguments,
}

impl Arguments {
    /// Parses a command line that begins with the command as people type it.
    pub(super) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let mut args = args.into_iter();
        let command =
            args.next().map_or_else(|| "kii-conformance run".into(), |name| name.to_string_lossy().into_owned());
        let filters = |filter: clap::Arg| {
            filter.num_args(0..).action(ArgAction::Append).help("Run only cases with one of these in their names")
        };
        let matches = Flags::command()
            .mut_arg("filter", filters)
            .no_binary_name(true)
            .bin_name(&command)
            .help_template("{about}\n\n{usage-heading} {usage}\n\n{all-args}\n\n{after-help}")
            .after_help(environment())
            .try_get_matches_from(args)?;
        let filters = matches.get_many("filter").unwrap_or_default().cloned().collect();
        let Flags {
            url,
            target,
            timeout,
            case_timeout,
            rate,
            max_connections,
            retries,
            repeat,
            report_json,
            report_junit,
            mut libtest,
        } = Flags::from_arg_matches(&matches)?;
        libtest.filter = None;
        let case_timeout = case_timeout.unwrap_or_else(|| LEAST_CASE_TIME.max(timeout.saturating_mul(12)));
        let names = ["url", "target", "timeout", "case_timeout", "rate", "max_connections", "retries"];
        let repeated = names.into_iter().flat_map(|name| {
            let given = matches.value_source(name) == Some(ValueSource::CommandLine);
            let values = matches.get_raw(name).filter(|_| given).into_iter().flatten();
            let flag = format!("--{}", name.replace('_', "-"));
            values.flat_map(move |value| [flag.clone(), value.to_string_lossy().into_owned()])
        });
        let repeated: Vec<String> = repeated.collect();
        let rerun = Rerun::new(&command, repeated.iter().map(String::as_str));
        Ok(Self {
            url,
            target,
            timeout,
            case_timeout,
            rate,
            max_connections,
            retries,
            repeat,
            report_json,
            report_junit,
            libtest,
            filters,
            rerun,
        })
    }
}

/// How often a case is run: at least once, and not so often that the suite becomes a load test.
fn times(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(times @ 1..=1000) => Ok(times),
        Ok(_) | Err(_) => Err("expected a whole number from 1 to 1000".to_owned()),
    }
}

/// How often a case is run again.
fn retries(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(retries @ 0..=10) => Ok(retries),
        Ok(_) | Err(_) => Err("expected a whole number from 0 to 10".to_owned()),
    }
}

/// Requests each second; a fraction is one every few seconds.
fn rate(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(rate) if (0.01..=1_000_000.0).contains(&rate) => Ok(rate),
        Ok(_) | Err(_) => Err("expected requests each second, for example 20 or 0.5".to_owned()),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected a number of seconds, for example 2.5".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(timeout) if !timeout.is_zero() => Ok(timeout),
        Ok(_) | Err(_) => Err("expected more than 0 seconds".to_owned()),
    }
}

fn environment() -> String {
    let width = Key::ALL.iter().map(|key| key.variable().len()).max().unwrap_or_default();
    let keys = Key::ALL.iter().map(|key| format!("  {:width$}  {key}\n", key.variable()));
    format!(
        "Environment, over what the target file says:\n{}\nExit codes:\n  0  the target conforms\n  1  it does not\n  \
         2  the run could not be made or trusted",
        keys.collect::<String>()
    )
}

#[cfg(test)]
mod tests {
    use super::Arguments;

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
        let args = parse("suite --url http://localhost:1 --target a.toml --format terse x");
        assert_eq!(args.rerun.of("a/b@c"), "suite --url http://localhost:1 --target a.toml --exact a/b@c");
    }

    #[test]
    fn cases_are_repeated_as_often_as_is_asked_for() {
        assert_eq!(parse("suite").repeat, 1);
        assert_eq!(parse("suite --repeat 20").repeat, 20);
        for wrong in ["0", "1001", "often"] {
            let error = Arguments::parse(["suite".into(), format!("--repeat={wrong}").into()]).expect_err(wrong);
            assert_eq!(error.exit_code(), 2, "{wrong}");
        }
    }

    #[test]
    fn a_rerun_is_as_careful_with_the_target() {
        let line = "suite --rate 5 --max-connections 2 --retries 0 --case-timeout 9 x";
        let again = "suite --case-timeout 9 --rate 5 --max-connections 2 --retries 0 --exact a/b@c";
        assert_eq!(parse(line).rerun.of("a/b@c"), again);
    }

    #[test]
    fn a_case_has_time_for_many_answers() {
        assert_eq!(parse("suite").case_timeout.as_secs(), 120);
        assert_eq!(parse("suite --timeout 60").case_timeout.as_secs(), 720);
        assert_eq!(parse("suite --case-timeout 1.5").case_timeout.as_millis(), 1500);
    }

    #[test]
    fn limits_are_numbers_that_mean_something() {
        assert_eq!(parse("suite --rate 0.5").rate, Some(0.5));
        for wrong in ["--rate=0", "--rate=NaN", "--max-connections=0", "--retries=11", "--retries=-1"] {
            let error = Arguments::parse(["suite".into(), wrong.into()]).expect_err(wrong);
            assert_eq!(error.exit_code(), 2, "{wrong}");
        }
    }

    #[test]
    fn a_timeout_is_a_positive_number_of_seconds() {
        assert_eq!(parse("suite --timeout 0.25").timeout.as_millis(), 250);
        for wrong in ["0", "-1", "soon", "NaN", "inf"] {
            let line = ["suite".into(), format!("--timeout={wrong}").into()];
            let error = Arguments::parse(line).expect_err(wrong);
            assert_eq!(error.exit_code(), 2, "{wrong}");
        }
    }
}
