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
    failure::Unreadable,
    kept::Kept,
    line::{FORMAT, Line, Place},
    record,
};
use crate::{body::Content, key::ObjectKey, object::Object};

/// Why data cannot be written as text.
#[derive(Debug)]
pub enum ExportError {
    /// The data cannot be read.
    Open(OpenError),
    /// Something in it is not as this program writes it: what, and what to do.
    Unreadable(String),
    /// The text, or the bytes of a body, cannot be written or read.
    Io(io::Error),
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(error) => error.fmt(f),
            Self::Unreadable(what) => f.write_str(what),
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

impl From<Unreadable> for ExportError {
    fn from(unreadable: Unreadable) -> Self {
        Self::Unreadable(unreadable.to_string())
    }
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// How many lines.
    pub lines: u64,
    /// What of accounts and tokens could not be read and is left out, a sentence for each.
    pub left_out: Vec<String>,
}

/// Writes all data on a disk as lines of JSON, which [`import`](super::import()) reads.
///
/// # Errors
/// When there is no data, or an object or a publication cannot be read, or the lines cannot be written.
pub fn export(disk: Arc<dyn Disk>, to: impl Write) -> Result<Exported, ExportError> {
    let mut lines = Lines { to, count: 0 };
    let left_out = Durable::read_database(&disk, |opened| write(opened, &disk, &mut lines))?;
    lines.to.flush()?;
    Ok(Exported { lines: lines.count, left_out })
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

/// Writes everything. Gives what is left out.
fn write(opened: &Database, disk: &Arc<dyn Disk>, lines: &mut Lines<impl Write>) -> Result<Vec<String>, ExportError> {
    let Kept { applications, registrations, tokens, unreadable } = Kept::read(opened)?;
    lines.add(&Line::Format(FORMAT))?;
    lines.add(&Line::Applications(applications))?;
    for registration in registrations {
        lines.add(&Line::Registration(registration))?;
    }
    for token in tokens {
        lines.add(&Line::Token(token))?;
    }
    let transaction = opened.begin_read().map_err(database::database)?;
    for entry in transaction.open_table(OBJECTS).map_err(database::database)?.iter().map_err(database::database)? {
        let (name, bytes) = entry.map_err(database::database)?;
        let key = place(name.value())?;
        let object = record::object(&key, bytes.value(), disk).ok_or_else(|| Unreadable::object(&key))?;
        write_object(Place::of(key), &object, lines)?;
    }
    let versions = transaction.open_table(LAST_VERSIONS).map_err(database::database)?;
    for entry in versions.iter().map_err(database::database)? {
        let (name, version) = entry.map_err(database::database)?;
        lines.add(&Line::LastVersion { place: Place::of(place(name.value())?), version: version.value() })?;
    }
    let publications = transaction.open_table(PUBLICATIONS).map_err(database::database)?;
    for entry in publications.iter().map_err(database::database)? {
        let (id, bytes) = entry.map_err(database::database)?;
        let id = id.value().to_owned();
        let publication = record::publication(bytes.value());
        let publication = publication.ok_or_else(|| Unreadable::Publication(id.clone()))?;
        let end = end(publication.lifetime).map(|end| end.0);
        lines.add(&Line::Publication { id, place: Place::of(publication.object), end })?;
    }
    let count = lines.count;
    lines.add(&Line::End { lines: count })?;
    Ok(unreadable)
}

/// The place with this text.
fn place(text: &str) -> Result<ObjectKey, ExportError> {
    record::key(text).ok_or_else(|| {
        let damaged = "cannot be understood; the disk is damaged: restore the data folder from a copy";
        ExportError::Unreadable(format!("the place {text:?} of an object {damaged}"))
    })
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
