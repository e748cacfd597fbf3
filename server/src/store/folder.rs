//! A folder of the file system.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::{FileExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use super::disk::{Disk, DiskFile};

/// Read and written by its owner alone, as there are people's data in it.
const PRIVATE: u32 = 0o600;

/// The name of the file that is locked. It is made when the name of the folder is safe.
const LOCK: &str = "lock";

/// How long the lock may be held by a server that is about to end, or by a process that has been started from one and does not
/// run its own program yet.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// How long to wait before the lock is tried again.
const BETWEEN_TRIES: Duration = Duration::from_millis(10);

/// A folder on a disk that no other process uses meanwhile.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Locked as long as it is open.
    _lock: File,
}

impl Folder {
    /// Makes the folder if there is none, and locks it. Waits a second for another process that uses it to end.
    ///
    /// # Errors
    /// When it cannot be made or locked, for example because another process still uses it.
    pub fn open(path: &Path) -> io::Result<Self> {
        let unsafe_names = folders_without_safe_names(path);
        fs::create_dir_all(path)?;
        for folder in unsafe_names {
            sync_name(&folder)?;
        }
        let lock = writable(&path.join(LOCK))?;
        let tried = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(Self { path: path.to_owned(), _lock: lock }),
                Err(TryLockError::WouldBlock) if tried.elapsed() < LONGEST_WAIT => thread::sleep(BETWEEN_TRIES),
                Err(TryLockError::WouldBlock) => {
                    let message = "another server uses this folder; stop that one, or name another folder";
                    return Err(io::Error::other(message));
                }
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
    }
}

/// The folders whose names may be lost if the power fails: those that are not there yet, and the last one if no server has used it.
fn folders_without_safe_names(path: &Path) -> Vec<PathBuf> {
    let is_new = |folder: &&Path| *folder == path && !path.join(LOCK).exists() || !folder.exists();
    path.ancestors().filter(|folder| !folder.as_os_str().is_empty()).take_while(is_new).map(Path::to_owned).collect()
}

/// Makes the name of a folder safe, which is in the folder around it.
fn sync_name(folder: &Path) -> io::Result<()> {
    let folder = folder.canonicalize()?;
    let Some(around) = folder.parent() else { return Ok(()) };
    match File::open(around) {
        Ok(around) => around.sync_all(),
        // Somebody with other rights has made the folder, and knows whether it is safe.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        Err(error) => Err(error),
    }
}

impl Disk for Folder {
    fn open(&self, name: &str) -> io::Result<Arc<dyn DiskFile>> {
        Ok(Arc::new(writable(&self.path.join(name))?))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.path.join(from), self.path.join(to))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.path.join(name))
    }

    fn names(&self, folder: &str) -> io::Result<Vec<String>> {
        let path = self.path.join(folder);
        fs::create_dir_all(&path)?;
        fs::read_dir(path)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    }

    fn sync_names(&self, folder: &str) -> io::Result<()> {
        File::open(self.path.join(folder))?.sync_all()
    }
}

fn writable(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(PRIVATE).open(path)
}

impl DiskFile for File {
    fn size(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }

    fn read(&self, position: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.read_exact_at(buffer, position)
    }

    fn write(&self, position: u64, bytes: &[u8]) -> io::Result<()> {
        self.write_all_at(bytes, position)
    }

    fn set_size(&self, size: u64) -> io::Result<()> {
        self.set_len(size)
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_data()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_new_folders_are_made_safe_once() {
        let place = tempfile::tempdir().unwrap();
        let [outer, data] = ["outer", "outer/data"].map(|name| place.path().join(name));
        assert_eq!(folders_without_safe_names(&data), [data.clone(), outer.clone()]);
        fs::create_dir(&outer).unwrap();
        assert_eq!(folders_without_safe_names(&data), std::slice::from_ref(&data));
        fs::create_dir(&data).unwrap();
        assert_eq!(
            folders_without_safe_names(&data),
            std::slice::from_ref(&data),
            "whoever made it may have been cut off"
        );
        drop(Folder::open(&data).unwrap());
        assert!(folders_without_safe_names(&data).is_empty());
    }

    #[test]
    fn a_relative_path_leads_to_a_folder_as_well() {
        sync_name(Path::new("src")).unwrap();
        assert!(sync_name(Path::new("no-such-folder")).is_err());
    }
}
