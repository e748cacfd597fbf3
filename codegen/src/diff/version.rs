//! Where a spec is that is compared: a folder, or a folder at a revision of a git repository.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use kii_spec::{Api, Problems};
use tempfile::TempDir;

use super::DiffError;

/// The folder of the spec in a repository, if a revision is given alone.
const FOLDER: &str = "spec/api";

/// A spec, and problems with it that do not matter to servers and clients.
pub(crate) fn load(version: &str) -> Result<(Api, Option<Problems>), DiffError> {
    let dir = Path::new(version);
    if dir.is_dir() {
        return Ok(Api::load_bindings(dir)?);
    }
    let (revision, folder) = version.split_once(':').unwrap_or((version, FOLDER));
    let checkout = checkout(version, revision, folder.trim_end_matches('/'))?;
    Ok(Api::load_bindings(checkout.path())?)
}

/// The files of a folder at a revision.
fn checkout(version: &str, revision: &str, folder: &str) -> Result<TempDir, DiffError> {
    let failed = |why: String| DiffError::Version { version: version.to_owned(), why };
    let tree = format!("{revision}:{folder}");
    let listed = git(&["ls-tree", "--full-tree", "-r", "--name-only", "-z", &tree]).map_err(failed)?;
    let checkout = tempfile::tempdir().map_err(|error| failed(error.to_string()))?;
    let listed = String::from_utf8_lossy(&listed).into_owned();
    if listed.is_empty() {
        return Err(failed(format!("`{folder}` has no files there")));
    }
    for name in listed.split('\0').filter(|name| !name.is_empty()) {
        let content = git(&["cat-file", "blob", &format!("{tree}/{name}")]).map_err(failed)?;
        let path: PathBuf = checkout.path().join(name);
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, content));
        written.map_err(|error| failed(format!("{}: {error}", path.display())))?;
    }
    Ok(checkout)
}

/// What git prints, or why it fails.
fn git(args: &[&str]) -> Result<Vec<u8>, String> {
    let output = Command::new("git").args(args).output().map_err(|error| format!("git cannot be started: {error}"))?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    }
}
