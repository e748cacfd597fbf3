//! `kii-conformance target`: a target file to begin with, and a look at whether what one says works.

use std::{
    ffi::OsString,
    io::{self, Write as _},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
};

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use super::{
    INCONCLUSIVE,
    flags::{self, TargetFlags},
    give_up,
};
use crate::{
    cases::Suite,
    deployment::{Key, Target, template},
    run::{Access, RunContext, Session, login},
    send::Client,
};

/// Write a target file to begin with, or see whether what one says works
#[derive(Parser)]
struct Commands {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write a target file to begin with, with everything explained
    Init {
        /// The file; one that is there already stays as it is
        #[arg(default_value = "target.toml")]
        file: PathBuf,
    },
    /// Try every principal and scope, with requests that change nothing, and show what works
    Check(TargetFlags),
}

/// Carries out `target init` or `target check`; the first argument is the command as people type it.
///
/// Exit codes: 0, the file is written or the target can be used; 2, not so.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut args = args.into_iter();
    let name = args.next().map_or_else(|| "kii-conformance target".into(), |name| name.to_string_lossy().into_owned());
    let codes = "Exit codes:\n  0  everything that the target names works\n  2  it does not, or nobody answers";
    let matches = Commands::command()
        .no_binary_name(true)
        .bin_name(&name)
        .mut_subcommand("check", |check| check.after_help(format!("{}\n\n{codes}", flags::environment())))
        .try_get_matches_from(args);
    let commands = matches.and_then(|matches| Commands::from_arg_matches(&matches));
    let done = match commands {
        Ok(Commands { command: Command::Init { file } }) => init(&name, &file),
        Ok(Commands { command: Command::Check(flags) }) => return check(&flags),
        Err(error) => {
            // Where the terminal is gone, nobody is left to be told.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(INCONCLUSIVE));
        }
    };
    done.map_or_else(give_up, |()| ExitCode::SUCCESS)
}

fn init(name: &str, file: &std::path::Path) -> Result<(), String> {
    template::write(file)?;
    let shown = file.display();
    // The file is written, whoever reads this.
    let _ = writeln!(io::stdout(), "{shown} is written; fill it in, then: {name} check --target {shown}");
    Ok(())
}

fn check(flags: &TargetFlags) -> ExitCode {
    let (suite, target) = match Suite::load().and_then(|suite| Ok((flags.find(&suite.api, || Err(unnamed()))?, suite)))
    {
        Ok((target, suite)) => (Arc::new(suite), target),
        Err(error) => return give_up(error),
    };
    match survey(flags, &suite, &target) {
        Ok((target, access)) => {
            // Where the terminal is gone, nobody is left to be told.
            let _ = write!(io::stdout(), "{}", target.redact(&access.to_string()));
            match access.is_usable() {
                true => {
                    let _ = writeln!(io::stdout(), "\nthe target {} can be used", target.base);
                    ExitCode::SUCCESS
                }
                false => give_up("what the target gives does not work; correct what stands under `wrong`"),
            }
        }
        Err(error) => give_up(target.redact(&error)),
    }
}

/// The target after its logins, and who can look around there.
fn survey(flags: &TargetFlags, suite: &Arc<Suite>, target: &Target) -> Result<(Arc<Target>, Access), String> {
    let client = Client::new(flags.timeout, &target.connection);
    let client = client.map_err(|error| format!("requests cannot be sent: {error}"))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("requests cannot be sent: {error}"))?;
    runtime.block_on(async {
        let (target, denied) = login::log_in(&suite.api, &client, target).await?;
        let session = Session::new(Arc::clone(suite), client, Arc::new(target), RunContext::random());
        let access = Access::survey(&session, &denied).await?;
        Ok((session.target, access))
    })
}

/// What to say when nobody names a target.
pub(super) fn unnamed() -> String {
    let variable = Key::BaseUrl.variable();
    format!(
        "no target is named: pass --target FILE or --url URL, or set {variable}; `target init` writes a file to begin with"
    )
}
