//! The database of a store on disk: its tables, its format and its settings.

use std::{fmt, io};

use redb::{Database, ReadableDatabase, StorageBackend, TableDefinition, WriteTransaction};

use crate::application::Application;

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
/// The tokens that logins have given, by their hashes.
pub(super) const TOKENS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("tokens");
/// What has joined applications, by its keys.
pub(super) const REGISTRATIONS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("registrations");
/// What holds for the whole store.
const SETTINGS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("settings");

/// The name of the number of the format.
const FORMAT_NAME: &str = "format";
/// The name of the applications.
const APPLICATIONS: &str = "applications";
/// What the principals were called in format 1.
const PRINCIPALS: &str = "principals";

/// The format of what is written. A store in a newer one is refused. In format 1, tokens could be read.
pub(super) const FORMAT: u32 = 2;

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
    Settings(String),
    /// There is no data.
    NoData,
    /// There is data already.
    HasData,
    /// It has no applications of its own, because a configuration has had them.
    NoApplications,
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
            Self::Settings(what) => write!(f, "the settings in the database cannot be read: {what}"),
            Self::NoData => f.write_str("there is no data of a server in the folder"),
            Self::HasData => f.write_str("there is data of a server in the folder already; name another folder"),
            Self::NoApplications => {
                f.write_str("the applications of this data are in a configuration file; name it with --config FILE")
            }
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
pub(super) fn make(opened: Database, applications: &[Application]) -> Result<(), OpenError> {
    let transaction = opened.begin_write().map_err(database)?;
    prepare(&transaction, applications)?;
    transaction.commit().map_err(database)?;
    opened.close().map_err(database)
}

/// Makes all tables, so that every reader finds every table, and the settings.
pub(super) fn prepare(transaction: &WriteTransaction, applications: &[Application]) -> Result<(), OpenError> {
    let mut table = transaction.open_table(SETTINGS).map_err(database)?;
    table.insert(FORMAT_NAME, FORMAT.to_le_bytes().as_slice()).map_err(database)?;
    table.insert(APPLICATIONS, serialized(applications)?.as_slice()).map_err(database)?;
    transaction.open_table(OBJECTS).map_err(database)?;
    transaction.open_table(LAST_VERSIONS).map_err(database)?;
    transaction.open_table(PUBLICATIONS).map_err(database)?;
    transaction.open_table(PUBLICATIONS_OF).map_err(database)?;
    transaction.open_table(ENDS).map_err(database)?;
    transaction.open_table(FILES).map_err(database)?;
    transaction.open_table(TOKENS).map_err(database)?;
    transaction.open_table(REGISTRATIONS).map_err(database)?;
    Ok(())
}

/// The format of a database.
pub(super) fn format(opened: &Database) -> Result<u32, OpenError> {
    let format = setting(opened, FORMAT_NAME)?.try_into().map(u32::from_le_bytes);
    match format {
        Ok(format) if format <= FORMAT => Ok(format),
        Ok(format) => Err(OpenError::Newer(format)),
        Err(_) => Err(OpenError::Settings("`format` is no number".to_owned())),
    }
}

/// The applications of a database of the present format.
pub(super) fn applications(opened: &Database) -> Result<Vec<Application>, OpenError> {
    serde_json::from_slice(&setting(opened, APPLICATIONS)?).map_err(malformed)
}

/// The principals of a database of format 1.
pub(super) fn principals(opened: &Database) -> Result<Vec<u8>, OpenError> {
    setting(opened, PRINCIPALS)
}

/// Puts other applications in the place of those that were there.
pub(super) fn set_applications(opened: &Database, applications: &[Application]) -> Result<(), OpenError> {
    let transaction = opened.begin_write().map_err(database)?;
    {
        let mut table = transaction.open_table(SETTINGS).map_err(database)?;
        table.insert(APPLICATIONS, serialized(applications)?.as_slice()).map_err(database)?;
    }
    transaction.commit().map_err(database)
}

fn setting(opened: &Database, name: &str) -> Result<Vec<u8>, OpenError> {
    let table = opened.begin_read().map_err(database)?.open_table(SETTINGS).map_err(database)?;
    let value = table.get(name).map_err(database)?.map(|value| value.value().to_vec());
    value.ok_or_else(|| OpenError::Settings(format!("there is no `{name}` in it")))
}

fn serialized(applications: &[Application]) -> Result<Vec<u8>, OpenError> {
    serde_json::to_vec(applications).map_err(malformed)
}

#[expect(clippy::needless_pass_by_value, reason = "errors are converted where they are mapped")]
fn malformed(error: serde_json::Error) -> OpenError {
    OpenError::Settings(error.to_string())
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

pub(super) fn database(error: impl Into<redb::Error>) -> OpenError {
    OpenError::Database(error.into())
}
