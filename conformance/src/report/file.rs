//! Files that a run writes, whole or not at all, and what it says when it cannot.

use std::{
    ffi::OsString,
    fmt::Display,
    fs::{self, File},
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
    process,
};

use super::destination::Destination;

/// How many files that were never finished may be beside a report: those of writers that were killed or are still writing.
const MOST_UNFINISHED: u32 = 100;

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
    /// A file has the name of a folder.
    #[error("{}: no reports can be written there: that is a file; name a folder", .0.display())]
    IsFile(PathBuf),
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

/// Checks before a long run that a file can be written after it, by making one beside it. Messages name `path`, which leads
/// to the file.
///
/// # Errors
/// When the file has no directory to be in, or the system makes none there.
pub(super) fn writable(path: &Path, file: &Path) -> Result<(), FileError> {
    let parent = parent(file);
    if !parent.is_dir() {
        return Err(FileError::NoDirectory { path: path.to_owned(), parent: parent.to_owned() });
    }
    let refused = |error| FileError::Refused { path: path.to_owned(), error };
    if file.file_name().is_none() {
        return Err(refused(io::Error::new(io::ErrorKind::InvalidInput, "that names no file")));
    }
    let (other, _) = unfinished(file).map_err(refused)?;
    fs::remove_file(other).map_err(refused)
}

/// Writes to where a path leads.
///
/// # Errors
/// When it cannot be written there; a file then is what it was before.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    Destination::of(path)?.write(bytes)
}

/// Writes a file under another name and renames it, so that nobody ever reads half of it. Whoever may read the file still
/// may afterwards.
///
/// # Errors
/// When the file cannot be written; then what was there before is still there.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let written = unfinished(path).and_then(|(other, file)| {
        if let Ok(old) = fs::metadata(path) {
            // On some file systems nobody can; then it is as a new file is.
            drop(file.set_permissions(old.permissions()));
        }
        let renamed = fill(file, bytes).and_then(|()| fs::rename(&other, path));
        if renamed.is_err() {
            // What matters is why the report could not be written.
            drop(fs::remove_file(&other));
        }
        renamed
    });
    written.map_err(|error| FileError::Refused { path: path.to_owned(), error })
}

/// Writes what is made bit by bit to where a path leads.
///
/// # Errors
/// When it cannot be made or written there; a file then is what it was before.
pub(super) fn write_with(
    path: &Path,
    make: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> Result<(), FileError> {
    let refused = |error| FileError::Refused { path: path.to_owned(), error };
    let destination = Destination::of(path)?;
    let Destination::File(real) = &destination else {
        let mut bytes = Vec::new();
        make(&mut bytes).map_err(refused)?;
        return destination.write(&bytes);
    };
    let (other, file) = unfinished(real).map_err(refused)?;
    let mut file = BufWriter::new(file);
    let written = make(&mut file).and_then(|()| file.flush()).and_then(|()| fs::rename(&other, real));
    if written.is_err() {
        drop(fs::remove_file(&other));
    }
    written.map_err(refused)
}

/// Writes a file that only its owner may read, whole or not at all.
///
/// # Errors
/// When the file cannot be written; then what was there before is still there.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let written = unfinished(path).and_then(|(other, file)| {
        let renamed = make_private(&file).and_then(|()| fill(file, bytes)).and_then(|()| fs::rename(&other, path));
        if renamed.is_err() {
            drop(fs::remove_file(&other));
        }
        renamed
    });
    written.map_err(|error| FileError::Refused { path: path.to_owned(), error })
}

/// Lets only its owner read a file.
#[cfg(unix)]
pub(super) fn make_private(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o600))
}

/// Folders of users are private elsewhere.
#[cfg(not(unix))]
pub(super) fn make_private(_: &File) -> io::Result<()> {
    Ok(())
}

/// A new file beside `path`, which the same file system can rename. Others may be writing the same report.
pub(super) fn unfinished(path: &Path) -> io::Result<(PathBuf, File)> {
    for number in 0..MOST_UNFINISHED {
        let mut name = OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".{}-{number}", process::id()));
        let other = parent(path).join(name);
        match File::create_new(&other) {
            Ok(file) => return Ok((other, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "too many unfinished files of the same name are beside it"))
}

fn fill(mut file: File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

/// The directory that a file is in; a bare name is in the current one.
pub(super) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<OsString> {
        let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_there_is_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.xml");
        write(&path, b"old").unwrap();
        // A writer of the same name that was killed.
        let (killed, _) = unfinished(&path).unwrap();
        write(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(folder.path()), [killed.file_name().unwrap(), path.file_name().unwrap()]);
    }

    #[cfg(unix)]
    #[test]
    fn a_report_that_cannot_be_written_leaves_no_part_of_it() {
        let folder = tempfile::tempdir().unwrap();
        // Long enough that the name fits and that of the unfinished file does not.
        let path = folder.path().join("r".repeat(250));
        let refused = write(&path, b"new").unwrap_err().to_string();
        assert!(refused.contains("cannot be written"), "{refused}");
        assert_eq!(names(folder.path()), Vec::<OsString>::new());
    }
}
