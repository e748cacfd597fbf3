//! The command lines of the programs that build on the spec: a message about wrong arguments names the command that was probably
//! meant, and ends with the command that explains the arguments.

use std::{
    env,
    ffi::OsString,
    io::{self, Write as _},
    process,
};

use clap::{
    Command, Error, Parser,
    error::{ContextKind, ContextValue, ErrorKind},
};

use crate::suggestion::{is_near, nearest};

/// The arguments of this process.
///
/// Ends the process if they ask for help, which is printed then, or if they are wrong: then standard error says what is wrong, and
/// the exit code is 2.
#[must_use]
pub fn parse<P: Parser>() -> P {
    let words: Vec<OsString> = env::args_os().collect();
    P::try_parse_from(&words).unwrap_or_else(|error| {
        let is_help = matches!(
            error.kind(),
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        );
        if is_help {
            error.exit();
        }
        let code = error.exit_code();
        // If nobody can read it, the exit code has to do.
        io::stderr().write_all(message(error, &P::command(), &words).as_bytes()).ok();
        process::exit(code)
    })
}

/// Adds the nearest command to an error about one that does not exist. clap itself finds none for `rnu`: letters in another order
/// are other letters for it.
pub fn suggest(error: &mut Error, command: &Command) {
    let Some(ContextValue::String(found)) = error.get(ContextKind::InvalidSubcommand) else { return };
    let near = nearest(found, command.get_subcommands().map(Command::get_name), 1);
    let near: Vec<String> = near.into_iter().filter(|near| is_near(found, near)).map(str::to_owned).collect();
    if error.get(ContextKind::SuggestedSubcommand).is_none() && !near.is_empty() {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(near));
    }
}

/// What is wrong with the words of a command line, the first of which is the program.
fn message(mut error: Error, program: &Command, words: &[OsString]) -> String {
    let (mut name, mut command) = (program.get_bin_name().unwrap_or(program.get_name()).to_owned(), program);
    for word in words.iter().skip(1) {
        if let Some(inner) = command.find_subcommand(word) {
            name = format!("{name} {}", inner.get_name());
            command = inner;
        }
    }
    suggest(&mut error, command);
    // What clap says there names no command.
    error.render().to_string().replace("try '--help'", &format!("try `{name} --help`"))
}

#[cfg(test)]
mod tests {
    use clap::Arg;

    use super::*;

    fn said(line: &str) -> String {
        let run = Command::new("run").arg(Arg::new("count").long("count").value_parser(clap::value_parser!(u8)));
        let program = Command::new("suite").bin_name("cargo suite").subcommand_required(true).subcommand(run);
        let words: Vec<OsString> = line.split(' ').map(Into::into).collect();
        let error = program.clone().try_get_matches_from(&words).unwrap_err();
        message(error, &program, &words)
    }

    #[test]
    fn a_message_ends_with_the_command_that_explains_the_arguments() {
        for line in ["suite run --counts 1", "suite run --count many", "suite run more"] {
            let text = said(line);
            assert!(text.ends_with("\n\nFor more information, try `cargo suite run --help`.\n"), "{line}: {text}");
        }
        let text = said("suite --nothing");
        assert!(text.ends_with("try `cargo suite --help`.\n"), "{text}");
    }

    #[test]
    fn the_nearest_command_is_named_for_one_that_does_not_exist() {
        for line in ["suite rnu", "suite runn"] {
            let text = said(line);
            assert!(text.contains("a similar subcommand exists: 'run'"), "{line}: {text}");
        }
        let text = said("suite measure");
        assert!(!text.contains("similar"), "{text}");
    }
}
