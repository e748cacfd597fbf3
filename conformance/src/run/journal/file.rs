//! Journals as files: one line of JSON for whatever happens, so that a process that is killed loses nothing.

use std::{
    env,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{JournalEntry, told};
use crate::{cases::Shard, values::RunId};

const EXTENSION: &str = "jsonl";

/// Where journals are, unless somebody says otherwise.
#[must_use]
pub(crate) fn default_folder() -> PathBuf {
    env::temp_dir().join("kii-conformance")
}

fn name(run: &RunId, shard: Option<Shard>) -> String {
    match shard {
        // Shards of one run may well run on one machine.
        Some(shard) => format!("{run}.{}-of-{}.{EXTENSION}", shard.number(), shard.of()),
        None => format!("{run}.{EXTENSION}"),
    }
}

/// Refuses the id of a run that goes on: with the same seed, both would work in the same places.
///
/// # Errors
/// When it goes on on this machine.
pub(super) fn ensure_free(folder: &Path, run: &RunId, shard: Option<Shard>) -> Result<(), String> {
    // Where no journal can be read, nobody writes one.
    JournalFile::read(&folder.join(name(run, shard))).map_or(Ok(()), |book| book.is_free())
}

/// Makes a folder that nobody else can look into, where there is none: journals have the IDs of users and objects.
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
    /// Whose journal it is. Always the first line.
    Run {
        /// The run.
        run: RunId,
        /// The base address of its target.
        target: String,
    },
    /// Something is about to be created.
    MayExist(JournalEntry),
    /// Something has been removed, or was never created.
    Gone {
        /// The path of its address.
        path: String,
    },
}

/// The end of a journal.
#[derive(Debug)]
pub(super) struct Writer {
    path: PathBuf,
    file: File,
}

/// A journal that somebody has left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JournalFile {
    /// Its file.
    pub path: PathBuf,
    /// The base address of the target.
    pub target: String,
    /// What may still exist, in the order of its creation.
    pub entries: Vec<JournalEntry>,
    /// Whether its last line was written to its end.
    whole: bool,
}

impl Writer {
    /// The journal of a run and what it has in it already, or why it cannot be written.
    pub(super) fn open(
        folder: PathBuf,
        run: &RunId,
        shard: Option<Shard>,
        target: &str,
    ) -> Result<(Self, IndexMap<String, JournalEntry>), String> {
        let path = folder.join(name(run, shard));
        let before = match JournalFile::read(&path) {
            Ok(book) if book.target != target => {
                let other = book.target;
                return Err(format!(
                    "{}: the journal is of a run with the same id against {other}; take another --run-id",
                    path.display()
                ));
            }
            Ok(book) => Some(book),
            Err(_) if !path.exists() => None,
            Err(error) => return Err(error),
        };
        let opened = private_folder(&folder).and_then(|()| {
            if let Some(before) = &before {
                return before.resume();
            }
            // Whatever has got there since is not opened: it may be somebody else's.
            let file = OpenOptions::new().append(true).create_new(true).open(&path).and_then(locked)?;
            let mut writer = Self { path: path.clone(), file };
            writer.write(&Line::Run { run: run.clone(), target: target.to_owned() })?;
            Ok(writer)
        });
        let entries = before.into_iter().flat_map(|book| book.entries).map(|entry| (entry.path.clone(), entry));
        opened.map(|writer| (writer, entries.collect())).map_err(|error| told(&path, &error))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a line, which is with the system when this returns.
    pub(super) fn write(&mut self, line: &Line) -> io::Result<()> {
        let mut text = serde_json::to_string(line)?;
        text.push('\n');
        self.file.write_all(text.as_bytes())
    }

    /// Closes the file and keeps it, or removes it.
    pub(super) fn close(self, is_kept: bool) -> PathBuf {
        if !is_kept {
            // A file that stays names nothing; whoever sweeps will remove it.
            let _ = fs::remove_file(&self.path);
        }
        self.path
    }
}

impl JournalFile {
    /// The journals of a run, of which each of its shards has one.
    ///
    /// # Errors
    /// When there is none: with those that there are. When one cannot be read: where, and why.
    pub(crate) fn find(folder: &Path, run: &RunId) -> Result<Vec<Self>, String> {
        let all = journals(folder);
        let mine: Vec<&PathBuf> = all.iter().filter(|path| run_of(path).as_ref() == Some(run)).collect();
        if !mine.is_empty() {
            return mine.into_iter().map(|path| Self::read(path)).collect();
        }
        let mut known: Vec<String> = all.iter().filter_map(|path| run_of(path)).map(|run| run.to_string()).collect();
        known.dedup();
        let known = match known.is_empty() {
            true => "there is none at all".to_owned(),
            false => format!("there are those of {}", known.join(", ")),
        };
        Err(format!(
            "{}: no journal of a run {run}: {known}. A run that has removed everything keeps none; --journal names another \
             folder",
            folder.display()
        ))
    }

    /// Strikes out what has been removed.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn strike(&mut self, path: &str) -> Result<(), String> {
        let failed = |error: io::Error| told(&self.path, &error);
        self.resume().and_then(|mut writer| writer.write(&Line::Gone { path: path.to_owned() })).map_err(failed)?;
        self.whole = true;
        self.entries.retain(|entry| entry.path != path);
        Ok(())
    }

    /// Removes the file, once nothing is left.
    ///
    /// # Errors
    /// When the system refuses.
    pub(crate) fn remove(self) -> Result<(), String> {
        fs::remove_file(&self.path).map_err(|error| format!("{}: cannot be removed: {error}", self.path.display()))
    }

    /// Refuses the journal of a run that goes on: what it lists is in use.
    ///
    /// # Errors
    /// When the run has not ended, or the file cannot be written.
    pub(crate) fn is_free(&self) -> Result<(), String> {
        self.end().map(drop).map_err(|error| format!("{}: cannot be written: {error}", self.path.display()))
    }

    /// The end of the file, which nobody else writes.
    fn end(&self) -> io::Result<File> {
        OpenOptions::new().append(true).open(&self.path).and_then(locked)
    }

    /// The end of the file, to write on.
    fn resume(&self) -> io::Result<Writer> {
        if !self.whole {
            let text = fs::read(&self.path)?;
            let length = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
            OpenOptions::new().write(true).open(&self.path)?.set_len(u64::try_from(length).unwrap_or_default())?;
        }
        let file = self.end()?;
        Ok(Writer { path: self.path.clone(), file })
    }

    fn read(path: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(path).map_err(|error| format!("{}: cannot be read: {error}", path.display()))?;
        let (mut target, mut entries, mut whole) = (None, IndexMap::new(), true);
        for (place, line) in text.split_inclusive('\n').enumerate() {
            // A process that was killed while it wrote has not sent what it wrote of.
            let Some(line) = line.strip_suffix('\n') else {
                whole = false;
                break;
            };
            let line = serde_json::from_str(line)
                .map_err(|error| format!("{}:{}: expected a line of a journal: {error}", path.display(), place + 1))?;
            match line {
                Line::Run { run, target: named } => {
                    if run_of(path).as_ref() != Some(&run) {
                        return Err(format!(
                            "{}: expected the journal of its run, found that of {run}",
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
            Some(target) => Ok(Self { path: path.to_owned(), target, entries: entries.into_values().collect(), whole }),
            None => Err(format!("{}: expected the journal of a run; its first line names no target", path.display())),
        }
    }
}

/// A file that no other process writes for as long as this one has it open. It is free again once a process ends,
/// however it ends.
fn locked(file: File) -> io::Result<File> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(io::Error::new(
            io::ErrorKind::ResourceBusy,
            "a run with this id is under way; wait for its end, or end it with SIGINT",
        )),
        // Not every file system has locks.
        Err(TryLockError::Error(_)) | Ok(()) => Ok(file),
    }
}

/// Every journal in a folder, in the order of their names.
fn journals(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path());
    let mut journals: Vec<PathBuf> = files.filter(|path| run_of(path).is_some()).collect();
    journals.sort();
    journals
}

/// The run whose journal a file is, by its name.
fn run_of(path: &Path) -> Option<RunId> {
    let name = path.file_name()?.to_str()?.strip_suffix(EXTENSION)?;
    RunId::parse(name.split('.').next()?).ok()
}

#[cfg(test)]
mod tests;
