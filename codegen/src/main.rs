//! `kii-codegen`: generates code and documents from a spec, in any folder.

#![expect(clippy::print_stderr, reason = "a program prints to its terminal")]

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::Parser;
use kii_codegen::cli::{Arguments, Defaults, EXIT_CODES};

/// Generate code and documents from the description of an object-storage API
#[derive(Parser)]
#[command(name = "kii-codegen", version, after_help = EXIT_CODES)]
struct Program {
    #[command(flatten)]
    arguments: Arguments,
}

/// The exit code when the generated files are not what the spec asks for.
const STALE: u8 = 1;
/// The exit code when the program could not find out.
const BROKEN: u8 = 2;

fn main() -> ExitCode {
    let defaults = Defaults { spec: None, out: PathBuf::from("generated"), command: "kii-codegen" };
    match Program::parse().arguments.run(&defaults) {
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Program;

    #[test]
    fn the_command_line_is_consistent() {
        Program::command().debug_assert();
    }
}
