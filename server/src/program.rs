//! The commands of the program.

mod config;
mod export;
mod hash_password;
mod init;
mod log;
mod log_writer;
mod monitoring;
mod options;
mod serve;
mod settings;
pub(crate) mod terminal;
// The same for all packages that have commands.
#[cfg(test)]
#[path = "../../xtask/tests/pages/commands.rs"]
mod commands_on_pages;

use anyhow::Result;
use clap::{Parser, Subcommand};

use self::{
    export::{Export, Import},
    init::Init,
    serve::Serve,
};

/// A reference server of Kii Cloud's object storage
#[derive(Parser)]
#[command(name = "kii-server", version, after_help = AFTER_HELP)]
pub(crate) struct Program {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  kii-server init kii
  kii-server serve --config kii/server.toml --data kii/data

Exit codes:
  0  it has done what it was asked to; the server was asked to stop
  2  it could not, or the server failed; standard error says why";

#[derive(Subcommand)]
enum Command {
    /// Run the server until Ctrl-C
    Serve(Box<Serve>),
    /// Write a configuration with new credentials, and a target file for the conformance suite
    Init(Init),
    /// Write all data of a server to standard output, as lines of JSON
    Export(Export),
    /// Make a data folder of the lines of JSON on standard input
    Import(Import),
    /// Read a password, and print its hash for the configuration
    #[command(
        after_help = "Examples:\n  kii-server hash-password  # asks for it\n  kii-server hash-password < password.txt"
    )]
    HashPassword,
}

impl Program {
    /// Does what is asked.
    pub(crate) fn run(self) -> Result<()> {
        match self.command {
            Command::Serve(serve) => serve.run(),
            Command::Init(init) => init.run(),
            Command::Export(export) => export.run(),
            Command::Import(import) => import.run(),
            Command::HashPassword => hash_password::run(),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_command_on_the_pages_is_one() {
        let program = Program::command();
        let count = commands_on_pages::check("kii-server", &program, |_| true)
            + commands_on_pages::check("cargo run --package kii-server --features cli --", &program, |_| true)
            + commands_on_pages::check("cargo xtask", &program, |name| name == "serve");
        assert!(count > 10, "only {count} commands were found");
    }

    #[test]
    fn the_command_line_is_consistent() {
        Program::command().debug_assert();
    }

    #[test]
    fn every_command_has_examples_that_it_understands() {
        let program = Program::command();
        for command in program.get_subcommands().chain([&program]) {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let examples: Vec<&str> = help.lines().filter_map(|line| line.strip_prefix("  kii-server ")).collect();
            assert!(help.starts_with("Examples:\n") && !examples.is_empty(), "{}", command.get_name());
            for example in examples {
                let line = example.split(['#', '<', '>']).next().unwrap_or_default();
                let words = std::iter::once("kii-server").chain(line.split_whitespace());
                assert!(Program::try_parse_from(words).is_ok(), "{example}");
            }
        }
    }

    #[test]
    fn the_page_about_the_server_lists_every_option_with_its_variable() {
        let page = include_str!("../../docs/server.md");
        let (_, table) = page.split_once("| in the file | flag | variable | default |\n").unwrap();
        let rows = table.lines().skip(1).map_while(|line| line.strip_prefix('|'));
        let rows: Vec<Vec<&str>> = rows.map(|row| row.split('|').map(str::trim).collect()).collect();
        let program = Program::command();
        let serve = program.find_subcommand("serve").unwrap();
        let mut variables = Vec::new();
        for argument in serve.get_arguments() {
            let Some(variable) = argument.get_env() else { continue };
            let variable = format!("`{}`", variable.to_string_lossy());
            let flag = format!("`--{}", argument.get_long().unwrap());
            let is_listed = rows.iter().any(|row| row[1].contains(&flag) && row[2].contains(&variable));
            assert!(is_listed, "docs/server.md: no row of the options has {flag}` and {variable}");
            variables.push(variable);
        }
        let mut listed = rows.iter().flat_map(|row| row[2].split(", "));
        assert_eq!(
            listed.find(|name| !variables.iter().any(|known| known == name)),
            None,
            "no option has this variable"
        );
    }
}
