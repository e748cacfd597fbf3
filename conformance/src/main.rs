//! The program `kii-conformance`. The spec and the cases are embedded, so it runs from any folder.

use std::{ffi::OsString, iter, process::ExitCode};

use clap::{Args, CommandFactory as _, Parser, Subcommand};
use kii_conformance::{Target, cli};
use kii_spec::command_line;

/// Conformance test suite for servers of the Kii Cloud object-storage API
#[derive(Parser)]
#[command(version, after_help = BEGIN)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

const BEGIN: &str = "\
Begin here:
  kii-conformance target init target.toml            # write a template of a target file; fill it in
  kii-conformance target check --target target.toml  # see whether its credentials work
  kii-conformance run --target target.toml           # run the suite
  kii-conformance show F1                            # understand the first finding

`kii-conformance COMMAND --help` has the flags, examples and exit codes of a command.";

/// The words behind the name of a command, which the command itself parses.
#[derive(Args)]
#[command(disable_help_flag = true)]
struct Words {
    /// What the command's own `--help` lists
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
    words: Vec<OsString>,
}

/// The commands, in the order in which they are needed.
#[derive(Subcommand)]
enum Command {
    /// Write a template of a target file, or check whether a target works
    Target(Words),
    /// Run the suite against a deployment
    Run(Words),
    /// Show every exchange of a case of the last run
    Show(Words),
    /// Explain what an ID stands for, which cases check it, and which faults they have to kill
    Explain(Words),
    /// List the cases, selected by what they are about
    List(Words),
    /// Merge the reports of shards, convert a report to another format, or compare reports
    Report(Words),
    /// Judge the exchanges of a HAR file: requests as well as responses
    Check(Words),
    /// Pass requests on to a target, and judge requests and responses while they are made
    Proxy(Words),
    /// Send random walks, and shrink those that fail
    Explore(Words),
    /// Remove what an earlier run has left on its target
    Sweep(Words),
    /// Mutation testing: inject faults into the responses of a deployment, and check that the suite detects them
    SelfTest(Words),
    /// Print completions for a shell
    Completions(Words),
    /// Print the manual page, or write a page for each command
    Man(Words),
}

impl Words {
    /// The arguments of a command, behind the command as people type it.
    fn of(self, command: &str) -> impl Iterator<Item = OsString> {
        iter::once(format!("kii-conformance {command}").into()).chain(self.words)
    }
}

fn main() -> ExitCode {
    match command_line::parse::<Program>().command {
        Command::Target(words) => cli::target::main(words.of("target")),
        Command::Run(words) => cli::main(words.of("run"), unnamed),
        Command::Show(words) => cli::show::main(words.of("show")),
        Command::Explain(words) => cli::explain::main(words.of("explain")),
        Command::List(words) => cli::list::main(words.of("list")),
        Command::Report(words) => cli::report::main(words.of("report")),
        Command::Check(words) => cli::check::main(words.of("check")),
        Command::Proxy(words) => cli::proxy::main(words.of("proxy")),
        Command::Explore(words) => cli::explore::main(words.of("explore"), unnamed),
        Command::Sweep(words) => cli::sweep::main(words.of("sweep")),
        Command::SelfTest(words) => cli::self_test::main(words.of("self-test")),
        Command::Completions(words) => cli::completions::completions(words.of("completions"), &Program::command()),
        Command::Man(words) => cli::completions::manual(words.of("man"), &Program::command()),
    }
}

fn unnamed() -> Result<Target, String> {
    Err(cli::target::unnamed())
}
