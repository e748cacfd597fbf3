//! `kii-conformance completions` and `man`: what shells and manuals need to know of the program.

use std::{fs, path::Path, process::ExitCode};

use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;

use super::{exit_inconclusive, program};
use crate::report::terminal::Terminal;

/// Prints the completions for a shell. `outline` is the program as it parses its own arguments.
pub fn completions(shell: Shell, outline: &Command) -> ExitCode {
    let mut program = program::with_flags(outline);
    let name = program.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut program, name, &mut script);
    // Nothing in it is from others.
    Terminal::output().pass(&script);
    ExitCode::SUCCESS
}

/// Prints the manual page of the program, or writes that page and those of its commands into a folder.
pub fn manual(folder: Option<&Path>, outline: &Command) -> ExitCode {
    let program = program::with_flags(outline);
    let written = match folder {
        Some(folder) => write(folder, program),
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
