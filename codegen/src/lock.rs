//! The lock of a directory: one run at a time writes below it.

use std::{
    fs::{File, TryLockError},
    io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use crate::Error;

/// How long a run waits for another one. Writing takes less than a second.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How long a run waits before it tries again.
const PAUSE: Duration = Duration::from_millis(20);

/// A locked directory. Dropping it releases the lock, and so does the end of the process.
pub(crate) struct Lock {
    directory: PathBuf,
    _file: File,
}

impl Lock {
    /// Waits for the lock; `None` where the file system has no locks, as some network file systems.
    ///
    /// The directory itself is locked, so nothing is left behind.
    pub(crate) fn acquire(directory: &Path) -> Result<Option<Self>, Error> {
        Self::acquire_within(TIMEOUT, directory)
    }

    fn acquire_within(timeout: Duration, directory: &Path) -> Result<Option<Self>, Error> {
        let Some(file) = open(directory).map_err(Error::io(directory))? else { return Ok(None) };
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Some(Self { directory: directory.to_owned(), _file: file })),
                Err(TryLockError::WouldBlock) if begun.elapsed() < timeout => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => return Err(Error::Busy { directory: directory.to_owned(), timeout }),
                Err(TryLockError::Error(_)) => return Ok(None),
            }
        }
    }

    /// The directory that is locked.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }
}

#[cfg(unix)]
fn open(directory: &Path) -> io::Result<Option<File>> {
    File::open(directory).map(Some)
}

/// Elsewhere a directory cannot be opened as a file. Runs at once are then safe as far as each replaces whole files.
#[cfg(not(unix))]
fn open(_: &Path) -> io::Result<Option<File>> {
    Ok(None)
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::Duration;

    use super::Lock;

    #[test]
    fn an_error_names_the_run_and_the_directory_when_the_lock_is_held() {
        let dir = tempfile::TempDir::new().unwrap();
        let held = Lock::acquire(dir.path()).unwrap();
        assert!(held.is_some());
        let Err(error) = Lock::acquire_within(Duration::ZERO, dir.path()) else { panic!("two have the lock") };
        let message = error.to_string();
        assert!(message.contains("another run") && message.contains(&dir.path().display().to_string()), "{message}");
        drop(held);
        assert!(Lock::acquire_within(Duration::ZERO, dir.path()).unwrap().is_some());
    }
}
