//! The layout of `run --help`: the suite's own flags come first, then those flags of Rust's test harness that are useful here.
//!
//! libtest-mimic brings its flags with help texts for unit tests. This module gives them texts about cases, and hides the
//! ones that do nothing useful. Hidden flags stay accepted, because Cargo, cargo-nextest and editors pass them.

use clap::{Arg, ArgAction, Command};

use super::flags;

/// The heading of the flags that every Rust test has.
const HARNESS: &str = "Test harness, as in `cargo test`";

/// Flags of libtest-mimic that have no effect on cases, or select none.
const HIDDEN: &[&str] = &["include_ignored", "ignored", "test", "bench", "nocapture", "show_output", "unstable_flags"];

/// The useful flags of libtest-mimic: the id, the name of the value, and the help text.
const SHOWN: &[(&str, Option<&str>, &str)] = &[
    ("exact", None, "Run only cases whose whole name is one of the filters"),
    ("skip", Some("FILTER"), "Leave out cases whose names contain this text; can be given more than once"),
    ("list", None, "Print the names of the selected cases; send nothing"),
    ("test_threads", Some("NUMBER"), "The same as --concurrency, by the name that `cargo test` has for it"),
    (
        "format",
        Some("FORMAT"),
        "What to print of each case: `pretty` (a line, and failures in full), `terse` (a character) or `json` (an event for \
         programs; the summary then goes to standard error) [default: nothing but one screen at the end]",
    ),
    ("quiet", None, "Show no progress on standard error"),
    (
        "color",
        Some("WHEN"),
        "When to color the lines about cases: `auto` (on a terminal), `always`, `never` [default: auto]",
    ),
    (
        "logfile",
        Some("FILE"),
        "Write the lines about cases to this file instead of standard output; the summary is still printed",
    ),
];

const EXIT_CODES: &str = "\
Exit codes:
  0  the target conforms
  1  the target does not conform; or a failure that you listed as expected no longer occurs; or there are warnings, and --warnings deny is given
  2  no result: no response, bad configuration, a filter that matches nothing, an interruption, or a fault of the suite

SIGINT (Ctrl-C) or SIGTERM ends a run in good order: the suite removes what it created and writes the reports. A second
signal ends it at once. The exit code is 2 either way.";

/// Lays out the help of a command that has the flags of libtest-mimic among its own.
pub(super) fn lay_out(command: Command) -> Command {
    let mut command = command
        .help_template("{about-with-newline}\n{usage-heading} {usage}\n\n{all-args}{after-help}")
        .after_help(format!("{EXIT_CODES}\n\n--help explains each flag and lists the environment variables."))
        .after_long_help(format!("{}\n\n{EXIT_CODES}", flags::environment()))
        .mut_arg("filter", |filter| {
            let help = "Run only cases whose names contain one of these texts, for example object.put or @group";
            filter.num_args(0..).action(ArgAction::Append).help(help)
        });
    for id in HIDDEN {
        command = command.mut_arg(id, |flag| flag.hide(true));
    }
    for (id, value, help) in SHOWN {
        command = command.mut_arg(id, |flag| {
            let flag = flag.help_heading(HARNESS).help(*help).long_help(*help);
            match value {
                Some(name) => flag.value_name(name).hide_possible_values(true),
                None => flag,
            }
        });
    }
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help_heading(HARNESS);
    command.disable_help_flag(true).arg(help.help("Print this help; -h prints a summary"))
}

#[cfg(test)]
mod tests {
    use clap::error::ErrorKind;

    use super::super::Arguments;

    fn help(flag: &str) -> String {
        let error = Arguments::parse(["kii-conformance run".into(), flag.into()]).expect_err("help is printed");
        assert_eq!(error.kind(), ErrorKind::DisplayHelp, "{error}");
        error.to_string()
    }

    #[test]
    fn the_flags_of_the_suite_come_before_those_of_the_test_harness() {
        for text in [help("--help"), help("-h")] {
            let headings: Vec<&str> =
                text.lines().filter(|line| !line.starts_with(' ') && line.ends_with(':')).collect();
            let expected = [
                "Arguments:",
                "Target:",
                "Limits:",
                "Run:",
                "Profile and known deviations:",
                "Reports:",
                "Test harness, as in `cargo test`:",
            ];
            let (flags, rest) = headings.split_at(expected.len().min(headings.len()));
            assert_eq!(flags, expected, "{text}");
            let (ours, harness) = text.split_once("Test harness").unwrap_or_default();
            for (part, flags) in [(ours, ["--url", "--run-id", "--timeout"]), (harness, ["--list", "--skip", "--help"])]
            {
                let words: Vec<&str> = part.split_whitespace().collect();
                for flag in flags {
                    assert!(words.contains(&flag), "{flag} is not among these:\n{part}");
                }
            }
            assert!(
                rest.iter().all(|heading| heading.starts_with("Environment") || ["Examples:", "Exit codes:"].contains(heading)),
                "{text}"
            );
        }
    }

    #[test]
    fn flags_that_do_nothing_useful_are_hidden_and_still_accepted() {
        let text = help("--help") + &help("-h");
        let flags = ["--include-ignored", "--ignored", "--test", "--bench", "--nocapture", "--show-output", "-Z"];
        for flag in flags {
            let shown = text.split_whitespace().any(|word| word.trim_end_matches(',') == flag);
            assert!(!shown, "{flag} is shown:\n{text}");
            let mut line = vec!["kii-conformance run".into(), flag.into()];
            line.extend((flag == "-Z").then(|| "unstable-options".into()));
            assert!(Arguments::parse(line).is_ok(), "{flag} is not accepted");
        }
        assert!(!text.contains("No-op"), "{text}");
    }

    #[test]
    fn every_flag_is_under_a_heading_and_says_what_it_does() {
        let command = super::lay_out(<super::super::arguments::Flags as clap::CommandFactory>::command());
        let shown: Vec<_> =
            command.get_arguments().filter(|flag| !flag.is_hide_set() && !flag.is_positional()).collect();
        assert!(shown.len() > 20, "{}", shown.len());
        for flag in shown {
            assert!(flag.get_help_heading().is_some(), "{}: no heading", flag.get_id());
            let summary = flag.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(summary.len() > 10, "{}: {summary}", flag.get_id());
        }
    }
}
