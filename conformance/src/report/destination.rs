//! Where a report goes: a file, standard output, or a device, a pipe or an open file, which stay what they are.

use std::{
    fs::{self, File, Metadata},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use super::{
    file::{self, FileError},
    terminal,
};

/// How many symbolic links may follow each other, as in Linux.
const MOST_LINKS: usize = 40;

/// How long somebody may take to begin to read a pipe.
const LONGEST: Duration = Duration::from_secs(10);

/// The name of standard output.
const OUTPUT: &str = "-";

/// Where a report goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// Standard output, named by `-` or as a file.
    Output,
    /// Something that is written to as it is: a device, a pipe, or an open file by its descriptor.
    Stream(PathBuf),
    /// A file, which is replaced as a whole. It is not a symbolic link, but what that leads to.
    File(PathBuf),
}

impl Destination {
    /// Where a report goes that is to be written here. Nothing is changed there.
    ///
    /// # Errors
    /// When it cannot be written there, as far as that can be known before.
    pub(crate) fn of(path: &Path) -> Result<Self, FileError> {
        if path == Path::new(OUTPUT) {
            return Ok(Self::Output);
        }
        // Nothing is there yet, but such a name is that of a directory.
        if path.as_os_str().as_encoded_bytes().ends_with(b"/") {
            return Err(FileError::IsDirectory(path.to_owned()));
        }
        let refused = |error| FileError::Refused { path: path.to_owned(), error };
        let end = followed(path).map_err(refused)?;
        if let Followed::Descriptor(name) = &end
            && name == "1"
        {
            return Ok(Self::Output);
        }
        let found = match fs::metadata(path) {
            Ok(found) => Some(found),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(_) if !file::parent(path).is_dir() => None,
            Err(error) => return Err(refused(error)),
        };
        match (found, end) {
            (Some(found), _) if found.is_dir() => Err(FileError::IsDirectory(path.to_owned())),
            (Some(found), _) if is_output(&found) => Ok(Self::Output),
            (Some(found), Followed::Path(_)) if is_pipe(&found) => Ok(Self::Stream(path.to_owned())),
            (Some(found), Followed::Path(real)) if found.is_file() => Self::file(path, real),
            (Some(_), _) | (None, Followed::Descriptor(_)) => {
                open(path).map_err(refused)?;
                Ok(Self::Stream(path.to_owned()))
            }
            (None, Followed::Path(real)) => Self::file(path, real),
        }
    }

    fn file(path: &Path, real: PathBuf) -> Result<Self, FileError> {
        file::writable(path, &real)?;
        // So that two names of one file are the same.
        let folder = fs::canonicalize(file::parent(&real)).unwrap_or_else(|_| file::parent(&real).to_owned());
        Ok(Self::File(folder.join(real.file_name().unwrap_or_default())))
    }

    /// Writes a whole report.
    ///
    /// # Errors
    /// When it cannot be written. A file then is what it was before.
    pub(super) fn write(&self, bytes: &[u8]) -> Result<(), FileError> {
        let (path, written) = match self {
            Self::File(path) => return file::replace(path, bytes),
            Self::Output => (Path::new(OUTPUT), terminal::write_report(bytes)),
            // The file of a descriptor may have other content already.
            Self::Stream(path) => {
                // As long as what keeps the reader is open, the pipe has no end.
                let written = reader(path, LONGEST).and_then(|_kept| open(path)?.write_all(bytes));
                (path.as_path(), written)
            }
        };
        written.map_err(|error| FileError::Refused { path: path.to_owned(), error })
    }
}

/// What symbolic links lead to.
enum Followed {
    /// A path that is no link.
    Path(PathBuf),
    /// A descriptor of this process, by its number.
    Descriptor(String),
}

/// Follows symbolic links one by one, as the file at their end need not exist.
fn followed(path: &Path) -> io::Result<Followed> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        if let Some(number) = descriptor(&path) {
            return Ok(Followed::Descriptor(number));
        }
        match fs::read_link(&path) {
            Ok(target) => path = file::parent(&path).join(target),
            // It is no link, or nothing is there.
            Err(_) => return Ok(Followed::Path(path)),
        }
    }
    Err(io::Error::other("too many symbolic links follow each other"))
}

/// The number of the descriptor that a path names, for example 63 for `/dev/fd/63`.
fn descriptor(path: &Path) -> Option<String> {
    let folder = fs::canonicalize(file::parent(path)).ok()?;
    let own = fs::canonicalize("/proc/self/fd").ok();
    let is_folder = Some(&folder) == own.as_ref() || folder == Path::new("/dev/fd");
    is_folder.then(|| path.file_name()?.to_str().map(str::to_owned)).flatten()
}

fn open(path: &Path) -> io::Result<File> {
    File::options().append(true).open(path)
}

/// Waits until somebody reads a pipe with a name, for a while: to open it would wait for ever. Gives what keeps that reader, if it
/// is such a pipe.
#[cfg(unix)]
fn reader(path: &Path, longest: Duration) -> io::Result<Option<File>> {
    use std::{os::unix::fs::OpenOptionsExt as _, thread, time::Instant};

    if !fs::metadata(path).is_ok_and(|found| is_pipe(&found)) {
        return Ok(None);
    }
    let begin = Instant::now();
    loop {
        match File::options().write(true).custom_flags(libc::O_NONBLOCK).open(path) {
            Err(error) if error.raw_os_error() == Some(libc::ENXIO) && begin.elapsed() < longest => {
                thread::sleep(Duration::from_millis(20));
            }
            Err(error) if error.raw_os_error() == Some(libc::ENXIO) => {
                return Err(io::Error::other("that is a pipe which nobody reads; start its reader, or name a file"));
            }
            opened => return opened.map(Some),
        }
    }
}

#[cfg(not(unix))]
fn reader(_: &Path, _: Duration) -> io::Result<Option<File>> {
    Ok(None)
}

/// Whether it is a pipe with a name: to open one waits for a reader, and to close it again is an end for that reader.
#[cfg(unix)]
fn is_pipe(found: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    found.file_type().is_fifo()
}

#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}

/// Whether standard output goes to this file or pipe already, under whatever name.
#[cfg(unix)]
fn is_output(found: &Metadata) -> bool {
    use std::os::{fd::AsFd as _, unix::fs::MetadataExt as _};
    #[expect(clippy::disallowed_methods, reason = "it is asked and not written to")]
    let output = io::stdout().as_fd().try_clone_to_owned().and_then(|output| File::from(output).metadata());
    let is_same = |output: Metadata| (output.dev(), output.ino()) == (found.dev(), found.ino());
    // Many programs write to the same device.
    (found.is_file() || is_pipe(found)) && output.is_ok_and(is_same)
}

#[cfg(not(unix))]
fn is_output(_: &Metadata) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn is_link(path: &Path) -> bool {
        fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink())
    }

    #[test]
    fn a_link_stays_a_link_and_its_file_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("reports")).unwrap();
        fs::write(at("reports/old"), "old").unwrap();
        symlink("reports/old", at("to-a-file")).unwrap();
        symlink("reports/new", at("to-nothing")).unwrap();
        symlink("to-a-file", at("to-a-link")).unwrap();
        symlink("reports", at("folder")).unwrap();
        symlink("nowhere/new", at("to-nowhere")).unwrap();
        symlink("loop", at("loop")).unwrap();
        for (name, real) in [
            ("to-a-file", "old"),
            ("to-nothing", "new"),
            ("to-a-link", "old"),
            ("folder/new", "new"),
            ("folder/old", "old"),
        ] {
            Destination::of(&at(name)).unwrap().write(name.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(at("reports").join(real)).unwrap(), name);
            assert!(name.contains('/') || is_link(&at(name)), "{name}");
        }
        let refused = |name: &str| Destination::of(&at(name)).unwrap_err().to_string();
        assert!(refused("to-nowhere").contains("there is no directory"), "{}", refused("to-nowhere"));
        assert!(refused("loop").contains("links"), "{}", refused("loop"));
        assert!(refused("folder").contains("is a directory"), "{}", refused("folder"));
        let mut names: Vec<_> = fs::read_dir(at("reports")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["new", "old"], "nothing is left of the attempts");
    }

    #[test]
    fn a_device_is_written_to_and_stays() {
        for device in ["/dev/null", "/dev/full"] {
            let destination = Destination::of(Path::new(device)).unwrap();
            assert_eq!(destination, Destination::Stream(device.into()));
            assert_eq!(destination.write(b"report").is_ok(), device == "/dev/null", "{device}");
            assert!(!fs::metadata(device).unwrap().is_file());
        }
        for output in ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
            assert_eq!(Destination::of(Path::new(output)).unwrap(), Destination::Output, "{output}");
        }
    }

    #[test]
    fn an_open_file_keeps_what_it_has() {
        use std::os::fd::AsRawFd as _;
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "before\n").unwrap();
        let open = File::open(file.path()).unwrap();
        let path = PathBuf::from(format!("/dev/fd/{}", open.as_raw_fd()));
        Destination::of(&path).unwrap().write(b"report").unwrap();
        assert_eq!(fs::read_to_string(file.path()).unwrap(), "before\nreport");
    }

    #[test]
    fn a_place_that_refuses_is_found_before() {
        let folder = tempfile::tempdir().unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        for place in ["socket", "file/report", "none/report", "new/", "", "/dev/fd/987654"] {
            let path = if place.is_empty() { PathBuf::new() } else { folder.path().join(place) };
            let error = Destination::of(&path).unwrap_err().to_string();
            assert!(error.contains("cannot be written"), "{place}: {error}");
        }
        // No file may be made in this one.
        assert!(Destination::of(Path::new("/proc/report")).is_err());
    }

    #[test]
    fn a_pipe_that_nobody_reads_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let fifo = folder.path().join("fifo");
        assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
        let error = reader(&fifo, Duration::ZERO).unwrap_err().to_string();
        assert!(error.contains("nobody reads"), "{error}");
        assert!(reader(folder.path(), Duration::ZERO).unwrap().is_none());
    }
}
