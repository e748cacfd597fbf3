//! The generated files on disk, compared with what they should be.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs, io,
    path::{Path, PathBuf},
};

use similar::TextDiff;

use crate::{Error, GeneratedFile};

/// How many lines a diff shows around a change.
const CONTEXT: usize = 3;

/// A difference between the files on disk and what the spec asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drift {
    /// A file is not there.
    Missing(PathBuf),
    /// A file has another text.
    Stale {
        /// The file, below the root.
        path: PathBuf,
        /// What would change, as a unified diff.
        diff: String,
    },
    /// A file is there that nothing generates.
    Orphaned(PathBuf),
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) => writeln!(f, "missing: {}", path.display()),
            Self::Stale { path, diff } => write!(f, "stale: {}\n{diff}", path.display()),
            Self::Orphaned(path) => writeln!(f, "orphaned, nothing generates it: {}", path.display()),
        }
    }
}

/// Every difference between the files below `root` and these, by path.
///
/// # Errors
///
/// When a file cannot be read.
pub fn check(root: &Path, files: &[GeneratedFile]) -> Result<Vec<Drift>, Error> {
    let found = read(root)?;
    let wanted: BTreeMap<&Path, &str> = files.iter().map(|file| (file.path.as_path(), file.text.as_str())).collect();
    let paths: BTreeSet<&Path> = found.keys().map(PathBuf::as_path).chain(wanted.keys().copied()).collect();
    let drift = paths.into_iter().filter_map(|path| match (found.get(path), wanted.get(path)) {
        (Some(found), Some(wanted)) => stale(path, found, wanted),
        (None, Some(_)) => Some(Drift::Missing(path.to_owned())),
        (Some(_), None) => Some(Drift::Orphaned(path.to_owned())),
        (None, None) => None,
    });
    Ok(drift.collect())
}

fn stale(path: &Path, found: &[u8], wanted: &str) -> Option<Drift> {
    if found == wanted.as_bytes() {
        return None;
    }
    let found = String::from_utf8_lossy(found);
    let name = path.display().to_string();
    let diff = TextDiff::from_lines(found.as_ref(), wanted);
    let diff = diff.unified_diff().context_radius(CONTEXT).header(&name, &name).to_string();
    Some(Drift::Stale { path: path.to_owned(), diff })
}

/// Every file below a directory, by its path below it; none when there is no such directory.
fn read(root: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>, Error> {
    let mut files = BTreeMap::new();
    let mut dirs = vec![PathBuf::new()];
    while let Some(dir) = dirs.pop() {
        let whole = root.join(&dir);
        let entries = match fs::read_dir(&whole) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound && dir.as_os_str().is_empty() => break,
            Err(error) => return Err(Error::io(whole)(error)),
        };
        for entry in entries {
            let entry = entry.map_err(Error::io(&whole))?;
            let path = dir.join(entry.file_name());
            if entry.file_type().map_err(Error::io(entry.path()))?.is_dir() {
                dirs.push(path);
            } else {
                files.insert(path, fs::read(entry.path()).map_err(Error::io(entry.path()))?);
            }
        }
    }
    Ok(files)
}
