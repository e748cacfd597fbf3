//! Pages at the root of the repository that commands of this package make: written, or compared with what a run has found.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use similar::TextDiff;

/// A page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    /// Its name.
    pub(crate) name: &'static str,
    /// The command that writes it.
    pub(crate) command: &'static str,
}

impl Page {
    /// Where the page is in this checkout.
    fn place(self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name(self.name)
    }

    pub(crate) fn write(self, text: &str) -> Result<()> {
        fs::write(self.place(), text).with_context(|| format!("cannot write {}", self.name))
    }

    /// The page as it is; empty when there is none.
    pub(crate) fn text(self) -> Result<String> {
        match fs::read_to_string(self.place()) {
            Ok(found) => Ok(found),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", self.name)),
        }
    }

    /// Whether the page has this text; what would change goes to standard error.
    pub(crate) fn check(self, text: &str) -> Result<bool> {
        let Self { name, command } = self;
        let found = self.text()?;
        if found == text {
            return Ok(true);
        }
        let diff = TextDiff::from_lines(found.as_str(), text);
        eprint!("{}", diff.unified_diff().header(name, "what the run says"));
        eprintln!("{name} is not what the run says; run `{command}`");
        Ok(false)
    }
}
