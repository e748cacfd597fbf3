//! What `cargo xtask` prints about itself: how to begin, and its commands in groups, by those who need them.

// The same for all packages that have commands.
#[cfg(test)]
#[path = "../tests/pages/commands.rs"]
mod commands_on_pages;

use std::fmt::Write as _;

use clap::{Command, Subcommand as _};

/// The commands for those who test a server, in the order in which they are needed. All others are for maintainers.
const FOR_TESTERS: &[&str] = &[
    "conformance",
    "target",
    "show",
    "explain",
    "list",
    "report",
    "sweep",
    "check",
    "proxy",
    "explore",
    "self-test",
    "serve",
];

pub(crate) const BEGIN: &str = "\
Begin here:
  cargo xtask conformance                         # run the suite against the reference server
  cargo xtask target init target.toml             # write a template of a target file; fill it in
  cargo xtask target check --target target.toml   # see whether its credentials work
  cargo xtask conformance --target target.toml    # run the suite against your server
  cargo xtask show F1                             # understand the first finding

`cargo xtask COMMAND --help` has the flags, examples and exit codes of a command.

Exit codes:
  0  everything is as it should be
  1  something is not: the target does not conform, generated code is stale, a rule of the repository is broken
  2  the command could not find out";

/// What the help of `cargo xtask ci` says at its end.
pub(crate) const CI: &str = "\
Examples:
  cargo xtask ci                # the checks of .ci/core, and those of .ci/outside that take no minutes
  cargo xtask ci > ci.log 2>&1  # the same; its last lines say what failed, and why

Exit codes:
  0  every check has passed
  1  a check has failed
  2  the checks could not be started";

/// The help of `cargo xtask`, with its commands in groups. clap knows one group only.
pub(crate) fn template() -> String {
    let command = crate::Command::augment_subcommands(Command::new("cargo xtask"));
    let width = command.get_subcommands().map(|inner| inner.get_name().len()).max().unwrap_or_default();
    let (mut testing, mut maintaining) = (String::new(), String::new());
    let position = |name: &str| FOR_TESTERS.iter().position(|known| *known == name);
    let mut inner: Vec<&Command> = command.get_subcommands().collect();
    inner.sort_by_key(|command| position(command.get_name()).unwrap_or(FOR_TESTERS.len()));
    for inner in inner {
        let name = inner.get_name();
        let group = if position(name).is_some() { &mut testing } else { &mut maintaining };
        let about = inner.get_about().map(ToString::to_string).unwrap_or_default();
        // Writing to a string cannot fail.
        writeln!(group, "  {name:width$}  {about}").ok();
    }
    format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\nTo test a server:\n{testing}\nTo maintain this project:\n\
         {maintaining}  {:width$}  Print this message, or the help of a command\n\nOptions:\n{{options}}{{after-help}}",
        "help"
    )
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::Xtask;

    /// The other packages parse what is behind the name.
    #[test]
    fn every_command_on_the_pages_has_a_name_that_is_known() {
        let count = commands_on_pages::check("cargo xtask", &Xtask::command(), |name| name != "COMMAND");
        assert!(count > 60, "only {count} commands were found");
    }

    /// The lines of the help behind a heading.
    fn group(help: &str, heading: &str) -> Vec<String> {
        let lines = help.lines().skip_while(|line| *line != heading).skip(1).take_while(|line| !line.is_empty());
        lines.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
    }

    #[test]
    fn the_help_has_every_command_in_one_of_two_groups() {
        let help = Xtask::command().render_help().to_string();
        let (testing, maintaining) = (group(&help, "To test a server:"), group(&help, "To maintain this project:"));
        assert_eq!(testing, FOR_TESTERS, "{help}");
        let mut listed = [testing, maintaining].concat();
        listed.retain(|name| name != "help");
        listed.sort();
        let mut known: Vec<String> =
            Xtask::command().get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
        known.sort();
        assert_eq!(listed, known, "{help}");
        assert!(help.contains("\nUsage: cargo xtask <COMMAND>\n"), "{help}");
    }

    #[test]
    fn the_help_shows_commands_that_are_understood() {
        let help = Xtask::command().render_help().to_string();
        let ci = Xtask::command().find_subcommand_mut("ci").unwrap().render_help().to_string();
        for (help, count) in [(help, 5), (ci, 2)] {
            let examples: Vec<&str> = help.lines().filter_map(|line| line.strip_prefix("  cargo xtask ")).collect();
            assert_eq!(examples.len(), count, "{help}");
            for example in examples {
                let words = example.split(['#', '>']).next().unwrap().split_whitespace();
                let parsed = Xtask::command().try_get_matches_from(std::iter::once("cargo xtask").chain(words));
                assert!(parsed.is_ok(), "{example}: {}", parsed.unwrap_err());
            }
        }
    }
}
