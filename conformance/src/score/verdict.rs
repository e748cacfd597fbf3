//! What a run says about its target as a whole, and the exit code that says it to a machine.

use std::{collections::BTreeSet, fmt};

use kii_spec::CapabilityName;
use serde::{Deserialize, Serialize};

use crate::run::{Outcome, Record};
use crate::values::count::counted;

/// What a run says about its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every case that could run passed, or failed as is known.
    Conforms(Scoreboard),
    /// Some did not.
    DoesNotConform(Scoreboard),
    /// As many do as above, but the target no longer deviates as it is said to; what to do about each such entry.
    UnexpectedPass(Scoreboard, Vec<String>),
    /// Nothing can be said: the run could not be made, or not to its end.
    Inconclusive(String),
}

/// How a target stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scoreboard {
    /// How many cases came to which end.
    pub counts: Counts,
    /// What it does not offer, of what the cases would have needed.
    pub except: Vec<CapabilityName>,
}

/// How many cases came to which end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Passed, without warnings.
    pub passed: usize,
    /// Passed after something had been sent again, with warnings or without.
    pub flaky: usize,
    /// Passed, with warnings.
    pub warned: usize,
    /// Failed.
    pub failed: usize,
    /// Not to be tested because of an answer before the case began.
    pub not_testable: usize,
    /// Failed, as is known of the target.
    pub known_deviations: usize,
    /// Newer than the profile.
    pub not_scored: usize,
    /// Not applicable to the target.
    pub not_applicable: usize,
    /// Without a result.
    pub suite_errors: usize,
}

impl Counts {
    /// Counts records.
    #[must_use]
    pub fn of(records: &[Record]) -> Self {
        let mut counts = Self::default();
        for record in records {
            *match record.outcome {
                Outcome::Passed => &mut counts.passed,
                Outcome::Flaky(_) => &mut counts.flaky,
                Outcome::Warned(_) => &mut counts.warned,
                Outcome::Failed(_) => &mut counts.failed,
                Outcome::NotTestable(_) => &mut counts.not_testable,
                Outcome::KnownDeviation(..) => &mut counts.known_deviations,
                Outcome::NotScored(_) => &mut counts.not_scored,
                Outcome::NotApplicable(_) => &mut counts.not_applicable,
                Outcome::SuiteError(_) => &mut counts.suite_errors,
            } += 1;
        }
        counts
    }

    /// Counts outcomes by their names in reports.
    pub(crate) fn of_words<'a>(words: impl Iterator<Item = &'a str>) -> Result<Self, String> {
        let mut counts = Self::default();
        for word in words {
            *match word {
                "passed" => &mut counts.passed,
                "flaky" => &mut counts.flaky,
                "warned" => &mut counts.warned,
                "failed" => &mut counts.failed,
                "not testable" => &mut counts.not_testable,
                "known deviation" => &mut counts.known_deviations,
                "not scored" => &mut counts.not_scored,
                "not applicable" => &mut counts.not_applicable,
                "suite error" => &mut counts.suite_errors,
                other => return Err(format!("expected the outcome of a case, found `{other}`")),
            } += 1;
        }
        Ok(counts)
    }

    /// The counts of two parts of a run.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            flaky: self.flaky + other.flaky,
            warned: self.warned + other.warned,
            failed: self.failed + other.failed,
            not_testable: self.not_testable + other.not_testable,
            known_deviations: self.known_deviations + other.known_deviations,
            not_scored: self.not_scored + other.not_scored,
            not_applicable: self.not_applicable + other.not_applicable,
            suite_errors: self.suite_errors + other.suite_errors,
        }
    }

    /// The cases that speak against the target. An unexpected answer on the way to a case is as much against it as one in
    /// the case itself.
    const fn against(&self) -> usize {
        self.failed + self.not_testable
    }

    /// The cases that speak for it.
    const fn in_favour(&self) -> usize {
        self.passed + self.flaky + self.warned
    }

    /// The cases with a result that counts.
    const fn tested(&self) -> usize {
        self.in_favour() + self.against() + self.known_deviations
    }
}

impl Verdict {
    /// What the records of a run say, given how many cases were selected for it, and what to say of each known deviation that
    /// is none any more.
    #[must_use]
    pub fn of(records: &[Record], selected: usize, surprises: Vec<String>) -> Self {
        let counts = Counts::of(records);
        let first_error = records.iter().find_map(|record| match &record.outcome {
            Outcome::SuiteError(error) => Some((record, error)),
            Outcome::Passed
            | Outcome::Flaky(_)
            | Outcome::Warned(_)
            | Outcome::Failed(_)
            | Outcome::NotTestable(_)
            | Outcome::KnownDeviation(..)
            | Outcome::NotScored(_)
            | Outcome::NotApplicable(_) => None,
        });
        if let Some((record, error)) = first_error {
            let number = counted(counts.suite_errors, "case");
            let reason = format!("{number} ended without a result, first {}: {}", record.case.name(), error.message);
            return Self::Inconclusive(reason);
        }
        if records.len() < selected {
            return Self::Inconclusive(format!("only {} of {} ran", records.len(), counted(selected, "selected case")));
        }
        Self::of_standing(Scoreboard { counts, except: except(records) }, surprises)
    }

    /// What the standing of a target says, by a run that was made to its end.
    pub(crate) fn of_standing(standing: Scoreboard, surprises: Vec<String>) -> Self {
        let counts = standing.counts;
        if counts.tested() == 0 {
            let why = match counts.not_scored {
                0 => "no case applies to this target; the reasons above say what its target file would have to give",
                _ => "every case that ran is newer than the profile; a newer version of it scores them",
            };
            return Self::Inconclusive(why.to_owned());
        }
        match (counts.against(), surprises.is_empty()) {
            (1.., _) => Self::DoesNotConform(standing),
            (0, true) => Self::Conforms(standing),
            (0, false) => Self::UnexpectedPass(standing, surprises),
        }
    }

    /// The exit code of a run that ends like this.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Conforms(_) => 0,
            // As with strict expected failures elsewhere: who keeps such a list is told when it is wrong.
            Self::DoesNotConform(_) | Self::UnexpectedPass(..) => 1,
            Self::Inconclusive(_) => 2,
        }
    }

    /// The verdict's name in reports.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::Conforms(_) => "conforms",
            Self::DoesNotConform(_) => "does not conform",
            Self::UnexpectedPass(..) => "surprise pass",
            Self::Inconclusive(_) => "untrusted",
        }
    }

    /// What the target does not offer.
    pub(crate) fn except(&self) -> &[CapabilityName] {
        match self {
            Self::Conforms(standing) | Self::DoesNotConform(standing) | Self::UnexpectedPass(standing, _) => {
                &standing.except
            }
            Self::Inconclusive(_) => &[],
        }
    }

    /// Why the exit code is not what the cases alone would make it.
    pub(crate) fn reason(&self) -> Option<String> {
        match self {
            Self::UnexpectedPass(_, surprises) => Some(surprises.join("\n")),
            Self::Inconclusive(reason) => Some(reason.clone()),
            Self::Conforms(_) | Self::DoesNotConform(_) => None,
        }
    }

    /// What the exit code means.
    pub(crate) const fn meaning(&self) -> &'static str {
        match self {
            Self::Conforms(_) => "the target does what the documents demand, as far as it was tested",
            Self::DoesNotConform(_) => "the target does something else than the documents demand",
            Self::UnexpectedPass(..) => "the target does what the documents demand where it is said to deviate",
            Self::Inconclusive(_) => "the run says nothing about the target",
        }
    }
}

/// What the target does not offer, of what the cases would have needed, by name.
fn except(records: &[Record]) -> Vec<CapabilityName> {
    let mut except = BTreeSet::new();
    for record in records {
        if let Outcome::NotApplicable(lack) = &record.outcome {
            except.extend(lack.capability.clone());
        }
    }
    except.into_iter().collect()
}

impl Scoreboard {
    /// ` except ranges, with 2 known deviations`, as far as there is something to say.
    fn reservations(&self) -> String {
        let mut reservations = Vec::new();
        if !self.except.is_empty() {
            let names: Vec<&str> = self.except.iter().map(|name| name.0.as_str()).collect();
            reservations.push(format!(" except {}", names.join(", ")));
        }
        if self.counts.known_deviations > 0 {
            reservations.push(format!(" with {}", counted(self.counts.known_deviations, "known deviation")));
        }
        reservations.join(",")
    }

    /// The cases that are neither a plain pass nor a plain failure.
    fn remainder(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { flaky, warned, not_scored, not_applicable, .. } = self.counts;
        let told = [
            (flaky, "flaky"),
            (warned, "passed with warnings"),
            (not_scored, "not scored"),
            (not_applicable, "not applicable"),
        ];
        told.into_iter().filter(|(count, _)| *count > 0).try_for_each(|(count, what)| write!(f, ", {count} {what}"))
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conforms(standing) => {
                let passed = counted(standing.counts.in_favour(), "case");
                write!(f, "conforms{}: {passed} passed", standing.reservations())?;
                standing.remainder(f)
            }
            Self::DoesNotConform(standing) => {
                let counts = standing.counts;
                let (against, tested) = (counts.against(), counted(counts.tested(), "case"));
                write!(f, "does not conform: {against} of {tested} failed")?;
                if counts.not_testable > 0 {
                    write!(f, ", {} of them before the case could begin", counts.not_testable)?;
                }
                if counts.known_deviations > 0 {
                    write!(f, ", {}", counted(counts.known_deviations, "known deviation"))?;
                }
                standing.remainder(f)
            }
            Self::UnexpectedPass(standing, surprises) => {
                let passed = counted(standing.counts.in_favour(), "case");
                let entries = counted(surprises.len(), "known deviation");
                write!(f, "surprise pass: {entries} no longer there, {passed} passed")?;
                standing.remainder(f)?;
                surprises.iter().try_for_each(|surprise| write!(f, "\n  {surprise}"))
            }
            Self::Inconclusive(reason) => write!(f, "could not be trusted: {reason}"),
        }
    }
}
