//! `kii-server hash-password`.

use std::io::{self, BufRead, IsTerminal};

use anyhow::{Context, Result, ensure};
use kii_server::PasswordHash;

use super::terminal;

/// Asks for a password, or reads a line of standard input, and prints the hash.
pub(super) fn run() -> Result<()> {
    let password = if io::stdin().is_terminal() { asked()? } else { read()? };
    ensure!(!password.is_empty(), "the password is empty; type one, or pipe a line with one to standard input");
    terminal::print(&format!("{}\n", PasswordHash::of(&password).as_str()));
    Ok(())
}

fn asked() -> Result<String> {
    let failed = "cannot read from the terminal; pipe a line with the password to standard input";
    let password = rpassword::prompt_password("Password: ").context(failed)?;
    let again = rpassword::prompt_password("Again: ").context(failed)?;
    ensure!(password == again, "the two passwords differ; run the command again");
    Ok(password)
}

fn read() -> Result<String> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).context("cannot read the password from standard input")?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}
