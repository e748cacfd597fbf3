//! Runs a case: set-up, control, act and verification, until something is wrong. Reads that do not depend on each other are
//! sent at the same time.

mod authorized;
mod batch;
mod break_off;
mod call;
mod cited_rules;
mod fetch;
mod grace;
mod overtaken;
mod race;
mod unanswered;

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use kii_spec::{Api, Level, Operation, Scope, Statement};

use self::grace::NEXT_SECOND;

use crate::{
    cases::{Action, Case, Place, Published, Role, Stage, Step, Until},
    judge::{Difference, Examined, ExchangeSummary, Judged, Mismatch, MismatchKind, lower},
    run::{
        cleanup::{CreatedResources, Removed},
        outcome::{Finding, Outcome, Record, SuiteError},
        recorded_exchange::RecordedExchange,
        requests::Requests,
        session::Session,
    },
    send::{CaseState, Exchange, Places, PrepareError, Request},
};

/// Runs a case once and removes what it created.
pub(super) async fn run(session: &Session, case: &Case) -> Record {
    let api = session.api();
    let (start, resent) = (Instant::now(), session.client.resent().len());
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
    let Exercised { traffic, exchanges, pause: _, mut examined, mut requests, unscored: _ } =
        exercised.into_inner().unwrap_or_else(PoisonError::into_inner);
    examined.extend(cited_rules::examined(api, case, &outcome, &examined));
    requests.resent = session.client.resent().len().saturating_sub(resent);
    let (case, time, retries, attempts) = (case.clone(), start.elapsed(), Vec::new(), 1);
    Record { case, outcome, warnings, time, left_behind, retries, requests, traffic, attempts, exchanges, examined }
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
    /// Every exchange, if the session records them.
    exchanges: Vec<RecordedExchange>,
    /// How long the case has waited since its last exchange.
    pause: Option<Duration>,
    examined: Examined,
    requests: Requests,
    /// What was found that only statements demand which do not decide.
    unscored: Vec<Finding>,
}

/// A stage on its way.
struct StageRun<'r, 's> {
    created: &'r mut CreatedResources<'s>,
    places: Places,
    /// The last exchange with an operation.
    last: Option<Exchange>,
    /// Whether a neighbour is not all that it was to be, as the target lacks something for it.
    has_poor_neighbour: bool,
    /// What was found in steps that do not decide the outcome.
    warnings: &'r mut Vec<Finding>,
}

/// What a step led to.
enum Progress {
    /// The case goes on in this state; the finding has only warnings.
    Continue(Box<CaseState>, Option<Finding>),
    /// The case ends here.
    End(Outcome),
}

impl<'a> Runner<'a> {
    /// The outcome; `warnings` are what was found in steps that did not decide it.
    async fn stages(&self, left_behind: &mut Vec<String>, warnings: &mut Vec<Finding>) -> Outcome {
        let mut created = CreatedResources::new(self.session, self.session.client.is_intercepted());
        let mut end = None;
        for (number, stage) in self.case.stages.iter().enumerate() {
            let state = CaseState::new(self.session.run_context.source(self.case, number));
            let (places, last) = (Places::default(), None);
            let (created, warnings) = (&mut created, &mut *warnings);
            let run = StageRun { created, places, last, has_poor_neighbour: false, warnings };
            end = self.stage(stage, state, run).await;
            if end.is_some() {
                break;
            }
        }
        // What all stages have created is removed at the same time.
        let Removed { left, requests, links } = created.remove(&self.session.client.for_cleanup()).await;
        left_behind.extend(left);
        self.exercised(|exercised| {
            exercised.requests.cleanup += requests;
            exercised.requests.longest_chain += links;
        });
        let mut unscored = Vec::new();
        self.exercised(|exercised| unscored.append(&mut exercised.unscored));
        match (end, unscored.into_iter().next()) {
            (Some(outcome), _) => outcome,
            (None, Some(unscored)) => Outcome::NotScored(Box::new(Outcome::Failed(unscored))),
            (None, None) if warnings.is_empty() => Outcome::Passed,
            (None, None) => Outcome::Warned(warnings.remove(0)),
        }
    }

    async fn stage(&self, stage: &'a Stage, mut state: CaseState, mut run: StageRun<'_, '_>) -> Option<Outcome> {
        let mut actions = stage.actions.as_slice();
        while let Some((action, others)) = actions.split_first() {
            state = run.places.switch_to(action.place(), state);
            if self.is_unneeded(action, &state) || (run.has_poor_neighbour && action.role() == Some(Role::Again)) {
                run.has_poor_neighbour |= action.role() == Some(Role::Beside);
                actions = others;
                continue;
            }
            let (done, progress) = match action {
                Action::Call(_) | Action::Fetch(_) => self.batch(actions, state, &mut run).await,
                Action::BreakOff(step) => {
                    state.serial += 1;
                    (1, self.break_off(step, state, &mut run).await)
                }
                Action::Race(clients) => {
                    state.serial += 1;
                    (1, self.race(clients, state, &mut run).await)
                }
                Action::Wait(until) => {
                    state.serial += 1;
                    (1, self.wait(*until, state, &mut run.places).await)
                }
            };
            match progress {
                Progress::Continue(after, finding) => {
                    state = *after;
                    run.warnings.extend(finding);
                }
                Progress::End(outcome) => return Some(outcome),
            }
            actions = actions.get(done..).unwrap_or_default();
        }
        None
    }

    /// Waits for a point in time, or for the end of other cases.
    async fn wait(&self, until: Until, mut state: CaseState, places: &mut Places) -> Progress {
        let begun = tokio::time::Instant::now();
        let is_over = match until {
            Until::Moment => {
                let left = state.ended.map_or(NEXT_SECOND, |ended| ended.saturating_duration_since(begun));
                self.session.client.pause(left).await
            }
            Until::OtherCases => self.session.client.unless_interrupted(self.session.other_cases.ended()).await,
        };
        if !is_over {
            return Progress::End(Outcome::SuiteError(SuiteError::new("interrupted while it waited".to_owned())));
        }
        let waited = begun.elapsed();
        if until == Until::OtherCases {
            // How long others take is no part of a case's time.
            self.session.client.exclude(waited);
        }
        if waited >= NEXT_SECOND {
            state.rest();
            places.rest();
        }
        self.exercised(|exercised| exercised.pause = Some(exercised.pause.unwrap_or_default() + waited));
        Progress::Continue(Box::new(state), None)
    }

    /// Whether an action needs an address that no answer has named, in a case whose act need not succeed; or a caller that
    /// the target does not have, who would only look as well; or reads where something else has been published since.
    fn is_unneeded(&self, action: &Action, state: &CaseState) -> bool {
        (self.case.level != Level::Must && is_unaddressed(action, state))
            || self.does_without(action)
            || is_superseded(action, state)
            || (is_about_neighbour(action) && is_unaddressed(action, state))
            || (action.role() == Some(Role::Again) && is_unaddressed(action, state))
    }

    fn does_without(&self, action: &Action) -> bool {
        match action {
            Action::Call(step) | Action::BreakOff(step) => self.session.target.does_without(self.api, self.scope, step),
            Action::Fetch(_) | Action::Wait(_) | Action::Race(_) => false,
        }
    }

    fn operation(&self, step: &Step) -> Result<&'a Operation, SuiteError> {
        let message = || format!("case {} calls {}, which the spec does not have", self.case.id, step.operation);
        self.api.operations.get(&step.operation).ok_or_else(|| SuiteError::new(message()))
    }

    /// Continues or ends the case as a judgement demands. An answer that was held against nothing is a suite error,
    /// never a pass.
    fn conclude(
        &self,
        role: Role,
        after: CaseState,
        exchange: &Exchange,
        judged: Judged,
        recorded: Option<RecordedExchange>,
    ) -> Progress {
        let Judged { mut mismatches, examined, unevaluated } = judged;
        let is_unexamined = examined.is_empty();
        let recorded = match role {
            // Flaws in the answers of a set-up are found by the cases that are about these answers.
            Role::SetUp | Role::Beside | Role::Control => {
                mismatches.retain(|mismatch| !mismatch.kind.is_due() && mismatch.level == Level::Must);
                recorded
            }
            Role::Act | Role::Again | Role::Verify(_) | Role::Follow => {
                let recorded = recorded.map(|recorded| recorded.examining(&examined));
                self.examined(examined);
                recorded
            }
        };
        if self.case.level != Level::Must && matches!(role, Role::Again | Role::Verify(_) | Role::Follow) {
            // What follows the act binds no more than the act itself.
            lower(&mut mismatches);
        }
        self.record(recorded.map(|recorded| RecordedExchange { mismatches: mismatches.clone(), ..recorded }));
        let fails = mismatches.iter().any(|mismatch| mismatch.level == Level::Must);
        if !fails && (is_unexamined || !unevaluated.is_empty()) {
            let what = if unevaluated.is_empty() { "no statement applies".to_owned() } else { unevaluated.join("; ") };
            let Request { method, url, .. } = &exchange.request;
            return Progress::End(self.cannot_judge(format!(
                "the answer to {method} {url} ({role}) could not be compared with what is expected ({what}); mend the case, or \
                 report this if the case is not yours"
            )));
        }
        let decides =
            |mismatch: &Mismatch| mismatch.level != Level::Must || self.session.scored.include(&mismatch.statement);
        let (mismatches, unscored): (Vec<_>, Vec<_>) = mismatches.into_iter().partition(decides);
        if !unscored.is_empty() {
            let exchange = Box::new(exchange.clone().abridged());
            self.exercised(|exercised| exercised.unscored.push(Finding { role, exchange, mismatches: unscored }));
        }
        let fails = mismatches.iter().any(|mismatch| mismatch.level == Level::Must);
        if mismatches.is_empty() {
            return Progress::Continue(Box::new(after), None);
        }
        let finding = Finding { role, exchange: Box::new(exchange.clone().abridged()), mismatches };
        match (fails, role) {
            (true, Role::SetUp | Role::Beside | Role::Control) => Progress::End(Outcome::NotTestable(finding)),
            (true, Role::Act | Role::Again | Role::Verify(_) | Role::Follow) => Progress::End(Outcome::Failed(finding)),
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
                    difference: Difference::Unnamed,
                };
                let exchange = Box::new(exchange);
                Outcome::NotTestable(Finding { role: step.role, exchange, mismatches: vec![mismatch] })
            }
            (PrepareError::Answers(why) | PrepareError::Suite(why), _, _) => {
                Outcome::SuiteError(SuiteError::new(format!("{} could not be sent: {why}", step.operation)))
            }
        }
    }

    /// Whether exchanges are to be recorded.
    const fn is_recording(&self) -> bool {
        self.session.is_recording
    }

    /// Records an exchange as it went, with how long the case has waited before it.
    fn record(&self, recorded: Option<RecordedExchange>) {
        let Some(recorded) = recorded else { return };
        self.exercised(|exercised| {
            let pause = exercised.pause.take();
            exercised.exchanges.push(RecordedExchange { pause, ..recorded });
        });
    }

    /// Counts an exchange.
    fn note(&self, summary: ExchangeSummary) {
        self.exercised(|exercised| exercised.traffic.push(summary));
    }

    /// Records which statements were examined.
    fn examined(&self, examined: Examined) {
        self.exercised(|exercised| exercised.examined.extend(examined));
    }

    /// Counts requests of a role.
    fn count(&self, role: Role, requests: usize) {
        self.exercised(|exercised| exercised.requests.add(role, requests));
    }

    /// Notes that so many requests were sent, each after the answer to the one before.
    fn link(&self, requests: usize) {
        self.exercised(|exercised| exercised.requests.longest_chain += requests);
    }

    fn exercised(&self, change: impl FnOnce(&mut Exercised)) {
        change(&mut self.exercised.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// The statement that the case is about.
    fn subject(&self) -> Statement {
        let first = self.case.covers.first().cloned();
        first.unwrap_or_else(|| Statement::Rule(kii_spec::RuleId(self.case.id.0.as_str().into())))
    }
}

/// Whether an action needs an address that no answer has named.
fn is_unaddressed(action: &Action, state: &CaseState) -> bool {
    match action {
        Action::Call(step) => step.role == Role::Follow && state.location.is_none(),
        Action::Fetch(fetch) => state.published.address(fetch.publication).is_none(),
        Action::BreakOff(_) | Action::Wait(_) | Action::Race(_) => false,
    }
}

/// Whether an action only shows that a neighbour is as it was.
fn is_about_neighbour(action: &Action) -> bool {
    matches!(action.role(), Some(Role::Verify(_))) && action.place() != Place::default()
}

/// Whether an action reads at an address that a later publication has, too: another one is due there then.
fn is_superseded(action: &Action, state: &CaseState) -> bool {
    match action {
        Action::Fetch(fetch) => match fetch.expect {
            Published::Served | Published::Gone => state.published.is_superseded(fetch.publication),
            Published::Due => false,
        },
        Action::Call(_) | Action::BreakOff(_) | Action::Wait(_) | Action::Race(_) => false,
    }
}
