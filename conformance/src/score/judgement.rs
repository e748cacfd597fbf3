//! Judges outcomes by the profile that is scored and the known deviations.

use kii_spec::Api;

use crate::{
    cases::Case,
    run::{Outcome, Record},
    score::{deviation::Deviations, profile::Profile, verdict::Verdict},
};

/// The profile and the known deviations by which outcomes are judged.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The profile that is scored.
    pub profile: Profile,
    /// The deviations that are known.
    pub deviations: Deviations,
}

impl Judgement {
    /// The record with its outcome as it counts: as a known deviation, not scored, or as it is.
    #[must_use]
    pub fn judge(&self, api: &Api, record: Record) -> Record {
        let known = self.deviations.excuse(api, &record);
        let outcome = match (record.outcome, known) {
            (Outcome::Failed(finding) | Outcome::NotTestable(finding), Some(known)) => {
                Outcome::KnownDeviation(finding, known)
            }
            (outcome, _) => outcome,
        };
        // A case that is not applicable has nothing that could count.
        let counts = self.profile.scores(api, &record.case) || matches!(outcome, Outcome::NotApplicable(_));
        let is_final = counts || matches!(outcome, Outcome::NotScored(_));
        let outcome = if is_final { outcome } else { Outcome::NotScored(Box::new(outcome)) };
        Record { outcome, ..record }
    }

    /// What the records of a run say, given every case of the suite and how many were selected.
    #[must_use]
    pub fn verdict(&self, api: &Api, cases: &[Case], records: &[Record], selected: usize) -> Verdict {
        Verdict::of(records, selected, &self.deviations.uses(api, cases, records))
    }
}
