//! The generated files on disk, compared with what they should be.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs, io,
    path::{Path, PathBuf},
};

use similar::TextDiff;

use crate::{Error, GeneratedFile, Target, banner::is_generated};

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
    /// A generated file is there that the spec no longer asks for.
    Orphaned(PathBuf),
    /// A file or symbolic link is there that the generator did not make.
    Foreign(PathBuf),
    /// These files end their lines with CRLF and are otherwise up to date.
    LineEndings(Vec<PathBuf>),
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) => writeln!(f, "missing: {}", path.display()),
            Self::Stale { path, diff } => write!(f, "stale: {}\n{diff}", path.display()),
            Self::Orphaned(path) => writeln!(f, "orphaned, nothing generates it: {}", path.display()),
            Self::Foreign(path) => writeln!(
                f,
                "foreign, the generator did not make it: {}; move it elsewhere or delete it",
                path.display()
            ),
            Self::LineEndings(paths) => writeln!(
                f,
                "line endings: {} files end their lines with CRLF and are otherwise up to date, the first is {}; the \
                 generator writes LF. Git has probably changed them on checkout: run `git config core.autocrlf false`, \
                 then the generator writes them with LF",
                paths.len(),
                paths.first().map_or_else(String::new, |path| path.display().to_string())
            ),
        }
    }
}

/// Something below the root.
enum Entry {
    File(Vec<u8>),
    Link,
}

/// Every difference between the files below `root` and these, by path; those in line endings alone come last.
///
/// # Errors
///
/// When a file cannot be read.
pub fn check(root: &Path, files: &[GeneratedFile]) -> Result<Vec<Drift>, Error> {
    let found = read(root)?;
    let wanted: BTreeMap<&Path, &str> = files.iter().map(|file| (file.path.as_path(), file.text.as_str())).collect();
    let paths: BTreeSet<&Path> = found.keys().map(PathBuf::as_path).chain(wanted.keys().copied()).collect();
    let mut crlf = Vec::new();
    let mut drifts = Vec::new();
    for path in paths {
        match (found.get(path), wanted.get(path)) {
            (Some(Entry::Link), _) => drifts.push(Drift::Foreign(path.to_owned())),
            (Some(Entry::File(found)), Some(wanted)) if found == wanted.as_bytes() => {}
            (Some(Entry::File(found)), Some(wanted)) => {
                let found = String::from_utf8_lossy(found);
                if found.replace("\r\n", "\n") == *wanted {
                    crlf.push(path.to_owned());
                } else {
                    drifts.push(stale(path, &found, wanted));
                }
            }
            (Some(Entry::File(found)), None) if is_generated(found) => drifts.push(Drift::Orphaned(path.to_owned())),
            (Some(Entry::File(_)), None) => drifts.push(Drift::Foreign(path.to_owned())),
            (None, Some(_)) => drifts.push(Drift::Missing(path.to_owned())),
            (None, None) => {}
        }
    }
    if !crlf.is_empty() {
        drifts.push(Drift::LineEndings(crlf));
    }
    Ok(drifts)
}

/// The generated files below `root` that are not of these targets, as they are.
///
/// # Errors
///
/// When a file cannot be read.
pub fn kept(root: &Path, targets: &[Target]) -> Result<Vec<GeneratedFile>, Error> {
    if Target::ALL.iter().all(|target| targets.contains(target)) {
        return Ok(Vec::new());
    }
    let text = |(path, entry): (PathBuf, Entry)| match entry {
        Entry::File(content) if is_generated(&content) && targets.iter().all(|target| !target.owns(&path)) => {
            Some(GeneratedFile { path, text: String::from_utf8(content).ok()? })
        }
        Entry::File(_) | Entry::Link => None,
    };
    Ok(read(root)?.into_iter().filter_map(text).collect())
}

fn stale(path: &Path, found: &str, wanted: &str) -> Drift {
    let name = path.display().to_string();
    let diff = TextDiff::from_lines(found, wanted);
    let diff = diff.unified_diff().context_radius(CONTEXT).header(&name, &name).to_string();
    Drift::Stale { path: path.to_owned(), diff }
}

/// Whether a file or a folder is one that the package managers and tools of the generated packages make: neither generated nor
/// foreign.
pub(crate) fn is_build_product(path: &Path) -> bool {
    const NAMES: [&str; 11] = [
        "node_modules",
        "dist",
        "package-lock.json",
        "__pycache__",
        ".venv",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        "build",
        "target",
        "Cargo.lock",
    ];
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    NAMES.contains(&&*name) || name.ends_with(".egg-info") || name.ends_with(".tgz")
}

/// Every file and link below a directory, by its path below it; none when there is no such directory.
fn read(root: &Path) -> Result<BTreeMap<PathBuf, Entry>, Error> {
    let mut found = BTreeMap::new();
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
            if is_build_product(&path) {
                continue;
            }
            let kind = entry.file_type().map_err(Error::io(entry.path()))?;
            if kind.is_symlink() {
                found.insert(path, Entry::Link);
            } else if kind.is_dir() {
                dirs.push(path);
            } else {
                let content = fs::read(entry.path()).map_err(Error::io(entry.path()))?;
                found.insert(path, Entry::File(content));
            }
        }
    }
    Ok(found)
}
