//! Why something cannot be read from the store, or written to it.

#[cfg(feature = "durable")]
use std::fmt::{self, Display};
use std::io;

use crate::key::ObjectKey;

/// Why something cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StoreFailure {
    /// The disk does not do what it has to. What was answered before is still there.
    Unavailable,
    /// What is stored cannot be understood.
    #[cfg(feature = "durable")]
    Unreadable(Unreadable),
}

/// Something that is stored and cannot be understood; everything else can be served.
#[cfg(feature = "durable")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// An object, at the place that has this name.
    Object(String),
    /// The body of the object at this place.
    Body(String),
    /// A publication with this ID.
    Publication(String),
}

impl StoreFailure {
    /// The body of the object at a place cannot be read.
    pub(crate) fn of_body(key: &ObjectKey, error: &io::Error) -> Self {
        #[cfg(feature = "durable")]
        {
            log("a body cannot be read", error);
            // Other errors pass: too many files are open, say.
            if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidData) {
                return Unreadable::Body(key.to_string()).into();
            }
        }
        #[cfg(not(feature = "durable"))]
        let _in_memory = (key, error);
        Self::Unavailable
    }
}

/// Tells those who look after the server why something has failed, as clients learn only that it has.
#[cfg(feature = "durable")]
pub(super) fn log(what: &str, error: &impl Display) {
    tracing::error!(%error, "{what}");
}

#[cfg(feature = "durable")]
impl Unreadable {
    /// The object that a place has.
    pub(super) fn object(key: &ObjectKey) -> Self {
        Self::Object(key.to_string())
    }
}

#[cfg(feature = "durable")]
impl From<Unreadable> for StoreFailure {
    fn from(unreadable: Unreadable) -> Self {
        Self::Unreadable(unreadable)
    }
}

/// What is wrong, and what to do.
#[cfg(feature = "durable")]
impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object(place) => write!(
                f,
                "What is stored of the object at {place} cannot be read; everything else is served. An earlier version of this \
                 server may have stored more lists and objects in each other than can be read again, or the disk is damaged. \
                 Remove the object with DELETE and store it anew, or restore the data folder from a copy."
            ),
            Self::Body(place) => write!(
                f,
                "The body of the object at {place} cannot be read: its file in the data folder is missing or damaged. Everything else \
                 is served. Upload the body again, delete it, or restore the data folder from a copy."
            ),
            Self::Publication(id) => write!(
                f,
                "What is stored of the publication {id} cannot be read; everything else is served. Publish the body again, or \
                 restore the data folder from a copy."
            ),
        }
    }
}
