//! What keeps this repository in order: the generated code, the rules that no compiler checks, and the test in a browser.
//!
//! A package of its own, so that those who only run the suite do not build the generator. `cargo xtask` runs it, and
//! `cargo codegen` as well, when what is generated does not compile.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command prints to its terminal")]

mod book;
mod browser;
mod codegen;
mod markdown;
mod tidy;
// The same for all packages that have commands.
#[cfg(test)]
#[path = "../../xtask/tests/pages/commands.rs"]
mod commands_on_pages;
#[cfg(test)]
mod examples_in_help;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use kii_codegen::cli::Failure;
use kii_spec::command_line;

/// Keep the repository in order
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = EXIT_CODES)]
struct Upkeep {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  everything is as it should be
  1  something is not: generated code is stale, a rule of the repository is broken
  2  the command could not find out";

const CODEGEN: &str = "\
Examples:
  cargo xtask codegen                    # writes generated/ again
  cargo xtask codegen --check            # shows what would change, and writes nothing
  cargo xtask codegen --only typescript  # one target alone";

const BOOK: &str = "\
Examples:
  cargo xtask book  # writes target/book/html/index.html";

const BROWSER_TEST: &str = "\
Examples:
  cargo xtask browser-test  # leaves pictures of the pages in target/browser/pages";

const TIDY: &str = "\
Examples:
  cargo xtask tidy  # before a commit; `cargo tidy` is the same and builds less";

/// What the help of a command says at its end.
fn after_help(examples: &str) -> String {
    format!("{examples}\n\n{EXIT_CODES}")
}

#[derive(Subcommand)]
enum Command {
    /// Generate the files in generated/ from the spec
    #[command(after_help = after_help(CODEGEN))]
    Codegen(kii_codegen::cli::Arguments),
    /// Make a book of the pages for people, in target/book; needs mdBook
    #[command(after_help = after_help(BOOK))]
    Book,
    /// Open the HTML report and a page that uses the TypeScript client in Chromium; needs Chromium, and Node.js with npm
    ///
    /// If the variable CI is `true`, it installs Chromium. Where something is missing, it says so and exits with 77.
    #[command(after_help = after_help(BROWSER_TEST))]
    BrowserTest,
    /// Check the rules of the repository that no compiler checks
    #[command(after_help = after_help(TIDY))]
    Tidy,
}

impl Command {
    fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Codegen(arguments) => codegen::run(&root(), &arguments),
            Self::Book => book::run(),
            Self::BrowserTest => browser::run(),
            Self::Tidy => tidy::run(),
        }
    }
}

/// The exit code when something is not as it should be.
const FAILED: u8 = 1;
/// The exit code when the command could not find out.
const BROKEN: u8 = 2;

fn main() -> ExitCode {
    command_line::parse::<Upkeep>().command.run().unwrap_or_else(|error| {
        match error.downcast_ref::<Failure>() {
            // It has headlines of its own.
            Some(failure) => eprintln!("{failure}"),
            None => eprintln!("error: {error:#}"),
        }
        ExitCode::from(BROKEN)
    })
}

/// The root of this checkout.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_owned)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_command_on_the_pages_is_one() {
        let program = Upkeep::command();
        let count = commands_on_pages::check("cargo xtask", &program, |name| program.find_subcommand(name).is_some());
        assert!(count > 10, "only {count} commands were found");
    }

    #[test]
    fn the_command_line_is_consistent() {
        Upkeep::command().debug_assert();
    }

    #[test]
    fn every_command_has_examples_that_it_understands() {
        examples_in_help::check(&Upkeep::command());
    }
}
