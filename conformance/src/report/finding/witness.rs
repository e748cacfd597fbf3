//! The case that shows a finding best.

use serde::{Deserialize, Serialize};

use super::Sighting;
use crate::{report::case_result::StepKind, run::OutcomeKind};

/// A case, and what was found in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witness {
    /// Its name.
    pub case: String,
    /// The statement that it violates.
    pub statement: String,
    /// The page or decision that demands it.
    pub source: String,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
    /// Why the step was made in which it was found.
    pub(crate) step: StepKind,
    /// The command that runs the case again.
    pub rerun: String,
}

/// The sighting that shows it best, of those with one cause.
pub(super) fn of(sightings: &[Sighting<'_>]) -> Option<Witness> {
    let Sighting { result, mismatch, .. } = Sighting::best(sightings)?;
    Some(Witness {
        case: result.name.clone(),
        statement: mismatch.statement.clone(),
        source: mismatch.source.clone(),
        expected: mismatch.expected.clone(),
        found: mismatch.found.clone(),
        step: mismatch.step,
        rerun: result.rerun.clone().unwrap_or_default(),
    })
}

/// What makes a case a bad example, the worst first: it does not count; it shows what it shows on its way to something else,
/// or in an answer of another operation; there is much about it that does not matter.
pub(super) fn awkwardness(sighting: &Sighting<'_>) -> impl Ord {
    let Sighting { place, result, mismatch } = sighting;
    let role = match mismatch.step {
        StepKind::Act => 0,
        StepKind::Follow => 1,
        StepKind::Verification => 2,
        StepKind::Control => 3,
        StepKind::SetUp => 4,
    };
    let is_testable = result.outcome != OutcomeKind::NotTestable;
    let is_of_another = mismatch.operation != result.operation;
    (!result.is_scored(), role, !is_testable, is_of_another, result.case.matches(['[', ',']).count(), *place)
}
