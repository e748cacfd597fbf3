//! Where the reports and the text of a command go. All of it is checked before a run, which may be long.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use libtest_mimic::FormatSetting;

use crate::report::{Destination, ReportFolder, terminal::Terminal};

/// Where the text goes, beside reports that go to these places.
pub(super) fn terminal<'p>(reports: impl IntoIterator<Item = &'p Path>) -> Terminal {
    match reports.into_iter().any(is_output) {
        true => Terminal::beside_a_report(),
        false => Terminal::output(),
    }
}

/// Checks that reports can be written to these places.
///
/// # Errors
/// When one of them cannot be written, or two of them are the same.
pub(super) fn check<'p>(reports: impl IntoIterator<Item = &'p Path>) -> Result<(), String> {
    let mut known: Vec<(&Path, Destination)> = Vec::new();
    for path in reports {
        let destination = Destination::of(path).map_err(|error| error.to_string())?;
        // A device takes whatever comes.
        let is_one = !matches!(destination, Destination::Stream(_));
        if let Some((other, _)) = known.iter().find(|(_, other)| is_one && *other == destination) {
            return Err(match destination {
                Destination::Output => {
                    "standard output is named for two reports; name a file for one of them".to_owned()
                }
                Destination::File(_) | Destination::Stream(_) => format!(
                    "{} is the same file as {}; name another file for one of the reports",
                    path.display(),
                    other.display()
                ),
            });
        }
        known.push((path, destination));
    }
    Ok(())
}

/// Makes the folder for all reports, and checks that they can be written there.
///
/// # Errors
/// When it cannot be made, or one of them cannot be written.
pub(super) fn check_folder(folder: Option<&Path>) -> Result<(), String> {
    let Some(folder) = folder else { return Ok(()) };
    let files = ReportFolder::new(folder).map_err(|error| error.to_string())?.files();
    check(files.iter().map(PathBuf::as_path))
}

/// Checks that the lines of libtest-mimic can be written, beside reports that go to these places.
///
/// # Errors
/// When the log cannot be written, or lines for programs and a report would be mixed.
pub(super) fn check_lines<'p>(
    reports: impl IntoIterator<Item = &'p Path>,
    libtest: &libtest_mimic::Arguments,
) -> Result<(), String> {
    if let Some(log) = &libtest.logfile {
        let opened = File::options().append(true).create(true).open(log);
        return opened.map(drop).map_err(|error| format!("{log}: --logfile cannot be written: {error}"));
    }
    let is_json = matches!(libtest.format, Some(FormatSetting::Json));
    match reports.into_iter().any(|path| is_json && is_output(path)) {
        true => Err("standard output is for the lines of --format json; name a file for the report".to_owned()),
        false => Ok(()),
    }
}

fn is_output(report: &Path) -> bool {
    matches!(Destination::of(report), Ok(Destination::Output))
}
