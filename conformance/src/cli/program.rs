//! The whole program with the flags of every command, for completions and manual pages.
//!
//! The program itself passes on what follows the name of a command, so that each command parses its own arguments.

use clap::{Command, CommandFactory};

use super::{
    arguments, check, completions, explain, explore, help, list, proxy, report, self_test, show, sweep, target,
};

/// The program whose commands have their flags; `outline` is the program as it parses its own arguments.
pub(super) fn with_flags(outline: &Command) -> Command {
    let mut known = commands();
    outline.clone().mut_subcommands(|command| {
        let position = known.iter().position(|(name, _)| *name == command.get_name());
        match position.map(|position| known.swap_remove(position)) {
            Some((name, flags)) => flags.name(name).about(command.get_about().cloned().unwrap_or_default()),
            // It has no flags.
            None => command,
        }
    })
}

/// The flags of the commands that pass their arguments on.
pub(super) fn commands() -> Vec<(&'static str, Command)> {
    vec![
        ("run", help::lay_out(arguments::Flags::command())),
        ("target", target::lay_out(target::Commands::command())),
        ("sweep", sweep::lay_out(sweep::Flags::command())),
        ("show", show::Flags::command()),
        ("report", report::Commands::command()),
        ("self-test", self_test::lay_out(self_test::Flags::command())),
        ("explore", explore::lay_out(explore::Flags::command())),
        ("explain", explain::Flags::command()),
        ("list", list::Flags::command()),
        ("check", check::Flags::command()),
        ("proxy", proxy::Flags::command()),
        ("completions", completions::CompletionsFlags::command()),
        ("man", completions::ManualFlags::command()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn completions_and_manual_pages_know_the_flags_of_every_command() {
        let names = commands().into_iter().map(|(name, _)| Command::new(name).about("what it does"));
        let mut program = with_flags(&Command::new("kii-conformance").subcommands(names));
        // What clap finds wrong with commands, it finds here.
        program.build();
        for (name, flag) in [("run", "report-json"), ("list", "statement"), ("check", "base"), ("proxy", "listen")] {
            let command = program.find_subcommand(name).unwrap();
            assert!(command.get_arguments().any(|known| known.get_long() == Some(flag)), "{name} --{flag}");
            assert_eq!(command.get_about().unwrap().to_string(), "what it does");
        }
        let mut script = Vec::new();
        clap_complete::generate(clap_complete::Shell::Bash, &mut program, "kii-conformance", &mut script);
        let script = String::from_utf8(script).unwrap();
        assert!(script.contains("--report-json") && script.contains("compare"), "{script}");
    }
}
