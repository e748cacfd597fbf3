//! The bytes of a body in a file of their own.

use std::{
    fmt, io,
    ops::RangeInclusive,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use bytes::Bytes;
use futures_util::stream;
use kii_types::ByteStream;
use tokio::task::spawn_blocking;

use super::{
    disk::{Disk, DiskFile},
    failure,
};
use crate::random;

/// The folder of all such files.
pub(super) const FOLDER: &str = "bodies";

/// How many bytes of a file are in memory for one reader.
const CHUNK: u64 = 64 << 10;

/// A file with all the bytes of a body. It is removed when it is dropped, unless an object has it.
pub(crate) struct BodyFile {
    disk: Arc<dyn Disk>,
    /// Its name in the folder.
    pub(super) name: String,
    /// How many bytes it has.
    pub(crate) size: u64,
    is_kept: AtomicBool,
}

/// A file that is being written.
pub(super) struct Upload {
    file: Arc<dyn DiskFile>,
    body: BodyFile,
}

impl BodyFile {
    /// A file that an object has.
    pub(super) fn kept(disk: Arc<dyn Disk>, name: String, size: u64) -> Self {
        Self { disk, name, size, is_kept: AtomicBool::new(true) }
    }

    /// Leaves the file where it is from now on.
    pub(super) fn keep(&self) {
        self.is_kept.store(true, Ordering::Release);
    }

    /// Gives all bytes to `take`, a few at a time.
    pub(super) fn read_blocking(&self, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let file = self.disk.open(&path(&self.name))?;
        let mut position = 0;
        while position < self.size {
            let mut bytes = vec![0; usize::try_from(CHUNK.min(self.size - position)).unwrap_or_default()];
            file.read(position, &mut bytes)?;
            take(&bytes)?;
            position += bytes.len() as u64;
        }
        Ok(())
    }

    /// The bytes in a range, which must be there; an error if the file is not what it was. They can be read as long as the
    /// stream lives, whatever happens to the file.
    pub(crate) fn stream(&self, range: &RangeInclusive<u64>) -> io::Result<ByteStream> {
        let end = range.end().saturating_add(1).min(self.size);
        let file = self.disk.open(&path(&self.name))?;
        let found = file.size()?;
        if found != self.size {
            let size = self.size;
            let what = format!("{} has {found} bytes in place of {size}", path(&self.name));
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        Ok(Box::pin(stream::try_unfold((file, *range.start()..end), |(file, rest)| async move {
            if rest.is_empty() {
                return Ok(None);
            }
            let next = rest.start + CHUNK.min(rest.end - rest.start);
            let reading = Arc::clone(&file);
            let bytes = spawn_blocking(move || {
                let mut bytes = vec![0; usize::try_from(next - rest.start).unwrap_or_default()];
                reading.read(rest.start, &mut bytes).map(|()| Bytes::from(bytes))
            });
            let bytes = bytes.await?.inspect_err(|error| failure::log("a body cannot be read to its end", error))?;
            Ok(Some((bytes, (file, next..rest.end))))
        })))
    }
}

impl Drop for BodyFile {
    fn drop(&mut self) {
        if !*self.is_kept.get_mut() {
            // What cannot be removed now is when the store is opened again.
            drop(self.disk.remove(&path(&self.name)));
        }
    }
}

impl fmt::Debug for BodyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.name, self.size)
    }
}

impl Upload {
    /// A new file without bytes.
    pub(super) async fn begin(disk: Arc<dyn Disk>) -> io::Result<Self> {
        spawn_blocking(move || Self::begin_blocking(disk)).await?
    }

    /// Adds bytes.
    pub(super) async fn add(mut self, bytes: Bytes) -> io::Result<Self> {
        spawn_blocking(move || self.add_blocking(&bytes).map(|()| self)).await?
    }

    /// The file with all bytes, once they and its name are safe.
    pub(super) async fn end(self) -> io::Result<BodyFile> {
        spawn_blocking(move || self.end_blocking()).await?
    }

    /// The same for a thread that may wait for the disk.
    pub(super) fn begin_blocking(disk: Arc<dyn Disk>) -> io::Result<Self> {
        let name = random::text(26);
        let file = disk.open(&path(&name))?;
        Ok(Self { file, body: BodyFile { disk, name, size: 0, is_kept: AtomicBool::new(false) } })
    }

    /// The same for a thread that may wait for the disk.
    pub(super) fn add_blocking(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write(self.body.size, bytes)?;
        self.body.size += bytes.len() as u64;
        Ok(())
    }

    /// The same for a thread that may wait for the disk.
    pub(super) fn end_blocking(self) -> io::Result<BodyFile> {
        self.file.sync()?;
        self.body.disk.sync_names(FOLDER)?;
        Ok(self.body)
    }
}

/// The name of a file with its folder.
pub(super) fn path(name: &str) -> String {
    format!("{FOLDER}/{name}")
}
