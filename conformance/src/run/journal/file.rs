//! Journals as files: one line of JSON for each change, so that the journal of a killed process is complete.

use std::{
    env,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use indexmap::IndexMap;
use kii_spec::nearest;
use serde::{Deserialize, Serialize};

use super::{JournalEntry, cannot_write};
use crate::{cases::Shard, values::RunId};

const EXTENSION: &str = "jsonl";

/// How many runs a message names.
const LISTED: usize = 8;

/// The folder of journals without `--journal`.
#[must_use]
pub(crate) fn default_folder() -> PathBuf {
    env::temp_dir().join("kii-conformance")
}

fn name(run: &RunId, shard: Option<Shard>) -> String {
    match shard {
        // Shards of one run may run on one machine.
        Some(shard) => format!("{run}.{}-of-{}.{EXTENSION}", shard.number(), shard.of()),
        None => format!("{run}.{EXTENSION}"),
    }
}

/// Refuses the id of a run that is in progress: with the same seed, both runs would use the same buckets.
///
/// # Errors
/// When the run is in progress on this machine.
pub(super) fn ensure_not_in_use(folder: &Path, run: &RunId, shard: Option<Shard>) -> Result<(), String> {
    // A journal that does not exist or cannot be read is not in use.
    JournalFile::read(&folder.join(name(run, shard))).map_or(Ok(()), |journal| journal.ensure_not_in_use())
}

/// Creates a folder that only its owner can read, when it does not exist: journals contain the IDs of users and objects.
fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// One line of a journal.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    /// Which run the journal belongs to. Always the first line.
    Run {
        /// The run's id.
        run: RunId,
        /// The base address of its target.
        target: String,
    },
    /// An object is about to be created.
    MayExist(JournalEntry),
    /// An object has been removed, or was never created.
    Gone {
        /// The path of its address.
        path: String,
    },
}

/// Appends to the file of a journal.
#[derive(Debug)]
pub(super) struct Writer {
    path: PathBuf,
    file: File,
}

/// The file of a journal, as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JournalFile {
    /// Its path.
    pub path: PathBuf,
    /// The base address of the target.
    pub target: String,
    /// The objects that may still exist, in the order of their creation.
    pub entries: Vec<JournalEntry>,
    /// Whether its last line is complete.
    is_complete: bool,
}

impl Writer {
    /// Opens the journal of a run; returns it with the entries that it has already, or the reason why it cannot be written.
    pub(super) fn open(
        folder: PathBuf,
        run: &RunId,
        shard: Option<Shard>,
        target: &str,
    ) -> Result<(Self, IndexMap<String, JournalEntry>), String> {
        let path = folder.join(name(run, shard));
        let before = match JournalFile::read(&path) {
            Ok(journal) if journal.target != target => {
                let other = journal.target;
                return Err(format!(
                    "{}: expected the journal of a run against {target}, found one of a run with the same id against {other}; pass another \
                     --run-id",
                    path.display()
                ));
            }
            Ok(journal) => Some(journal),
            Err(_) if !path.exists() => None,
            Err(error) => return Err(error),
        };
        let opened = private_folder(&folder).and_then(|()| {
            if let Some(before) = &before {
                return before.resume();
            }
            // A file that another process has created since is not opened.
            let file = OpenOptions::new().append(true).create_new(true).open(&path).and_then(locked)?;
            let mut writer = Self { path: path.clone(), file };
            writer.write(&Line::Run { run: run.clone(), target: target.to_owned() })?;
            Ok(writer)
        });
        let entries = before.into_iter().flat_map(|journal| journal.entries).map(|entry| (entry.path.clone(), entry));
        opened.map(|writer| (writer, entries.collect())).map_err(|error| cannot_write(&path, &error))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Appends a line; the operating system has it when this returns.
    pub(super) fn write(&mut self, line: &Line) -> io::Result<()> {
        let mut text = serde_json::to_string(line)?;
        text.push('\n');
        self.file.write_all(text.as_bytes())
    }

    /// Closes the file, and deletes it unless it is kept.
    pub(super) fn close(self, is_kept: bool) -> PathBuf {
        if !is_kept {
            // A file that cannot be deleted has no entries; `sweep` deletes it.
            let _ = fs::remove_file(&self.path);
        }
        self.path
    }
}

impl JournalFile {
    /// The journals of a run: one for each shard.
    ///
    /// # Errors
    /// When there is none, with the runs that have journals; when one cannot be read, with the place and the reason.
    pub(crate) fn find(folder: &Path, run: &RunId) -> Result<Vec<Self>, String> {
        let all = journals(folder);
        let mine: Vec<&PathBuf> = all.iter().filter(|path| run_of(path).as_ref() == Some(run)).collect();
        if !mine.is_empty() {
            return mine.into_iter().map(|path| Self::read(path)).collect();
        }
        let mut known: Vec<String> = all.iter().filter_map(|path| run_of(path)).map(|run| run.to_string()).collect();
        known.dedup();
        let known = match known.is_empty() {
            true => "the folder has none at all".to_owned(),
            false => {
                let near = nearest(&run.to_string(), known.iter().map(String::as_str), LISTED).join(", ");
                let more = known.len().saturating_sub(LISTED);
                format!(
                    "the folder has those of {near}{}",
                    if more > 0 { format!(" and {more} more") } else { String::new() }
                )
            }
        };
        Err(format!(
            "{}: no journal of a run {run}: {known}. A run that has removed everything keeps none; --journal names another \
             folder",
            folder.display()
        ))
    }

    /// Removes the entry of an object that has been deleted.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn remove_entry(&mut self, path: &str) -> Result<(), String> {
        let failed = |error: io::Error| cannot_write(&self.path, &error);
        self.resume().and_then(|mut writer| writer.write(&Line::Gone { path: path.to_owned() })).map_err(failed)?;
        self.is_complete = true;
        self.entries.retain(|entry| entry.path != path);
        Ok(())
    }

    /// Deletes the file, which has no entries any more.
    ///
    /// # Errors
    /// When the operating system refuses.
    pub(crate) fn delete(self) -> Result<(), String> {
        fs::remove_file(&self.path).map_err(|error| format!("{}: cannot be deleted: {error}", self.path.display()))
    }

    /// Refuses the journal of a run that is in progress, whose objects are in use.
    ///
    /// # Errors
    /// When the run has not ended, or the file cannot be written.
    pub(crate) fn ensure_not_in_use(&self) -> Result<(), String> {
        self.append().map(drop).map_err(|error| format!("{}: cannot be written: {error}", self.path.display()))
    }

    /// The file, opened to append and locked.
    fn append(&self) -> io::Result<File> {
        OpenOptions::new().append(true).open(&self.path).and_then(locked)
    }

    /// A writer for the file, after an incomplete last line has been cut off.
    fn resume(&self) -> io::Result<Writer> {
        if !self.is_complete {
            let text = fs::read(&self.path)?;
            let length = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
            OpenOptions::new().write(true).open(&self.path)?.set_len(u64::try_from(length).unwrap_or_default())?;
        }
        let file = self.append()?;
        Ok(Writer { path: self.path.clone(), file })
    }

    fn read(path: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(path).map_err(|error| format!("{}: cannot be read: {error}", path.display()))?;
        let (mut target, mut entries, mut is_complete) = (None, IndexMap::new(), true);
        for (place, line) in text.split_inclusive('\n').enumerate() {
            // A process that was killed while it wrote a line had not sent the request yet.
            let Some(line) = line.strip_suffix('\n') else {
                is_complete = false;
                break;
            };
            let line = serde_json::from_str(line)
                .map_err(|error| format!("{}:{}: expected a line of a journal: {error}", path.display(), place + 1))?;
            match line {
                Line::Run { run, target: named } => {
                    if run_of(path).as_ref() != Some(&run) {
                        return Err(format!(
                            "{}: expected the journal of the run that the file is named after, found that of {run}",
                            path.display()
                        ));
                    }
                    target = Some(named);
                }
                Line::MayExist(entry) => drop(entries.insert(entry.path.clone(), entry)),
                Line::Gone { path } => drop(entries.shift_remove(&path)),
            }
        }
        match target {
            Some(target) => {
                Ok(Self { path: path.to_owned(), target, entries: entries.into_values().collect(), is_complete })
            }
            None => Err(format!("{}: expected the journal of a run; its first line names no target", path.display())),
        }
    }
}

/// Locks a file against other processes. The lock ends with the process, however that ends.
fn locked(file: File) -> io::Result<File> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(io::Error::new(
            io::ErrorKind::ResourceBusy,
            "a run with this id is in progress; wait for its end, or end it with SIGINT",
        )),
        // Some file systems have no locks.
        Err(TryLockError::Error(_)) | Ok(()) => Ok(file),
    }
}

/// The journals in a folder, sorted by name.
fn journals(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path());
    let mut journals: Vec<PathBuf> = files.filter(|path| run_of(path).is_some()).collect();
    journals.sort();
    journals
}

/// The run that a file is named after, if it is a journal.
fn run_of(path: &Path) -> Option<RunId> {
    let name = path.file_name()?.to_str()?.strip_suffix(EXTENSION)?;
    RunId::parse(name.split('.').next()?).ok()
}

#[cfg(test)]
mod tests;
