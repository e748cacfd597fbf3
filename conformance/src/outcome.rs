//! What became of a case.

use std::time::Duration;

use kii_spec::{Level, OperationId};

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
    /// In the end every answer was as documented, at most with warnings, but something had to be sent more than once; the
    /// record says what.
    Flaky(Option<Finding>),
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
    /// The operation that was asked in vain until the time was up, if that is why.
    pub silent: Option<OperationId>,
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
    /// Why something was sent again, one entry for each time.
    pub retries: Vec<String>,
    /// What it sent and received, as far as operations are concerned; races are not part of it.
    pub traffic: Vec<Passage>,
}

impl Outcome {
    /// The outcome's name in reports.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Flaky(_) => "flaky",
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
            Self::Flaky(finding) => finding.as_ref(),
            Self::Passed | Self::NotApplicable(_) | Self::SuiteError(_) => None,
        }
    }
}

impl SuiteError {
    /// Why the suite could not find out, where no operation is to blame.
    #[must_use]
    pub const fn new(message: String) -> Self {
        Self { message, silent: None }
    }
}

impl Record {
    /// A case that has no result, and why.
    #[must_use]
    pub const fn without_result(case: Case, why: String, time: Duration) -> Self {
        let outcome = Outcome::SuiteError(SuiteError::new(why));
        Self { case, outcome, time, left_behind: Vec::new(), retries: Vec::new(), traffic: Vec::new() }
    }

    /// The same record once no more attempts are made: a pass that took more than one is flaky.
    #[must_use]
    pub fn settled(self) -> Self {
        if self.retries.is_empty() {
            return self;
        }
        let outcome = match self.outcome {
            Outcome::Passed => Outcome::Flaky(None),
            Outcome::Warned(finding) => Outcome::Flaky(Some(finding)),
            settled @ (Outcome::Flaky(_)
            | Outcome::Failed(_)
            | Outcome::NotTestable(_)
            | Outcome::NotApplicable(_)
            | Outcome::SuiteError(_)) => settled,
        };
        Self { outcome, ..self }
    }
}

impl Finding {
    /// The mismatches of a level.
    pub fn at(&self, level: Level) -> impl Iterator<Item = &Mismatch> {
        self.mismatches.iter().filter(move |mismatch| mismatch.level == level)
    }
}
