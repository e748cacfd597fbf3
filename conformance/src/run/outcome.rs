//! The outcome of a case, and its record.

use std::time::Duration;

use kii_spec::{CapabilityName, Level, OperationId};
use serde::{Deserialize, Serialize};

use crate::{
    cases::{Case, Role},
    deployment::MissingPrerequisite,
    judge::{Examined, ExchangeSummary, Mismatch},
    run::{recorded_exchange::RecordedExchange, requests::Requests},
    send::Exchange,
    values::words,
};

/// How a case ended.
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
    /// A statement of level *must* was broken, and an entry of the known deviations says so.
    KnownDeviation(Finding, KnownDeviation),
    /// The case is newer than the profile that is scored, so its outcome does not count.
    NotScored(Box<Outcome>),
    /// The target does not claim what the case needs.
    NotApplicable(MissingPrerequisite),
    /// The case has no result: no response, no connection, or a fault of the suite.
    SuiteError(SuiteError),
}

words! {
    /// How a case ended, without the details.
    pub enum OutcomeKind {
        /// Every response was as documented.
        Passed = "passed",
        /// Passed after something had been sent again.
        Flaky = "flaky",
        /// Passed with warnings.
        Warned = "warned",
        /// Failed.
        Failed = "failed",
        /// An unexpected response before the case could begin.
        NotTestable = "not testable",
        /// Failed, as the known deviations of the target say.
        KnownDeviation = "known deviation",
        /// Newer than the profile.
        NotScored = "not scored",
        /// The target does not offer what the case needs.
        NotApplicable = "not applicable",
        /// The suite could not find out.
        SuiteError = "suite error",
    }
}

impl OutcomeKind {
    /// All of them, in the order of their declaration.
    pub(crate) const ALL: [Self; 9] = [
        Self::Passed,
        Self::Flaky,
        Self::Warned,
        Self::Failed,
        Self::NotTestable,
        Self::KnownDeviation,
        Self::NotScored,
        Self::NotApplicable,
        Self::SuiteError,
    ];

    /// Whether somebody has to look at the case: something is wrong that nobody has declared, or there is no result.
    pub(crate) const fn is_failure(self) -> bool {
        match self {
            Self::Failed | Self::NotTestable | Self::SuiteError => true,
            Self::Passed
            | Self::Flaky
            | Self::Warned
            | Self::KnownDeviation
            | Self::NotScored
            | Self::NotApplicable => false,
        }
    }
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

/// The entry that says that a case fails on this target.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownDeviation {
    /// Where the entry is written, as `file:line`.
    pub place: String,
    /// Why the target deviates, who looks after it and until when, as a text for people.
    pub reason: String,
}

/// Why the suite could not find out.
#[derive(Clone, Debug)]
pub struct SuiteError {
    /// What went wrong, where, and what to do about it.
    pub message: String,
    /// The operation that was asked in vain until the time was up, if that is why.
    pub silent: Option<OperationId>,
}

/// A case and its outcome.
#[derive(Clone, Debug)]
pub struct Record {
    /// The case.
    pub case: Case,
    /// How it ended.
    pub outcome: Outcome,
    /// What was found in other steps than the one that decided the outcome: statements of level *should* that were broken.
    pub warnings: Vec<Finding>,
    /// How long it took.
    pub time: Duration,
    /// What the case created and could not remove, as paths.
    pub left_behind: Vec<String>,
    /// Why something was sent again, one entry for each time.
    pub retries: Vec<String>,
    /// How many requests it sent, those of failed attempts included.
    pub requests: Requests,
    /// What it sent and received, as far as operations are concerned; races are not part of it.
    pub traffic: Vec<ExchangeSummary>,
    /// How many times it began: more than once if it was repeated or had no result at first.
    pub attempts: usize,
    /// Every exchange of the last attempt, if the session records them.
    pub exchanges: Vec<RecordedExchange>,
    /// The statements that it has examined, each with the operation that it is about.
    pub examined: Examined,
}

impl Outcome {
    /// The outcome without its details.
    #[must_use]
    pub const fn kind(&self) -> OutcomeKind {
        match self {
            Self::Passed => OutcomeKind::Passed,
            Self::Flaky(_) => OutcomeKind::Flaky,
            Self::Warned(_) => OutcomeKind::Warned,
            Self::Failed(_) => OutcomeKind::Failed,
            Self::NotTestable(_) => OutcomeKind::NotTestable,
            Self::KnownDeviation(..) => OutcomeKind::KnownDeviation,
            Self::NotScored(_) => OutcomeKind::NotScored,
            Self::NotApplicable(_) => OutcomeKind::NotApplicable,
            Self::SuiteError(_) => OutcomeKind::SuiteError,
        }
    }

    /// The outcome's name in reports.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        self.kind().word()
    }

    /// What decided the outcome, when something was found.
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

    /// What the target does not offer, when that is why the case is not applicable.
    pub(crate) const fn missing_capability(&self) -> Option<&CapabilityName> {
        match self {
            Self::NotApplicable(missing) => missing.capability.as_ref(),
            Self::NotScored(outcome) => outcome.missing_capability(),
            Self::Passed
            | Self::Flaky(_)
            | Self::Warned(_)
            | Self::Failed(_)
            | Self::NotTestable(_)
            | Self::KnownDeviation(..)
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
        let (warnings, left_behind, retries) = (Vec::new(), Vec::new(), Vec::new());
        let (requests, traffic, examined) = (Requests::default(), Vec::new(), Examined::new());
        let (attempts, exchanges) = (0, Vec::new());
        Self { case, outcome, warnings, time, left_behind, retries, requests, traffic, attempts, exchanges, examined }
    }

    /// Everything that was found, in whichever step: first what decided the outcome.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.outcome.finding().into_iter().flat_map(|finding| std::iter::once(finding).chain(&self.warnings))
    }

    /// The same record with what an earlier attempt has cost and left behind.
    #[must_use]
    pub(crate) fn after(self, before: Self) -> Self {
        let left_behind = before.left_behind.into_iter().chain(self.left_behind).collect();
        let retries = before.retries.into_iter().chain(self.retries).collect();
        let (time, requests) = (before.time + self.time, before.requests.and(&self.requests));
        Self { time, left_behind, retries, requests, attempts: before.attempts + self.attempts, ..self }
    }

    /// The same record once it has been reported, with no more than a verdict needs.
    #[must_use]
    pub(crate) fn condensed(self) -> Self {
        Self { traffic: Vec::new(), exchanges: Vec::new(), examined: Examined::new(), ..self }
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
