//! What became of one case, as plain data without secrets.

use kii_spec::{Api, Level, OperationId, Statement};
use serde::{Deserialize, Serialize};

use super::{
    event::milliseconds,
    failure::{self, Rerun},
};
use crate::{
    cases::Role,
    deployment::Target,
    judge::{Difference, Mismatch},
    run::{Finding, KnownDeviation, Outcome, OutcomeKind, Record, Requests},
    values::words,
};

/// What it takes to report a case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReportContext<'a> {
    /// The API that the case is about.
    pub api: &'a Api,
    /// The target, whose secrets are removed.
    pub target: &'a Target,
    /// The command that a rerun begins with.
    pub rerun: &'a Rerun,
}

/// What became of one case.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseResult {
    pub(super) name: String,
    /// The case's id, the same in every scope.
    pub(super) case: String,
    pub(super) operation: String,
    pub(super) scope: String,
    #[serde(with = "LevelWord")]
    pub(super) level: Level,
    /// The statements that the case is about.
    pub(super) statements: Vec<String>,
    pub(super) outcome: OutcomeKind,
    /// Why there is no result, or one that does not count.
    pub(super) reason: Option<String>,
    /// Why the step was made that decided the outcome, when something was found.
    pub(super) step: Option<StepKind>,
    /// Everything that was found, what fails before what warns.
    pub(super) mismatches: Vec<ReportedMismatch>,
    pub(super) time_ms: u64,
    /// The addresses of what the case created and could not remove.
    pub(super) left_behind: Vec<String>,
    /// How many requests it sent.
    pub(super) requests: Requests,
    /// Why something was sent again, one entry for each time.
    pub(super) retries: Vec<String>,
    /// What people are shown of a case that did not pass.
    pub(super) failure: Option<String>,
    /// The command that runs the case again, when there is something to look at.
    pub(super) rerun: Option<String>,
    /// What the outcome would be if the case counted, when it does not.
    pub(super) outcome_if_scored: Option<OutcomeKind>,
    /// The entry that says that the case fails on this target.
    pub(super) known_deviation: Option<KnownDeviation>,
    /// What the case needs and the target does not offer.
    pub(super) missing_capability: Option<String>,
    /// The documented responses of the case's operation that came when they were due.
    pub(super) received: Vec<String>,
}

/// Something that is demanded, and what came instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportedMismatch {
    pub(super) statement: String,
    /// The operation in whose answer it was found, as far as the statement says, or else the one that the case is about.
    pub(super) operation: String,
    #[serde(with = "LevelWord")]
    pub(super) level: Level,
    /// The page or decision that demands it.
    pub(super) source: String,
    pub(super) expected: String,
    pub(super) found: String,
    /// Why the step was made in which it was found.
    pub(super) step: StepKind,
    /// What differs, in terms that are the same for all failures with this cause.
    pub(super) difference: Difference,
}

words! {
    /// Why a step is made.
    pub(crate) enum StepKind {
        /// It brings the target to the state in which the case begins.
        SetUp = "set-up",
        /// It shows that the request succeeds without the fault that the case is about.
        Control = "positive control",
        /// It is what the case is about.
        Act = "act",
        /// It looks at what the act left behind.
        Verification = "verification",
        /// It asks at the address that the act's answer named.
        Follow = "following the address",
    }
}

/// How JSON writes a level.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Level", rename_all = "lowercase")]
pub(super) enum LevelWord {
    Must,
    Should,
    May,
}

impl From<Role> for StepKind {
    fn from(role: Role) -> Self {
        match role {
            Role::SetUp | Role::Beside => Self::SetUp,
            Role::Control => Self::Control,
            Role::Act | Role::Again => Self::Act,
            Role::Verify(_) => Self::Verification,
            Role::Follow => Self::Follow,
        }
    }
}

impl CaseResult {
    /// The result of a case, without the secrets that the target may have sent back.
    #[must_use]
    pub(crate) fn new(context: &ReportContext<'_>, record: &Record) -> Self {
        let redact = |text: &str| context.target.redact(text);
        let redact_all = |texts: &[String]| texts.iter().map(|text| failure::shown(context, text)).collect();
        let case = &record.case;
        let if_scored = match &record.outcome {
            Outcome::NotScored(outcome) => outcome,
            outcome @ (Outcome::Passed
            | Outcome::Flaky(_)
            | Outcome::Warned(_)
            | Outcome::Failed(_)
            | Outcome::NotTestable(_)
            | Outcome::KnownDeviation(..)
            | Outcome::NotApplicable(_)
            | Outcome::SuiteError(_)) => outcome,
        };
        let known_deviation = match if_scored {
            Outcome::KnownDeviation(_, KnownDeviation { place, reason }) => {
                Some(KnownDeviation { place: redact(place), reason: redact(reason) })
            }
            Outcome::Passed
            | Outcome::Flaky(_)
            | Outcome::Warned(_)
            | Outcome::Failed(_)
            | Outcome::NotTestable(_)
            | Outcome::NotScored(_)
            | Outcome::NotApplicable(_)
            | Outcome::SuiteError(_) => None,
        };
        let failure = failure::describe(context, record);
        let mismatches: Vec<ReportedMismatch> = by_severity(record)
            .map(|(finding, mismatch)| reported(context, &case.operation, finding.role, mismatch))
            .collect();
        let is_notable = failure.is_some() || !mismatches.is_empty();
        Self {
            name: case.name(),
            case: case.id.0.clone(),
            operation: case.operation.to_string(),
            scope: case.scope.0.clone(),
            level: case.level,
            statements: case.covers.iter().map(ToString::to_string).collect(),
            outcome: record.outcome.kind(),
            reason: record.outcome.reason().map(|reason| redact(&reason)),
            step: record.outcome.finding().map(|finding| StepKind::from(finding.role)),
            mismatches,
            time_ms: milliseconds(record.time),
            left_behind: redact_all(&record.left_behind),
            requests: record.requests,
            retries: redact_all(&record.retries),
            failure,
            rerun: is_notable.then(|| context.rerun.of(&case.name(), &record.outcome)),
            outcome_if_scored: matches!(record.outcome, Outcome::NotScored(_)).then(|| if_scored.kind()),
            known_deviation,
            missing_capability: record.outcome.missing_capability().map(|name| name.0.clone()),
            received: received(record),
        }
    }

    /// Its name and its place in reports: `operation/what-is-checked@scope`.
    #[must_use]
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What became of it, without the details.
    #[must_use]
    pub(crate) const fn outcome(&self) -> OutcomeKind {
        self.outcome
    }

    /// What people are shown of a case that failed or has no result, whether that counts or not.
    #[must_use]
    pub(crate) fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// Why the case has no result, or one that does not count, with the outcome's name before it.
    #[must_use]
    pub(crate) fn remark(&self) -> Option<String> {
        self.reason.as_ref().map(|reason| format!("{}: {reason}", self.outcome))
    }

    /// Whether something was found that no known deviation explains, whether it counts or not.
    pub(super) const fn is_against(&self) -> bool {
        let outcome = match self.outcome_if_scored {
            Some(outcome) => outcome,
            None => self.outcome,
        };
        match outcome {
            OutcomeKind::Flaky | OutcomeKind::Warned | OutcomeKind::Failed | OutcomeKind::NotTestable => true,
            OutcomeKind::Passed
            | OutcomeKind::KnownDeviation
            | OutcomeKind::NotScored
            | OutcomeKind::NotApplicable
            | OutcomeKind::SuiteError => false,
        }
    }

    /// Whether it failed, whether that counts or not.
    pub(super) const fn has_failed(&self) -> bool {
        let outcome = match self.outcome_if_scored {
            Some(outcome) => outcome,
            None => self.outcome,
        };
        matches!(outcome, OutcomeKind::Failed | OutcomeKind::NotTestable)
    }

    /// Whether what was found counts for or against the target.
    pub(super) const fn is_scored(&self) -> bool {
        match self.outcome {
            OutcomeKind::Passed
            | OutcomeKind::Flaky
            | OutcomeKind::Warned
            | OutcomeKind::Failed
            | OutcomeKind::NotTestable => true,
            OutcomeKind::KnownDeviation
            | OutcomeKind::NotScored
            | OutcomeKind::NotApplicable
            | OutcomeKind::SuiteError => false,
        }
    }
}

/// Everything that was found in a case, with the step in which it was found: what fails before what warns.
fn by_severity(record: &Record) -> impl Iterator<Item = (&Finding, &Mismatch)> {
    let levels = [Level::Must, Level::Should, Level::May].into_iter();
    levels.flat_map(|level| {
        record.findings().flat_map(move |finding| finding.at(level).map(move |mismatch| (finding, mismatch)))
    })
}

/// A mismatch in a step of a case about an operation, made for this reason.
pub(super) fn reported(
    context: &ReportContext<'_>,
    subject: &OperationId,
    role: Role,
    mismatch: &Mismatch,
) -> ReportedMismatch {
    let operation = match &mismatch.statement {
        Statement::Answer { operation, .. } => operation,
        Statement::Rule(_) => subject,
    };
    ReportedMismatch {
        statement: mismatch.statement.to_string(),
        operation: operation.to_string(),
        level: mismatch.level,
        source: mismatch.statement.source(context.api),
        expected: failure::shown(context, &mismatch.expected),
        found: failure::shown(context, &mismatch.found),
        step: role.into(),
        difference: mismatch.difference.redacted(&|text| context.target.redact(text)),
    }
}

/// The documented responses of the case's operation that came when they were due, in the order in which they came first.
fn received(record: &Record) -> Vec<String> {
    let mut received: Vec<String> = Vec::new();
    let own = record.traffic.iter().filter(|exchange| exchange.operation == record.case.operation);
    for response in own.filter_map(|exchange| exchange.due.as_ref()) {
        if !received.iter().any(|known| **known == *response.0) {
            received.push(response.to_string());
        }
    }
    received
}

/// A level as reports write it.
pub(super) const fn level_word(level: Level) -> &'static str {
    match level {
        Level::Must => "must",
        Level::Should => "should",
        Level::May => "may",
    }
}
