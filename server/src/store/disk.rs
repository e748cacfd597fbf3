//! What a store on disk asks of the operating system, so that a test can put something in its place that fails.

use std::{fmt::Debug, io, sync::Arc};

/// A folder with files, and folders of one level in it.
///
/// Nothing is safe before it is synced: the bytes of a file by [`DiskFile::sync`], its name by [`Disk::sync_names`].
pub trait Disk: Debug + Send + Sync + 'static {
    /// Opens a file, which is made if there is none. Names have a slash behind the folder: `bodies/abc`.
    ///
    /// # Errors
    /// When the file can neither be opened nor made.
    fn open(&self, name: &str) -> io::Result<Arc<dyn DiskFile>>;

    /// Gives a file of the folder of everything another name, at once: whoever looks finds it under one of both.
    ///
    /// # Errors
    /// When that cannot be done.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// Removes a file. Whoever has opened it can go on reading.
    ///
    /// # Errors
    /// When the file cannot be removed.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// The names of the files in a folder, without the folder; `""` is the folder of everything.
    ///
    /// # Errors
    /// When the folder can neither be read nor made.
    fn names(&self, folder: &str) -> io::Result<Vec<String>>;

    /// Makes safe which names there are in a folder.
    ///
    /// # Errors
    /// When that fails. It is not known then which names are safe.
    fn sync_names(&self, folder: &str) -> io::Result<()>;
}

/// A file that is open.
pub trait DiskFile: Debug + Send + Sync + 'static {
    /// How many bytes it has.
    ///
    /// # Errors
    /// When that cannot be found out.
    fn size(&self) -> io::Result<u64>;

    /// Reads as many bytes as `buffer` has from a position on.
    ///
    /// # Errors
    /// When there are not so many, or they cannot be read.
    fn read(&self, position: u64, buffer: &mut [u8]) -> io::Result<()>;

    /// Writes bytes from a position on.
    ///
    /// # Errors
    /// When not all of them can be written, for example because the disk is full.
    fn write(&self, position: u64, bytes: &[u8]) -> io::Result<()>;

    /// Cuts the file off or adds zeros.
    ///
    /// # Errors
    /// When it cannot be made that large.
    fn set_size(&self, size: u64) -> io::Result<()>;

    /// Makes the bytes safe.
    ///
    /// # Errors
    /// When that fails. It is not known then which bytes are safe.
    fn sync(&self) -> io::Result<()>;
}
