//! Older formats of the database, made new.

use redb::{Database, Key, ReadTransaction, ReadableDatabase, ReadableTable, TableDefinition, Value, WriteTransaction};

use super::database::{
    ENDS, FILES, LAST_VERSIONS, OBJECTS, OpenError, PUBLICATIONS, PUBLICATIONS_OF, database, prepare, principals,
};
use crate::{application::Application, fixture::Fixture};

/// Copies a database of format 1 into a new one, and closes that. Both differ in the tokens, of which only hashes are left; in
/// the same file, the tokens might still be found in places that are free.
pub(super) fn from_1(old: &Database, new: Database) -> Result<(), OpenError> {
    let fixture: Fixture =
        serde_json::from_slice(&principals(old)?).map_err(|error| OpenError::Settings(error.to_string()))?;
    let (from, to) = (old.begin_read().map_err(database)?, new.begin_write().map_err(database)?);
    prepare(&to, &[Application::from(&fixture)])?;
    copy(&from, &to, OBJECTS)?;
    copy(&from, &to, LAST_VERSIONS)?;
    copy(&from, &to, PUBLICATIONS)?;
    copy(&from, &to, PUBLICATIONS_OF)?;
    copy(&from, &to, ENDS)?;
    copy(&from, &to, FILES)?;
    to.commit().map_err(database)?;
    new.close().map_err(database)
}

fn copy<K: Key + 'static, V: Value + 'static>(
    from: &ReadTransaction,
    to: &WriteTransaction,
    table: TableDefinition<'_, K, V>,
) -> Result<(), OpenError> {
    let (from, mut to) = (from.open_table(table).map_err(database)?, to.open_table(table).map_err(database)?);
    for entry in from.iter().map_err(database)? {
        let (key, value) = entry.map_err(database)?;
        to.insert(key.value(), value.value()).map_err(database)?;
    }
    Ok(())
}
