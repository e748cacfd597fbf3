//! The project's own commands, run as `cargo xtask COMMAND`.
//!
//! This crate calls the other crates. Its only behaviour of its own is [`tidy`]. All commands have the same exit codes: 0,
//! everything is as it should be; 1, something is not; 2, the command could not find out.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command prints to its terminal")]

mod benchmark;
mod ci;
mod codegen;
#[cfg(feature = "server")]
mod conformance;
#[cfg(feature = "server")]
mod coverage;
#[cfg(feature = "server")]
mod mutants;
#[cfg(feature = "server")]
mod serve;
#[cfg(feature = "server")]
mod survey;
mod tidy;

#[cfg(feature = "server")]
use std::net::SocketAddr;
use std::{
    ffi::OsString,
    panic,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use kii_spec::Problems;

/// The commands of the Kii conformance project
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = EXIT_CODES)]
struct Xtask {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  everything is as it should be
  1  something is not: the target does not conform, generated code is stale, a rule of the repository is broken
  2  the command could not find out";

#[derive(Subcommand)]
enum Command {
    /// Generate the crates in generated/ from the spec
    Codegen {
        /// Write nothing; print the differences, and exit with 1 if there are any
        #[arg(long)]
        check: bool,
    },
    #[cfg(feature = "server")]
    /// Run the conformance suite, against the reference server if no target is named
    #[command(disable_help_flag = true)]
    Conformance {
        /// Arguments of `kii-conformance run`; see `cargo xtask conformance --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    #[cfg(feature = "server")]
    /// Write a template of a target file (`init`), or check whether a target works (`check`)
    #[command(disable_help_flag = true)]
    Target {
        /// Arguments of `kii-conformance target`; see `cargo xtask target --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    #[cfg(feature = "server")]
    /// Mutation testing of the suite against a deployment: inject faults into its responses
    #[command(disable_help_flag = true)]
    SelfTest {
        /// Arguments of `kii-conformance self-test`; see `cargo xtask self-test --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    #[cfg(feature = "server")]
    /// Run the suite and list, for each statement of the API's documents, the cases that checked it; exit with 1 if none did
    Coverage {
        /// Format of the result
        #[arg(long, value_enum, default_value = "text")]
        format: coverage::Format,
    },
    /// Measure the suite, the code generator and the build, and compare the figures with their targets
    #[command(disable_help_flag = true)]
    Bench {
        /// Arguments of the benchmark; see `cargo xtask bench --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    #[cfg(feature = "server")]
    /// Mutation testing of the suite against the reference server; exit with 1 if a fault survives
    Mutants(mutants::Arguments),
    #[cfg(feature = "server")]
    /// Run the reference server until Ctrl-C, and print a target file for it
    Serve {
        /// Address to listen on; port 0 means a free port
        #[arg(long, default_value = "127.0.0.1:8080")]
        address: SocketAddr,
    },
    /// Check the rules of the repository that no compiler checks
    Tidy,
    /// Run everything that CI runs
    Ci,
}

impl Command {
    fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Codegen { check: false } => codegen::write(&root()),
            Self::Codegen { check: true } => codegen::check(&root()),
            #[cfg(feature = "server")]
            Self::Conformance { args } => conformance::run(args),
            #[cfg(feature = "server")]
            Self::Target { args } => Ok(conformance::target(args)),
            #[cfg(feature = "server")]
            Self::SelfTest { args } => Ok(conformance::self_test(args)),
            Self::Bench { args } => benchmark::run(args),
            #[cfg(feature = "server")]
            Self::Coverage { format } => coverage::run(format),
            #[cfg(feature = "server")]
            Self::Mutants(args) => mutants::run(&args),
            #[cfg(feature = "server")]
            Self::Serve { address } => serve::run(address),
            Self::Tidy => tidy::run(),
            Self::Ci => ci::run(),
        }
    }
}

/// The exit code when something is not as it should be.
const FAILED: u8 = 1;
/// The exit code when the command could not find out.
const BROKEN: u8 = 2;

fn main() -> ExitCode {
    let command = Xtask::parse().command;
    // Without this, a panic would exit with 101. Its message has been printed by now.
    match panic::catch_unwind(|| command.run()) {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => {
            match error.downcast_ref::<Problems>() {
                // Each problem has a headline of its own.
                Some(problems) => eprintln!("{problems}"),
                None => eprintln!("error: {error:#}"),
            }
            ExitCode::from(BROKEN)
        }
        Err(_) => ExitCode::from(BROKEN),
    }
}

/// The root of this checkout.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_owned)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Xtask::command().debug_assert();
    }

    #[cfg(feature = "server")]
    #[test]
    fn all_arguments_of_conformance_reach_the_suite() {
        let args = ["--help", "--url", "http://x", "--", "object", "-q"];
        let line = ["xtask", "conformance"].into_iter().chain(args);
        let Command::Conformance { args: passed } = Xtask::parse_from(line).command else { panic!("another command") };
        assert_eq!(passed, args);
    }
}
