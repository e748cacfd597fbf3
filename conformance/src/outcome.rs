//! What became of a case.

use std::time::Duration;

use kii_spec::Level;

use crate::{
    case::{Case, Role},
    exchange::Exchange,
    mismatch::Mismatch,
    traffic::Passage,
};

/// What became of a case.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Every answer was as documented.
    Passed,
    /// A statement of level *should* was broken, and none of level *must*.
    Warned(Finding),
    /// A statement of level *must* was broken.
    Failed(Finding),
    /// The target gave an unexpected answer before the case could begin, so nothing can be said about what it checks.
    NotTestable(Finding),
    /// The target does not claim what the case needs.
    NotApplicable(String),
    /// The suite could not find out: no answer, no connection, or a fault of its own.
    SuiteError(SuiteError),
}

/// What was found wrong, and in which exchange.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Why the step was made in which it was found.
    pub role: Role,
    /// What was sent and received in that step.
    pub exchange: Box<Exchange>,
    /// Everything that is wrong with it.
    pub mismatches: Vec<Mismatch>,
}

/// Why the suite could not find out.
#[derive(Clone, Debug)]
pub struct SuiteError {
    /// What went wrong, where, and what to do about it.
    pub message: String,
}

/// A case and what became of it.
#[derive(Clone, Debug)]
pub struct Record {
    /// The case.
    pub case: Case,
    /// What became of it.
    pub outcome: Outcome,
    /// How long it took.
    pub time: Duration,
    /// What the case created and could not remove, as paths.
    pub left_behind: Vec<String>,
    /// What it sent and received, as far as operations are concerned; races are not part of it.
    pub traffic: Vec<Passage>,
}

impl Outcome {
    /// The outcome's name in reports.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Warned(_) => "warned",
            Self::Failed(_) => "failed",
            Self::NotTestable(_) => "not testable",
            Self::NotApplicable(_) => "not applicable",
            Self::SuiteError(_) => "suite error",
        }
    }

    /// What was found, when something was.
    #[must_use]
    pub const fn finding(&self) -> Option<&Finding> {
        match self {
            Self::Warned(finding) | Self::Failed(finding) | Self::NotTestable(finding) => Some(finding),
            Self::Passed | Self::NotApplicable(_) | Self::SuiteError(_) => None,
        }
    }
}

impl Finding {
    /// The mismatches of a level.
    pub fn at(&self, level: Level) -> impl Iterator<Item = &Mismatch> {
        self.mismatches.iter().filter(move |mismatch| mismatch.level == level)
    }
}
