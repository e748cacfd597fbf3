//! The conformance suite as a program of its own; spec and cases are part of it, so it runs from anywhere.

use std::{ffi::OsString, iter, process::ExitCode};

use clap::{Parser, Subcommand};
use kii_conformance::{cli, deployment::Key};

/// A conformance suite for deployments of the Kii Cloud object-storage API
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
        /// Filters, and the flags that `run --help` shows
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    /// Write a target file to begin with, or see whether what one says works
    #[command(disable_help_flag = true)]
    Target {
        /// `init` or `check`, and what `target --help` shows
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    /// Remove what a run has left on its target
    #[command(disable_help_flag = true)]
    Sweep {
        /// The run's id, the target, and what `sweep --help` shows
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    /// Join the JSON reports of all shards of a run into one verdict
    #[command(disable_help_flag = true)]
    Report {
        /// `merge`, the reports, and what `report --help` shows
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    /// Plant faults between the suite and a deployment, and see whether the suite notices them
    #[command(disable_help_flag = true)]
    SelfTest {
        /// Filters, and the flags that `self-test --help` shows
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
        Command::Sweep { args } => return cli::sweep::main(iter::once("kii-conformance sweep".into()).chain(args)),
        Command::Target { args } => return cli::target::main(iter::once("kii-conformance target".into()).chain(args)),
    };
    cli::main(iter::once("kii-conformance run".into()).chain(args), || {
        let variable = Key::BaseUrl.variable();
        Err(format!(
            "no target is named: pass --target FILE or --url URL, or set {variable}; `run --help` lists the variables"
        ))
    })
}
