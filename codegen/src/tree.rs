//! The generated files on disk: compared, or replaced as a whole.

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

/// What [`write()`] changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The files that are new or have a new text.
    pub written: Vec<PathBuf>,
    /// The files that are gone because nothing generates them.
    pub removed: Vec<PathBuf>,
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

/// Makes the tree below `root` consist of exactly these files.
///
/// The new tree is built beside the old one and takes its place with two renames. A run that is interrupted leaves the old
/// tree or the new one; if it was interrupted between the renames, the next run puts the old tree back first.
///
/// # Errors
///
/// When a file or directory cannot be read, written or renamed.
pub fn write(root: &Path, files: &[GeneratedFile]) -> Result<Written, Error> {
    let beside = Beside::of(root);
    beside.recover(root)?;
    let drift = check(root, files)?;
    let mut written = Written::default();
    for drift in &drift {
        match drift {
            Drift::Missing(path) | Drift::Stale { path, .. } => written.written.push(path.clone()),
            Drift::Orphaned(path) => written.removed.push(path.clone()),
        }
    }
    if drift.is_empty() {
        return Ok(written);
    }
    for file in files {
        let path = beside.new.join(&file.path);
        let dir = path.parent().unwrap_or(&beside.new);
        fs::create_dir_all(dir).map_err(Error::io(dir))?;
        fs::write(&path, &file.text).map_err(Error::io(&path))?;
    }
    if root.exists() {
        fs::rename(root, &beside.old).map_err(Error::io(root))?;
    }
    fs::rename(&beside.new, root).map_err(Error::io(root))?;
    remove(&beside.old)?;
    Ok(written)
}

/// The places beside a tree that a run needs, on the same file system so that a rename suffices.
struct Beside {
    /// The new tree until it is whole.
    new: PathBuf,
    /// The old tree until the new one is in its place.
    old: PathBuf,
}

impl Beside {
    fn of(root: &Path) -> Self {
        let named = |suffix: &str| {
            let mut name = std::ffi::OsString::from(".");
            name.push(root.file_name().unwrap_or_default());
            name.push(suffix);
            root.with_file_name(name)
        };
        Self { new: named(".new"), old: named(".old") }
    }

    /// Clears away what an interrupted run left, and puts the old tree back if there is no other.
    fn recover(&self, root: &Path) -> Result<(), Error> {
        remove(&self.new)?;
        if self.old.exists() && !root.exists() {
            fs::rename(&self.old, root).map_err(Error::io(root))?;
        }
        remove(&self.old)
    }
}

/// Removes a tree that may not be there.
fn remove(tree: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(tree) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(tree)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
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
