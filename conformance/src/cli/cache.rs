//! The folder in which the last run is kept for `show`.

use std::{
    env,
    path::{Path, PathBuf},
};

use super::warn;
use crate::report::{LastRun, Report};

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

/// Begins to keep a run, if there is a folder for that. That it cannot be kept is no reason not to run.
pub(super) fn begin() -> Option<LastRun> {
    let folder = folder()?;
    LastRun::begin(&folder).inspect_err(|error| not_kept(&folder, error)).ok()
}

/// Keeps a run that has ended.
pub(super) fn end(kept: Option<LastRun>, report: &Report) {
    if let (Some(kept), Some(folder)) = (kept, folder())
        && let Err(error) = kept.end(report)
    {
        not_kept(&folder, &error);
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
