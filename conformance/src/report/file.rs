//! Files that a run writes: whole or not at all.

use std::{
    fmt::Display,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

/// A file that cannot be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
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

/// A report that cannot be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReportError {
    /// The file cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The format cannot express the report.
    #[error("{}: cannot be written: the report has no form as {format}: {message}; report this as a fault of the suite", path.display())]
    Unrepresentable {
        /// The file.
        path: PathBuf,
        /// The format.
        format: &'static str,
        /// What it cannot express.
        message: String,
    },
}

impl ReportError {
    pub(super) fn unrepresentable(path: &Path, format: &'static str, message: &dyn Display) -> Self {
        Self::Unrepresentable { path: path.to_owned(), format, message: message.to_string() }
    }
}

/// Checks before a long run that a report can be written after it.
///
/// # Errors
/// When the file has no directory to be in, or is a directory itself.
pub(crate) fn writable(path: &Path) -> Result<(), FileError> {
    let parent = parent(path);
    if !parent.is_dir() {
        return Err(FileError::NoDirectory { path: path.to_owned(), parent: parent.to_owned() });
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
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    writable(path)?;
    let mut builder = tempfile::Builder::new();
    readable_by_others(&mut builder);
    let written = builder.tempfile_in(parent(path)).and_then(|mut file: NamedTempFile| {
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|refused| refused.error)
    });
    written.map(drop).map_err(|error| FileError::Refused { path: path.to_owned(), error })
}

/// Gives a report the permissions of any new file; those of a temporary file keep other users from reading it.
#[cfg(unix)]
fn readable_by_others(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt as _;
    // The system takes away what the user's mask forbids.
    builder.permissions(std::fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn readable_by_others(_: &mut tempfile::Builder<'_, '_>) {}

/// The directory that a file is in; a bare name is in the current one.
fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    }
}
