//! Parses the arguments of a command, and prints its help or what is wrong with them.

use std::{ffi::OsString, process::ExitCode};

use clap::{ArgMatches, Command, Parser};
use kii_spec::command_line::suggest;

use super::{INCONCLUSIVE, examples};

/// Parses the arguments of a command, the first of which is the command as people type it. `lay_out` adds to its help.
///
/// # Errors
/// The exit code, once help or an error has been printed.
pub(super) fn parse<F: Parser>(
    args: impl IntoIterator<Item = OsString>,
    lay_out: impl FnOnce(Command) -> Command,
) -> Result<F, ExitCode> {
    parse_with_matches(args, lay_out).map(|Parsed { flags, .. }| flags)
}

/// A command line that was parsed.
pub(super) struct Parsed<F> {
    /// The command as people type it.
    pub(super) name: String,
    pub(super) flags: F,
    pub(super) matches: ArgMatches,
}

/// The same, with which arguments were given.
///
/// # Errors
/// The exit code, once help or an error has been printed.
pub(super) fn parse_with_matches<F: Parser>(
    args: impl IntoIterator<Item = OsString>,
    lay_out: impl FnOnce(Command) -> Command,
) -> Result<Parsed<F>, ExitCode> {
    let mut args = args.into_iter();
    let name = args.next().map_or_else(|| "kii-conformance".into(), |name| name.to_string_lossy().into_owned());
    let command = examples::of(lay_out(F::command()), &name).no_binary_name(true).bin_name(&name);
    let words: Vec<OsString> = args.collect();
    let parsed = command.try_get_matches_from(&words).and_then(|matches| {
        let flags = F::from_arg_matches(&matches)?;
        Ok(Parsed { name: name.clone(), flags, matches })
    });
    parsed.map_err(|mut error| {
        suggest(&mut error, &F::command());
        let words: Vec<String> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
        examples::print(&error, &name, &words);
        ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(INCONCLUSIVE))
    })
}
