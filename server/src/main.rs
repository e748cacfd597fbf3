//! The reference server as a program.

#![expect(clippy::print_stderr, reason = "a program prints to its terminal")]

mod program;

use std::process::ExitCode;

use clap::Parser;

use crate::program::Program;

/// The exit code if the server cannot do what it is asked to.
const BROKEN: u8 = 2;

fn main() -> ExitCode {
    match Program::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(BROKEN)
        }
    }
}
