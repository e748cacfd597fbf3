//! A folder with all reports of a run.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    file::{FileError, ReportError},
    model::Report,
    spool::Stories,
};

/// A folder for all reports of a run.
#[derive(Clone, Debug)]
pub(crate) struct ReportFolder(PathBuf);

impl ReportFolder {
    pub(crate) const JSON: &'static str = "report.json";
    const JUNIT: &'static str = "junit.xml";
    const HAR: &'static str = "transcript.har";
    const HTML: &'static str = "report.html";
    const SUMMARY: &'static str = "summary.md";

    /// A folder, which is made if it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn new(path: &Path) -> Result<Self, FileError> {
        if path.is_file() {
            return Err(FileError::IsFile(path.to_owned()));
        }
        let made = fs::create_dir_all(path);
        made.map(|()| Self(path.to_owned())).map_err(|error| FileError::Refused { path: path.to_owned(), error })
    }

    /// The files that are written there.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let reports = [Self::JSON, Self::JUNIT, Self::HTML, Self::HAR, Self::SUMMARY];
        reports.into_iter().chain(Stories::FILES).map(|name| self.0.join(name)).collect()
    }

    /// Writes all reports; what went wrong.
    pub(crate) fn write(&self, report: &Report, stories: Option<&Stories>) -> Vec<ReportError> {
        let Self(folder) = self;
        let mut written = vec![
            report.write_json(&folder.join(Self::JSON)),
            report.write_junit(&folder.join(Self::JUNIT)),
            report.write_summary(&folder.join(Self::SUMMARY)),
            report.write_html(&folder.join(Self::HTML), stories),
        ];
        if let Some(stories) = stories {
            written.push(report.write_har(&folder.join(Self::HAR), stories));
            written.push(stories.copy_to(folder).map(drop).map_err(ReportError::from));
        }
        written.into_iter().filter_map(Result::err).collect()
    }

    /// The report that a path names: a file, or a folder with all reports.
    pub(crate) fn report_at(path: &Path) -> PathBuf {
        if path.is_dir() { path.join(Self::JSON) } else { path.to_owned() }
    }
}
