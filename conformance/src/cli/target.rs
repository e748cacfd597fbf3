//! `kii-conformance target`: writes a template of a target file, and checks whether a target works.

use std::{ffi::OsString, path::PathBuf, process::ExitCode, sync::Arc};

use clap::{Parser, Subcommand};

use super::{
    bounds::RETRIES,
    command_line::{self, Parsed},
    exit_inconclusive,
    flags::{self, TargetFlags},
};
use crate::{
    cases::Suite,
    deployment::{Key, Target, template},
    report::terminal::Terminal,
    run::{Access, RunContext, Session, login},
    send::Client,
};

/// Write a template of a target file, or check whether a target works
#[derive(Parser)]
pub(super) struct Commands {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write a template of a target file, in which every key is explained
    Init {
        /// The file to write; an existing file is never overwritten
        #[arg(default_value = "target.toml")]
        file: PathBuf,
    },
    /// Send requests that change nothing, as every caller in every scope, and show which can read
    Check(TargetFlags),
}

const CODES: &str = "Exit codes:\n  0  every credential and scope of the target works\n  2  one of them does not work, or the target does not respond";

/// The command with what its help says at the end.
pub(super) fn lay_out(command: clap::Command) -> clap::Command {
    command.mut_subcommand("check", |check| check.after_help(format!("{}\n\n{CODES}", flags::environment())))
}

/// Runs `target init` or `target check`. The first argument is the command itself, for example `kii-conformance target`.
///
/// Exit codes: 0, the file was written or the target can be used; 2, otherwise.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let done = match command_line::parse_with_matches(args, lay_out) {
        Ok(Parsed { flags: Commands { command: Command::Init { file } }, name, .. }) => init(&name, &file),
        Ok(Parsed { flags: Commands { command: Command::Check(flags) }, .. }) => return check(&flags),
        Err(code) => return code,
    };
    done.map_or_else(exit_inconclusive, |()| ExitCode::SUCCESS)
}

fn init(name: &str, file: &std::path::Path) -> Result<(), String> {
    template::write(file)?;
    let shown = file.display();
    Terminal::output().print(format_args!("{shown} is written; fill it in, then: {name} check --target {shown}\n"));
    Ok(())
}

fn check(flags: &TargetFlags) -> ExitCode {
    let (suite, target) = match Suite::load().and_then(|suite| Ok((flags.find(&suite.api, || Err(unnamed()))?, suite)))
    {
        Ok((target, suite)) => (Arc::new(suite), target),
        Err(error) => return exit_inconclusive(error),
    };
    match read_access(flags, &suite, &target) {
        Ok((target, access)) => {
            let terminal = Terminal::output();
            terminal.print(target.redact(&access.to_string()));
            match access.is_usable() {
                true => {
                    terminal.print(format_args!("\nthe target {} can be used\n", target.base));
                    ExitCode::SUCCESS
                }
                false => exit_inconclusive("the target cannot be used; correct what is listed under `wrong`"),
            }
        }
        Err(error) => exit_inconclusive(target.redact(&error)),
    }
}

/// The target after its logins, and which callers can read in which scopes.
fn read_access(flags: &TargetFlags, suite: &Arc<Suite>, target: &Target) -> Result<(Arc<Target>, Access), String> {
    let client = Client::new(flags.timeout, &target.connection);
    let client = client.map_err(|error| format!("requests cannot be sent: {error}"))?.with_retries(RETRIES);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("requests cannot be sent: {error}"))?;
    runtime.block_on(async {
        let (target, failures) = login::log_in(&suite.api, &client, target).await?;
        let session = Session::new(Arc::clone(suite), client, Arc::new(target), RunContext::random());
        let access = Access::probe(&session, &failures).await?;
        Ok((session.target, access))
    })
}

/// The error message when no target is named.
#[must_use]
pub fn unnamed() -> String {
    let variable = Key::BaseUrl.variable();
    format!(
        "no target is named: pass --target FILE or --url URL, or set {variable}; `kii-conformance target init target.toml` writes \
         a template of a target file"
    )
}
