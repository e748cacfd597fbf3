//! How good the suite is: what it checks of the documents, and which faults it detects.
//!
//! A package of its own, so that those who only run the suite do not build it. `cargo xtask` runs it.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command prints to its terminal")]

mod coverage;
mod docs;
mod findings;
mod lawful;
mod mutants;
mod page;
mod reference;
mod survey;
mod wrong_servers;

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

#[derive(Subcommand)]
enum Command {
    /// Run the suite and list, for each statement of the API's documents, the cases that checked it; exit with 1 if none did
    #[command(after_help = EXIT_CODES)]
    Coverage {
        /// Format of the result
        #[arg(long, value_enum, default_value = "text")]
        format: coverage::Format,
    },
    /// Write the reference documentation, in which each statement names the cases that check it and the faults that these have to
    /// detect
    #[command(after_help = EXIT_CODES)]
    Docs(docs::Arguments),
    /// Mutation testing of the suite against the reference server; exit with 1 if a fault survives
    #[command(after_help = EXIT_CODES)]
    Mutants(mutants::Arguments),
    /// Run the suite against wrong servers that others have found or made up; exit with 1 if one passes
    #[command(after_help = EXIT_CODES)]
    WrongServers(wrong_servers::Arguments),
    /// Run the suite against servers that differ from the reference server in lawful ways; exit with 1 if a case fails
    #[command(after_help = EXIT_CODES)]
    Lawful(lawful::Arguments),
    /// Run the suite against sampled wire faults, and count the findings; exit with 1 if one fault gives more than 3, or two of
    /// different kinds fewer than 2
    #[command(after_help = EXIT_CODES)]
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
    fn the_command_line_is_consistent() {
        Evaluation::command().debug_assert();
    }
}
