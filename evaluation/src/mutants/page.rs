//! `KILL_RATE.md`: written, or compared with what a run has found.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use similar::TextDiff;

/// The page's name; it is at the root of the repository.
const PAGE: &str = "KILL_RATE.md";

/// Where the page is in this checkout.
fn place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name(PAGE)
}

pub(super) fn write(page: &str) -> Result<()> {
    fs::write(place(), page).with_context(|| format!("cannot write {PAGE}"))
}

/// Whether the page is what it should be; what would change goes to standard error.
pub(super) fn check(page: &str) -> Result<bool> {
    let found = match fs::read_to_string(place()) {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).with_context(|| format!("cannot read {PAGE}")),
    };
    if found == page {
        return Ok(true);
    }
    let diff = TextDiff::from_lines(found.as_str(), page);
    eprint!("{}", diff.unified_diff().header(PAGE, "what the faults say"));
    eprintln!("{PAGE} is not what the faults say; run `cargo xtask mutants --write`");
    Ok(false)
}
