//! Runs a case: set-up, control, act and verification, one request after the other, until something is wrong.

mod fetch;
mod race;
mod unanswered;

use std::{
    sync::{Mutex, PoisonError},
    time::Instant,
};

use kii_spec::{Api, Level, Operation, Scope, Statement, axis::Point};

use crate::{
    cases::{Action, Case, Role, Stage, Step, derive::look},
    judge::{Context, ExchangeSummary, Judged, Mismatch, MismatchKind, lower},
    run::{
        cleanup::{CreatedResources, CreatingRequest, SideEffect},
        outcome::{Finding, Outcome, Record, SuiteError},
        session::Session,
    },
    send::{CaseState, Exchange, Places, request::draft},
};

/// Runs a case against a target as a part of a run, and removes what it created.
pub(super) async fn run(session: &Session, case: &Case) -> Record {
    let api = session.api();
    let start = Instant::now();
    let (mut left_behind, mut warnings) = (Vec::new(), Vec::new());
    let traffic = Mutex::default();
    let outcome = match session.target.lacks(api, case) {
        Some(lack) => Outcome::NotApplicable(lack),
        None => match api.service.scopes.get(&case.scope) {
            Some(scope) => {
                let runner = Runner { api, session, scope, case, traffic: &traffic };
                runner.stages(&mut left_behind, &mut warnings).await
            }
            None => {
                let message = format!("case {} runs in scope {}, which the spec does not have", case.id, case.scope);
                Outcome::SuiteError(SuiteError::new(message))
            }
        },
    };
    let traffic = traffic.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (case, time) = (case.clone(), start.elapsed());
    Record { case, outcome, warnings, time, left_behind, retries: Vec::new(), traffic }
}

/// A case on its way.
#[derive(Clone, Copy)]
struct Runner<'a> {
    api: &'a Api,
    session: &'a Session,
    scope: &'a Scope,
    case: &'a Case,
    traffic: &'a Mutex<Vec<ExchangeSummary>>,
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
        // What a verification must find follows from the answer that was given, be it the one that was due or not.
        let found = match step.role {
            Role::Verify(_) => {
                let Point { bucket_id, object_id, .. } = step.point;
                look(self.api, operation, scope, step.role, Point { bucket_id, object_id, ..world.stored.point() })
            }
            Role::SetUp | Role::Control | Role::Act | Role::Follow => None,
        };
        let step = found.as_ref().unwrap_or(step);
        let make = || draft(self.api, &self.session.target, scope, operation, step, &world);
        if let Ok(draft) = make() {
            traces.announce(&CreatingRequest { operation, scope, step, url: &draft.request.url, before: &world });
        }
        let (draft, outcome) = match self.session.client.send_made(make).await {
            Ok(sent) => sent,
            Err(unmade) => return Progress::End(self.unmade(step, unmade.0, last.take())),
        };
        let request = draft.request;
        let url = request.url.clone();
        let attempt = CreatingRequest { operation, scope, step, url: &url, before: &world };
        let response = match outcome {
            Ok(response) => response,
            Err(error) => {
                traces.note(&attempt, &world, SideEffect::without_answer(&error));
                let what = format!("{} ({})", operation.id, step.role);
                return Progress::End(self.unanswered(step.role, Some(&operation.id), &request, error, &what));
            }
        };
        let context = Context {
            api: self.api,
            operation,
            scope,
            step,
            cites: &self.case.covers,
            facts: &draft.facts,
            url: &url,
            before: &world,
        };
        let Judged { response: given, mut after, mut mismatches } = self.session.checker.check(&context, &response);
        self.note(ExchangeSummary::of(&context, &request, &response, given, &mismatches));
        for (name, header) in &step.keep {
            if let Some(value) = response.headers.get(header) {
                after.kept.insert(name.clone(), value.clone());
            }
        }
        let changed = given.map_or(response.status.is_success(), |given| !given.then.is_none());
        traces.note(&attempt, &after, if changed { SideEffect::Done } else { SideEffect::Undone });
        if matches!(step.role, Role::SetUp | Role::Control) {
            // How the answers of a set-up are flawed is for the cases that are about them, as long as there is something
            // to build on.
            mismatches.retain(|mismatch| !mismatch.kind.is_due() && mismatch.level == Level::Must);
        }
        let exchange = Exchange { request, response };
        *last = Some(exchange.clone());
        self.judge(step.role, after, exchange, mismatches)
    }

    fn operation(&self, step: &Step) -> Result<&Operation, SuiteError> {
        let message = || format!("case {} calls {}, which the spec does not have", self.case.id, step.operation);
        self.api.operations.get(&step.operation).ok_or_else(|| SuiteError::new(message()))
    }

    fn judge(&self, role: Role, after: CaseState, exchange: Exchange, mut mismatches: Vec<Mismatch>) -> Progress {
        if self.case.level != Level::Must && matches!(role, Role::Verify(_) | Role::Follow) {
            // What follows from an act binds no more than the act itself.
            lower(&mut mismatches);
        }
        let fails = mismatches.iter().any(|mismatch| mismatch.level == Level::Must);
        let finding = Finding { role, exchange: Box::new(exchange.abridged()), mismatches };
        match (fails, role) {
            (true, Role::SetUp | Role::Control) => Progress::End(Outcome::NotTestable(finding)),
            (true, Role::Act | Role::Verify(_) | Role::Follow) => Progress::End(Outcome::Failed(finding)),
            (false, _) if finding.mismatches.is_empty() => Progress::On(Box::new(after), None),
            (false, _) => Progress::On(Box::new(after), Some(finding)),
        }
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
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner).push(passage);
    }

    /// The statement that the case is about.
    fn subject(&self) -> Statement {
        let first = self.case.covers.first().cloned();
        first.unwrap_or_else(|| Statement::Rule(kii_spec::RuleId(self.case.id.0.clone())))
    }
}
