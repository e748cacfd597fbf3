//! The project's own commands, run as `cargo xtask COMMAND`.
//!
//! What is needed to test a deployment is built in: the suite and the reference server. Everything else is a program of
//! another package, which is built when its command is used ([`forward`]). All commands have the same exit codes: 0,
//! everything is as it should be; 1, something is not; 2, the command could not find out.

#![expect(clippy::print_stderr, reason = "a command prints to its terminal")]

mod ci;
mod conformance;
mod forward;
mod help;

use std::{
    ffi::OsString,
    panic,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};
use kii_conformance::cli;
use kii_spec::{Problems, command_line};

use conformance::words;

/// The commands of the Kii conformance project
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", help_template = help::template(), after_help = help::BEGIN)]
struct Xtask {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the conformance suite, against the reference server if no target is named
    #[command(disable_help_flag = true)]
    Conformance(Forwarded),
    /// Show every exchange of a case of the last run
    #[command(disable_help_flag = true)]
    Show(Forwarded),
    /// Explain what an ID stands for, which cases check it, and which faults they have to kill
    #[command(disable_help_flag = true)]
    Explain(Forwarded),
    /// List the cases, selected by what they are about
    #[command(disable_help_flag = true)]
    List(Forwarded),
    /// Merge the reports of shards, convert a report to another format, or compare reports
    #[command(disable_help_flag = true)]
    Report(Forwarded),
    /// Judge the exchanges of a HAR file: requests as well as responses
    #[command(disable_help_flag = true)]
    Check(Forwarded),
    /// Pass requests on to a target, and judge requests and responses while they are made
    #[command(disable_help_flag = true)]
    Proxy(Forwarded),
    /// Remove what an earlier run has left on its target
    #[command(disable_help_flag = true)]
    Sweep(Forwarded),
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
    /// Make a book of the pages for people, with mdBook
    #[command(disable_help_flag = true)]
    Book(Forwarded),
    /// Open the HTML report and a page that uses the TypeScript client in Chromium, if it is installed
    #[command(disable_help_flag = true)]
    BrowserTest(Forwarded),
    /// Check the rules of the repository that no compiler checks
    #[command(disable_help_flag = true)]
    Tidy(Forwarded),
    /// Run everything that CI runs
    #[command(after_help = help::CI)]
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
            Self::Show(Forwarded { args }) => Ok(cli::show::main(words("show", args))),
            Self::Explain(Forwarded { args }) => Ok(cli::explain::main(words("explain", args))),
            Self::List(Forwarded { args }) => Ok(cli::list::main(words("list", args))),
            Self::Report(Forwarded { args }) => Ok(cli::report::main(words("report", args))),
            Self::Check(Forwarded { args }) => Ok(cli::check::main(words("check", args))),
            Self::Proxy(Forwarded { args }) => Ok(cli::proxy::main(words("proxy", args))),
            Self::Sweep(Forwarded { args }) => Ok(cli::sweep::main(words("sweep", args))),
            Self::Target(Forwarded { args }) => Ok(cli::target::main(words("target", args))),
            Self::Explore(Forwarded { args }) => conformance::explore(args),
            Self::SelfTest(Forwarded { args }) => Ok(cli::self_test::main(words("self-test", args))),
            Self::Serve(Forwarded { args }) => forward::serve(args),
            Self::Codegen(Forwarded { args }) => forward::run("kii-upkeep", "codegen", args),
            Self::Book(Forwarded { args }) => forward::run("kii-upkeep", "book", args),
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
    let Xtask { command } = command_line::parse();
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
