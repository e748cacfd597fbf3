//! The journal of a run: which objects may exist on the target.
//!
//! An entry is written before an object is created and removed once the object is deleted. However the run ends, `sweep` can
//! delete what is left.

mod file;

use std::{
    io,
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

pub(crate) use self::file::{JournalFile, default_folder};
use self::file::{Line, Writer};
use crate::{cases::Shard, values::RunId};

/// An object that may exist on the target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct JournalEntry {
    /// The scope that it is in.
    pub scope: String,
    /// The path of its address.
    pub path: String,
    /// What the path addresses.
    pub kind: JournalEntryKind,
}

/// What the path of an entry addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum JournalEntryKind {
    /// The object itself.
    Object,
    /// The object itself, under an ID that a conforming target refuses: a refusal counts as a removal.
    Impossible,
    /// The bucket in which the target creates an object under an ID of its choice, which no answer has named yet.
    Unnamed,
}

/// The objects that may exist on the target at the moment. The default journal has no file.
#[derive(Debug, Default)]
pub struct Journal(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    entries: IndexMap<String, JournalEntry>,
    writer: Option<Writer>,
    write_error: Option<String>,
}

/// How a journal ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closed {
    /// The file, if it was kept because it still has entries.
    pub kept: Option<PathBuf>,
    /// Why it could not be written completely.
    pub write_error: Option<String>,
}

impl Journal {
    /// Opens the journal of a run in a folder, which is created when it does not exist. Entries that an earlier run with the
    /// same id has left stay in it.
    ///
    /// A run goes on without a journal that cannot be written: [`Journal::write_error`] and [`Closed::write_error`] say why.
    ///
    /// # Errors
    /// When a run with the same id is in progress.
    pub fn open(folder: PathBuf, run: &RunId, shard: Option<Shard>, target: &str) -> Result<Self, String> {
        file::ensure_not_in_use(&folder, run, shard)?;
        let state = match Writer::open(folder, run, shard, target) {
            Ok((writer, entries)) => State { entries, writer: Some(writer), write_error: None },
            Err(why) => State { write_error: Some(why), ..State::default() },
        };
        Ok(Self(Mutex::new(state)))
    }

    /// Why the journal cannot be written, if it cannot.
    #[must_use]
    pub fn write_error(&self) -> Option<String> {
        self.state().write_error.clone()
    }

    /// Adds an object that may exist from now on.
    pub(crate) fn add_entry(&self, entry: JournalEntry) {
        let mut state = self.state();
        state.write(&Line::MayExist(entry.clone()));
        state.entries.insert(entry.path.clone(), entry);
    }

    /// Removes the object at this path, which does not exist any more.
    pub(crate) fn remove_entry(&self, path: &str) {
        let mut state = self.state();
        if state.entries.shift_remove(path).is_some() {
            state.write(&Line::Gone { path: path.to_owned() });
        }
    }

    /// Closes the journal, and deletes its file when it has no entries.
    #[must_use]
    pub fn close(&self) -> Closed {
        let mut state = self.state();
        let Some(writer) = state.writer.take() else {
            // The journal has no file, or it could not be opened; `write_error` has said so by then.
            return Closed::default();
        };
        let is_kept = !state.entries.is_empty();
        let path = writer.close(is_kept);
        Closed { kept: is_kept.then_some(path), write_error: state.write_error.clone() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn write(&mut self, line: &Line) {
        let Some(writer) = &mut self.writer else { return };
        if let Err(error) = writer.write(line) {
            self.write_error.get_or_insert_with(|| cannot_write(writer.path(), &error));
        }
    }
}

/// The message for a journal that cannot be written.
fn cannot_write(path: &std::path::Path, error: &io::Error) -> String {
    format!(
        "{}: the journal cannot be written: {error}; if this run is killed, `sweep` cannot remove what it leaves on the \
         target; --journal names another folder",
        path.display()
    )
}
