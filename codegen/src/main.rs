//! `kii-codegen`: generates code and documents from a spec, in any folder.

// The same for all packages that have commands.
#[cfg(test)]
#[path = "../../xtask/tests/pages/commands.rs"]
mod commands_on_pages;

use std::{
    fmt,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use kii_codegen::{
    DiffArguments,
    cli::{Arguments, Defaults, EXIT_CODES},
};
use kii_spec::command_line;

/// Generate code and documents from the description of an object-storage API
#[derive(Parser)]
#[command(name = "kii-codegen", version, after_help = format!("{EXIT_CODES}\n\n{EXAMPLES}"), args_conflicts_with_subcommands = true)]
struct Program {
    #[command(flatten)]
    arguments: Arguments,
    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLES: &str = "\
Examples:
  kii-codegen                                        # everything, from the spec in the program, into generated/
  kii-codegen --check                                # says what is stale, and writes nothing
  kii-codegen --spec spec/api --out build --only typescript
  kii-codegen --spec spec/api --dump-view --only docs  # what the templates see, as JSON";

#[derive(Subcommand)]
enum Command {
    Diff(DiffArguments),
}

/// The exit code when the generated files are not what the spec asks for, or a change breaks somebody.
const STALE: u8 = 1;
/// The exit code when the program could not find out.
const BROKEN: u8 = 2;

fn main() -> ExitCode {
    let program: Program = command_line::parse();
    if let Some(Command::Diff(arguments)) = program.command {
        return compare(&arguments);
    }
    let defaults = Defaults { spec: None, out: PathBuf::from("generated"), command: "kii-codegen" };
    match program.arguments.run(&defaults) {
        Ok(outcome) => {
            let code = if outcome.is_fresh { ExitCode::SUCCESS } else { ExitCode::from(STALE) };
            printed(&outcome.text, code)
        }
        Err(failure) => broken(failure),
    }
}

fn compare(arguments: &DiffArguments) -> ExitCode {
    match arguments.run() {
        Ok(compared) => {
            noted(format_args!("{}", compared.notes));
            printed(&compared.text, if compared.breaks { ExitCode::from(STALE) } else { ExitCode::SUCCESS })
        }
        Err(error) => broken(error),
    }
}

/// Prints a text, and gives the exit code.
fn printed(text: &str, code: ExitCode) -> ExitCode {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Ok(()) => code,
        // Whoever reads only the beginning closes the pipe, which is no fault.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => code,
        Err(error) => broken(format_args!("error: standard output cannot be written: {error}. Is there space left?")),
    }
}

fn broken(message: impl fmt::Display) -> ExitCode {
    noted(format_args!("{message}\n"));
    ExitCode::from(BROKEN)
}

/// Writes to standard error. If nobody can read it, the exit code has to do.
fn noted(message: fmt::Arguments<'_>) {
    io::stderr().write_fmt(message).ok();
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::{Program, commands_on_pages};

    #[test]
    fn every_command_on_the_pages_is_one() {
        let count = commands_on_pages::check("kii-codegen", &Program::command(), |_| true);
        assert!(count > 5, "only {count} commands were found");
    }

    #[test]
    fn the_command_line_is_consistent() {
        Program::command().debug_assert();
    }
}
