//! A disk in memory that loses, when the power fails, what was not synced: any of it, as a real disk may have written some.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex, MutexGuard},
    thread,
    time::Duration,
};

use kii_server::{Disk, DiskFile};

/// A disk that can fail.
#[derive(Clone, Debug, Default)]
pub(crate) struct LossyDisk(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// The names that are safe.
    safe_names: BTreeMap<String, usize>,
    /// The names that are seen, with the contents that each has.
    names: BTreeMap<String, usize>,
    contents: Vec<Contents>,
    /// The folders, and whether their names are safe; files are lost with their folder.
    folders: BTreeMap<String, bool>,
    /// How many changes there can be before the power fails.
    left: Option<usize>,
    /// How many changes there have been.
    changes: usize,
    before_names_were_safe: usize,
    failing: Option<Failing>,
    /// Whether a sync waits because it is held.
    is_waiting: bool,
    ignored: Option<Synced>,
}

#[derive(Clone, Debug, Default)]
struct Contents {
    safe: Vec<u8>,
    seen: Vec<u8>,
    /// What has been done since the last sync.
    pending: Vec<Change>,
}

#[derive(Clone, Debug)]
enum Change {
    Write(usize, Vec<u8>),
    SetSize(usize),
}

/// What a disk does not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failing {
    /// No file can grow.
    Full,
    /// Every sync fails.
    Sync,
    /// No sync ends.
    Held,
}

/// What a sync is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Synced {
    Database,
    Body,
    Names,
}

#[derive(Debug)]
struct LossyFile {
    disk: LossyDisk,
    contents: usize,
    is_body: bool,
}

/// The folder that a file is in.
fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

impl Change {
    /// How large the file is at least.
    fn end(&self) -> usize {
        match self {
            Self::SetSize(size) => *size,
            Self::Write(position, written) => position + written.len(),
        }
    }

    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::SetSize(size) => bytes.resize(*size, 0),
            Self::Write(position, written) => {
                let end = position + written.len();
                if bytes.len() < end {
                    bytes.resize(end, 0);
                }
                bytes[*position..end].copy_from_slice(written);
            }
        }
    }
}

impl LossyDisk {
    /// How many changes there were when names in the folder of everything became safe for the last time.
    pub(crate) fn changes_before_names_were_safe(&self) -> usize {
        self.state().before_names_were_safe
    }

    /// The power fails after so many changes.
    pub(crate) fn fail_power_after(&self, changes: usize) {
        self.state().left = Some(changes);
    }

    /// It fails in this way from now on, or no longer.
    pub(crate) fn fail(&self, failing: Option<Failing>) {
        self.state().failing = failing;
    }

    /// Whether a sync has begun that does not end.
    pub(crate) fn holds(&self) -> bool {
        self.state().is_waiting
    }

    /// Syncs of this kind say that they succeed, and do nothing.
    pub(crate) fn ignoring(self, ignored: Option<Synced>) -> Self {
        self.state().ignored = ignored;
        self
    }

    /// What is on the disk when the power is back. `lucky` decides what of the rest was written all the same.
    pub(crate) fn after_power_failure(&self, mut lucky: impl FnMut() -> bool) -> Self {
        let state = self.state();
        let mut names = state.safe_names.clone();
        for (name, contents) in &state.names {
            if !names.contains_key(name) && lucky() {
                names.insert(name.clone(), *contents);
            }
        }
        names.retain(|name, _| state.names.contains_key(name) || !lucky());
        let mut folders = state.folders.clone();
        folders.retain(|_, is_safe| *is_safe || lucky());
        names.retain(|name, _| folder(name).is_empty() || folders.contains_key(folder(name)));
        folders.values_mut().for_each(|is_safe| *is_safe = true);
        let contents = state.contents.iter().map(|contents| {
            let mut safe = contents.safe.clone();
            contents.pending.iter().filter(|_| lucky()).for_each(|change| change.apply(&mut safe));
            Contents { seen: safe.clone(), safe, pending: Vec::new() }
        });
        let contents = contents.collect();
        let (safe_names, ignored) = (names.clone(), state.ignored);
        let state = State { safe_names, names, contents, folders, ignored, ..State::default() };
        Self(Arc::new(Mutex::new(state)))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// Counts a sync, which takes as long as it is held; an error if it fails.
    fn sync(&self) -> io::Result<MutexGuard<'_, State>> {
        loop {
            let mut state = self.change()?;
            match state.failing {
                Some(Failing::Sync) => return Err(io::Error::other("nothing can be synced")),
                Some(Failing::Held) => state.is_waiting = true,
                Some(Failing::Full) | None => return Ok(state),
            }
            drop(state);
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Counts a change; an error once the power has failed.
    fn change(&self) -> io::Result<MutexGuard<'_, State>> {
        let mut state = self.state();
        if let Some(left) = &mut state.left {
            *left = left.checked_sub(1).ok_or_else(|| io::Error::other("the power has failed"))?;
        }
        state.changes += 1;
        Ok(state)
    }
}

impl Disk for LossyDisk {
    fn open(&self, name: &str) -> io::Result<Arc<dyn DiskFile>> {
        let known = self.state().names.get(name).copied();
        let contents = match known {
            Some(contents) => contents,
            None => {
                let mut state = self.change()?;
                state.contents.push(Contents::default());
                let contents = state.contents.len() - 1;
                state.names.insert(name.to_owned(), contents);
                contents
            }
        };
        Ok(Arc::new(LossyFile { disk: self.clone(), contents, is_body: name.contains('/') }))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.change()?;
        let contents = state.names.remove(from).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        state.names.insert(to.to_owned(), contents);
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.change()?.names.remove(name).map(drop).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    fn names(&self, of: &str) -> io::Result<Vec<String>> {
        if !of.is_empty() && !self.state().folders.contains_key(of) {
            self.change()?.folders.insert(of.to_owned(), false);
        }
        let state = self.state();
        let names = state.names.keys().filter(|name| folder(name) == of);
        Ok(names.map(|name| name.rsplit('/').next().unwrap_or_default().to_owned()).collect())
    }

    fn sync_names(&self, of: &str) -> io::Result<()> {
        let mut state = self.sync()?;
        if state.ignored != Some(Synced::Names) {
            let State { names, safe_names, folders, .. } = &mut *state;
            safe_names.retain(|name, _| folder(name) != of);
            safe_names
                .extend(names.iter().filter(|(name, _)| folder(name) == of).map(|(name, it)| (name.clone(), *it)));
            if of.is_empty() {
                folders.values_mut().for_each(|is_safe| *is_safe = true);
                state.before_names_were_safe = state.changes - 1;
            }
        }
        Ok(())
    }
}

impl LossyFile {
    fn apply(&self, change: Change) -> io::Result<()> {
        let mut state = self.disk.change()?;
        let is_full = state.failing == Some(Failing::Full);
        let contents = &mut state.contents[self.contents];
        if is_full && change.end() > contents.seen.len() {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        change.apply(&mut contents.seen);
        contents.pending.push(change);
        Ok(())
    }
}

impl DiskFile for LossyFile {
    fn size(&self) -> io::Result<u64> {
        Ok(self.disk.state().contents[self.contents].seen.len() as u64)
    }

    fn read(&self, position: u64, buffer: &mut [u8]) -> io::Result<()> {
        let position = usize::try_from(position).unwrap();
        let state = self.disk.state();
        let bytes = state.contents[self.contents].seen.get(position..position + buffer.len());
        buffer.copy_from_slice(bytes.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?);
        Ok(())
    }

    fn write(&self, position: u64, bytes: &[u8]) -> io::Result<()> {
        self.apply(Change::Write(usize::try_from(position).unwrap(), bytes.to_vec()))
    }

    fn set_size(&self, size: u64) -> io::Result<()> {
        self.apply(Change::SetSize(usize::try_from(size).unwrap()))
    }

    fn sync(&self) -> io::Result<()> {
        let mut state = self.disk.sync()?;
        let about = if self.is_body { Synced::Body } else { Synced::Database };
        if state.ignored != Some(about) {
            let contents = &mut state.contents[self.contents];
            contents.pending.drain(..).for_each(|change| change.apply(&mut contents.safe));
        }
        Ok(())
    }
}
