//! The model as JSON, written and read. `report.schema.json` in this crate describes it.

use std::path::Path;

use serde::Deserialize;

use super::{
    case_result::CaseResult,
    file::{self, ReportError},
    folder::ReportFolder,
    model::{Report, SCHEMA_VERSION},
    safe_json,
};
use crate::run::OutcomeKind;

/// What every version of the format begins with.
#[derive(Deserialize)]
struct Version {
    schema_version: u32,
}

/// The names of the cases that failed, or had no result, in the run that wrote a report.
///
/// # Errors
/// When it is no report of this version.
pub(crate) fn names_that_failed(path: &Path) -> Result<Vec<String>, String> {
    let report = Report::read_json(path)?;
    let needed = |result: &&CaseResult| result.has_failed() || result.outcome() == OutcomeKind::SuiteError;
    Ok(report.outcomes.iter().filter(needed).map(|result| result.name().to_owned()).collect())
}

impl Report {
    /// Writes the report as JSON.
    ///
    /// # Errors
    /// When the file cannot be written; then no part of it is left.
    pub(crate) fn write_json(&self, path: &Path) -> Result<(), ReportError> {
        let json = safe_json::to_string(self);
        let json = json.map_err(|error| ReportError::unrepresentable(path, "JSON", &error))?;
        Ok(file::write(path, format!("{json}\n").as_bytes())?)
    }

    /// Reads a report from a file, or from a folder with all reports.
    ///
    /// # Errors
    /// When it is none, or not of this version: which file, what was expected and what was found.
    pub(crate) fn read_json(path: &Path) -> Result<Self, String> {
        let path = ReportFolder::report_at(path);
        let shown = path.display();
        let expected = "expected a report that `--report-json` or `--report-dir` has written";
        let text = std::fs::read_to_string(&path).map_err(|error| {
            format!(
                "{shown}: {expected}, found: {error}; `run --report-dir DIR` writes one to DIR/{}",
                ReportFolder::JSON
            )
        })?;
        // Of another version nothing but this is sure to be there.
        let version: Version =
            serde_json::from_str(&text).map_err(|error| format!("{shown}: {expected}, found: {error}"))?;
        if version.schema_version != SCHEMA_VERSION {
            return Err(format!(
                "{shown}: expected a report with schema_version {SCHEMA_VERSION}, found {}; make it with the same version of \
                 the suite as this one",
                version.schema_version
            ));
        }
        serde_json::from_str(&text).map_err(|error| format!("{shown}: {expected}, found: {error}"))
    }
}
