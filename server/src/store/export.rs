//! Writes all data of a server as lines of text.

use std::{
    fmt,
    io::{self, Write},
    sync::Arc,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use redb::{Database, ReadableDatabase, ReadableTable};

use super::{
    database::{self, LAST_VERSIONS, OBJECTS, OpenError, PUBLICATIONS},
    disk::Disk,
    durable::Durable,
    end,
    line::{FORMAT, Line, Place},
    record,
};
use crate::{body::Content, object::Object};

/// Why data cannot be written as text.
#[derive(Debug)]
pub enum ExportError {
    /// The data cannot be read.
    Open(OpenError),
    /// Something in it is not as this program writes it: what, and under which name.
    Unreadable(&'static str, String),
    /// The text, or the bytes of a body, cannot be written or read.
    Io(io::Error),
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(error) => error.fmt(f),
            Self::Unreadable(what, name) => write!(f, "the {what} {name:?} in the database cannot be read"),
            Self::Io(error) => write!(f, "the data cannot be copied: {error}"),
        }
    }
}

impl std::error::Error for ExportError {}

impl From<OpenError> for ExportError {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Writes all data on a disk as lines of JSON, which [`import`](super::import()) reads. Gives how many.
///
/// # Errors
/// When there is no data, or it cannot be read, or the lines cannot be written.
pub fn export(disk: Arc<dyn Disk>, to: impl Write) -> Result<u64, ExportError> {
    let mut lines = Lines { to, count: 0 };
    Durable::read_database(&disk, |opened| write(opened, &disk, &mut lines))?;
    lines.to.flush()?;
    Ok(lines.count)
}

struct Lines<W> {
    to: W,
    count: u64,
}

impl<W: Write> Lines<W> {
    fn add(&mut self, line: &Line) -> io::Result<()> {
        self.count += 1;
        serde_json::to_writer(&mut self.to, line)?;
        self.to.write_all(b"\n")
    }
}

fn write(opened: &Database, disk: &Arc<dyn Disk>, lines: &mut Lines<impl Write>) -> Result<(), ExportError> {
    lines.add(&Line::Format(FORMAT))?;
    lines.add(&Line::Applications(database::applications(opened)?))?;
    for registration in database::registrations(opened)? {
        lines.add(&Line::Registration(registration))?;
    }
    for token in database::tokens(opened)? {
        lines.add(&Line::Token(token))?;
    }
    let transaction = opened.begin_read().map_err(database::database)?;
    for entry in transaction.open_table(OBJECTS).map_err(database::database)?.iter().map_err(database::database)? {
        let (name, bytes) = entry.map_err(database::database)?;
        let key = record::key(name.value());
        let found = key.and_then(|key| record::object(&key, bytes.value(), disk).map(|object| (key, object)));
        let (key, object) = found.ok_or_else(|| ExportError::Unreadable("object", name.value().to_owned()))?;
        write_object(Place::of(key), &object, lines)?;
    }
    let versions = transaction.open_table(LAST_VERSIONS).map_err(database::database)?;
    for entry in versions.iter().map_err(database::database)? {
        let (name, version) = entry.map_err(database::database)?;
        let key = record::key(name.value());
        let key = key.ok_or_else(|| ExportError::Unreadable("place", name.value().to_owned()))?;
        lines.add(&Line::LastVersion { place: Place::of(key), version: version.value() })?;
    }
    let publications = transaction.open_table(PUBLICATIONS).map_err(database::database)?;
    for entry in publications.iter().map_err(database::database)? {
        let (id, bytes) = entry.map_err(database::database)?;
        let id = id.value().to_owned();
        let Some(publication) = record::publication(bytes.value()) else {
            return Err(ExportError::Unreadable("publication", id));
        };
        let end = end(publication.lifetime).map(|end| end.0);
        lines.add(&Line::Publication { id, place: Place::of(publication.object), end })?;
    }
    let count = lines.count;
    Ok(lines.add(&Line::End { lines: count })?)
}

fn write_object(place: Place, object: &Object, lines: &mut Lines<impl Write>) -> io::Result<()> {
    let mut record = record::without_bytes(object);
    if let Some(body) = &mut record.body {
        // Its bytes follow; in which file they were is of no use elsewhere.
        body.file = None;
    }
    lines.add(&Line::Object { place, object: record, size: object.body.as_ref().map(crate::body::Body::size) })?;
    let mut add = |bytes: &[u8]| lines.add(&Line::Bytes(BASE64_STANDARD.encode(bytes)));
    match object.body.as_ref().map(|body| &body.content) {
        None => Ok(()),
        Some(Content::Bytes(bytes)) if bytes.is_empty() => Ok(()),
        Some(Content::Bytes(bytes)) => add(bytes),
        Some(Content::File(file)) => file.read_blocking(add),
    }
}
