//! What became of a case.

use std::time::Duration;

use kii_spec::{Level, OperationId};

use crate::{
    cases::{Case, Role},
    deployment::MissingPrerequisite,
    judge::{Examined, ExchangeSummary, Mismatch},
    send::Exchange,
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
    /// A statement of level *must* was broken, and that the target does so is known.
    KnownDeviation(Finding, Known),
    /// The case is newer than the profile that is scored, so what became of it does not count.
    NotScored(Box<Outcome>),
    /// The target does not claim what the case needs.
    NotApplicable(MissingPrerequisite),
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

/// How it is known that a case fails.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Known {
    /// Why the target deviates, who looks after it and until when, as a text for people.
    pub reason: String,
    /// Where that is written, as `file:line`.
    pub place: String,
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
    pub traffic: Vec<ExchangeSummary>,
    /// The statements that it has examined, each with the operation that it is about.
    pub examined: Examined,
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
            Self::KnownDeviation(..) => "known deviation",
            Self::NotScored(_) => "not scored",
            Self::NotApplicable(_) => "not applicable",
            Self::SuiteError(_) => "suite error",
        }
    }

    /// What was found, when something was.
    #[must_use]
    pub const fn finding(&self) -> Option<&Finding> {
        match self {
            Self::Warned(finding)
            | Self::Failed(finding)
            | Self::NotTestable(finding)
            | Self::KnownDeviation(finding, _) => Some(finding),
            Self::Flaky(finding) => finding.as_ref(),
            Self::NotScored(outcome) => outcome.finding(),
            Self::Passed | Self::NotApplicable(_) | Self::SuiteError(_) => None,
        }
    }

    /// What was found, when it counts for or against the target.
    #[must_use]
    pub const fn scored_finding(&self) -> Option<&Finding> {
        match self {
            Self::Warned(_) | Self::Failed(_) | Self::NotTestable(_) | Self::Flaky(_) => self.finding(),
            Self::KnownDeviation(..)
            | Self::NotScored(_)
            | Self::Passed
            | Self::NotApplicable(_)
            | Self::SuiteError(_) => None,
        }
    }

    /// Why a case has no result, or one that does not count, if so.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        match self {
            Self::KnownDeviation(_, known) => Some(format!("{} ({})", known.reason, known.place)),
            Self::NotScored(outcome) => {
                let reason = outcome.reason().map(|reason| format!(": {reason}")).unwrap_or_default();
                Some(format!("newer than the profile; {}{reason}", outcome.word()))
            }
            Self::NotApplicable(lack) => Some(lack.reason.clone()),
            Self::SuiteError(error) => Some(error.message.clone()),
            Self::Passed | Self::Flaky(_) | Self::Warned(_) | Self::Failed(_) | Self::NotTestable(_) => None,
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
    pub fn without_result(case: Case, why: String, time: Duration) -> Self {
        let outcome = Outcome::SuiteError(SuiteError::new(why));
        let (left_behind, retries, traffic, examined) = (Vec::new(), Vec::new(), Vec::new(), Examined::new());
        Self { case, outcome, time, left_behind, retries, traffic, examined }
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
            | Outcome::KnownDeviation(..)
            | Outcome::NotScored(_)
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
