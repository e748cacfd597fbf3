//! The conformance suite as a program of its own; spec and cases are part of it, so it runs from anywhere.

use std::{ffi::OsString, iter, process::ExitCode};

use clap::{Parser, Subcommand};
use kii_conformance::{cli, target::Key};

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
}

fn main() -> ExitCode {
    let args = match Program::parse().command {
        Command::Run { args } => args,
        Command::Target { args } => return cli::target::main(iter::once("kii-conformance target".into()).chain(args)),
    };
    cli::main(iter::once("kii-conformance run".into()).chain(args), || {
        let variable = Key::BaseUrl.variable();
        Err(format!(
            "no target is named: pass --target FILE or --url URL, or set {variable}; `run --help` lists the variables"
        ))
    })
}
