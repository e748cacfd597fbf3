//! Examples of each command, for its help.

use clap::Command;

/// A line for each example: the command, its arguments, and behind two spaces and `#` what they do.
const EXAMPLES: &str = include_str!("examples.txt");

/// The examples of a command: the arguments, and what they do.
fn examples(command: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = EXAMPLES.lines().filter_map(|line| line.split_once("  # "));
    lines.filter_map(move |(example, what)| Some((example.strip_prefix(command)?.strip_prefix(' ')?, what)))
}

/// The command with its examples in front of what its help says at the end. `name` is the command as people type it.
pub(super) fn of(command: Command, name: &str) -> Command {
    let last = name.rsplit(' ').next().unwrap_or(name);
    // `cargo xtask conformance` is `run` of a checkout.
    let own = if last == "conformance" { "run" } else { last };
    let width = examples(own).map(|(arguments, _)| arguments.len()).max().unwrap_or_default();
    let lines: String =
        examples(own).map(|(arguments, what)| format!("  {name} {arguments:width$}  # {what}\n")).collect();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::program;

    #[test]
    fn every_command_has_examples_that_it_understands() {
        for (name, flags) in program::commands() {
            let (first, _) = examples(name).next().unwrap_or_else(|| panic!("{name} has no example"));
            for (arguments, _) in examples(name) {
                let words = arguments.split(' ');
                let parsed = flags.clone().no_binary_name(true).try_get_matches_from(words);
                assert!(parsed.is_ok(), "{name} {arguments}: {}", parsed.unwrap_err());
            }
            let help = of(flags, &format!("kii-conformance {name}")).render_help().to_string();
            assert!(help.contains(&format!("  kii-conformance {name} {first}")), "{help}");
        }
    }
}
