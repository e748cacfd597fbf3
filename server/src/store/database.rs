//! The database of a store on disk: its tables, its format and its settings.

use std::{fmt, io};

use redb::{Database, ReadableDatabase, StorageBackend, TableDefinition};

/// Objects by their places.
pub(super) const OBJECTS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("objects");
/// The last versions of removed objects, by their places.
pub(super) const LAST_VERSIONS: TableDefinition<'_, &str, u64> = TableDefinition::new("last_versions");
/// Publications by their IDs.
pub(super) const PUBLICATIONS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("publications");
/// The place of the object and the ID of each publication.
pub(super) const PUBLICATIONS_OF: TableDefinition<'_, (&str, &str), ()> = TableDefinition::new("publications_of");
/// The end and the ID of each publication that has an end.
pub(super) const ENDS: TableDefinition<'_, (i64, &str), ()> = TableDefinition::new("ends");
/// The names of the files of bodies that objects have.
pub(super) const FILES: TableDefinition<'_, &str, ()> = TableDefinition::new("files");
/// What holds for the whole store.
const SETTINGS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("settings");

/// The format of what is written. A store in a newer one is refused.
const FORMAT: u32 = 1;

/// Why a store cannot be opened.
#[derive(Debug)]
pub enum OpenError {
    /// The disk does not do what it has to.
    Disk(io::Error),
    /// The database is not one that can be read.
    Database(redb::Error),
    /// A newer version of this program has written it, in this format.
    Newer(u32),
    /// Its settings are not as this program writes them.
    Principals(String),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disk(error) => write!(f, "the data folder cannot be used: {error}"),
            Self::Database(error) => write!(f, "the database in the data folder cannot be read: {error}"),
            Self::Newer(format) => write!(
                f,
                "the data has format {format}, and this program knows formats up to {FORMAT}; use a newer version of the program"
            ),
            Self::Principals(what) => write!(f, "the settings in the database cannot be read: {what}"),
        }
    }
}

impl std::error::Error for OpenError {}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

/// Opens the database, or makes one.
pub(super) fn open(backend: impl StorageBackend, cache: usize) -> Result<Database, OpenError> {
    Database::builder().set_cache_size(cache).create_with_backend(backend).map_err(database)
}

/// Makes the tables of a new database, and closes it.
pub(super) fn make(opened: Database, principals: &[u8]) -> Result<(), OpenError> {
    let transaction = opened.begin_write().map_err(database)?;
    {
        let mut table = transaction.open_table(SETTINGS).map_err(database)?;
        table.insert("format", FORMAT.to_le_bytes().as_slice()).map_err(database)?;
        table.insert("principals", principals).map_err(database)?;
        // So that every reader finds every table.
        transaction.open_table(OBJECTS).map_err(database)?;
        transaction.open_table(LAST_VERSIONS).map_err(database)?;
        transaction.open_table(PUBLICATIONS).map_err(database)?;
        transaction.open_table(PUBLICATIONS_OF).map_err(database)?;
        transaction.open_table(ENDS).map_err(database)?;
        transaction.open_table(FILES).map_err(database)?;
    }
    transaction.commit().map_err(database)?;
    opened.close().map_err(database)
}

/// The principals of a database whose format is known.
pub(super) fn settings(opened: &Database) -> Result<Vec<u8>, OpenError> {
    let table = opened.begin_read().map_err(database)?.open_table(SETTINGS).map_err(database)?;
    let value = |name: &str| {
        let value = table.get(name).map_err(database)?.map(|value| value.value().to_vec());
        value.ok_or_else(|| OpenError::Principals(format!("there is no `{name}` in it")))
    };
    let format = value("format")?.try_into().map(u32::from_le_bytes);
    match format {
        Ok(FORMAT) => value("principals"),
        Ok(format) => Err(OpenError::Newer(format)),
        Err(_) => Err(OpenError::Principals("`format` is no number".to_owned())),
    }
}

/// Which of these files no object has.
pub(super) fn orphans(opened: &Database, files: Vec<String>) -> Result<Vec<String>, OpenError> {
    let table = opened.begin_read().map_err(database)?.open_table(FILES).map_err(database)?;
    let mut orphans = Vec::new();
    for name in files {
        if table.get(name.as_str()).map_err(database)?.is_none() {
            orphans.push(name);
        }
    }
    Ok(orphans)
}

fn database(error: impl Into<redb::Error>) -> OpenError {
    OpenError::Database(error.into())
}
