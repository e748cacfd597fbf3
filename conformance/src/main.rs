//! The program `kii-conformance`. The spec and the cases are embedded, so it runs from any folder.

use std::{ffi::OsString, iter, path::PathBuf, process::ExitCode};

use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;
use kii_conformance::{Key, Target, cli};

/// Conformance test suite for servers of the Kii Cloud object-storage API
#[derive(Parser)]
#[command(version)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the suite against a deployment
    #[command(disable_help_flag = true)]
    Run {
        /// Filters and flags; see `run --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    /// Write a template of a target file, or check whether a target works
    #[command(disable_help_flag = true)]
    Target {
        /// `init` or `check`, and flags; see `target --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    /// Remove what an earlier run has left on its target
    #[command(disable_help_flag = true)]
    Sweep {
        /// The ID of the run, the target, and flags; see `sweep --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    /// Merge the JSON reports of all shards of a run, or make another format of a report
    #[command(disable_help_flag = true)]
    Report {
        /// `merge` or `convert`, the reports, and flags; see `report --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    /// Show every exchange of a case of the last run
    #[command(disable_help_flag = true)]
    Show {
        /// The name of a case, and flags; see `show --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    /// Mutation testing: inject faults into the responses of a deployment, and check that the suite detects them
    #[command(disable_help_flag = true)]
    SelfTest {
        /// Filters and flags; see `self-test --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    /// Send random walks, and shrink those that fail
    #[command(disable_help_flag = true)]
    Explore {
        /// Flags; see `explore --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    /// Explain what an ID stands for, which cases check it, and which faults they have to kill
    #[command(disable_help_flag = true)]
    Explain {
        /// The ID; see `explain --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    /// List the cases, selected by what they are about
    #[command(disable_help_flag = true)]
    List {
        /// Filters and flags; see `list --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    /// Pass requests on to a target, and judge requests and responses while they are made
    #[command(disable_help_flag = true)]
    Proxy {
        /// The addresses, and flags; see `proxy --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    Man {
        /// Write this page and those of all commands into this folder instead
        #[arg(long, value_name = "FOLDER")]
        folder: Option<PathBuf>,
    },
    /// Judge the exchanges of a HAR file: requests as well as responses
    #[command(disable_help_flag = true)]
    Check {
        /// The file, and flags; see `check --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    let args = match Program::parse().command {
        Command::Run { args } => args,
        Command::SelfTest { args } => {
            return cli::self_test::main(iter::once("kii-conformance self-test".into()).chain(args));
        }
        Command::Report { args } => return cli::report::main(iter::once("kii-conformance report".into()).chain(args)),
        Command::Show { args } => return cli::show::main(iter::once("kii-conformance show".into()).chain(args)),
        Command::Sweep { args } => return cli::sweep::main(iter::once("kii-conformance sweep".into()).chain(args)),
        Command::Target { args } => return cli::target::main(iter::once("kii-conformance target".into()).chain(args)),
        Command::Explain { args } => {
            return cli::explain::main(iter::once("kii-conformance explain".into()).chain(args));
        }
        Command::Check { args } => return cli::check::main(iter::once("kii-conformance check".into()).chain(args)),
        Command::Proxy { args } => return cli::proxy::main(iter::once("kii-conformance proxy".into()).chain(args)),
        Command::Completions { shell } => return cli::completions::completions(shell, &Program::command()),
        Command::Man { folder } => return cli::completions::manual(folder.as_deref(), &Program::command()),
        Command::List { args } => return cli::list::main(iter::once("kii-conformance list".into()).chain(args)),
        Command::Explore { args } => {
            return cli::explore::main(iter::once("kii-conformance explore".into()).chain(args), unnamed);
        }
    };
    cli::main(iter::once("kii-conformance run".into()).chain(args), unnamed)
}

fn unnamed() -> Result<Target, String> {
    let variable = Key::BaseUrl.variable();
    Err(format!(
        "no target is named: pass --target FILE or --url URL, or set {variable}; `run --help` lists the variables"
    ))
}
