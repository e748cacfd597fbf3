//! The tables on disk: a redb database for objects and publications, and a file for each large body.
//!
//! One thread writes. It carries out all changes that wait, commits them together, and only then are they answered (group
//! commit): a commit takes one `fsync` more than it would alone, whoever shares it. Readers see the last commit.
//!
//! If anything fails below, the changes of that commit are refused, and the database is opened again. After a failed `fsync` it
//! is not: nobody can know which bytes are safe, so everything is refused until the server is started again.

use std::{
    fmt::Display,
    io,
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread::{self, JoinHandle},
};

use bytes::Bytes;
use redb::{Database, ReadableDatabase, StorageBackend};
use tokio::sync::oneshot;

use super::{
    StoreFailure, Transaction, View,
    body_file::{self, BodyFile, FOLDER, Upload},
    database::{self, FORMAT, OpenError},
    disk::{Disk, DiskFile},
    disk_tables::{DiskTables, DiskView},
    failure::{self, Unreadable},
    kept::Kept,
    migration,
};
use crate::{application::Application, clock::Clock};

/// The name of the database's file.
const NAME: &str = "objects.redb";

/// The name that it has until it is whole.
const NEW: &str = "objects.new";

/// How many changes are committed together at most.
const BATCH: usize = 512;

/// How much of the database is kept in memory, in bytes.
const CACHE: usize = 64 << 20;

/// A store on disk.
pub(super) struct Durable {
    shared: Arc<Shared>,
    /// `None` once the store is being closed.
    changes: Option<mpsc::Sender<Change>>,
    writer: Option<JoinHandle<()>>,
}

struct Shared {
    disk: Arc<dyn Disk>,
    clock: Clock,
    /// `None` while nothing can be served. Held by readers, so that no file is removed that one of them is about to open.
    database: RwLock<Option<Database>>,
    has_failed_to_sync: Arc<AtomicBool>,
}

/// A change, which gives what to do once it is known whether it is safe. Without a transaction, it is refused.
type Change = Box<dyn FnOnce(&mut Transaction<'_>) -> Completion + Send>;
type Completion = Box<dyn FnOnce() + Send>;

impl Durable {
    /// Opens the store on a disk. `settle` makes the applications in it of those that are there, if it is not new.
    pub(super) fn open(
        disk: Arc<dyn Disk>,
        clock: Clock,
        settle: impl FnOnce(Option<Vec<Application>>) -> Result<Vec<Application>, OpenError>,
    ) -> Result<(Self, Kept), OpenError> {
        let shared = Shared { disk, clock, database: RwLock::default(), has_failed_to_sync: Arc::default() };
        // Bodies of uploads that were under way when the server ended are nobody's.
        let files = shared.disk.names(FOLDER)?;
        shared.disk.sync_names("")?;
        let database = shared.settle(settle)?;
        let kept = Kept::read(&database)?;
        for name in database::orphans(&database, files)? {
            shared.disk.remove(&body_file::path(&name))?;
        }
        *shared.database.write().unwrap_or_else(PoisonError::into_inner) = Some(database);
        let shared = Arc::new(shared);
        let (changes, waiting) = mpsc::channel();
        let writing = Arc::clone(&shared);
        let writer =
            thread::Builder::new().name("store".to_owned()).spawn(move || writing.write_until_closed(&waiting))?;
        Ok((Self { shared, changes: Some(changes), writer: Some(writer) }, kept))
    }

    /// Gives the database to `read`, as the last commit left it. Nothing is made if there is none.
    pub(super) fn read_database<R, E: From<OpenError>>(
        disk: &Arc<dyn Disk>,
        read: impl FnOnce(&Database) -> Result<R, E>,
    ) -> Result<R, E> {
        let names = disk.names("").map_err(OpenError::Disk)?;
        if !names.iter().any(|name| name == NAME) {
            return Err(OpenError::NoData.into());
        }
        let (durable, _) = Self::open(Arc::clone(disk), Clock::system(), |before| Ok(before.unwrap_or_default()))?;
        let database = durable.shared.database.read().unwrap_or_else(PoisonError::into_inner);
        database.as_ref().ok_or(OpenError::NoData).map_err(E::from).and_then(read)
    }

    /// Makes a database on a disk that has none; there is none if that fails.
    pub(super) fn make_database<E: From<OpenError>>(
        disk: Arc<dyn Disk>,
        make: impl FnOnce(Database) -> Result<(), E>,
    ) -> Result<(), E> {
        let names = disk.names("").map_err(OpenError::Disk)?;
        if names.iter().any(|name| name == NAME) {
            return Err(OpenError::HasData.into());
        }
        if names.iter().any(|name| name == NEW) {
            disk.remove(NEW).map_err(OpenError::Disk)?;
        }
        disk.names(FOLDER).map_err(OpenError::Disk)?;
        disk.sync_names("").map_err(OpenError::Disk)?;
        let shared =
            Shared { disk, clock: Clock::system(), database: RwLock::default(), has_failed_to_sync: Arc::default() };
        shared.replace(make)
    }

    /// What somebody sees who looks at the last commit.
    pub(super) fn read<R>(&self, look: impl FnOnce(&View<'_>) -> R) -> Result<R, StoreFailure> {
        let database = self.shared.database.read().unwrap_or_else(PoisonError::into_inner);
        let database = database.as_ref().ok_or(StoreFailure::Unavailable)?;
        let transaction = known(database.begin_read()).ok_or(StoreFailure::Unavailable)?;
        let tables = DiskView::new(transaction, Arc::clone(&self.shared.disk));
        let view = View { tables: Box::new(&tables), now: self.shared.clock.now() };
        let seen = look(&view);
        drop(view);
        tables.unless_failed(seen)
    }

    /// Makes a change, and gives what it says once it is safe.
    pub(super) async fn write<R: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Transaction<'_>) -> R + Send + 'static,
    ) -> Result<R, StoreFailure> {
        let (answer, answered) = oneshot::channel();
        let change: Change = Box::new(move |transaction| {
            let said = match panic::catch_unwind(AssertUnwindSafe(|| change(transaction))) {
                Ok(said) => Ok(said),
                Err(payload) => match payload.downcast::<Unreadable>() {
                    Ok(unreadable) => Err(StoreFailure::from(*unreadable)),
                    Err(payload) => panic::resume_unwind(payload),
                },
            };
            // Whoever has hung up meanwhile does not want to know.
            Box::new(move || drop(answer.send(said)))
        });
        let changes = self.changes.as_ref().ok_or(StoreFailure::Unavailable)?;
        changes.send(change).map_err(|_| StoreFailure::Unavailable)?;
        answered.await.map_err(|_| StoreFailure::Unavailable)?
    }

    /// A file for the bytes of a body, with the first of them.
    pub(super) async fn upload(&self, first: Vec<u8>) -> io::Result<Upload> {
        Upload::begin(Arc::clone(&self.shared.disk)).await?.add(Bytes::from(first)).await
    }
}

impl Drop for Durable {
    /// Waits until the changes that have been sent are safe.
    fn drop(&mut self) {
        drop(self.changes.take());
        if let Some(writer) = self.writer.take() {
            drop(writer.join());
        }
    }
}

impl Shared {
    /// The database in the present format, with the applications that it has from now on. It is made if there is none.
    fn settle(
        &self,
        settle: impl FnOnce(Option<Vec<Application>>) -> Result<Vec<Application>, OpenError>,
    ) -> Result<Database, OpenError> {
        let names = self.disk.names("")?;
        if names.iter().any(|name| name == NEW) {
            self.disk.remove(NEW)?;
        }
        if !names.iter().any(|name| name == NAME) {
            let applications = settle(None)?;
            self.replace(|new| database::make(new, &applications))?;
            return self.open_database();
        }
        let mut database = self.open_database()?;
        if database::format(&database)? != FORMAT {
            self.replace(|new| migration::from_1(&database, new))?;
            database = self.open_database()?;
        }
        let before = database::applications(&database)?;
        let applications = settle(Some(before.clone()))?;
        if applications != before {
            database::set_applications(&database, &applications)?;
        }
        Ok(database)
    }

    /// Puts a database in the place of the one that may be there. It gets its name when it is whole, so that nobody finds half
    /// of one.
    fn replace<E: From<OpenError>>(&self, make: impl FnOnce(Database) -> Result<(), E>) -> Result<(), E> {
        let made = make(database::open(self.backend(NEW).map_err(OpenError::Disk)?, CACHE)?);
        if made.is_err() {
            // Nobody needs half of one; the next one begins anew even if this cannot be removed.
            drop(self.disk.remove(NEW));
        }
        made?;
        self.disk.rename(NEW, NAME).map_err(OpenError::Disk)?;
        Ok(self.disk.sync_names("").map_err(OpenError::Disk)?)
    }

    fn open_database(&self) -> Result<Database, OpenError> {
        database::open(self.backend(NAME)?, CACHE)
    }

    fn backend(&self, name: &str) -> io::Result<Backend> {
        let file = self.disk.open(name)?;
        Ok(Backend { file, has_failed_to_sync: Arc::clone(&self.has_failed_to_sync) })
    }

    fn write_until_closed(&self, waiting: &mpsc::Receiver<Change>) {
        while let Ok(first) = waiting.recv() {
            let mut batch: Vec<Change> = std::iter::once(first).chain(waiting.try_iter().take(BATCH - 1)).collect();
            let mut completions = Vec::new();
            if self.commit(&mut batch, &mut completions).is_none() {
                self.open_again();
            }
            // What is dropped is refused, and whoever is refused may look at once whether the store is available.
            drop((batch, completions));
        }
    }

    /// Carries out the changes and answers them; `None` if that failed, and then all of them are left to be dropped, which
    /// refuses them.
    fn commit(&self, batch: &mut Vec<Change>, completions: &mut Vec<Completion>) -> Option<()> {
        let removed = {
            let database = self.database.read().unwrap_or_else(PoisonError::into_inner);
            let mut transaction = known(database.as_ref()?.begin_write())?;
            // The database is as quickly opened after a crash as after a regular end.
            transaction.set_quick_repair(true);
            let mut tables = known(DiskTables::new(&transaction, Arc::clone(&self.disk)))?;
            completions.extend(batch.drain(..).filter_map(|change| {
                let now = self.clock.now();
                let transaction = &mut Transaction { tables: Box::new(&mut tables), now };
                // A change that panics is refused; the others are not to blame.
                panic::catch_unwind(AssertUnwindSafe(|| change(transaction))).ok()
            }));
            let files = tables.end()?;
            // From here on, nobody knows whether the commit will be found on the disk.
            files.added.iter().for_each(|file: &Arc<BodyFile>| file.keep());
            known(transaction.commit())?;
            files.removed
        };
        completions.drain(..).for_each(|complete| complete());
        if !removed.is_empty() {
            // A reader of an earlier commit opens its file before it lets go of the database.
            let _nobody_reads = self.database.write().unwrap_or_else(PoisonError::into_inner);
            for name in removed {
                // What cannot be removed now is when the store is opened again.
                drop(self.disk.remove(&body_file::path(&name)));
            }
        }
        Some(())
    }

    fn open_again(&self) {
        let mut database = self.database.write().unwrap_or_else(PoisonError::into_inner);
        drop(database.take());
        if !self.has_failed_to_sync.load(Ordering::Acquire) {
            *database = known(self.open_database());
        }
    }
}

/// The value. If there is none, the log says why.
fn known<T>(result: Result<T, impl Display>) -> Option<T> {
    result.map_err(|error| failure::log("the database cannot be used; requests are refused", &error)).ok()
}

/// The file of the database, as redb wants it.
#[derive(Debug)]
struct Backend {
    file: Arc<dyn DiskFile>,
    has_failed_to_sync: Arc<AtomicBool>,
}

impl StorageBackend for Backend {
    fn len(&self) -> io::Result<u64> {
        self.file.size()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.file.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.file.set_size(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        if self.has_failed_to_sync.load(Ordering::Acquire) {
            return Err(io::Error::other("an earlier fsync failed"));
        }
        self.file.sync().inspect_err(|error| {
            failure::log("fsync failed; everything is refused until the server is started again", error);
            self.has_failed_to_sync.store(true, Ordering::Release);
        })
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.file.write(offset, data)
    }
}
