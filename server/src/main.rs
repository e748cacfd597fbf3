//! The reference server as a program.

mod program;

use std::process::ExitCode;

use kii_spec::command_line;

use crate::program::Program;

/// The exit code if the server cannot do what it is asked to.
const BROKEN: u8 = 2;

fn main() -> ExitCode {
    match command_line::parse::<Program>().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            program::terminal::note(&format!("error: {error:#}"));
            ExitCode::from(BROKEN)
        }
    }
}
