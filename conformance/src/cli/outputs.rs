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

/// Checks that reports can be written to these places, and all of them to a folder, which is made.
///
/// # Errors
/// When one of them cannot be written, or two of them are the same.
pub(super) fn check<'p>(reports: impl IntoIterator<Item = &'p Path>, folder: Option<&Path>) -> Result<(), String> {
    let folder = folder.map(ReportFolder::new).transpose().map_err(|error| error.to_string())?;
    let in_folder = folder.map(|folder| folder.files()).unwrap_or_default();
    let mut places: Vec<&Path> = Vec::new();
    for report in reports {
        places.push(report);
    }
    places.extend(in_folder.iter().map(PathBuf::as_path));
    let mut known: Vec<(&Path, Destination)> = Vec::new();
    for path in places {
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
