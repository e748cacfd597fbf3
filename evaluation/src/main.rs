//! How good the suite is: what it checks of the documents, which faults it detects, and how long it takes.
//!
//! A package of its own, so that those who only run the suite do not build it. `cargo xtask` runs it.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command prints to its terminal")]

mod bench;
mod coverage;
mod mutants;
mod reference;
mod survey;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

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
    /// Mutation testing of the suite against the reference server; exit with 1 if a fault survives
    #[command(after_help = EXIT_CODES)]
    Mutants(mutants::Arguments),
    /// Measure how long the whole suite takes; for release builds: `cargo run --release -p xtask bench`
    #[command(after_help = EXIT_CODES)]
    Bench {
        /// Run the suite this many times, from 1 to 100
        #[arg(long, default_value = "5", value_parser = clap::value_parser!(u8).range(1..=100))]
        times: u8,
    },
}

impl Command {
    fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Coverage { format } => coverage::run(format),
            Self::Mutants(args) => mutants::run(&args),
            Self::Bench { times } => bench::run(times),
        }
    }
}

/// The exit code when something is not as it should be.
const FAILED: u8 = 1;
/// The exit code when the command could not find out.
const BROKEN: u8 = 2;

fn main() -> ExitCode {
    Evaluation::parse().command.run().unwrap_or_else(|error| {
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
