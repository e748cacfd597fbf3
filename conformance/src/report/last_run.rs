//! The last run, kept in the cache folder of the user: its report and its stories.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process,
    sync::Arc,
    time::{Duration, SystemTime},
};

use super::{
    file::{self, FileError},
    model::Report,
    safe_json,
    spool::{Spool, Stories},
};

/// The name of the folder of the last run.
const NAME: &str = "last-run";

/// The name of its report.
const REPORT: &str = "report.json";

/// What the names of folders begin with that have not got their name, or have lost it.
const UNFINISHED: &str = ".run-";

/// How old such a folder is at least whose run has broken off.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// How often other runs may end at the same moment.
const MOST_ATTEMPTS: u32 = 100;

/// A run that becomes the last one when it ends. Dropped before, it leaves nothing.
#[derive(Debug)]
pub(crate) struct LastRun {
    cache: PathBuf,
    /// A folder of its own, as other runs may be on their way.
    folder: PathBuf,
    /// What takes its stories.
    pub(crate) spool: Arc<Spool>,
}

impl LastRun {
    /// Begins to keep a run.
    ///
    /// # Errors
    /// When nothing can be written in the cache folder.
    pub(crate) fn begin(cache: &Path) -> Result<Self, FileError> {
        let refused = |error| FileError::Refused { path: cache.to_owned(), error };
        fs::create_dir_all(cache).map_err(refused)?;
        remove_abandoned(cache);
        let folder = unused(cache, make_private_folder).map_err(refused)?;
        let spool = Spool::new(&folder).map(Arc::new).inspect_err(|_| drop(fs::remove_dir_all(&folder)))?;
        Ok(Self { cache: cache.to_owned(), folder, spool })
    }

    /// Ends the stories.
    ///
    /// # Errors
    /// When one of them could not be written.
    pub(crate) fn stories(&self) -> Result<Stories, FileError> {
        self.spool.end()
    }

    /// Keeps the run, whose stories have ended: from now on it is the last one.
    ///
    /// # Errors
    /// When it cannot be kept. The run before it then is still the last one.
    pub(crate) fn keep(self, report: &Report) -> Result<(), FileError> {
        let path = self.folder.join(REPORT);
        let json = safe_json::to_string(report);
        let json = json.map_err(|error| FileError::Refused { path: path.clone(), error: error.into() })?;
        file::write_private(&path, format!("{json}\n").as_bytes())?;
        self.replace().map_err(|error| FileError::Refused { path: self.cache.join(NAME), error })
    }

    /// The report of the last run.
    pub(crate) fn report(cache: &Path) -> PathBuf {
        cache.join(NAME).join(REPORT)
    }

    /// Gives the folder its name. A folder cannot replace another one that has files, so that one loses its name first.
    fn replace(&self) -> io::Result<()> {
        let name = self.cache.join(NAME);
        for _ in 0..MOST_ATTEMPTS {
            let error = match fs::rename(&self.folder, &name) {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            if !name.is_dir() {
                return Err(error);
            }
            // If another run has been quicker, there is nothing left to do but to try again.
            if let Ok(old) = unused(&self.cache, |path| fs::rename(&name, path)) {
                drop(fs::remove_dir_all(old));
            }
        }
        Err(io::Error::other("other runs replace it all the time"))
    }
}

impl Drop for LastRun {
    fn drop(&mut self) {
        // Once it has its name, nothing of that name is left.
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// Makes something of a new name in the cache.
fn unused(cache: &Path, make: impl Fn(&Path) -> io::Result<()>) -> io::Result<PathBuf> {
    let mut number = 0;
    loop {
        let path = cache.join(format!("{UNFINISHED}{}-{number}", process::id()));
        let made = if path.exists() { Err(io::ErrorKind::AlreadyExists.into()) } else { make(&path) };
        match made {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < MOST_ATTEMPTS => number += 1,
            Err(error) => return Err(error),
        }
    }
}

#[cfg(unix)]
fn make_private_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn make_private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

/// Removes what runs have left that were killed.
fn remove_abandoned(cache: &Path) {
    let is_old = |path: &Path| {
        let changed = fs::metadata(path).and_then(|found| found.modified());
        changed.is_ok_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age > ABANDONED))
    };
    for entry in fs::read_dir(cache).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) && is_old(&entry.path()) {
            drop(fs::remove_dir_all(entry.path()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::fixture::{MadeUpRun, Outcomes};

    fn end(run: LastRun, report: &Report) {
        run.stories().unwrap();
        run.keep(report).unwrap();
    }

    #[test]
    fn the_run_that_ends_last_is_kept_whole_and_alone() {
        let cache = tempfile::tempdir().unwrap();
        let report = MadeUpRun::new(Outcomes::NoFailure).report(None);
        let [first, second] = [(); 2].map(|()| LastRun::begin(cache.path()).unwrap());
        end(second, &Report { time_ms: 2, ..report.clone() });
        end(first, &Report { time_ms: 1, ..report });
        drop(LastRun::begin(cache.path()).unwrap());
        let kept = Report::read_json(&LastRun::report(cache.path())).unwrap();
        assert_eq!(kept.time_ms, 1);
        assert!(Stories::beside(&LastRun::report(cache.path())).is_some());
        let names: Vec<_> = fs::read_dir(cache.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, [NAME], "nothing else is left");
    }

    #[test]
    fn runs_that_end_at_the_same_time_do_not_destroy_each_other() {
        let cache = tempfile::tempdir().unwrap();
        let report = MadeUpRun::new(Outcomes::NoFailure).report(None);
        let runs = [(); 8].map(|()| LastRun::begin(cache.path()).unwrap());
        std::thread::scope(|scope| {
            for run in runs {
                scope.spawn(|| end(run, &report));
            }
        });
        assert!(Report::read_json(&LastRun::report(cache.path())).is_ok());
        assert_eq!(fs::read_dir(cache.path()).unwrap().count(), 1);
    }
}
