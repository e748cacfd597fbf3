//! Runs a case: set-up, control, act and verification, one request after the other, until something is wrong.

mod authorized;
mod cited_rules;
mod fetch;
mod race;
mod unanswered;

use std::{
    sync::{Mutex, PoisonError},
    time::Instant,
};

use kii_spec::{Api, Level, Operation, Scope, Statement};

use crate::{
    cases::{Action, Case, Role, Stage, Step},
    judge::{Context, Examined, ExchangeSummary, Expected, Judged, Mismatch, MismatchKind, judge, lower},
    run::{
        cleanup::{CreatedResources, CreatingRequest, SideEffect},
        outcome::{Finding, Outcome, Record, SuiteError},
        session::Session,
    },
    send::{CaseState, Exchange, Places, PrepareError, PreparedRequest, Request},
};

/// Runs a case once and removes what it created.
pub(super) async fn run(session: &Session, case: &Case) -> Record {
    let api = session.api();
    let start = Instant::now();
    let (mut left_behind, mut warnings) = (Vec::new(), Vec::new());
    let exercised = Mutex::default();
    let outcome = match session.target.missing_prerequisite(api, case) {
        Some(missing) => Outcome::NotApplicable(missing),
        None => match api.service.scopes.get(&case.scope) {
            Some(scope) => {
                let runner = Runner { api, session, scope, case, exercised: &exercised };
                runner.stages(&mut left_behind, &mut warnings).await
            }
            None => {
                let message = format!("case {} runs in scope {}, which the spec does not have", case.id, case.scope);
                Outcome::SuiteError(SuiteError::new(message))
            }
        },
    };
    let Exercised { traffic, mut examined } = exercised.into_inner().unwrap_or_else(PoisonError::into_inner);
    examined.extend(cited_rules::examined(api, case, &outcome, &examined));
    let (case, time) = (case.clone(), start.elapsed());
    Record { case, outcome, warnings, time, left_behind, retries: Vec::new(), traffic, examined }
}

/// Runs one case.
#[derive(Clone, Copy)]
struct Runner<'a> {
    api: &'a Api,
    session: &'a Session,
    scope: &'a Scope,
    case: &'a Case,
    exercised: &'a Mutex<Exercised>,
}

/// What the steps of a case have exercised so far.
#[derive(Default)]
struct Exercised {
    traffic: Vec<ExchangeSummary>,
    examined: Examined,
}

/// What a step led to.
enum Progress {
    /// The case goes on in this state; the finding has only warnings.
    Continue(Box<CaseState>, Option<Finding>),
    /// The case ends here.
    End(Outcome),
}

impl Runner<'_> {
    /// The outcome; `warnings` are what was found in steps that did not decide it.
    async fn stages(&self, left_behind: &mut Vec<String>, warnings: &mut Vec<Finding>) -> Outcome {
        for (number, stage) in self.case.stages.iter().enumerate() {
            let state = CaseState::new(self.session.run_context.source(self.case, number));
            let intercepted = self.session.client.is_intercepted();
            let mut created = CreatedResources::new(self.session, intercepted);
            let end = self.stage(stage, state, &mut created, warnings).await;
            left_behind.extend(created.remove(&self.session.client.for_cleanup()).await);
            if let Some(outcome) = end {
                return outcome;
            }
        }
        match warnings.is_empty() {
            true => Outcome::Passed,
            false => Outcome::Warned(warnings.remove(0)),
        }
    }

    async fn stage(
        &self,
        stage: &Stage,
        mut state: CaseState,
        created: &mut CreatedResources<'_>,
        warnings: &mut Vec<Finding>,
    ) -> Option<Outcome> {
        let mut last = None;
        let mut places = Places::default();
        for action in &stage.actions {
            state = places.switch_to(action.place(), state);
            if self.is_unneeded(action, &state) {
                continue;
            }
            state.serial += 1;
            let progress = match action {
                Action::Call(step) => self.step(step, state, created, &mut last).await,
                Action::Fetch(fetch) => self.fetch(*fetch, state, &last).await,
                Action::Race(groups) => self.race(groups, state, created, &mut last).await,
                Action::Wait(time) => match self.session.client.pause(*time).await {
                    true => Progress::Continue(Box::new(state), None),
                    false => {
                        Progress::End(Outcome::SuiteError(SuiteError::new("interrupted while it waited".to_owned())))
                    }
                },
            };
            match progress {
                Progress::Continue(after, finding) => {
                    state = *after;
                    warnings.extend(finding);
                }
                Progress::End(outcome) => return Some(outcome),
            }
        }
        None
    }

    /// Whether an action needs an address that no answer has named, in a case whose act need not succeed.
    fn is_unneeded(&self, action: &Action, state: &CaseState) -> bool {
        let unnamed = match action {
            Action::Call(step) => step.role == Role::Follow && state.location.is_none(),
            Action::Fetch(_) => state.published.is_none(),
            Action::Wait(_) | Action::Race(_) => false,
        };
        unnamed && self.case.level != Level::Must
    }

    async fn step(
        &self,
        step: &Step,
        state: CaseState,
        created: &mut CreatedResources<'_>,
        last: &mut Option<Exchange>,
    ) -> Progress {
        let operation = match self.operation(step) {
            Ok(operation) => operation,
            Err(error) => return Progress::End(Outcome::SuiteError(error)),
        };
        let Some(scope) = self.api.service.scopes.get(step.scope.as_ref().unwrap_or(&self.case.scope)) else {
            let message = format!("case {} sends a request in a scope that the spec does not have", self.case.id);
            return Progress::End(Outcome::SuiteError(SuiteError::new(message)));
        };
        // A verification expects what follows from the answer that the target gave, expected or not.
        let expected = match Expected::of(self.api, operation, scope, &step.expect, state.stored.point()) {
            Ok(expected) => expected,
            Err(why) => return Progress::End(self.cannot_judge(why)),
        };
        let prepared = match self.prepare(scope, operation, step, &state, last).await {
            Ok(prepared) => prepared,
            Err(outcome) => return Progress::End(outcome),
        };
        let (point, object_id) = (step.point, state.object_id.as_str());
        let creating = CreatingRequest { operation, scope, point, prepared: &prepared, object_id };
        created.announce(&creating);
        let (sent, outcome) = match self.send(prepared.clone(), scope, operation, step, &state).await {
            Ok(sent) => sent,
            Err(outcome) => {
                created.note(&creating, object_id, SideEffect::Undone);
                return Progress::End(outcome);
            }
        };
        let PreparedRequest { request, known, .. } = sent;
        let response = match outcome {
            Ok(response) => response,
            Err(error) => {
                created.note(&creating, object_id, SideEffect::without_answer(&error));
                let what = format!("{} ({})", operation.id, step.role);
                return Progress::End(self.unanswered(step.role, Some(&operation.id), &request, error, &what));
            }
        };
        let context = Context {
            api: self.api,
            operation,
            scope,
            step,
            expected,
            about: &self.case.operation,
            cites: &self.case.covers,
            known: &known,
            url: &request.url,
        };
        let seen = self.session.checker.observe(&context, &response);
        let judged = judge(&context, &seen, &state.stored);
        self.note(ExchangeSummary::of(&context, &request, &seen, &judged.mismatches));
        let mut after = seen.applied_to(&context, &state);
        for (name, header) in &step.keep {
            if let Some(value) = response.headers.get(header) {
                after.kept.insert(name.clone(), value.clone());
            }
        }
        let changed = seen.response.map_or(response.status.is_success(), |given| !given.then.is_none());
        created.note(&creating, &after.object_id, if changed { SideEffect::Done } else { SideEffect::Undone });
        let exchange = Exchange { request, response };
        *last = Some(exchange.clone());
        self.conclude(step.role, after, exchange, judged)
    }

    fn operation(&self, step: &Step) -> Result<&Operation, SuiteError> {
        let message = || format!("case {} calls {}, which the spec does not have", self.case.id, step.operation);
        self.api.operations.get(&step.operation).ok_or_else(|| SuiteError::new(message()))
    }

    /// Continues or ends the case as a judgement demands. An answer that was held against nothing is a suite error,
    /// never a pass.
    fn conclude(&self, role: Role, after: CaseState, exchange: Exchange, judged: Judged) -> Progress {
        let Judged { mut mismatches, examined, unevaluated } = judged;
        match role {
            // Flaws in the answers of a set-up are found by the cases that are about these answers.
            Role::SetUp | Role::Control => {
                mismatches.retain(|mismatch| !mismatch.kind.is_due() && mismatch.level == Level::Must);
            }
            Role::Act | Role::Verify(_) | Role::Follow => self.examined(examined.clone()),
        }
        if self.case.level != Level::Must && matches!(role, Role::Verify(_) | Role::Follow) {
            // A verification binds no more than the act that it verifies.
            lower(&mut mismatches);
        }
        let fails = mismatches.iter().any(|mismatch| mismatch.level == Level::Must);
        if !fails && (examined.is_empty() || !unevaluated.is_empty()) {
            let what = if unevaluated.is_empty() { "no statement applies".to_owned() } else { unevaluated.join("; ") };
            let Request { method, url, .. } = &exchange.request;
            return Progress::End(self.cannot_judge(format!(
                "the answer to {method} {url} ({role}) could not be compared with what is expected ({what}); mend the case, or \
                 report this if the case is not yours"
            )));
        }
        let finding = Finding { role, exchange: Box::new(exchange.abridged()), mismatches };
        match (fails, role) {
            (true, Role::SetUp | Role::Control) => Progress::End(Outcome::NotTestable(finding)),
            (true, Role::Act | Role::Verify(_) | Role::Follow) => Progress::End(Outcome::Failed(finding)),
            (false, _) if finding.mismatches.is_empty() => Progress::Continue(Box::new(after), None),
            (false, _) => Progress::Continue(Box::new(after), Some(finding)),
        }
    }

    /// The end of a case that expects something that the suite cannot judge.
    fn cannot_judge(&self, why: String) -> Outcome {
        Outcome::SuiteError(SuiteError::new(format!("case {} cannot be judged: {why}", self.case.name())))
    }

    /// A request that cannot be made: nothing can be said about the case. Only if earlier answers lack something, the target
    /// is the reason.
    fn cannot_prepare(&self, step: &Step, error: PrepareError, last: Option<Exchange>) -> Outcome {
        match (error, last, self.case.covers.first()) {
            (PrepareError::Answers(why), Some(exchange), Some(statement)) => {
                let mismatch = Mismatch {
                    statement: statement.clone(),
                    level: Level::Must,
                    expected: format!("answers that allow the next request, {}", step.operation),
                    found: why,
                    kind: MismatchKind::WrongAnswer,
                };
                let exchange = Box::new(exchange);
                Outcome::NotTestable(Finding { role: step.role, exchange, mismatches: vec![mismatch] })
            }
            (PrepareError::Answers(why) | PrepareError::Suite(why), _, _) => {
                Outcome::SuiteError(SuiteError::new(format!("{} could not be sent: {why}", step.operation)))
            }
        }
    }

    /// Records an exchange.
    fn note(&self, summary: ExchangeSummary) {
        self.exercised.lock().unwrap_or_else(PoisonError::into_inner).traffic.push(summary);
    }

    /// Records which statements were examined.
    fn examined(&self, examined: Examined) {
        self.exercised.lock().unwrap_or_else(PoisonError::into_inner).examined.extend(examined);
    }

    /// The statement that the case is about.
    fn subject(&self) -> Statement {
        let first = self.case.covers.first().cloned();
        first.unwrap_or_else(|| Statement::Rule(kii_spec::RuleId(self.case.id.0.clone())))
    }
}
