//! `kii-conformance completions` and `man`: what shells and manuals need to know of the program.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Command, Parser};
use clap_complete::Shell;
use clap_mangen::Man;

use super::{command_line, exit_inconclusive, program};
use crate::report::terminal::Terminal;

const COMPLETIONS_CODES: &str = "Exit codes:\n  0  the completions are printed\n  2  there is no such shell";

const MANUAL_CODES: &str =
    "Exit codes:\n  0  the page is printed, or the pages are written\n  2  the folder cannot be written";

/// Print completions for a shell
#[derive(Parser)]
#[command(after_help = COMPLETIONS_CODES)]
pub(super) struct CompletionsFlags {
    /// The shell
    ///
    /// Its completions belong in a file that it reads. For Bash, that is
    /// ~/.local/share/bash-completion/completions/kii-conformance, and for fish ~/.config/fish/completions/kii-conformance.fish.
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Print the manual page
#[derive(Parser)]
#[command(after_help = MANUAL_CODES)]
pub(super) struct ManualFlags {
    /// Write this page and those of all commands into this folder instead
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

/// Carries out `completions`; the first argument is the command as people type it. `outline` is the program as it parses its own
/// arguments.
///
/// Exit codes: 0, the completions are printed; 2, there is no such shell.
pub fn completions(args: impl IntoIterator<Item = OsString>, outline: &Command) -> ExitCode {
    match command_line::parse(args, |command| command) {
        Ok(CompletionsFlags { shell }) => {
            let mut program = program::with_flags(outline);
            let name = program.get_name().to_owned();
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut program, name, &mut script);
            // Nothing in it is from others.
            Terminal::output().pass(&script);
            ExitCode::SUCCESS
        }
        Err(code) => code,
    }
}

/// Carries out `man`: prints the manual page of the program, or writes that page and those of its commands into a folder. The
/// first argument is the command as people type it; `outline` is the program as it parses its own arguments.
///
/// Exit codes: 0, the page is printed, or the pages are written; 2, the folder cannot be written.
pub fn manual(args: impl IntoIterator<Item = OsString>, outline: &Command) -> ExitCode {
    let folder = match command_line::parse(args, |command| command) {
        Ok(ManualFlags { folder }) => folder,
        Err(code) => return code,
    };
    let program = program::with_flags(outline);
    let written = match folder {
        Some(folder) => write(&folder, program),
        None => page(program).map(|page| Terminal::output().pass(&page)),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => exit_inconclusive(error),
    }
}

fn write(folder: &Path, program: Command) -> Result<(), String> {
    let refused = |error| format!("{}: cannot be written: {error}; name a folder that can", folder.display());
    fs::create_dir_all(folder).map_err(refused)?;
    clap_mangen::generate_to(program, folder).map_err(refused)
}

fn page(program: Command) -> Result<Vec<u8>, String> {
    let mut page = Vec::new();
    Man::new(program).render(&mut page).map_err(|error| format!("the manual page cannot be made: {error}"))?;
    Ok(page)
}
