//! The commit that was measured.

use std::{fmt, path::Path, process::Command};

use serde::Serialize;

/// A commit of this repository.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Commit {
    /// The first ten digits of its hash, or `unknown` outside version control.
    pub(crate) hash: String,
    /// Whether files differ from it.
    pub(crate) is_dirty: bool,
}

impl Commit {
    /// What is checked out below `root`. The results of earlier measurements may differ from the commit.
    pub(crate) fn checked_out(root: &Path) -> Self {
        let git = |args: &[&str]| {
            let output = Command::new("git").arg("-C").arg(root).args(args).output().ok()?;
            output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        };
        let hash = git(&["rev-parse", "--short=10", "HEAD"]).unwrap_or_else(|| "unknown".to_owned());
        let changes = git(&["status", "--porcelain", "--", ".", ":!bench/results"]).unwrap_or_default();
        Self { hash, is_dirty: !changes.is_empty() }
    }
}

impl fmt::Display for Commit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hash)?;
        f.write_str(if self.is_dirty { "+dirty" } else { "" })
    }
}
