//! Runs the cases that could detect a fault, until one of them fails for a statement that the fault violates.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use futures_util::future::join_all;
use kii_spec::{Api, Level, Statement, Tolerance};
use tokio::sync::OnceCell;

use super::Fault;
use crate::{
    cases::{Case, Expect, Role, Step, Suite, subject::is_about},
    judge::MismatchKind,
    run::{Finding, Outcome, Record, Session},
    send::{Exchange, Interceptor, Request, Response},
};

/// Why a fault is untested: the cases got no response.
const UNANSWERED: &str = "the cases about it had no result: the target gave no response that they could use";

/// Why a fault is untested: without it, the cases already fail before they could detect it, or for something else.
const HIDDEN: &str = "without the fault, this target already fails the cases about it for another reason";

/// The result of testing a fault.
#[derive(Clone, Debug)]
pub enum MutantStatus {
    /// A case failed for a statement that the fault violates.
    Killed {
        /// The case.
        case: String,
        /// The statement.
        statement: Statement,
    },
    /// No case that cites a violated statement failed for it.
    Survived {
        /// The cases that ran, the likeliest to detect it first.
        attempts: Vec<UndetectedCase>,
        /// What the first of them sent and received, without secrets.
        transcript: Vec<String>,
    },
    /// No case could have detected it on this target, for this reason.
    Untested(String),
}

/// A case that did not kill a fault.
#[derive(Clone, Debug)]
pub struct UndetectedCase {
    /// The case.
    pub case: String,
    /// Its outcome, with the reason.
    pub outcome: String,
    /// Whether it got all of its responses. A case that did not has not missed the fault.
    pub is_answered: bool,
}

/// A mutation run: tests faults with the cases of a suite.
#[derive(Debug)]
pub struct MutationRun {
    /// The suite, and a target without any fault. A statement that is violated there says nothing about a fault.
    baseline: Session,
    /// The results of cases on that target, by their names.
    controls: Mutex<HashMap<String, Arc<OnceCell<Control>>>>,
    /// How many cases have begun. Each run of a case has buckets of its own.
    begun: AtomicU64,
    left: Mutex<Vec<String>>,
}

/// The result of a case on the target without any fault.
#[derive(Clone, Debug)]
enum Control {
    /// The case ran to its end, and these statements were violated.
    Whole(HashSet<Statement>),
    /// The case ended early, because these statements were violated. What it would have found afterwards is unknown.
    CutShort(HashSet<Statement>),
    /// The case had no result, for this reason.
    NoResult(String),
}

impl MutationRun {
    /// A mutation run with the cases of a suite. A failure on a target with a fault counts only if the case does not fail in
    /// the same way on this target, which has none.
    #[must_use]
    pub fn new(baseline: Session) -> Self {
        Self { baseline, controls: Mutex::default(), begun: AtomicU64::new(0), left: Mutex::default() }
    }

    /// The suite.
    #[must_use]
    pub const fn suite(&self) -> &Arc<Suite> {
        &self.baseline.suite
    }

    /// The session with the target that has no fault.
    #[must_use]
    pub const fn baseline(&self) -> &Session {
        &self.baseline
    }

    /// The addresses of what was created and could not be removed.
    #[must_use]
    pub fn left_behind(&self) -> Vec<String> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes what was created and could not be removed.
    pub(super) fn leave(&self, addresses: Vec<String>) {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).extend(addresses);
    }

    /// Runs a case, and notes what it leaves behind.
    async fn record(&self, session: &Session, case: &Case) -> Record {
        let mut record = session.attempt(self.begun.fetch_add(1, Ordering::Relaxed)).run(case).await;
        self.leave(std::mem::take(&mut record.left_behind));
        record
    }

    /// Runs the relevant cases against a target with this fault, one after the other, until one kills it.
    pub async fn run(&self, session: &Session, fault: &Fault) -> MutantStatus {
        let candidates = self.candidates(fault);
        let (waiting, quick): (Vec<&Case>, Vec<&Case>) = candidates.iter().partition(|case| case.waits());
        let mut attempts = Vec::new();
        for case in quick {
            match self.attempt(session, fault, case).await {
                Ok(status) => return status,
                Err(attempt) => attempts.push(attempt),
            }
        }
        // Cases that wait do so at the same time.
        for ended in join_all(waiting.into_iter().map(|case| self.attempt(session, fault, case))).await {
            match ended {
                Ok(status) => return status,
                Err(attempt) => attempts.push(attempt),
            }
        }
        let mut obstacle = None;
        for case in &candidates {
            let name = case.name();
            if attempts.iter().any(|attempt| attempt.case == name && !attempt.is_answered) {
                obstacle = Some(UNANSWERED.to_owned());
                continue;
            }
            match self.control(case).await {
                Control::NoResult(reason) => obstacle = Some(reason),
                Control::Whole(broken) if cited(case, fault).all(|statement| broken.contains(statement)) => {
                    obstacle = Some("this target violates that without the fault".to_owned());
                }
                Control::CutShort(_) => obstacle = Some(HIDDEN.to_owned()),
                // Only the first of several warnings counts here, so a warning hides what could only be another.
                Control::Whole(broken)
                    if !broken.is_empty() && (fault.level != Level::Must || case.level != Level::Must) =>
                {
                    obstacle = Some(HIDDEN.to_owned());
                }
                Control::Whole(_) => {
                    let transcript = self.transcript(session, case).await;
                    return MutantStatus::Survived { attempts, transcript };
                }
            }
        }
        match obstacle {
            Some(obstacle) => MutantStatus::Untested(obstacle),
            None => MutantStatus::Survived { attempts, transcript: Vec::new() },
        }
    }

    /// Runs a case against a target with a fault. Returns the kill, or else the outcome of the case.
    async fn attempt(&self, session: &Session, fault: &Fault, case: &Case) -> Result<MutantStatus, UndetectedCase> {
        let record = self.record(session, case).await;
        for (statement, level) in broken(self.baseline.api(), &record) {
            let counts = level <= fault.level && cited(case, fault).any(|cited| *cited == statement);
            if counts && self.control(case).await.clears(&statement) {
                return Ok(MutantStatus::Killed { case: case.name(), statement });
            }
        }
        let is_answered = !matches!(record.outcome, Outcome::SuiteError(_));
        Err(UndetectedCase { case: case.name(), outcome: described(&record.outcome), is_answered })
    }

    /// The result of a case on the target without any fault. The case runs once.
    async fn control(&self, case: &Case) -> Control {
        let name = case.name();
        let control = Arc::clone(self.controls.lock().unwrap_or_else(PoisonError::into_inner).entry(name).or_default());
        let run = async || {
            let record = self.record(&self.baseline, case).await;
            let broken = broken(self.baseline.api(), &record).into_iter().map(|(statement, _)| statement).collect();
            match &record.outcome {
                Outcome::Passed | Outcome::Flaky(_) | Outcome::Warned(_) => Control::Whole(broken),
                Outcome::Failed(_) => Control::CutShort(broken),
                Outcome::NotTestable(_) | Outcome::KnownDeviation(..) | Outcome::NotScored(_) => {
                    Control::NoResult("the cases cannot be tested on this target".to_owned())
                }
                Outcome::NotApplicable(lack) => Control::NoResult(lack.reason.clone()),
                // The message of the error names addresses of this case; one reason for all cases is enough.
                Outcome::SuiteError(_) => Control::NoResult(UNANSWERED.to_owned()),
            }
        };
        control.get_or_init(run).await.clone()
    }

    /// What a case sends and receives, without the secrets of the target.
    async fn transcript(&self, session: &Session, case: &Case) -> Vec<String> {
        let recorder = Arc::new(Recorder::default());
        let recorded = session.with_client(session.client.with_interceptor(Arc::clone(&recorder) as _));
        self.record(&recorded, case).await;
        let redact = |text: &str| session.target.redact(text);
        recorder.exchanges().iter().map(|exchange| redact(&exchange.transcript(&redact))).collect()
    }

    /// The cases that cite a statement that the fault violates, the likeliest to detect it first.
    fn candidates(&self, fault: &Fault) -> Vec<&Case> {
        let all = self.baseline.suite.cases.iter();
        let cases = all.filter(|case| fault.can_show_in(case) && cited(case, fault).next().is_some());
        let mut cases: Vec<&Case> = cases.collect();
        cases.sort_by_key(|case| {
            let elsewhere = fault.operation.as_ref().is_some_and(|operation| case.operation != *operation);
            (elsewhere, case.waits(), !case.steps().filter(|step| step.role == Role::Act).all(is_strict))
        });
        cases
    }
}

impl Control {
    /// Whether a failure for this statement on another target is caused by that target.
    fn clears(&self, statement: &Statement) -> bool {
        match self {
            Self::Whole(broken) | Self::CutShort(broken) => !broken.contains(statement),
            Self::NoResult(_) => false,
        }
    }
}

/// The statements that the fault violates and the case cites.
fn cited<'a>(case: &'a Case, fault: &'a Fault) -> impl Iterator<Item = &'a Statement> {
    fault.violates.iter().filter(|statement| case.covers.contains(statement))
}

/// Records all exchanges.
#[derive(Debug, Default)]
struct Recorder(Mutex<Vec<Exchange>>);

impl Recorder {
    fn exchanges(&self) -> Vec<Exchange> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Interceptor for Recorder {
    fn intercept(&self, request: &Request, answer: Response) -> Response {
        let exchange = Exchange { request: request.clone(), response: answer.clone() };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(exchange);
        answer
    }
}

/// Whether a step accepts only the documented response.
const fn is_strict(step: &Step) -> bool {
    match &step.expect {
        Expect::AnySuccess | Expect::Due => true,
        Expect::Response { tolerance, level, .. } => {
            matches!(tolerance, Tolerance::None) && matches!(level, Level::Must)
        }
    }
}

/// The statements for which a case failed or warned, each with the level of the mismatch.
///
/// A response that is not the one that was due, or that is untrue, also violates the rules that the case is about. A flaw in
/// the form of a response does not. The rules that every derived case checks are violated only if a mismatch names them.
#[must_use]
pub fn broken(api: &Api, record: &Record) -> Vec<(Statement, Level)> {
    let finding = match &record.outcome {
        Outcome::Failed(finding) | Outcome::Warned(finding) | Outcome::Flaky(Some(finding)) => finding,
        Outcome::Passed
        | Outcome::Flaky(None)
        | Outcome::NotTestable(_)
        | Outcome::KnownDeviation(..)
        | Outcome::NotScored(_)
        | Outcome::NotApplicable(_)
        | Outcome::SuiteError(_) => {
            return Vec::new();
        }
    };
    let mut broken: Vec<(Statement, Level)> = Vec::new();
    for mismatch in &finding.mismatches {
        broken.push((mismatch.statement.clone(), mismatch.level));
        if mismatch.kind != MismatchKind::Flaw {
            let rules = record.case.covers.iter().filter(|statement| is_about(api, &record.case, statement));
            broken.extend(rules.map(|rule| (rule.clone(), mismatch.level)));
        }
    }
    broken
}

fn described(outcome: &Outcome) -> String {
    let found = |finding: &Finding| {
        let mismatches = finding.mismatches.iter();
        let described = mismatches.map(|mismatch| {
            format!("{}: expected {}, found {}", mismatch.statement, mismatch.expected, mismatch.found)
        });
        described.collect::<Vec<_>>().join("; ")
    };
    match outcome {
        Outcome::Passed | Outcome::Flaky(None) | Outcome::NotScored(_) | Outcome::NotApplicable(_) => {
            outcome.word().to_owned()
        }
        Outcome::Flaky(Some(finding))
        | Outcome::Warned(finding)
        | Outcome::Failed(finding)
        | Outcome::NotTestable(finding)
        | Outcome::KnownDeviation(finding, _) => {
            format!("{} ({}, {})", outcome.word(), finding.role, found(finding))
        }
        Outcome::SuiteError(error) => format!("{}: {}", outcome.word(), error.message),
    }
}

#[cfg(test)]
mod tests;
