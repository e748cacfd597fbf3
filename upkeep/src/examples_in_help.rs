//! The examples in the help of the commands of `cargo xtask` that are programs of other packages. The tests of `evaluation` read this
//! file, too.

use clap::Command;

/// Fails unless the help of every command of a program has examples, and each is a command that the program understands.
pub(crate) fn check(program: &Command) {
    for command in program.get_subcommands() {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let examples: Vec<&str> = help.lines().filter(|line| line.starts_with("  cargo xtask ")).collect();
        assert!(!examples.is_empty(), "{} has no example in its help", command.get_name());
        for example in examples {
            let line = example.split(['#', '>']).next().unwrap_or_default().trim().trim_start_matches("cargo ");
            let parsed = program.clone().try_get_matches_from(line.split_whitespace());
            assert!(parsed.is_ok(), "{example}: {}", parsed.unwrap_err());
        }
    }
}
