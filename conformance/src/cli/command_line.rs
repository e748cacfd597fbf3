//! Parses the arguments of a command, and prints its help or what is wrong with them.

use std::{ffi::OsString, process::ExitCode};

use clap::{Command, Parser};

use super::INCONCLUSIVE;

/// Parses the arguments of a command, the first of which is the command as people type it. `lay_out` adds to its help.
///
/// # Errors
/// The exit code, once help or an error has been printed.
pub(super) fn parse<F: Parser>(
    args: impl IntoIterator<Item = OsString>,
    lay_out: impl FnOnce(Command) -> Command,
) -> Result<F, ExitCode> {
    let mut args = args.into_iter();
    let name = args.next().map_or_else(|| "kii-conformance".into(), |name| name.to_string_lossy().into_owned());
    let command = lay_out(F::command()).no_binary_name(true).bin_name(&name);
    let matches = command.try_get_matches_from(args);
    matches.and_then(|matches| F::from_arg_matches(&matches)).map_err(|error| {
        // If the terminal is gone, the exit code still says how it went.
        let _ = error.print();
        ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(INCONCLUSIVE))
    })
}
