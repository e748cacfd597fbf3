//! The project's own commands, run as `cargo xtask COMMAND`.
//!
//! What is needed to test a deployment is built in: the suite and the reference server. Everything else is a program of
//! another package, which is built when its command is used ([`forward`]). All commands have the same exit codes: 0,
//! everything is as it should be; 1, something is not; 2, the command could not find out.

#![expect(clippy::print_stderr, reason = "a command prints to its terminal")]

mod ci;
mod conformance;
mod forward;

use std::{
    ffi::OsString,
    panic,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};
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
    /// Run the conformance suite, against the reference server if no target is named
    #[command(disable_help_flag = true)]
    Conformance(Forwarded),
    /// Show every exchange of a case of the last run
    #[command(disable_help_flag = true)]
    Show(Forwarded),
    /// Work with the JSON reports of runs: `merge` and `convert`
    #[command(disable_help_flag = true)]
    Report(Forwarded),
    /// Write a template of a target file (`init`), or check whether a target works (`check`)
    #[command(disable_help_flag = true)]
    Target(Forwarded),
    /// Send random walks, to the reference server if no target is named; exit with 1 if one fails
    #[command(disable_help_flag = true)]
    Explore(Forwarded),
    /// Mutation testing of the suite against a deployment: inject faults into its responses
    #[command(disable_help_flag = true)]
    SelfTest(Forwarded),
    /// Run the reference server until Ctrl-C, and print a target file for it
    #[command(disable_help_flag = true)]
    Serve(Forwarded),
    /// Generate the files in generated/ from the spec
    #[command(disable_help_flag = true)]
    Codegen(Forwarded),
    /// Write the reference documentation, in which each statement names what checks it
    #[command(disable_help_flag = true)]
    Docs(Forwarded),
    /// List, for each statement of the API's documents, the cases that check it; exit with 1 if none does
    #[command(disable_help_flag = true)]
    Coverage(Forwarded),
    /// Mutation testing of the suite against the reference server; exit with 1 if a fault survives
    #[command(disable_help_flag = true)]
    Mutants(Forwarded),
    /// Run the suite against wrong servers that others have found or made up; exit with 1 if one passes
    #[command(disable_help_flag = true)]
    WrongServers(Forwarded),
    /// Run the suite against lawful servers that differ from the reference server; exit with 1 if a case fails
    #[command(disable_help_flag = true)]
    Lawful(Forwarded),
    /// Run the suite against sampled wire faults, and count the findings of its reports
    #[command(disable_help_flag = true)]
    Findings(Forwarded),
    /// Measure the suite, the code generator and the build, and compare the figures with their targets
    #[command(disable_help_flag = true)]
    Bench(Forwarded),
    /// Open the HTML report and a page that uses the TypeScript client in Chromium, if it is installed
    #[command(disable_help_flag = true)]
    BrowserTest(Forwarded),
    /// Check the rules of the repository that no compiler checks
    #[command(disable_help_flag = true)]
    Tidy(Forwarded),
    /// Run everything that CI runs
    Ci,
}

/// Arguments that are passed on as they are, `--help` as well.
#[derive(Args)]
struct Forwarded {
    /// See --help of the command
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
    args: Vec<OsString>,
}

impl Command {
    fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Conformance(Forwarded { args }) => conformance::run(args),
            Self::Show(Forwarded { args }) => Ok(conformance::show(args)),
            Self::Report(Forwarded { args }) => Ok(conformance::report(args)),
            Self::Target(Forwarded { args }) => Ok(conformance::target(args)),
            Self::Explore(Forwarded { args }) => conformance::explore(args),
            Self::SelfTest(Forwarded { args }) => Ok(conformance::self_test(args)),
            Self::Serve(Forwarded { args }) => forward::serve(args),
            Self::Codegen(Forwarded { args }) => forward::run("kii-upkeep", "codegen", args),
            Self::BrowserTest(Forwarded { args }) => forward::run("kii-upkeep", "browser-test", args),
            Self::Tidy(Forwarded { args }) => forward::run("kii-upkeep", "tidy", args),
            Self::Docs(Forwarded { args }) => forward::run("kii-evaluation", "docs", args),
            Self::Coverage(Forwarded { args }) => forward::run("kii-evaluation", "coverage", args),
            Self::Mutants(Forwarded { args }) => forward::run("kii-evaluation", "mutants", args),
            Self::WrongServers(Forwarded { args }) => forward::run("kii-evaluation", "wrong-servers", args),
            Self::Lawful(Forwarded { args }) => forward::run("kii-evaluation", "lawful", args),
            Self::Findings(Forwarded { args }) => forward::run("kii-evaluation", "findings", args),
            Self::Bench(Forwarded { args }) => forward::run_for_release("kii-bench", args),
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

    #[test]
    fn all_arguments_of_a_forwarded_command_are_passed_on() {
        let args = ["--help", "--url", "http://x", "--", "object", "-q"];
        let line = ["xtask", "conformance"].into_iter().chain(args);
        let Command::Conformance(Forwarded { args: passed }) = Xtask::parse_from(line).command else {
            panic!("another command")
        };
        assert_eq!(passed, args);
    }
}
