//! The whole program with the flags of every command, for completions and manual pages.
//!
//! The program itself passes on what follows the name of a command, so that each command parses its own arguments.

use clap::{Command, CommandFactory};

use super::{arguments, check, explain, explore, help, list, proxy, report, self_test, show, sweep, target};

/// The program whose commands have their flags; `outline` is the program as it parses its own arguments.
pub(super) fn with_flags(outline: &Command) -> Command {
    let mut known = commands();
    outline.clone().mut_subcommands(|command| {
        let position = known.iter().position(|(name, _)| *name == command.get_name());
        match position.map(|position| known.swap_remove(position)) {
            Some((name, flags)) => flags.name(name).about(command.get_about().cloned().unwrap_or_default()),
            // It parses its arguments with the program.
            None => command,
        }
    })
}

/// The flags of the commands that pass their arguments on.
fn commands() -> Vec<(&'static str, Command)> {
    vec![
        ("run", help::lay_out(arguments::Flags::command())),
        ("target", target::Commands::command()),
        ("sweep", sweep::Flags::command()),
        ("show", show::Flags::command()),
        ("report", report::Commands::command()),
        ("self-test", self_test::Flags::command()),
        ("explore", explore::Flags::command()),
        ("explain", explain::Flags::command()),
        ("list", list::Flags::command()),
        ("check", check::Flags::command()),
        ("proxy", proxy::Flags::command()),
    ]
}
