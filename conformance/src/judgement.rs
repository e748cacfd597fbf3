//! What outcomes are held against: the profile that is scored, and the deviations that are known.

use kii_spec::Api;

use crate::{
    case::Case,
    deviation::Deviations,
    outcome::{Outcome, Record},
    profile::Profile,
    report::Verdict,
};

/// What outcomes are held against.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The profile that is scored.
    pub profile: Profile,
    /// The deviations that are known.
    pub deviations: Deviations,
}

impl Judgement {
    /// What became of a case, once it is known whether that was known and whether it counts.
    #[must_use]
    pub fn judge(&self, api: &Api, record: Record) -> Record {
        let known = self.deviations.excuse(api, &record);
        let outcome = match (record.outcome, known) {
            (Outcome::Failed(finding) | Outcome::NotTestable(finding), Some(known)) => {
                Outcome::KnownDeviation(finding, known)
            }
            (outcome, _) => outcome,
        };
        let outcome = match outcome {
            // There is nothing in it that could count.
            outcome @ Outcome::NotApplicable(_) => outcome,
            outcome if self.profile.scores(&record.case) => outcome,
            outcome @ (Outcome::Passed
            | Outcome::Flaky(_)
            | Outcome::Warned(_)
            | Outcome::Failed(_)
            | Outcome::NotTestable(_)
            | Outcome::KnownDeviation(..)
            | Outcome::NotScored(_)
            | Outcome::SuiteError(_)) => Outcome::NotScored(Box::new(outcome)),
        };
        Record { outcome, ..record }
    }

    /// What the records of a run say, given every case of the suite and how many were selected.
    #[must_use]
    pub fn verdict(&self, api: &Api, cases: &[Case], records: &[Record], selected: usize) -> Verdict {
        Verdict::of(records, selected, self.deviations.surprises(api, cases, records))
    }
}
