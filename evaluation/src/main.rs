//! How good the suite is: what it checks of the documents, and which faults it detects.
//!
//! A package of its own, so that those who only run the suite do not build it. `cargo xtask` runs it.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command prints to its terminal")]

mod coverage;
mod docs;
mod examples;
mod findings;
mod lawful;
mod mutants;
mod page;
mod reference;
mod survey;
mod wrong_servers;
// The same for all packages that have commands.
#[cfg(test)]
#[path = "../../xtask/tests/pages/commands.rs"]
mod commands_on_pages;
#[cfg(test)]
#[path = "../../upkeep/src/examples_in_help.rs"]
mod examples_in_help;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use kii_spec::command_line;

/// Measure the suite
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = EXIT_CODES)]
struct Evaluation {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  everything is as it should be
  1  something is not: a statement is unchecked, a fault survives
  2  the command could not find out";

/// What the help of a command says at its end.
fn after_help(examples: &str) -> String {
    format!("Examples:\n{examples}\n\n{EXIT_CODES}")
}

#[derive(Subcommand)]
enum Command {
    /// Run the suite and list, for each statement of the API's documents, the cases that checked it; exit with 1 if none did
    #[command(after_help = after_help(examples::COVERAGE))]
    Coverage {
        /// Format of the result
        #[arg(long, value_enum, default_value = "text")]
        format: coverage::Format,
    },
    /// Write the reference documentation, in which each statement names the cases that check it and the faults that these have to
    /// detect
    #[command(after_help = after_help(examples::DOCS))]
    Docs(docs::Arguments),
    /// Mutation testing of the suite against the reference server; exit with 1 if a fault survives
    #[command(after_help = after_help(examples::MUTANTS))]
    Mutants(mutants::Arguments),
    /// Run the suite against wrong servers that others have found or made up; exit with 1 if one passes
    #[command(after_help = after_help(examples::WRONG_SERVERS))]
    WrongServers(wrong_servers::Arguments),
    /// Run the suite against servers that differ from the reference server in lawful ways; exit with 1 if a case fails
    #[command(after_help = after_help(examples::LAWFUL))]
    Lawful(lawful::Arguments),
    /// Run the suite against sampled wire faults, and count the findings; exit with 1 if one fault gives more than 3, or two of
    /// different kinds fewer than 2
    #[command(after_help = after_help(examples::FINDINGS))]
    Findings(findings::Arguments),
}

impl Command {
    fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Coverage { format } => coverage::run(format),
            Self::Docs(args) => docs::run(&args),
            Self::Mutants(args) => mutants::run(&args),
            Self::WrongServers(args) => wrong_servers::run(&args),
            Self::Lawful(args) => lawful::run(&args),
            Self::Findings(args) => findings::run(&args),
        }
    }
}

/// The exit code when something is not as it should be.
const FAILED: u8 = 1;
/// The exit code when the command could not find out.
const BROKEN: u8 = 2;

fn main() -> ExitCode {
    command_line::parse::<Evaluation>().command.run().unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(BROKEN)
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_command_on_the_pages_is_one() {
        let program = Evaluation::command();
        let count = commands_on_pages::check("cargo xtask", &program, |name| program.find_subcommand(name).is_some());
        assert!(count > 20, "only {count} commands were found");
    }

    #[test]
    fn the_command_line_is_consistent() {
        Evaluation::command().debug_assert();
    }

    #[test]
    fn every_command_has_examples_that_it_understands() {
        examples_in_help::check(&Evaluation::command());
    }
}
