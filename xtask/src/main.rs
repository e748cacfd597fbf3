//! The project's own commands, run as `cargo xtask COMMAND`.
//!
//! This crate brings the others together and has no behaviour of its own but [`tidy`]. Every command ends with the same
//! exit codes: 0, it holds; 1, it does not; 2, the command could not be carried out.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its terminal")]

#[cfg(feature = "server")]
mod bench;
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
use std::{ffi::OsString, net::SocketAddr};
use std::{
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
  0  it holds
  1  it does not: a target does not conform, generated code is stale, a rule is broken
  2  the command could not be carried out";

#[derive(Subcommand)]
enum Command {
    /// Write the generated crates again from the spec
    Codegen {
        /// Write nothing; show what would change, and exit with 1 if anything would
        #[arg(long)]
        check: bool,
    },
    #[cfg(feature = "server")]
    /// Run the conformance suite: `kii-conformance run ARGS`, against a server of its own when no target is named
    #[command(disable_help_flag = true)]
    Conformance {
        /// What `kii-conformance run` takes; `--help` shows it
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    #[cfg(feature = "server")]
    /// Write a target file to begin with (`init`), or see whether what one says works (`check`)
    #[command(disable_help_flag = true)]
    Target {
        /// What `kii-conformance target` takes; `--help` shows it
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    #[cfg(feature = "server")]
    /// Plant faults between the suite and a deployment, and see whether the suite notices them there
    #[command(disable_help_flag = true)]
    SelfTest {
        /// What `kii-conformance self-test` takes; `--help` shows it
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    #[cfg(feature = "server")]
    /// Run the suite and list what it has checked of every statement of the documents; exit with 1 if any is unchecked
    Coverage {
        /// How to print it
        #[arg(long, value_enum, default_value = "text")]
        format: coverage::Format,
    },
    #[cfg(feature = "server")]
    /// Measure how long the whole suite takes; meant for `cargo run --release -p xtask bench`
    Bench {
        /// How many times it runs
        #[arg(long, default_value = "5", value_parser = clap::value_parser!(u8).range(1..=100))]
        times: u8,
    },
    #[cfg(feature = "server")]
    /// Plant faults between the suite and the reference server, and print which it noticed; exit with 1 if one survived
    Mutants(mutants::Arguments),
    #[cfg(feature = "server")]
    /// Run the reference server until Ctrl-C, and print the target.toml with which to test it
    Serve {
        /// Where to listen; port 0 takes a free one
        #[arg(long, default_value = "127.0.0.1:8080")]
        address: SocketAddr,
    },
    /// Check the rules about the repository that no compiler knows
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
            #[cfg(feature = "server")]
            Self::Bench { times } => bench::run(times),
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

/// It does not hold.
const FAILED: u8 = 1;
/// The command could not be carried out, so it is not known whether it holds.
const BROKEN: u8 = 2;

fn main() -> ExitCode {
    let command = Xtask::parse().command;
    // A panic would exit with 101; its message is out before it gets here.
    match panic::catch_unwind(|| command.run()) {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => {
            match error.downcast_ref::<Problems>() {
                // Each of them has a headline of its own.
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
