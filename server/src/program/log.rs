//! The log: which events are written to standard error, and how.
//!
//! A thread of its own writes them. If nobody reads what it writes, it waits, events are dropped, and requests go on.

use std::{
    fmt, io,
    sync::{Arc, atomic::AtomicU64},
};

use clap::ValueEnum;
use tracing_subscriber::{filter::LevelFilter, fmt as layer};

use super::log_writer::{LogEnd, LogWriter};

/// How events are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// A line for people.
    Text,
    /// A JSON object on a line.
    Json,
    /// Not at all.
    Off,
}

/// How important an event has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogLevel {
    /// What the server could not do.
    Error,
    /// What somebody should look at, too.
    Warn,
    /// Each request, too.
    Info,
    /// Everything.
    Debug,
}

/// How many lines can wait to be written.
const WAITING: usize = 10_000;

/// A log that is written until this is dropped.
pub(crate) struct Log {
    /// How many lines nobody has read in time.
    pub(crate) dropped: Arc<AtomicU64>,
    _end: LogEnd,
}

impl LogFormat {
    pub(crate) const ALL: [Self; 3] = [Self::Text, Self::Json, Self::Off];

    /// Writes events of this process from now on.
    ///
    /// # Errors
    /// When there can be no thread for them.
    pub(crate) fn begin(self, level: LogLevel) -> io::Result<Log> {
        let level = match level {
            LogLevel::Error => LevelFilter::ERROR,
            LogLevel::Warn => LevelFilter::WARN,
            LogLevel::Info => LevelFilter::INFO,
            LogLevel::Debug => LevelFilter::DEBUG,
        };
        let (writer, end) = LogWriter::begin(io::stderr(), WAITING)?;
        let log = Log { dropped: writer.dropped(), _end: end };
        let lines = layer::Subscriber::builder()
            .log_internal_errors(false)
            .with_max_level(level)
            .with_writer(move || writer.clone())
            .with_target(false);
        // Whoever has begun to write events before, as a test may have, goes on.
        match self {
            Self::Off => {}
            Self::Text => drop(tracing::subscriber::set_global_default(lines.with_ansi(false).finish())),
            Self::Json => {
                let lines = lines.json().flatten_event(true).with_current_span(false).with_span_list(false);
                drop(tracing::subscriber::set_global_default(lines.finish()));
            }
        }
        Ok(log)
    }
}

impl LogLevel {
    pub(crate) const ALL: [Self; 4] = [Self::Error, Self::Warn, Self::Info, Self::Debug];
}

/// The word that a configuration has.
macro_rules! shown_as_a_word {
    ($($kind:ty),*) => {$(
        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.to_possible_value().as_ref().map_or("", |value| value.get_name()))
            }
        }
    )*};
}

shown_as_a_word!(LogFormat, LogLevel);
