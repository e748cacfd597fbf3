//! The database of a store on disk: its tables, its format and its settings.

use std::{fmt, io};

use redb::{Database, ReadableDatabase, ReadableTable, StorageBackend, TableDefinition};

use super::record;
use crate::registration::Registration;

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
/// What has joined the application, by its keys.
pub(super) const REGISTRATIONS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("registrations");
/// What holds for the whole store.
const SETTINGS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("settings");

/// The format of what is written. A store in a newer one is refused, and one in an older one gets this one.
///
/// 1: the tables without those of later formats. 2: `registrations`.
const FORMAT: u32 = 2;

const FORMAT_KEY: &str = "format";

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
        table.insert(FORMAT_KEY, FORMAT.to_le_bytes().as_slice()).map_err(database)?;
        table.insert("principals", principals).map_err(database)?;
        // So that every reader finds every table.
        transaction.open_table(OBJECTS).map_err(database)?;
        transaction.open_table(LAST_VERSIONS).map_err(database)?;
        transaction.open_table(PUBLICATIONS).map_err(database)?;
        transaction.open_table(PUBLICATIONS_OF).map_err(database)?;
        transaction.open_table(ENDS).map_err(database)?;
        transaction.open_table(FILES).map_err(database)?;
        transaction.open_table(REGISTRATIONS).map_err(database)?;
    }
    transaction.commit().map_err(database)?;
    opened.close().map_err(database)
}

/// The principals of a database, which has this program's format from then on.
pub(super) fn settings(opened: &Database) -> Result<Vec<u8>, OpenError> {
    let table = opened.begin_read().map_err(database)?.open_table(SETTINGS).map_err(database)?;
    let value = |name: &str| {
        let value = table.get(name).map_err(database)?.map(|value| value.value().to_vec());
        value.ok_or_else(|| OpenError::Principals(format!("there is no `{name}` in it")))
    };
    match value(FORMAT_KEY)?.try_into().map(u32::from_le_bytes) {
        Ok(FORMAT) => {}
        Ok(format) if format < FORMAT => migrate(opened)?,
        Ok(format) => return Err(OpenError::Newer(format)),
        Err(_) => return Err(OpenError::Principals(format!("`{FORMAT_KEY}` is no number"))),
    }
    value("principals")
}

/// Makes the tables that a database of an older format does not have.
fn migrate(opened: &Database) -> Result<(), OpenError> {
    let transaction = opened.begin_write().map_err(database)?;
    transaction.open_table(REGISTRATIONS).map_err(database)?;
    let mut settings = transaction.open_table(SETTINGS).map_err(database)?;
    settings.insert(FORMAT_KEY, FORMAT.to_le_bytes().as_slice()).map_err(database)?;
    drop(settings);
    transaction.commit().map_err(database)
}

/// All that has joined the application.
pub(super) fn registrations(opened: &Database) -> Result<Vec<Registration>, OpenError> {
    let table = opened.begin_read().map_err(database)?.open_table(REGISTRATIONS).map_err(database)?;
    let mut registrations = Vec::new();
    for entry in table.iter().map_err(database)? {
        let (key, bytes) = entry.map_err(database)?;
        let registration = record::registration(bytes.value());
        registrations.push(registration.ok_or_else(|| OpenError::Principals(format!("`{}`", key.value())))?);
    }
    Ok(registrations)
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

#[cfg(test)]
mod tests {
    use redb::backends::InMemoryBackend;

    use super::*;

    fn of_format(format: u32) -> Database {
        let opened = open(InMemoryBackend::new(), 1 << 20).unwrap();
        let transaction = opened.begin_write().unwrap();
        let mut settings = transaction.open_table(SETTINGS).unwrap();
        settings.insert(FORMAT_KEY, format.to_le_bytes().as_slice()).unwrap();
        settings.insert("principals", b"{}".as_slice()).unwrap();
        drop(settings);
        transaction.commit().unwrap();
        opened
    }

    #[test]
    fn a_database_of_an_older_format_gets_this_one() {
        let opened = of_format(1);
        assert!(registrations(&opened).is_err(), "there is no table yet");
        for _ in 0..2 {
            assert_eq!(settings(&opened).unwrap(), b"{}");
            assert!(registrations(&opened).unwrap().is_empty());
        }
    }

    #[test]
    fn a_database_of_a_newer_format_is_refused() {
        let error = settings(&of_format(FORMAT + 1)).unwrap_err();
        assert!(error.to_string().contains("use a newer version"), "{error}");
    }
}
