//! `kii-codegen`: generates code and documents from a spec, in any folder.

#![expect(clippy::print_stderr, reason = "a program prints to its terminal")]

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use kii_codegen::{
    DiffArguments,
    cli::{Arguments, Defaults, EXIT_CODES},
};

/// Generate code and documents from the description of an object-storage API
#[derive(Parser)]
#[command(name = "kii-codegen", version, after_help = EXIT_CODES, args_conflicts_with_subcommands = true)]
struct Program {
    #[command(flatten)]
    arguments: Arguments,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    Diff(DiffArguments),
}

/// The exit code when the generated files are not what the spec asks for, or a change breaks somebody.
const STALE: u8 = 1;
/// The exit code when the program could not find out.
const BROKEN: u8 = 2;

fn main() -> ExitCode {
    let program = Program::parse();
    if let Some(Command::Diff(arguments)) = program.command {
        return compare(&arguments);
    }
    let defaults = Defaults { spec: None, out: PathBuf::from("generated"), command: "kii-codegen" };
    match program.arguments.run(&defaults) {
        Ok(outcome) => {
            // Whoever reads only the beginning closes the pipe, which is no fault.
            io::stdout().write_all(outcome.text.as_bytes()).ok();
            if outcome.is_fresh { ExitCode::SUCCESS } else { ExitCode::from(STALE) }
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(BROKEN)
        }
    }
}

fn compare(arguments: &DiffArguments) -> ExitCode {
    match arguments.run() {
        Ok(compared) => {
            eprint!("{}", compared.notes);
            io::stdout().write_all(compared.text.as_bytes()).ok();
            if compared.breaks { ExitCode::from(STALE) } else { ExitCode::SUCCESS }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(BROKEN)
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Program;

    #[test]
    fn the_command_line_is_consistent() {
        Program::command().debug_assert();
    }
}
