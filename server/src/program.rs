//! The commands of the program.

mod serve;

use anyhow::Result;
use clap::{Parser, Subcommand};

use self::serve::Serve;

/// A reference server of Kii Cloud's object storage
#[derive(Parser)]
#[command(name = "kii-server", after_help = EXIT_CODES)]
pub(crate) struct Program {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  the server was asked to stop
  2  it could not start, or it failed; standard error says why";

#[derive(Subcommand)]
enum Command {
    /// Run the server until Ctrl-C, and print a target file for it
    Serve(Serve),
}

impl Program {
    /// Does what is asked.
    pub(crate) fn run(self) -> Result<()> {
        match self.command {
            Command::Serve(serve) => serve.run(),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Program::command().debug_assert();
    }
}
