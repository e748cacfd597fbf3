//! Runs the cases that could see a fault, until one of them fails for a statement that the fault violates.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use kii_spec::{Api, Checked, Level, Statement, Tolerance};

use super::Fault;
use crate::{
    case::{Case, Expect, Role, Step},
    check::Checker,
    client::{Between, Client},
    exchange::{Exchange, Request, Response},
    mismatch::MismatchKind,
    outcome::{Finding, Outcome, Record},
    run,
    suite::Suite,
    target::Target,
};

/// What the cases say of a target without any fault: what they find broken there shows nothing about a fault.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    broken: HashMap<String, HashSet<Statement>>,
}

/// What became of a fault.
#[derive(Clone, Debug)]
pub enum Fate {
    /// A case failed for a statement that the fault violates.
    Killed {
        /// The case.
        case: String,
        /// The statement.
        statement: Statement,
    },
    /// None of the cases that cite what it violates failed for that.
    Survived {
        /// These cases, those first that are likeliest to see it.
        attempts: Vec<Attempt>,
        /// What the first of them sent and received.
        transcript: Vec<Exchange>,
    },
}

/// A case that did not kill a fault.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The case.
    pub case: String,
    /// What became of it, and for what reason.
    pub outcome: String,
}

/// Hunts faults with the cases of a suite.
#[derive(Debug)]
pub struct Hunt {
    suite: Arc<Suite>,
    checker: Checker,
    baseline: Baseline,
}

impl Baseline {
    /// What the records of a run without any fault say. A case without a record, or that came to no result, is no witness.
    #[must_use]
    pub fn of(api: &Api, records: &[Record]) -> Self {
        let usable = records.iter().filter(|record| match record.outcome {
            Outcome::Passed | Outcome::Warned(_) | Outcome::Failed(_) => true,
            Outcome::NotTestable(_) | Outcome::NotApplicable(_) | Outcome::SuiteError(_) => false,
        });
        let broken = usable.map(|record| {
            let statements = broken(api, record).into_iter().map(|(statement, _)| statement);
            (record.case.name(), statements.collect())
        });
        Self { broken: broken.collect() }
    }

    /// How many cases came to a result.
    #[must_use]
    pub fn len(&self) -> usize {
        self.broken.len()
    }

    /// Whether no case came to a result.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.broken.is_empty()
    }

    /// Whether a case can be a witness against any of these statements.
    fn admits(&self, case: &Case, violated: &[Statement]) -> bool {
        let cites = |statement: &Statement| case.covers.contains(statement);
        let known = self.broken.get(&case.name());
        known.is_some_and(|broken| violated.iter().any(|statement| cites(statement) && !broken.contains(statement)))
    }
}

impl Hunt {
    /// A hunt with the cases of a suite, on a target of which the baseline is known.
    #[must_use]
    pub fn new(suite: Arc<Suite>, baseline: Baseline) -> Self {
        Self { suite, checker: Checker::new(), baseline }
    }

    /// The suite.
    #[must_use]
    pub const fn suite(&self) -> &Arc<Suite> {
        &self.suite
    }

    /// Runs one relevant case after the other against a target with this fault, until one kills it.
    pub async fn run(&self, client: &Client, target: &Target, fault: &Fault) -> Fate {
        let candidates = self.candidates(fault);
        let mut attempts = Vec::new();
        for case in &candidates {
            let record = run::run(&self.suite.api, &self.checker, client, target, case).await;
            let known = self.baseline.broken.get(&case.name());
            let kill = broken(&self.suite.api, &record).into_iter().find(|(statement, level)| {
                *level <= fault.level
                    && fault.violates.contains(statement)
                    && case.covers.contains(statement)
                    && known.is_some_and(|broken| !broken.contains(statement))
            });
            if let Some((statement, _)) = kill {
                return Fate::Killed { case: case.name(), statement };
            }
            attempts.push(Attempt { case: case.name(), outcome: told(&record.outcome) });
        }
        let transcript = match candidates.first() {
            Some(case) => self.transcript(client, target, case).await,
            None => Vec::new(),
        };
        Fate::Survived { attempts, transcript }
    }

    /// What a case sends and receives.
    async fn transcript(&self, client: &Client, target: &Target, case: &Case) -> Vec<Exchange> {
        let recorder = Arc::new(Recorder::default());
        let client = client.behind(Arc::clone(&recorder) as _);
        run::run(&self.suite.api, &self.checker, &client, target, case).await;
        recorder.exchanges()
    }

    /// The cases that cite what a fault violates, those first that are likeliest to see it.
    fn candidates(&self, fault: &Fault) -> Vec<&Case> {
        let touches = |case: &Case| {
            let scope = fault.scope.as_ref().is_none_or(|scope| {
                case.scope == *scope || case.steps().any(|step| step.scope.as_ref() == Some(scope))
            });
            let operation = fault.operation.as_ref();
            scope && operation.is_none_or(|operation| case.steps().any(|step| step.operation == *operation))
        };
        let cases = self.suite.cases.iter().filter(|case| touches(case) && self.baseline.admits(case, &fault.violates));
        let mut cases: Vec<&Case> = cases.collect();
        cases.sort_by_key(|case| {
            let elsewhere = fault.operation.as_ref().is_some_and(|operation| case.operation != *operation);
            (elsewhere, case.waits(), !case.steps().filter(|step| step.role == Role::Act).all(is_strict))
        });
        cases
    }
}

/// Keeps what passes.
#[derive(Debug, Default)]
struct Recorder(Mutex<Vec<Exchange>>);

impl Recorder {
    fn exchanges(&self) -> Vec<Exchange> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Between for Recorder {
    fn pass(&self, request: &Request, answer: Response) -> Response {
        let exchange = Exchange { request: request.clone(), response: answer.clone() };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(exchange);
        answer
    }
}

/// Whether a step accepts nothing but what is documented.
const fn is_strict(step: &Step) -> bool {
    match &step.expect {
        Expect::AnySuccess => true,
        Expect::Response { tolerance, level, .. } => {
            matches!(tolerance, Tolerance::None) && matches!(level, Level::Must)
        }
    }
}

/// The statements for which a case failed or warned, each with the level of what was found.
///
/// An answer that is not the one that was due, or that denies a rule that every case checks, breaks the rules that the case
/// is about as well. A flaw in the form of an answer does not, and the rules that every case checks are broken only when a
/// mismatch names them.
#[must_use]
pub fn broken(api: &Api, record: &Record) -> Vec<(Statement, Level)> {
    let finding = match &record.outcome {
        Outcome::Failed(finding) | Outcome::Warned(finding) => finding,
        Outcome::Passed | Outcome::NotTestable(_) | Outcome::NotApplicable(_) | Outcome::SuiteError(_) => {
            return Vec::new();
        }
    };
    let mut broken: Vec<(Statement, Level)> = Vec::new();
    for mismatch in &finding.mismatches {
        broken.push((mismatch.statement.clone(), mismatch.level));
        let denies = match mismatch.kind {
            MismatchKind::WrongAnswer | MismatchKind::WrongContent => true,
            MismatchKind::Flaw => mismatch.statement.rule().is_some(),
        };
        if denies {
            let rules = record.case.covers.iter().filter(|statement| is_about(api, statement));
            broken.extend(rules.map(|rule| (rule.clone(), mismatch.level)));
        }
    }
    broken
}

/// Whether a statement is a rule that single cases are about, not one that all of them check.
fn is_about(api: &Api, statement: &Statement) -> bool {
    let rule = statement.rule().and_then(|id| api.rules.get(id));
    rule.is_some_and(|rule| match rule.checked {
        Checked::At(_) | Checked::Cases => true,
        Checked::Derived(_) | Checked::Excluded(_) => false,
    })
}

fn told(outcome: &Outcome) -> String {
    let found = |finding: &Finding| {
        let mismatches = finding.mismatches.iter();
        let told = mismatches.map(|mismatch| {
            format!("{}: expected {}, found {}", mismatch.statement, mismatch.expected, mismatch.found)
        });
        told.collect::<Vec<_>>().join("; ")
    };
    match outcome {
        Outcome::Passed | Outcome::NotApplicable(_) => outcome.word().to_owned(),
        Outcome::Warned(finding) | Outcome::Failed(finding) | Outcome::NotTestable(finding) => {
            format!("{} ({}, {})", outcome.word(), finding.role, found(finding))
        }
        Outcome::SuiteError(error) => format!("{}: {}", outcome.word(), error.message),
    }
}

#[cfg(test)]
mod tests;
