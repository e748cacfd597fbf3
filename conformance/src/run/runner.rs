//! Runs a case: set-up, control, act and verification, one request after the other, until something is wrong.

mod fetch;
mod race;
mod shown;
mod unanswered;

use std::{
    convert::Infallible,
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
    send::{CaseState, Exchange, Places, PreparedRequest, Request, prepare},
};

/// Runs a case against a target as a part of a run, and removes what it created.
pub(super) async fn run(session: &Session, case: &Case) -> Record {
    let api = session.api();
    let start = Instant::now();
    let (mut left_behind, mut warnings) = (Vec::new(), Vec::new());
    let tally = Mutex::default();
    let outcome = match session.target.lacks(api, case) {
        Some(lack) => Outcome::NotApplicable(lack),
        None => match api.service.scopes.get(&case.scope) {
            Some(scope) => {
                let runner = Runner { api, session, scope, case, tally: &tally };
                runner.stages(&mut left_behind, &mut warnings).await
            }
            None => {
                let message = format!("case {} runs in scope {}, which the spec does not have", case.id, case.scope);
                Outcome::SuiteError(SuiteError::new(message))
            }
        },
    };
    let Tally { traffic, mut examined } = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
    examined.extend(shown::by_the_whole(api, case, &outcome, &examined));
    let (case, time) = (case.clone(), start.elapsed());
    Record { case, outcome, warnings, time, left_behind, retries: Vec::new(), traffic, examined }
}

/// A case on its way.
#[derive(Clone, Copy)]
struct Runner<'a> {
    api: &'a Api,
    session: &'a Session,
    scope: &'a Scope,
    case: &'a Case,
    tally: &'a Mutex<Tally>,
}

/// What the steps of a case have exercised so far.
#[derive(Default)]
struct Tally {
    traffic: Vec<ExchangeSummary>,
    examined: Examined,
}

/// What a step led to.
enum Progress {
    /// Everything is as documented, perhaps with warnings.
    On(Box<CaseState>, Option<Finding>),
    /// The case ends here.
    End(Outcome),
}

impl Runner<'_> {
    /// The outcome; `warnings` are what was found in steps that did not decide it.
    async fn stages(&self, left_behind: &mut Vec<String>, warnings: &mut Vec<Finding>) -> Outcome {
        for (number, stage) in self.case.stages.iter().enumerate() {
            let world = CaseState::new(self.session.run_context.source(self.case, number));
            let distorted = self.session.client.is_intercepted();
            let mut traces = CreatedResources::new(self.session, distorted);
            let end = self.stage(stage, world, &mut traces, warnings).await;
            left_behind.extend(traces.remove(&self.session.client.for_cleanup()).await);
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
        mut world: CaseState,
        traces: &mut CreatedResources<'_>,
        warnings: &mut Vec<Finding>,
    ) -> Option<Outcome> {
        let mut last = None;
        let mut places = Places::default();
        for action in &stage.actions {
            world = places.go(action.place(), world);
            if self.is_unneeded(action, &world) {
                continue;
            }
            world.serial += 1;
            let progress = match action {
                Action::Call(step) => self.step(step, world, traces, &mut last).await,
                Action::Fetch(fetch) => self.fetch(*fetch, world, &last).await,
                Action::Race(racers) => self.race(racers, world, traces, &mut last).await,
                Action::Wait(time) => match self.session.client.pause(*time).await {
                    true => Progress::On(Box::new(world), None),
                    false => {
                        Progress::End(Outcome::SuiteError(SuiteError::new("interrupted while it waited".to_owned())))
                    }
                },
            };
            match progress {
                Progress::On(after, finding) => {
                    world = *after;
                    warnings.extend(finding);
                }
                Progress::End(outcome) => return Some(outcome),
            }
        }
        None
    }

    /// Whether an address is to be looked at that no answer has named, after a request that need not have succeeded.
    fn is_unneeded(&self, action: &Action, world: &CaseState) -> bool {
        let unnamed = match action {
            Action::Call(step) => step.role == Role::Follow && world.location.is_none(),
            Action::Fetch(_) => world.published.is_none(),
            Action::Wait(_) | Action::Race(_) => false,
        };
        unnamed && self.case.level != Level::Must
    }

    async fn step(
        &self,
        step: &Step,
        world: CaseState,
        traces: &mut CreatedResources<'_>,
        last: &mut Option<Exchange>,
    ) -> Progress {
        let operation = match self.operation(step) {
            Ok(operation) => operation,
            Err(error) => return Progress::End(Outcome::SuiteError(error)),
        };
        let Some(scope) = self.api.service.scopes.get(step.scope.as_ref().unwrap_or(&self.case.scope)) else {
            let message = format!("case {} asks in a scope that the spec does not have", self.case.id);
            return Progress::End(Outcome::SuiteError(SuiteError::new(message)));
        };
        // What an observation must find follows from the answer that was given, be it the one that was due or not.
        let expected = match Expected::of(self.api, operation, scope, &step.expect, world.stored.point()) {
            Ok(expected) => expected,
            Err(why) => return Progress::End(self.broken_off(why)),
        };
        let prepared = match prepare(self.api, &self.session.target, scope, operation, step, &world) {
            Ok(prepared) => prepared,
            Err(unmade) => return Progress::End(self.unmade(step, unmade.0, last.take())),
        };
        let (point, object_id) = (step.point, world.object_id.as_str());
        let creating = CreatingRequest { operation, scope, point, prepared: &prepared, object_id };
        traces.announce(&creating);
        let Ok((sent, outcome)) = self.session.client.send_made(|| Ok::<_, Infallible>(prepared.now())).await;
        let PreparedRequest { request, facts, .. } = sent;
        let response = match outcome {
            Ok(response) => response,
            Err(error) => {
                traces.note(&creating, object_id, SideEffect::without_answer(&error));
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
            facts: &facts,
            url: &request.url,
        };
        let seen = self.session.checker.observe(&context, &response);
        let judged = judge(&context, &seen, &world.stored);
        self.note(ExchangeSummary::of(&context, &request, &seen, &judged.mismatches));
        let mut after = seen.applied_to(&context, &world);
        for (name, header) in &step.keep {
            if let Some(value) = response.headers.get(header) {
                after.kept.insert(name.clone(), value.clone());
            }
        }
        let changed = seen.response.map_or(response.status.is_success(), |given| !given.then.is_none());
        traces.note(&creating, &after.object_id, if changed { SideEffect::Done } else { SideEffect::Undone });
        let exchange = Exchange { request, response };
        *last = Some(exchange.clone());
        self.judged(step.role, after, exchange, judged)
    }

    fn operation(&self, step: &Step) -> Result<&Operation, SuiteError> {
        let message = || format!("case {} calls {}, which the spec does not have", self.case.id, step.operation);
        self.api.operations.get(&step.operation).ok_or_else(|| SuiteError::new(message()))
    }

    /// What follows from a judgement. A step about which nothing could be found out is the suite's own fault, and no pass.
    fn judged(&self, role: Role, after: CaseState, exchange: Exchange, judged: Judged) -> Progress {
        let Judged { mut mismatches, examined, unevaluated } = judged;
        match role {
            // How the answers of a set-up are flawed is for the cases that are about them, as long as there is something to
            // build on.
            Role::SetUp | Role::Control => {
                mismatches.retain(|mismatch| !mismatch.kind.is_due() && mismatch.level == Level::Must);
            }
            Role::Act | Role::Verify(_) | Role::Follow => self.examined(examined.clone()),
        }
        if self.case.level != Level::Must && matches!(role, Role::Verify(_) | Role::Follow) {
            // What follows from an act binds no more than the act itself.
            lower(&mut mismatches);
        }
        let fails = mismatches.iter().any(|mismatch| mismatch.level == Level::Must);
        if !fails && (examined.is_empty() || !unevaluated.is_empty()) {
            let what = if unevaluated.is_empty() { "anything".to_owned() } else { unevaluated.join("; ") };
            let Request { method, url, .. } = &exchange.request;
            return Progress::End(self.broken_off(format!(
                "the answer to {method} {url} ({role}) could not be held against {what}; the case expects what the suite does \
                 not know"
            )));
        }
        let finding = Finding { role, exchange: Box::new(exchange.abridged()), mismatches };
        match (fails, role) {
            (true, Role::SetUp | Role::Control) => Progress::End(Outcome::NotTestable(finding)),
            (true, Role::Act | Role::Verify(_) | Role::Follow) => Progress::End(Outcome::Failed(finding)),
            (false, _) if finding.mismatches.is_empty() => Progress::On(Box::new(after), None),
            (false, _) => Progress::On(Box::new(after), Some(finding)),
        }
    }

    /// A case that cannot go on because of what it is itself.
    fn broken_off(&self, why: String) -> Outcome {
        Outcome::SuiteError(SuiteError::new(format!("case {} cannot be judged: {why}", self.case.name())))
    }

    /// A request that cannot be made because earlier answers lack something: nothing can be said about the case.
    fn unmade(&self, step: &Step, why: String, last: Option<Exchange>) -> Outcome {
        match (last, self.case.covers.first()) {
            (Some(exchange), Some(statement)) => {
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
            (None, _) | (_, None) => {
                Outcome::SuiteError(SuiteError::new(format!("{} could not be sent: {why}", step.operation)))
            }
        }
    }

    /// Notes what was sent and what came back, for whoever counts it.
    fn note(&self, passage: ExchangeSummary) {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).traffic.push(passage);
    }

    /// Notes which statements were examined.
    fn examined(&self, examined: Examined) {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).examined.extend(examined);
    }

    /// The statement that the case is about.
    fn subject(&self) -> Statement {
        let first = self.case.covers.first().cloned();
        first.unwrap_or_else(|| Statement::Rule(kii_spec::RuleId(self.case.id.0.clone())))
    }
}
