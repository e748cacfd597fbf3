//! Reads all data of a server from lines of text.

use std::{
    fmt,
    io::{self, BufRead},
    sync::Arc,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use kii_types::{EpochMilliseconds, PublicationId};
use redb::Database;

use super::{
    body_file::Upload,
    database::{self, OpenError},
    disk::Disk,
    disk_tables::DiskTables,
    durable::Durable,
    line::{FORMAT, Line, Place},
    receive::INLINE,
    record::{self, ObjectRecord},
    tables::{Lookup, Tables},
};
use crate::{
    application::Application,
    body::Content,
    key::ObjectKey,
    publication::{Lifetime, Publication},
    tokens::TokenChanges,
};

/// Why text cannot become the data of a server. Nothing of it is there then.
#[derive(Debug)]
pub enum ImportError {
    /// The disk fails, or has data already.
    Open(OpenError),
    /// A line is wrong: its number, counted from 1, and what is wrong with it.
    Line(u64, String),
    /// The text, or the bytes of a body, cannot be read or written.
    Io(io::Error),
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(error) => error.fmt(f),
            Self::Line(number, what) => write!(f, "line {number}: {what}; nothing was imported"),
            Self::Io(error) => write!(f, "the data cannot be copied: {error}; nothing was imported"),
        }
    }
}

impl std::error::Error for ImportError {}

impl From<OpenError> for ImportError {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl From<io::Error> for ImportError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads lines that [`export`](super::export()) has written, and makes them the data on a disk that has none. Gives how many.
///
/// # Errors
/// When there is data already, or a line is wrong or missing, or the disk fails. There is no data then.
pub fn import(disk: Arc<dyn Disk>, from: impl BufRead) -> Result<u64, ImportError> {
    let mut lines = Lines { from, number: 0, text: String::new() };
    Durable::make_database(Arc::clone(&disk), |new| read(new, disk, &mut lines))?;
    Ok(lines.number)
}

struct Lines<R> {
    from: R,
    /// The number of the line that was read last.
    number: u64,
    text: String,
}

impl<R: BufRead> Lines<R> {
    fn next(&mut self, expected: &str) -> Result<Line, ImportError> {
        self.text.clear();
        self.number += 1;
        if self.from.read_line(&mut self.text)? == 0 {
            return Err(self.wrong(format!("expected {expected}, and the text ends; a part of it is missing")));
        }
        serde_json::from_str(self.text.trim_end()).map_err(|error| {
            let column = error.column();
            self.wrong(format!("expected {expected}, and at column {column} found this: {error}"))
        })
    }

    fn wrong(&self, what: impl Into<String>) -> ImportError {
        ImportError::Line(self.number, what.into())
    }

    fn unexpected(&self, expected: &str, found: &str) -> ImportError {
        self.wrong(format!("expected {expected}, found `{found}`"))
    }

    fn key(&self, place: Place) -> Result<ObjectKey, ImportError> {
        place.key().map_err(|what| self.wrong(what))
    }
}

fn read(new: Database, disk: Arc<dyn Disk>, lines: &mut Lines<impl BufRead>) -> Result<(), ImportError> {
    let applications = read_head(lines)?;
    let transaction = new.begin_write().map_err(database::database)?;
    database::prepare(&transaction, &applications)?;
    let mut tables = DiskTables::new(&transaction, Arc::clone(&disk)).map_err(database::database)?;
    read_records(&mut tables, &disk, lines)?;
    let files = tables.end().ok_or(OpenError::Disk(io::Error::other("the database cannot be written")))?;
    transaction.commit().map_err(database::database)?;
    files.added.iter().for_each(|file| file.keep());
    Ok(new.close().map_err(database::database)?)
}

/// Reads all lines behind the first two.
fn read_records(
    mut tables: &mut DiskTables<'_>,
    disk: &Arc<dyn Disk>,
    lines: &mut Lines<impl BufRead>,
) -> Result<(), ImportError> {
    loop {
        let line = lines.next("a record or `end`")?;
        let name = line.name();
        match line {
            Line::Registration(registration) => tables.put_registration(registration),
            Line::Token(token) => {
                tables.keep_tokens(&TokenChanges { given: vec![token], ended: Vec::new() });
            }
            Line::Object { place, object, size } => {
                let key = lines.key(place)?;
                if tables.object(&key).is_some() {
                    return Err(lines.wrong("this object was there before"));
                }
                let content = read_body(&object, size, disk, lines)?;
                let object = record::with_content(&key, object, content);
                let object = object.ok_or_else(|| lines.wrong("a media type or a version is malformed"))?;
                tables.put_object(key, object);
            }
            Line::LastVersion { place, version } => tables.put_last_version(&lines.key(place)?, version),
            Line::Publication { id, place, end } => {
                let object = lines.key(place)?;
                if tables.object(&object).is_none_or(|object| object.body.is_none()) {
                    return Err(lines.wrong("there is no such body before this line"));
                }
                let lifetime = end.map_or(Lifetime::Unlimited, |end| Lifetime::Until(EpochMilliseconds(end)));
                tables.put_publication(PublicationId::new(id), Publication { object, lifetime });
            }
            Line::End { lines: before } if before == lines.number - 1 => return Ok(()),
            Line::End { lines: before } => {
                let found = lines.number - 1;
                return Err(lines.wrong(format!("expected {before} lines before this one, found {found}")));
            }
            Line::Format(_) | Line::Applications(_) | Line::Bytes(_) => {
                return Err(lines.unexpected("a record or `end`", name));
            }
        }
    }
}

fn read_head(lines: &mut Lines<impl BufRead>) -> Result<Vec<Application>, ImportError> {
    let line = lines.next("`format`")?;
    let name = line.name();
    let Line::Format(format) = line else { return Err(lines.unexpected("`format`", name)) };
    if format != FORMAT {
        return Err(lines.wrong(format!("the text has format {format}, and this program reads format {FORMAT}")));
    }
    let line = lines.next("`applications`")?;
    let name = line.name();
    let Line::Applications(applications) = line else { return Err(lines.unexpected("`applications`", name)) };
    Ok(applications)
}

/// The bytes of an object's body; none if it has no body.
fn read_body(
    object: &ObjectRecord,
    size: Option<u64>,
    disk: &Arc<dyn Disk>,
    lines: &mut Lines<impl BufRead>,
) -> Result<Content, ImportError> {
    let size = match (&object.body, size) {
        (None, None) => 0,
        (Some(body), Some(size)) if body.file.is_none() => size,
        _ => return Err(lines.wrong("`size` belongs to an object with a `body`, which names no `file`")),
    };
    let (mut inline, mut upload, mut read) = (Vec::new(), None, 0);
    while read < size {
        let line = lines.next("`bytes` of the body")?;
        let name = line.name();
        let Line::Bytes(text) = line else { return Err(lines.unexpected("`bytes` of the body", name)) };
        let bytes = BASE64_STANDARD.decode(text).map_err(|error| lines.wrong(error.to_string()))?;
        read += bytes.len() as u64;
        if bytes.is_empty() || read > size {
            return Err(lines.wrong(format!("expected at most {size} bytes of the body, and some in each line")));
        }
        if size <= INLINE as u64 {
            inline.extend(bytes);
            continue;
        }
        let mut file = match upload.take() {
            Some(file) => file,
            None => Upload::begin_blocking(Arc::clone(disk))?,
        };
        file.add_blocking(&bytes)?;
        upload = Some(file);
    }
    Ok(match upload {
        None => Content::Bytes(inline.into()),
        Some(file) => Content::File(Arc::new(file.end_blocking()?)),
    })
}
