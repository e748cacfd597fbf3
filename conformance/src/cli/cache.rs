//! The folder in which the last run is kept for `show`.

use std::{
    env,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::warn;
use crate::report::{LastRun, Report, Spool, Stories};

/// The variable that names the folder. If it is empty, no run is kept.
pub(super) const VARIABLE: &str = "KII_CACHE_DIR";

/// The folder of this program within that of all programs.
const NAME: &str = "kii-conformance";

/// The folder, if there is one.
pub(super) fn folder() -> Option<PathBuf> {
    chosen(|name| env::var_os(name).map(PathBuf::from))
}

fn chosen(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    if let Some(folder) = variable(VARIABLE) {
        return (!folder.as_os_str().is_empty()).then_some(folder);
    }
    // A relative path is none (XDG Base Directory Specification).
    let of_all = variable("XDG_CACHE_HOME").filter(|folder| folder.is_absolute());
    let of_all = of_all.or_else(|| variable("HOME").filter(|home| home.is_absolute()).map(|home| home.join(".cache")));
    of_all.or_else(|| variable("LOCALAPPDATA")).map(|of_all| of_all.join(NAME))
}

/// A run on its way, and what takes its stories.
#[derive(Debug, Default)]
pub(super) struct KeptRun {
    run: Option<LastRun>,
    /// Whether it becomes the last run, or only its reports need the stories.
    is_last: bool,
}

impl KeptRun {
    /// Begins to keep a run, if there is a folder for that. That it cannot be kept is no reason not to run. If its reports need
    /// the stories, these go into the folder of the reports then.
    ///
    /// # Errors
    /// When the folder of the reports cannot be written.
    pub(super) fn begin(reports: Option<&Path>) -> Result<Self, String> {
        let begun = folder().map(|folder| LastRun::begin(&folder).inspect_err(|error| not_kept(&folder, error)));
        match (begun, reports) {
            (Some(Ok(run)), _) => Ok(Self { run: Some(run), is_last: true }),
            (Some(Err(_)) | None, Some(reports)) => {
                let run = LastRun::begin(reports).map_err(|error| error.to_string())?;
                Ok(Self { run: Some(run), is_last: false })
            }
            (Some(Err(_)) | None, None) => Ok(Self::default()),
        }
    }

    /// What takes the stories, if anything does.
    pub(super) fn spool(&self) -> Option<Arc<Spool>> {
        self.run.as_ref().map(|run| Arc::clone(&run.spool))
    }

    /// The stories of a run that has ended.
    pub(super) fn stories(&self) -> Option<Stories> {
        let stories = self.run.as_ref()?.stories();
        stories.inspect_err(|error| warn(format_args!("the exchanges of the run are lost: {error}"))).ok()
    }

    /// Keeps the run, whose stories have ended.
    pub(super) fn end(self, report: &Report) {
        let Self { run, is_last } = self;
        if let (Some(run), Some(folder), true) = (run, folder(), is_last)
            && let Err(error) = run.keep(report)
        {
            not_kept(&folder, &error);
        }
    }
}

fn not_kept(folder: &Path, error: &dyn std::fmt::Display) {
    warn(format_args!(
        "this run is not kept in {} for `show`: {error}; name another folder in {VARIABLE}, or set it to nothing",
        folder.display()
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_the_one_that_is_named_or_that_of_the_user() {
        let folder = |variables: &[(&str, &str)]| {
            let of = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
            chosen(of).map(|folder| folder.display().to_string())
        };
        let home = ("HOME", "/home/me");
        assert_eq!(folder(&[home]).as_deref(), Some("/home/me/.cache/kii-conformance"));
        assert_eq!(folder(&[home, ("XDG_CACHE_HOME", "/c")]).as_deref(), Some("/c/kii-conformance"));
        assert_eq!(folder(&[home, ("XDG_CACHE_HOME", "c")]).as_deref(), Some("/home/me/.cache/kii-conformance"));
        assert_eq!(folder(&[home, (VARIABLE, "here")]).as_deref(), Some("here"));
        assert_eq!(folder(&[home, (VARIABLE, "")]), None, "nothing is kept");
        assert_eq!(folder(&[]), None);
    }
}
