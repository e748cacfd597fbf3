//! What a run says about its target as a whole, and the exit code that says it to a machine.

use std::fmt;

use super::counted;
use crate::outcome::{Outcome, Record};

/// What a run says about its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every case that could run passed.
    Conforms(Counts),
    /// Some did not.
    DoesNotConform(Counts),
    /// Nothing can be said: the run could not be made, or not to its end.
    Untrusted(String),
}

/// How many cases came to which end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
                Outcome::NotApplicable(_) => &mut counts.not_applicable,
                Outcome::SuiteError(_) => &mut counts.suite_errors,
            } += 1;
        }
        counts
    }

    /// The counts of two parts of a run.
    pub(super) const fn and(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            flaky: self.flaky + other.flaky,
            warned: self.warned + other.warned,
            failed: self.failed + other.failed,
            not_testable: self.not_testable + other.not_testable,
            not_applicable: self.not_applicable + other.not_applicable,
            suite_errors: self.suite_errors + other.suite_errors,
        }
    }

    /// The cases that speak against the target. An unexpected answer on the way to a case is as much against it as one in
    /// the case itself.
    const fn against(&self) -> usize {
        self.failed + self.not_testable
    }

    /// The cases with a result.
    const fn tested(&self) -> usize {
        self.passed + self.flaky + self.warned + self.against()
    }
}

impl Verdict {
    /// What the records of a run say, given how many cases were selected for it.
    #[must_use]
    pub fn of(records: &[Record], selected: usize) -> Self {
        let counts = Counts::of(records);
        let first_error = records.iter().find_map(|record| match &record.outcome {
            Outcome::SuiteError(error) => Some((record, error)),
            Outcome::Passed
            | Outcome::Flaky(_)
            | Outcome::Warned(_)
            | Outcome::Failed(_)
            | Outcome::NotTestable(_)
            | Outcome::NotApplicable(_) => None,
        });
        if let Some((record, error)) = first_error {
            let number = counted(counts.suite_errors, "case");
            let reason = format!("{number} ended without a result, first {}: {}", record.case.name(), error.message);
            return Self::Untrusted(reason);
        }
        if records.len() < selected {
            return Self::Untrusted(format!("only {} of {} ran", records.len(), counted(selected, "selected case")));
        }
        Self::of_counts(counts)
    }

    /// What the counts of a run say that was made to its end.
    pub(super) fn of_counts(counts: Counts) -> Self {
        match counts {
            counts if counts.tested() == 0 => Self::Untrusted(
                "no case applies to this target; the reasons above say what its target file would have to give"
                    .to_owned(),
            ),
            counts if counts.against() > 0 => Self::DoesNotConform(counts),
            counts => Self::Conforms(counts),
        }
    }

    /// The exit code of a run that ends like this.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Conforms(_) => 0,
            Self::DoesNotConform(_) => 1,
            Self::Untrusted(_) => 2,
        }
    }

    /// The verdict's name in reports.
    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::Conforms(_) => "conforms",
            Self::DoesNotConform(_) => "does not conform",
            Self::Untrusted(_) => "untrusted",
        }
    }

    /// What the exit code means.
    pub(super) const fn meaning(&self) -> &'static str {
        match self {
            Self::Conforms(_) => "the target does what the documents demand, as far as it was tested",
            Self::DoesNotConform(_) => "the target does something else than the documents demand",
            Self::Untrusted(_) => "the run says nothing about the target",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = match self {
            Self::Conforms(counts) => {
                write!(f, "conforms: {} passed", counted(counts.tested(), "case"))?;
                counts
            }
            Self::DoesNotConform(counts) => {
                let (against, tested) = (counts.against(), counted(counts.tested(), "case"));
                write!(f, "does not conform: {against} of {tested} failed")?;
                if counts.not_testable > 0 {
                    write!(f, ", {} of them before the case could begin", counts.not_testable)?;
                }
                counts
            }
            Self::Untrusted(reason) => return write!(f, "could not be trusted: {reason}"),
        };
        if counts.flaky > 0 {
            write!(f, ", {} flaky", counts.flaky)?;
        }
        if counts.warned > 0 {
            write!(f, ", {} passed with warnings", counts.warned)?;
        }
        if counts.not_applicable > 0 {
            write!(f, ", {} not applicable", counts.not_applicable)?;
        }
        Ok(())
    }
}
