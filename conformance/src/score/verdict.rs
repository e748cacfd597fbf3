//! The verdict of a run on its target, and the exit code.

use std::{collections::BTreeSet, fmt};

use kii_spec::CapabilityName;
use serde::{Deserialize, Serialize};

use crate::{
    run::{OutcomeKind, Record},
    score::deviation::DeviationUse,
    values::{count::counted, words},
};

/// What a run says about its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every case that could run passed, or failed as a known deviation says.
    Conforms(Scoreboard),
    /// None failed, but some warned, and warnings are not allowed.
    Warns(Scoreboard),
    /// Some did not.
    DoesNotConform(Scoreboard),
    /// No case failed, but the target no longer deviates as some entries say; what to do about each of these.
    UnexpectedPass(Scoreboard, Vec<String>),
    /// Nothing can be said: the run could not be made, or not to its end.
    Inconclusive(String),
}

words! {
    /// The name of a verdict in reports.
    pub(crate) enum VerdictWord {
        /// Every case that could run passed, or failed as a known deviation says.
        Conforms = "conforms",
        /// None failed, but some warned, and warnings are not allowed.
        Warns = "warns",
        /// Some did not.
        DoesNotConform = "does not conform",
        /// The target no longer deviates as an entry says.
        UnexpectedPass = "surprise pass",
        /// The run says nothing about the target.
        Inconclusive = "untrusted",
    }
}

/// The counts of a run, and what the target does not offer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scoreboard {
    /// How many cases ended with each outcome.
    pub counts: Counts,
    /// What the target does not offer, of what the cases would have needed.
    pub except: BTreeSet<CapabilityName>,
}

/// Adds up cases for a verdict, those of one run or those of its shards.
#[derive(Clone, Debug, Default)]
pub(crate) struct CaseTally {
    scoreboard: Scoreboard,
    /// The first case without a result, and why it has none.
    first_error: Option<(String, String)>,
}

/// How many cases ended with each outcome.
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
    /// Not testable, because of a response before the case began.
    pub not_testable: usize,
    /// Failed, as a known deviation says.
    pub known_deviations: usize,
    /// Newer than the profile.
    pub not_scored: usize,
    /// Not applicable to the target.
    pub not_applicable: usize,
    /// Without a result.
    pub suite_errors: usize,
}

impl Counts {
    /// Counts outcomes.
    pub(crate) fn of(outcomes: impl IntoIterator<Item = OutcomeKind>) -> Self {
        let mut counts = Self::default();
        outcomes.into_iter().for_each(|outcome| counts.add(outcome));
        counts
    }

    const fn add(&mut self, outcome: OutcomeKind) {
        *match outcome {
            OutcomeKind::Passed => &mut self.passed,
            OutcomeKind::Flaky => &mut self.flaky,
            OutcomeKind::Warned => &mut self.warned,
            OutcomeKind::Failed => &mut self.failed,
            OutcomeKind::NotTestable => &mut self.not_testable,
            OutcomeKind::KnownDeviation => &mut self.known_deviations,
            OutcomeKind::NotScored => &mut self.not_scored,
            OutcomeKind::NotApplicable => &mut self.not_applicable,
            OutcomeKind::SuiteError => &mut self.suite_errors,
        } += 1;
    }

    /// The cases that count against the target. An unexpected response in the set-up of a case counts as much as one in the
    /// case itself.
    const fn against(&self) -> usize {
        self.failed + self.not_testable
    }

    /// The cases that count for it.
    const fn in_favour(&self) -> usize {
        self.passed + self.flaky + self.warned
    }

    /// All cases.
    const fn all(&self) -> usize {
        self.tested() + self.not_scored + self.not_applicable + self.suite_errors
    }

    /// The cases with a result that counts.
    const fn tested(&self) -> usize {
        self.in_favour() + self.against() + self.known_deviations
    }
}

impl CaseTally {
    /// Adds a case: its name, its outcome, what it needs and the target does not offer, and why it has no result.
    pub(crate) fn add(
        &mut self,
        case: &str,
        outcome: OutcomeKind,
        missing: Option<&CapabilityName>,
        reason: Option<&str>,
    ) {
        self.scoreboard.counts.add(outcome);
        self.scoreboard.except.extend(missing.cloned());
        if outcome == OutcomeKind::SuiteError && self.first_error.is_none() {
            self.first_error = Some((case.to_owned(), reason.unwrap_or_default().to_owned()));
        }
    }

    /// What these cases say about the target, given how many were selected and the uses of the known deviations.
    pub(crate) fn verdict(self, selected: usize, deviations: &[DeviationUse]) -> Verdict {
        let Self { scoreboard, first_error } = self;
        let counts = scoreboard.counts;
        if let Some((case, message)) = first_error {
            let number = counted(counts.suite_errors, "case");
            return Verdict::Inconclusive(format!("{number} ended without a result, first {case}: {message}"));
        }
        if counts.all() < selected {
            let selected = counted(selected, "selected case");
            return Verdict::Inconclusive(format!("only {} of {selected} ran", counts.all()));
        }
        if counts.tested() == 0 {
            let why = match counts.not_scored {
                0 => "no case applies to this target; the reasons above say what its target file would have to give",
                _ => "every case that ran is newer than the profile; `--profile full@next` scores new cases as well",
            };
            return Verdict::Inconclusive(why.to_owned());
        }
        let unexpected: Vec<String> =
            deviations.iter().filter(|entry| entry.is_unexpected_pass()).map(DeviationUse::message).collect();
        match (counts.against(), unexpected.is_empty()) {
            (1.., _) => Verdict::DoesNotConform(scoreboard),
            (0, true) => Verdict::Conforms(scoreboard),
            (0, false) => Verdict::UnexpectedPass(scoreboard, unexpected),
        }
    }
}

impl Verdict {
    /// What the records of a run say, given how many cases were selected and the uses of the known deviations.
    #[must_use]
    pub fn of(records: &[Record], selected: usize, deviations: &[DeviationUse]) -> Self {
        let mut tally = CaseTally::default();
        for record in records {
            let (outcome, reason) = (&record.outcome, record.outcome.reason());
            tally.add(&record.case.name(), outcome.kind(), outcome.missing_capability(), reason.as_deref());
        }
        tally.verdict(selected, deviations)
    }

    /// The verdict where warnings are not allowed, of a run with warnings.
    #[must_use]
    pub(crate) fn denying_warnings(self) -> Self {
        match self {
            Self::Conforms(scoreboard) => Self::Warns(scoreboard),
            other @ (Self::Warns(_) | Self::DoesNotConform(_) | Self::UnexpectedPass(..) | Self::Inconclusive(_)) => {
                other
            }
        }
    }

    /// The exit code of a run that ends like this.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Conforms(_) => 0,
            // As with strict expected failures elsewhere: an entry that is wrong fails the run.
            Self::Warns(_) | Self::DoesNotConform(_) | Self::UnexpectedPass(..) => 1,
            Self::Inconclusive(_) => 2,
        }
    }

    /// The verdict's name in reports.
    pub(crate) const fn word(&self) -> VerdictWord {
        match self {
            Self::Conforms(_) => VerdictWord::Conforms,
            Self::Warns(_) => VerdictWord::Warns,
            Self::DoesNotConform(_) => VerdictWord::DoesNotConform,
            Self::UnexpectedPass(..) => VerdictWord::UnexpectedPass,
            Self::Inconclusive(_) => VerdictWord::Inconclusive,
        }
    }

    /// What the target does not offer.
    pub(crate) fn except(&self) -> impl Iterator<Item = &CapabilityName> {
        let scoreboard = match self {
            Self::Conforms(scoreboard)
            | Self::Warns(scoreboard)
            | Self::DoesNotConform(scoreboard)
            | Self::UnexpectedPass(scoreboard, _) => Some(scoreboard),
            Self::Inconclusive(_) => None,
        };
        scoreboard.into_iter().flat_map(|scoreboard| &scoreboard.except)
    }

    /// Why the verdict does not follow from the cases alone.
    pub(crate) fn reason(&self) -> Option<String> {
        match self {
            Self::UnexpectedPass(_, entries) => Some(entries.join("\n")),
            Self::Inconclusive(reason) => Some(reason.clone()),
            Self::Conforms(_) | Self::Warns(_) | Self::DoesNotConform(_) => None,
        }
    }

    /// What the exit code means.
    pub(crate) const fn meaning(&self) -> &'static str {
        match self {
            Self::Conforms(_) => "the target does what the documents demand, as far as it was tested",
            Self::Warns(_) => "the target does not do everything that it should, and --warnings deny demands that",
            Self::DoesNotConform(_) => "the target does something else than the documents demand",
            Self::UnexpectedPass(..) => "the target does what the documents demand where it is said to deviate",
            Self::Inconclusive(_) => "the run says nothing about the target",
        }
    }
}

impl Scoreboard {
    /// ` except ranges, with 2 known deviations`; empty if there is nothing to except.
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
        let rest = [
            (flaky, "flaky"),
            (warned, "passed with warnings"),
            (not_scored, "not scored"),
            (not_applicable, "not applicable"),
        ];
        rest.into_iter().filter(|(count, _)| *count > 0).try_for_each(|(count, what)| write!(f, ", {count} {what}"))
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conforms(scoreboard) => {
                let passed = counted(scoreboard.counts.in_favour(), "case");
                write!(f, "conforms{}: {passed} passed", scoreboard.reservations())?;
                scoreboard.remainder(f)
            }
            Self::Warns(scoreboard) => {
                let passed = counted(scoreboard.counts.in_favour(), "case");
                write!(f, "warns{}: {passed} passed", scoreboard.reservations())?;
                scoreboard.remainder(f)
            }
            Self::DoesNotConform(scoreboard) => {
                let counts = scoreboard.counts;
                let (against, tested) = (counts.against(), counted(counts.tested(), "case"));
                write!(f, "does not conform: {against} of {tested} failed")?;
                if counts.not_testable > 0 {
                    write!(f, ", {} of them before the case could begin", counts.not_testable)?;
                }
                if counts.known_deviations > 0 {
                    write!(f, ", {}", counted(counts.known_deviations, "known deviation"))?;
                }
                scoreboard.remainder(f)
            }
            Self::UnexpectedPass(scoreboard, unexpected) => {
                let passed = counted(scoreboard.counts.in_favour(), "case");
                let entries = counted(unexpected.len(), "known deviation");
                write!(f, "surprise pass: {entries} no longer there, {passed} passed")?;
                scoreboard.remainder(f)?;
                unexpected.iter().try_for_each(|entry| write!(f, "\n  {entry}"))
            }
            Self::Inconclusive(reason) => write!(f, "could not be trusted: {reason}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_with_warnings_fails_where_they_are_denied() {
        let counts = Counts { passed: 2, warned: 1, ..Counts::default() };
        let conforms = || Verdict::Conforms(Scoreboard { counts, except: BTreeSet::new() });
        assert_eq!(conforms().exit_code(), 0);
        let denied = conforms().denying_warnings();
        assert_eq!(
            (denied.exit_code(), denied.to_string().as_str()),
            (1, "warns: 3 cases passed, 1 passed with warnings")
        );
        let inconclusive = Verdict::Inconclusive("why".to_owned());
        assert_eq!(inconclusive.clone().denying_warnings(), inconclusive, "it says no more than before");
    }
}
