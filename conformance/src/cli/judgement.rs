//! The flags for the profile and the known deviations, and the files that they name.

use std::{
    fs,
    io::{self, ErrorKind},
    path::PathBuf,
};

use clap::Args;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kii_spec::Api;

use crate::{
    cases::Case,
    report::{Destination, write},
    run::Record,
    score::{DeviationDraft, Deviations, Judgement, Profile},
};

/// The profile and the known deviations.
#[derive(Args, Clone, Debug)]
pub(super) struct JudgementFlags {
    /// Profile that the verdict rests on: `full`, `seed`, or one version of them, for example `full@1`
    ///
    /// `full` has all cases. `seed` has only the cases that follow directly from the main reference pages of Kii Cloud. A name
    /// without a version means the newest version. Cases that are newer than the profile run, but are not scored: their failures
    /// are shown as warnings. `full@next` and `seed@next` score them as well.
    #[arg(long, value_name = "PROFILE", default_value = "full", value_parser = Profile::find, help_heading = "Profile and known deviations")]
    pub(super) profile: Profile,
    /// File of known deviations (YAML): failures that are expected of this target, each with a reason
    #[arg(long, value_name = "FILE", help_heading = "Profile and known deviations")]
    deviations: Option<PathBuf>,
    /// Add an entry to this file for each violated statement that has none
    ///
    /// Entries that are in the file stay as they are. Replace each `...` in the new entries before you use the file with
    /// --deviations.
    #[arg(long, value_name = "FILE", help_heading = "Profile and known deviations")]
    write_deviations: Option<PathBuf>,
}

/// The file to which entries are added after the run.
pub(super) struct DraftFile {
    path: PathBuf,
    draft: DeviationDraft,
}

impl JudgementFlags {
    /// Whether they name files, in which there may be errors.
    pub(super) const fn name_files(&self) -> bool {
        self.deviations.is_some() || self.write_deviations.is_some()
    }

    /// The profile and the known deviations that apply to these cases.
    pub(super) fn judgement(&self, api: &Api, cases: &[Case], run: &[&Case]) -> Result<Judgement, String> {
        let profile = self.profile.clone();
        let Some(path) = &self.deviations else {
            return Ok(Judgement { profile, deviations: Deviations::default() });
        };
        let shown = path.display().to_string();
        let text = fs::read_to_string(path).map_err(|error| unread(&shown, &error))?;
        let deviations = Deviations::load(&shown, &text, api, cases, run, today());
        let deviations = deviations.map_err(|problems| format!("the known deviations cannot be used:\n{problems}"))?;
        Ok(Judgement { profile, deviations })
    }

    /// The file for new entries, opened before the run so that an error in it does not come after a long run.
    pub(super) fn draft_file(&self) -> Result<Option<DraftFile>, String> {
        let Some(path) = &self.write_deviations else { return Ok(None) };
        Destination::of(path).map_err(|error| error.to_string())?;
        Ok(Some(DraftFile { path: path.clone(), draft: DeviationDraft::open(path)? }))
    }
}

impl DraftFile {
    /// Adds an entry for each broken statement that has none; a message about it.
    pub(super) fn add(&self, records: &[Record]) -> Result<String, String> {
        let (text, added) = self.draft.with(records, today())?;
        write(&self.path, text.as_bytes()).map_err(|error| error.to_string())?;
        let shown = self.path.display();
        Ok(match added {
            0 => format!("{shown}: nothing to add"),
            1 => format!("{shown}: 1 entry is added; fill in what is `...`"),
            added => format!("{shown}: {added} entries are added; fill in what is `...`"),
        })
    }
}

/// Why there are no known deviations, and what to do.
fn unread(shown: &str, error: &io::Error) -> String {
    if error.kind() == ErrorKind::NotFound {
        return format!(
            "{shown}: expected a file of known deviations, found none; name one that exists, or give `--write-deviations {shown}` in \
             place of --deviations: the run then writes an entry for each statement that the target violates"
        );
    }
    format!(
        "{shown}: expected a file of known deviations (YAML), but it cannot be read: {error}; name a file that can be read"
    )
}

/// The day that it is, in UTC.
fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}
