//! Examples of each command, for its help and for messages about its arguments.

use clap::{Command, error::ErrorKind};

use crate::report::terminal;

/// A line for each example: the command, its arguments, and behind two spaces and `#` what they do.
const EXAMPLES: &str = include_str!("examples.txt");

/// The examples of a command: the arguments, and what they do.
fn examples(command: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = EXAMPLES.lines().filter_map(|line| line.split_once("  # "));
    lines.filter_map(move |(example, what)| match example.strip_prefix(command)? {
        "" => Some(("", what)),
        arguments => Some((arguments.strip_prefix(' ')?, what)),
    })
}

/// The command of the suite for a command as people type it.
fn own(name: &str) -> &str {
    let last = name.rsplit(' ').next().unwrap_or(name);
    // `cargo xtask conformance` is `run` of a checkout.
    if last == "conformance" { "run" } else { last }
}

/// The command with its examples in front of what its help says at the end, and each of its commands with their own. `name` is
/// the command as people type it.
pub(super) fn of(command: Command, name: &str) -> Command {
    let command = command.mut_subcommands(|inner| {
        let words = format!("{} {}", own(name), inner.get_name());
        with(inner, &words, name)
    });
    with(command, own(name), name)
}

/// A command with the examples that begin with these words. `name` is what people type in place of the first of them.
fn with(command: Command, words: &str, name: &str) -> Command {
    let typed = words.split_once(' ').map_or_else(|| name.to_owned(), |(_, inner)| format!("{name} {inner}"));
    let line = |arguments: &str| format!("{typed} {arguments}").trim_end().to_owned();
    let width = examples(words).map(|(arguments, _)| line(arguments).len()).max().unwrap_or_default();
    let lines: String =
        examples(words).map(|(arguments, what)| format!("  {:width$}  # {what}\n", line(arguments))).collect();
    if lines.is_empty() {
        return command;
    }
    let before = |rest: Option<String>| {
        format!("Examples:\n{lines}{}", rest.map(|rest| format!("\n{rest}")).unwrap_or_default())
    };
    let short = command.get_after_help().map(ToString::to_string);
    let long = command.get_after_long_help().map(ToString::to_string);
    match long {
        Some(long) => command.after_help(before(short)).after_long_help(before(Some(long))),
        None => command.after_help(before(short)),
    }
}

/// Prints the help that was asked for, or what is wrong with the arguments, with an example that is right. `words` are the
/// arguments, and `name` is the command as people type it.
pub(super) fn print(error: &clap::Error, name: &str, words: &[String]) {
    let is_help = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    if is_help {
        // If the terminal is gone, the exit code still says how it went.
        let _ = error.print();
    } else {
        let text = error.render().to_string();
        // What clap says there names no command.
        let text = text.split("For more information").next().unwrap_or(&text).trim_end();
        terminal::notify(format_args!("{text}\n\n{}", hint(name, words)));
    }
}

/// A command that works, and the one that says more.
fn hint(name: &str, words: &[String]) -> String {
    let known: Vec<&str> = examples(own(name)).map(|(arguments, _)| arguments).collect();
    let of_command =
        known.iter().find(|example| words.first().is_some_and(|word| example.split(' ').next() == Some(word)));
    let example = of_command.or_else(|| known.first());
    let line = |arguments: &&str| format!("{name} {arguments}").trim_end().to_owned();
    let example = example.map(line).map(|line| format!("Example: {line}\n")).unwrap_or_default();
    format!("{example}`{name} --help` explains every argument.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::program;

    #[test]
    fn every_command_has_examples_that_it_understands() {
        for (name, flags) in program::commands() {
            let (first, _) = examples(name).next().unwrap_or_else(|| panic!("{name} has no example"));
            for (arguments, _) in examples(name) {
                let words = arguments.split_whitespace();
                let parsed = flags.clone().no_binary_name(true).try_get_matches_from(words);
                assert!(parsed.is_ok(), "{name} {arguments}: {}", parsed.unwrap_err());
            }
            let inner: Vec<String> = flags.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
            let mut command = of(flags, &format!("kii-conformance {name}"));
            let help = command.render_help().to_string();
            assert!(help.contains(&format!("  kii-conformance {name} {first}")), "{help}");
            for inner in inner {
                let help = command.find_subcommand_mut(&inner).unwrap().render_help().to_string();
                assert!(help.contains(&format!("  kii-conformance {name} {inner} ")), "{help}");
            }
        }
    }

    #[test]
    fn a_message_about_arguments_ends_with_a_command_that_works() {
        let words = ["convert".to_owned()];
        let hint = hint("cargo xtask report", &words);
        assert!(hint.starts_with("Example: cargo xtask report convert reports --to html"), "{hint}");
        assert!(super::hint("cargo xtask conformance", &[]).contains("cargo xtask conformance --target target.toml\n"));
    }
}
