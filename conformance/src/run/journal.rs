//! What a run may leave on its target, written down before it is created and struck out once it is removed, so that
//! whatever ends the run, somebody can remove the rest.

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
    /// What is known of it.
    pub kind: JournalEntryKind,
}

/// What is known of an object that may exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum JournalEntryKind {
    /// The path is the object's own.
    Object,
    /// The path is the object's own, and no conforming target has such a place: a refusal is as good as a removal.
    Impossible,
    /// The path is where the object was created; the target has chosen its ID, and no answer has named it yet.
    Unnamed,
}

/// What may exist on the target at the moment. The default is written nowhere.
#[derive(Debug, Default)]
pub struct Journal(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    entries: IndexMap<String, JournalEntry>,
    writer: Option<Writer>,
    trouble: Option<String>,
}

/// How a journal ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closed {
    /// The file that was kept, when there is something left for somebody to remove.
    pub kept: Option<PathBuf>,
    /// Why it could not be written to its end.
    pub trouble: Option<String>,
}

impl Journal {
    /// A journal in a folder, which is made when it is not there. What an earlier run with the same id has left in it stays.
    ///
    /// A journal that cannot be written is no reason not to run: [`Closed::trouble`] says why.
    ///
    /// # Errors
    /// When a run with the same id goes on.
    pub fn open(folder: PathBuf, run: &RunId, shard: Option<Shard>, target: &str) -> Result<Self, String> {
        file::ensure_free(&folder, run, shard)?;
        let state = match Writer::open(folder, run, shard, target) {
            Ok((writer, entries)) => State { entries, writer: Some(writer), trouble: None },
            Err(trouble) => State { trouble: Some(trouble), ..State::default() },
        };
        Ok(Self(Mutex::new(state)))
    }

    /// Why the journal cannot be written, if it cannot.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        self.state().trouble.clone()
    }

    /// Writes down what may exist from now on.
    pub(crate) fn note(&self, entry: JournalEntry) {
        let mut state = self.state();
        state.write(&Line::MayExist(entry.clone()));
        state.entries.insert(entry.path.clone(), entry);
    }

    /// Strikes out what does not exist any more.
    pub(crate) fn strike(&self, path: &str) {
        let mut state = self.state();
        if state.entries.shift_remove(path).is_some() {
            state.write(&Line::Gone { path: path.to_owned() });
        }
    }

    /// Ends the journal: where nothing is left, its file goes, too.
    #[must_use]
    pub fn close(&self) -> Closed {
        let mut state = self.state();
        let Some(writer) = state.writer.take() else {
            // That has been told when it was opened.
            return Closed::default();
        };
        let is_kept = !state.entries.is_empty();
        let path = writer.close(is_kept);
        Closed { kept: is_kept.then_some(path), trouble: state.trouble.clone() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn write(&mut self, line: &Line) {
        let Some(writer) = &mut self.writer else { return };
        if let Err(error) = writer.write(line) {
            self.trouble.get_or_insert_with(|| told(writer.path(), &error));
        }
    }
}

/// Why a journal cannot be written, and what that means.
fn told(path: &std::path::Path, error: &io::Error) -> String {
    format!(
        "{}: the journal cannot be written: {error}; should this run be killed, nobody will know what it left on the target; \
         --journal names another folder",
        path.display()
    )
}
