//! Files that a run leaves: written whole or not at all.

use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    process,
};

/// A file that cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Its directory does not exist.
    #[error("{}: cannot be written: there is no directory {}; make it first", path.display(), parent.display())]
    NoDirectory {
        /// The file.
        path: PathBuf,
        /// The directory.
        parent: PathBuf,
    },
    /// A directory has its name.
    #[error("{}: cannot be written: that is a directory; name a file", .0.display())]
    IsDirectory(PathBuf),
    /// The system refuses.
    #[error("{}: cannot be written: {error}", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// Finds what stands in the way of a report before a long run, not after it.
///
/// # Errors
/// When the file has no directory to be in, or is a directory itself.
pub fn writable(path: &Path) -> Result<(), FileError> {
    let parent = parent(path);
    if !parent.is_dir() {
        return Err(FileError::NoDirectory { path: path.to_owned(), parent });
    }
    match path.is_dir() {
        true => Err(FileError::IsDirectory(path.to_owned())),
        false => Ok(()),
    }
}

/// Writes a file under another name and renames it, so that nobody ever reads half of it.
///
/// # Errors
/// When the file cannot be written; then what was there before is still there.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    writable(path)?;
    let name = path.file_name().unwrap_or_default();
    let mut unfinished = OsString::from(".");
    unfinished.push(name);
    unfinished.push(format!(".{}", process::id()));
    let unfinished = parent(path).join(unfinished);
    let written = File::create(&unfinished)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&unfinished, path));
    written.map_err(|error| {
        // It may not even exist; the error that matters is the first one.
        let _ = fs::remove_file(&unfinished);
        FileError::Refused { path: path.to_owned(), error }
    })
}

/// The directory that a file is in; a bare name is in the current one.
fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        Some(_) | None => PathBuf::from("."),
    }
}
